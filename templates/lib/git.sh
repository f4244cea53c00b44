# shellcheck shell=bash
# git, independent of the operator's configuration, except for who commits and how a host is reached:
# identity, signatures, credentials, proxies, insteadOf.

# A hook of Git exports where its repository is; a script that a hook runs works on its own repository.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_PREFIX GIT_NAMESPACE \
  GIT_SHALLOW_FILE GIT_GRAFT_FILE GIT_REPLACE_REF_BASE GIT_ATTR_SOURCE GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS \
  GIT_ICASE_PATHSPECS

# No hook runs, and no file-system monitor of the operator is asked what has changed. A commit, which needs its hooks, is made by make_commit.
git() {
  command git --no-pager --no-replace-objects --literal-pathspecs -c color.ui=false -c log.showSignature=false -c core.quotePath=true \
    -c core.fsmonitor=false -c core.safecrlf=false -c core.hooksPath=/dev/null -c submodule.recurse=false "$@"
}

# With the hooks, the signature and the environment that a commit of the operator has: make_commit MESSAGE
make_commit() {
  command git -c core.fsmonitor=false commit --quiet --no-edit --cleanup=whitespace --message "$1"
}

# Fetch these and nothing else: fetch_refs REPOSITORY REFSPEC…
fetch_refs() {
  GIT_TERMINAL_PROMPT=0 git fetch --quiet --no-tags --no-prune --no-recurse-submodules --refmap= "$@"
}

# Of what git wrote to standard error, why it failed: what the server says, else git's own words; no warning of ssh. reason_of TEXT
reason_of() {
  local found
  found="$(printf '%s\n' "$1" | sed -n 's/^remote: *\(.*[^[:blank:]]\)[[:blank:]]*$/\1/p' | paste -s -d ' ' -)"
  if [[ -z "$found" ]]; then found="$(printf '%s\n' "$1" | sed -n '/^ *! \[/p; /^fatal: /p; /^error: /p' | sed -n 1p)"; fi
  if [[ -z "$found" ]]; then found="$(printf '%s\n' "$1" | sed -n '/./p' | sed -n '$p')"; fi
  printf '%s' "${found:-git said nothing}"
}
