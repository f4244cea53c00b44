#!/usr/bin/env bash
# Do something.

echo one
#% include "lib/sya.sh"
