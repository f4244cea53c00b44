#!/usr/bin/env bash
# The base version: `version` of package.json in this folder, without its prerelease and build parts.

package_base() {
  local version
  refuse_link package.json
  if [[ ! -f package.json ]]; then
    refuse 'No package.json' "no file package.json in $PWD" 'the package.json of the repository root' 'check this commit out before this step'
  fi
  # Of a text that ends in a line break or holds a NUL, $(…) would make another one, so such a text is read as it is written.
  if ! version="$(jq -er 'objects | .version | strings | if explode | all(. >= 32) then . else tojson end' package.json 2>/dev/null)"; then
    refuse 'No version in package.json' 'package.json is no JSON object with a text "version"' '"version": "X.Y.Z"' 'npm pkg set version=X.Y.Z'
  fi
  if ! is_version "$version" || [[ "${#version}" -gt 100 ]]; then
    refuse 'package.json: version is no SemVer' "package.json: \"version\": \"$version\"" \
      'strict SemVer of at most 100 characters: X.Y.Z without leading zeros or "v"' 'npm pkg set version=X.Y.Z'
  fi
  printf '%s\n' "${version%%[-+]*}"
}
