#!/usr/bin/env bash
# Build and publish.

git tag -m 'Release
make it so' v1
