#!/usr/bin/env bash
# Do something.

#% include "lib/more.sh"
