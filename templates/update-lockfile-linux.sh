#!/usr/bin/env bash
# Update package-lock.json with npm on Linux, on any machine.
#
# env: NODE_IMAGE          container image with node and npm
# env: PLATFORM            platform of the images that are published, such as linux/amd64
# env: LOCKFILE_PLATFORM?  another platform for this container, such as linux/arm64 where emulation fails (Apple Silicon)
# env: CONTAINER_ENGINE?   docker or podman; the default is the first one that runs
#
# npm on macOS may omit packages that only Linux installs (npm/cli#4828). npm runs on a copy of the package.json files, so it reads no
# node_modules of this machine and leaves none here. The lockfile is replaced atomically.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

script=update-lockfile-linux.sh

source "$lib/terminal.sh"
source "$lib/commands.sh"
source "$lib/tools.sh"
source "$lib/git.sh"
source "$lib/repository.sh"
source "$lib/package-json.sh"

IFS= read -r -d '' usage <<USAGE || true
Usage: $0 [--fresh] [--dry-run] [--yes] [--help]

Updates package-lock.json with npm in a Linux container ($NODE_IMAGE), with docker or podman.

  --fresh    ignore the existing lockfile, so that npm chooses every version again
  --dry-run  print what would be done, and change nothing
  --yes      do not ask for confirmation

LOCKFILE_PLATFORM (default: $PLATFORM) is the platform of the container, CONTAINER_ENGINE the command that runs it.
USAGE

tree_settings='^[[:blank:]]*(legacy-peer-deps|strict-peer-deps|install-strategy|install-links|prefer-dedupe|before|min-release-age)'
tree_settings+='[[:blank:]]*=[[:blank:]]*[A-Za-z0-9.:-]*[[:blank:]]*$'

find_engine() {
  local name
  for name in ${CONTAINER_ENGINE:-docker podman}; do
    if command -v "$name" >/dev/null 2>&1 && "$name" info >/dev/null 2>&1; then
      printf '%s' "$name"
      return
    fi
  done
}

# copy_manifests FOLDER: copies only what npm reads to choose versions
copy_manifests() {
  local workspace
  list_workspaces >"$1/workspaces"
  mkdir "$1/app"
  cp package.json "$1/app/"
  while IFS= read -r workspace; do
    mkdir -p "$1/app/$workspace"
    cp "$workspace/package.json" "$1/app/$workspace/"
  done <"$1/workspaces"
  if [[ -f package-lock.json && "$fresh" == 0 ]]; then cp package-lock.json "$1/app/"; fi
  if [[ -f .npmrc ]]; then copy_settings "$1/app/.npmrc"; fi
}

# copy_settings FILE: copies the settings of the repository's .npmrc that determine the dependency tree. Registries and tokens are not copied.
copy_settings() {
  local left
  grep -E "$tree_settings" .npmrc >"$1" || true
  left="$(grep -vE "$tree_settings" .npmrc | sed -n 's/^[[:blank:]]*\([^#;=[:blank:]][^=]*\).*/\1/p' | tr -d ' ' | paste -s -d ' ' -)"
  if [[ -n "$left" ]]; then say "settings of .npmrc that are not copied to the container: $left"; fi
}

# Whether root in a container is the operator: with podman, even if its command is docker, and with Docker in rootless mode.
is_rootless() {
  [[ "$engine" == *podman ]] || "$engine" info 2>/dev/null | grep '^ *rootless\(: true\)\{0,1\}$' >/dev/null
}

# The files must belong to the operator. SELinux denies a container access to files of a user unless labels are disabled, and the labels must
# not change. npm must not be the first process, because that one ignores signals without a handler, and Node has none.
run_npm() {
  local owner=()
  if ! is_rootless; then owner=(--user "$(id -u):$(id -g)"); fi
  "$engine" run --rm --platform "${LOCKFILE_PLATFORM:-$PLATFORM}" ${owner[@]+"${owner[@]}"} --security-opt label=disable \
    --volume "$1/app:/app" --workdir /app --env HOME=/tmp --env npm_config_cache=/tmp/npm "$NODE_IMAGE" \
    sh -c 'trap "exit 130" INT TERM; npm install --package-lock-only --include=optional --ignore-scripts --no-audit --no-fund & wait $!' >&2
}

replace_lockfile() {
  beside="package-lock.json.$$"
  trap 'rm -rf "$folder" "$beside"' EXIT
  cp "$1" "$beside"
  mv -f "$beside" package-lock.json
}

fresh=0 dry_run=0 assume_yes=0
while (($# > 0)); do
  case "$1" in
    --fresh) fresh=1 ;;
    --dry-run) dry_run=1 ;;
    --yes) assume_yes=1 ;;
    -h | --help)
      printf '%s' "$usage"
      exit 0
      ;;
    *) usage_error "unknown argument $1" ;;
  esac
  shift
done

enter_repository
require_commands git node
engine="$(find_engine)"
if [[ -z "$engine" ]]; then
  refuse "no container engine is running: ${CONTAINER_ENGINE:-docker, podman}" 'start Docker Desktop, or install podman; CONTAINER_ENGINE names another'
fi
if [[ "$dry_run" == 1 ]]; then
  say "would run: npm install --package-lock-only in $NODE_IMAGE (${LOCKFILE_PLATFORM:-$PLATFORM}) with $engine, and replace package-lock.json"
  exit 0
fi
confirm 'Update package-lock.json?'

# Inside the repository, because Docker Desktop shares only folders below the user's home with containers.
folder="$(mktemp -d "$(cd "$(git rev-parse --git-dir)" && pwd)/lockfile.XXXXXX")"
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

copy_manifests "$folder"
if ! run_npm "$folder"; then
  refuse 'npm failed in the container; package-lock.json is unchanged' "see its output above; $0 --fresh ignores the existing lockfile; on Apple Silicon: LOCKFILE_PLATFORM=linux/arm64 $0"
fi
if [[ -L "$folder/app/package-lock.json" ]]; then rm -f "$folder/app/package-lock.json"; fi
found="$(cd "$folder/app" && package_json check-lockfile)" ||
  refuse_task $? "${found/#package-lock.json /the lockfile that npm created }; package-lock.json is unchanged" "$0 --fresh"
if cmp -s "$folder/app/package-lock.json" package-lock.json; then
  report_done 'package-lock.json is already up to date'
else
  replace_lockfile "$folder/app/package-lock.json"
  report_done 'package-lock.json was updated'
fi
