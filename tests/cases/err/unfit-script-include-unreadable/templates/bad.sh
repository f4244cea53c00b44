#!/usr/bin/env bash
# Do something.

echo one
#% include lib/say.sh
