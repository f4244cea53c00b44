#!/usr/bin/env bash
# Build and publish.

make build
git push || make report
