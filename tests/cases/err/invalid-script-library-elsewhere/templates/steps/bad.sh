#!/usr/bin/env bash
# Do something.

source "$lib/say.sh"
