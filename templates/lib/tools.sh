# shellcheck shell=bash
# The environment in which node and npm run. It is made here and nowhere else, as git.sh has git's, so that what a script does depends on
# its arguments, its settings and the repository. SECURITY.md lists each setting and variable, and what becomes of it.

# What every tool may know. None of it is a secret of the operator's, except for the password that a proxy's address can hold.
plain_environment='PATH HOME USER LOGNAME TMPDIR LC_ALL HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy
  NODE_EXTRA_CA_CERTS NODE_USE_SYSTEM_CA SSL_CERT_FILE SSL_CERT_DIR'

# `cd` prints and searches with the first, grep takes options from the second, and the third makes bash another shell.
unset CDPATH GREP_OPTIONS POSIXLY_CORRECT

# Run a command with these variables and no others: with_only "NAME…" COMMAND…
#
# A variable of this shell need not be exported for that. The values go through a pipe, because arguments can be read by every process of
# the machine.
with_only() {
  local names="$1" name
  shift
  env -i "$BASH" -c "while IFS= read -r -d '' one <&3; do export \"\${one?}\"; done; exec 3<&-; exec \"\$@\"" bash "$@" 3< <(
    for name in $names; do
      if [[ -n "${!name+set}" ]]; then printf '%s=%s\0' "$name" "${!name}"; fi
    done
  )
}

# The operator's settings of npm, without the project's: where its registry is, and what their own npmrc files take from the
# environment, such as ${NPM_TOKEN}. Under `npm run` npm has exported the project's settings as if they were the operator's. npm takes each
# name in capitals as well, and exports none of those.
npm_environment() {
  local file globalconfig="${NPM_CONFIG_GLOBALCONFIG-}" name userconfig="${NPM_CONFIG_USERCONFIG-}"
  printf '%s' "$plain_environment"
  for name in registry userconfig globalconfig cache cafile proxy https_proxy noproxy strict_ssl; do
    if [[ -z "${npm_lifecycle_event-}" ]]; then printf ' npm_config_%s' "$name"; fi
    printf ' NPM_CONFIG_%s' "$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')"
  done
  if [[ -z "${npm_lifecycle_event-}" ]]; then
    userconfig="${npm_config_userconfig:-$userconfig}" globalconfig="${npm_config_globalconfig:-$globalconfig}"
  fi
  for file in "${userconfig:-${HOME-}/.npmrc}" "${globalconfig:-$(dirname "$(type -P npm)")/../etc/npmrc}"; do
    if [[ -f "$file" ]]; then
      printf ' '
      { grep -oE '\$\{[A-Za-z_][A-Za-z0-9_]*\??\}' "$file" || true; } | tr -d '?{}$' | tr '\n' ' '
    fi
  done
}

# npm, asked something about files of a commit: it knows the operator's registry, and of the operator's secrets only those for it.
npm() {
  with_only "$(npm_environment)" npm "$@"
}

# node, for JavaScript of these scripts: 0 and 1 are its answers, and anything else says that node itself has ended.
node() {
  local code=0
  # bash names a command that a signal ends in full, which is no use in a message.
  { with_only "$plain_environment" node "$@" 2>&4 4>&-; } 4>&2 2>/dev/null || code=$?
  if ((code > 1)); then ended_early node "$code"; fi
  return "$code"
}

# Stop because a tool has not done its work, without a word of its own: ended_early NAME CODE
ended_early() {
  local signal=''
  case "$2" in
    130 | 143) exit "$2" ;;
    134) signal=' (SIGABRT: it had no memory left, or failed within)' ;;
    137) signal=' (SIGKILL: perhaps the memory was used up)' ;;
    139) signal=' (SIGSEGV)' ;;
  esac
  (refuse "$1 ended with exit code $2$signal, so nothing was decided" "check that \"$1 --version\" works here, then run this script again") || true
  # In $(…) the code tells the caller that this is said already.
  if ((BASH_SUBSHELL > 0)); then exit 70; fi
  exit 1
}
