#!/usr/bin/env bash
# Do something.
#
# env: name  who

true
