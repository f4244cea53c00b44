#!/usr/bin/env bash
# Check an application repository with the definitions of the commit that its .github/linesmith-version names: make check-installed REPO=PATH
#
# The commit comes from the Git objects of this clone, into a temporary folder. Nothing is fetched, and no working tree is changed.
#
# env: REPO     the root of the application repository
# env: FORMAT   text, github or json
set -euo pipefail
export LC_ALL=C
unset CDPATH PYTHONPATH PYTHONSAFEPATH

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
file=.github/linesmith-version

# refuse FOUND EXPECTED REMEDY
refuse() {
  printf 'linesmith: %s. Expected: %s. To do: %s\n' "$@" >&2
  exit 2
}

quoted() { printf '%q' "$1"; }

# The variables of a Git hook would lead to another repository.
while IFS= read -r name; do unset "$name"; done < <(git rev-parse --local-env-vars)
export GIT_NO_LAZY_FETCH=1

# Sets commit. What the file holds may be anything, and Git takes what begins with a dash for an option.
read_commit() {
  local install place="$repo/$file"
  install="$(quoted "$root")/.venv/bin/linesmith install $(quoted "$repo")"
  if [[ -L "$repo/.github" || -L "$place" ]]; then refuse "$place is a symbolic link" 'a file' "remove the link; then $install"; fi
  if [[ ! -f "$place" ]]; then refuse "there is no file $place" 'one line with the commit of the definitions' "$install"; fi
  IFS= read -r -d '' -n 100 commit <"$place" || true
  commit="${commit%$'\n'}"
  commit="${commit%$'\r'}"
  if [[ ! "$commit" =~ ^[0-9a-f]{40}$ ]]; then refuse "$place holds $(quoted "$commit")" '40 hexadecimal digits' "$install"; fi
}

if [[ ! -d "${REPO:-}" ]]; then
  refuse "REPO is $(quoted "${REPO:-}"), which is not a folder" 'the root of an application repository' 'make check-installed REPO=../metaboost'
fi
repo="$(cd -- "$REPO" && pwd)"
read_commit
if [[ ! -e "$root/.git" ]]; then
  refuse "$root is not a clone" 'a clone of the repository of the definitions, which has earlier commits' 'run this in a clone'
fi
if ! git -C "$root" cat-file -e "$commit^{commit}" 2>/dev/null; then
  refuse "this clone has no commit $commit, which $repo/$file names" 'a commit of this repository' "git -C $(quoted "$root") fetch origin $commit"
fi

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
git -C "$root" archive --format=tar "$commit" | tar -x -C "$folder" -f -
if [[ ! -f "$folder/compiler/__main__.py" || ! -d "$folder/pipelines" ]]; then
  refuse "the commit $commit has no definitions" 'a commit of this repository with compiler/ and pipelines/' "see $repo/$file"
fi
cd "$folder"
"$root/.venv/bin/python" -m compiler check --format "${FORMAT:-text}" --repo "$repo"
