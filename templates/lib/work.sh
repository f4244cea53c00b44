#!/usr/bin/env bash
# A folder for what the step writes down, tokens among it, gone when the step ends.

work="$(mktemp -d "$RUNNER_TEMP/step.XXXXXX")"
trap 'rm -rf "$work"' EXIT
