#!/usr/bin/env bash
# Do something.

#% include "lib/sya.sh"
