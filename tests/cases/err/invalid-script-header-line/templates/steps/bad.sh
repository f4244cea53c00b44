#!/usr/bin/env bash
# Do something.
#
# env: NAME? ?
# env:NAME

true
