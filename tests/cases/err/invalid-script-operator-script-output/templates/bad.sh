#!/usr/bin/env bash
# Bad.
#
# output: text  the greeting

true
