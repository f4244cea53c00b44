#!/usr/bin/env bash
# Build and publish.

make publish
echo published
