#!/usr/bin/env bash
# Do something.

echo one
echo two
