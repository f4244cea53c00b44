#!/usr/bin/env bash
# Do something.

echo ÿ
