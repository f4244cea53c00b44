#!/usr/bin/env bash
# Bad.
#
# output: text  what was said

true
