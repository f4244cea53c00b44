#!/usr/bin/env bash
# Bad.
#
# output: text  the greeting
# output: name  who is greeted

true
