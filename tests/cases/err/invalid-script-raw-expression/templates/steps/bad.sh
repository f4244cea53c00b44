#!/usr/bin/env bash
# Do something.

echo one
echo ${{ github.ref }}
