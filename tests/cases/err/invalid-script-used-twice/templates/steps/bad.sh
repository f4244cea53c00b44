#!/usr/bin/env bash
# Do something.

echo ${{ github.ref }}
