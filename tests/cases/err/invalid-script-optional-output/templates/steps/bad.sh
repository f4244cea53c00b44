#!/usr/bin/env bash
# Do something.
#
# output: name?  who

true
