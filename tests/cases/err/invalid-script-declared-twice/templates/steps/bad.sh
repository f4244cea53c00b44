#!/usr/bin/env bash
# Do something.
#
# env: NAME  who
# env: NAME?  who

true
