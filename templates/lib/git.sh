# shellcheck shell=bash
# git, independent of the operator's configuration except for identity, signatures, credentials, proxies and insteadOf.

# Git exports the location of the repository to hooks. A script that a hook runs must work on its own repository.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_PREFIX GIT_NAMESPACE \
  GIT_SHALLOW_FILE GIT_GRAFT_FILE GIT_REPLACE_REF_BASE GIT_ATTR_SOURCE GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS \
  GIT_ICASE_PATHSPECS

# No hooks and no file-system monitor run. Only make_commit runs hooks.
git() {
  command git --no-pager --no-replace-objects --literal-pathspecs -c color.ui=false -c log.showSignature=false -c core.quotePath=true \
    -c core.fsmonitor=false -c core.safecrlf=false -c core.hooksPath=/dev/null -c submodule.recurse=false "$@"
}

# make_commit MESSAGE: commits with the operator's hooks, signature and environment
make_commit() {
  command git -c core.fsmonitor=false commit --quiet --no-edit --cleanup=whitespace --message "$1"
}

# fetch_refs REPOSITORY REFSPEC…: fetches only these
fetch_refs() {
  GIT_TERMINAL_PROMPT=0 git fetch --quiet --no-tags --no-prune --no-recurse-submodules --refmap= "$@"
}

# reason_of TEXT: prints the error message in the stderr of git: that of the server, else that of git; not a warning of ssh
reason_of() {
  local found
  found="$(printf '%s\n' "$1" | sed -n 's/^remote: *\(.*[^[:blank:]]\)[[:blank:]]*$/\1/p' | paste -s -d ' ' -)"
  if [[ -z "$found" ]]; then found="$(printf '%s\n' "$1" | sed -n '/^ *! \[/p; /^fatal: /p; /^error: /p' | sed -n 1p)"; fi
  if [[ -z "$found" ]]; then found="$(printf '%s\n' "$1" | sed -n '/./p' | sed -n '$p')"; fi
  printf '%s' "${found:-git printed nothing}"
}
