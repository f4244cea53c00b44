# shellcheck shell=bash
# The base version: `version` of package.json in this folder, without its prerelease and build parts, or the content of VERSION_FILE if the
# product has such a file.

# Print one line: broken and the reason, lacking and the reason, or text and the version. $(…) would change a version that ends in a line break
# or contains a NUL, so a version with control characters is printed as JSON.
declared='
  def shown: tojson[:100];
  if length != 1 then "broken it cannot be parsed"
  elif .[0] | type != "object" then "broken it contains \(.[0] | shown)"
  elif .[0] | has("version") | not then "lacking package.json has no \"version\""
  elif .[0].version | type != "string" then "lacking package.json: \"version\" is \(.[0].version | shown), which is not a string"
  else "text \(.[0].version | if explode | all(. >= 32) then . else tojson end)" end
'

base_version() {
  if [[ "${VERSION_FILE:-package.json}" == package.json ]]; then package_base; else file_base "$VERSION_FILE"; fi
}

file_base() {
  local fault file="$1"
  refuse_link "$file"
  if [[ ! -f "$file" ]]; then refuse 'No version file' "no file $file in $PWD" "$version_form" "$(set_version), and commit it"; fi
  fault="$(version_fault "$file")"
  if [[ -n "$fault" ]]; then refuse 'Invalid version file' "$file $fault" "$version_form" "$(set_version), and commit it"; fi
  printf '%s\n' "$(<"$file")"
}

package_base() {
  local found version
  refuse_link package.json
  if [[ ! -f package.json ]]; then
    refuse 'No package.json' "no file package.json in $PWD" 'the package.json of the repository root' 'check out the commit in an earlier step of this job'
  fi
  found="$(jq -rs "$declared" package.json 2>/dev/null)" || found='broken it cannot be parsed'
  version="${found#text }"
  case "$found" in
    broken*)
      refuse 'package.json is not a JSON object' "package.json is not a JSON object: ${found#broken }" 'a JSON object with "version": "X.Y.Z"' \
        'find the last valid version with git log -p -- package.json, then restore and commit it'
      ;;
    lacking*) refuse 'No version in package.json' "${found#lacking }" '"version": "X.Y.Z"' 'npm pkg set version=X.Y.Z, and commit it' ;;
  esac
  if ! is_version "$version" || [[ "${#version}" -gt 100 ]]; then
    refuse 'package.json: version is not SemVer' "package.json: \"version\": \"$version\"" \
      'strict SemVer of at most 100 characters: X.Y.Z without leading zeros or "v"' 'npm pkg set version=X.Y.Z, and commit it'
  fi
  printf '%s\n' "${version%%[-+]*}"
}
