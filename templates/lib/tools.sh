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
  (
    exec -c "$BASH" -c "while IFS= read -r -d '' one <&3; do export \"\${one?}\"; done; exec 3<&-; exec \"\$@\"" bash "$@" 3< <(
      for name in $names; do
        if [[ -n "${!name+set}" ]]; then printf '%s=%s\0' "$name" "${!name}"; fi
      done
    )
  )
}

# The operator's settings of npm, without the project's: where its registry is, and what their own npmrc files take from the
# environment, such as ${NPM_TOKEN}. Under `npm run` npm has exported the project's settings as if they were the operator's. npm takes each
# name in capitals as well, and exports none of those. Sets npm_names.
name_npm_environment() {
  local file globalconfig="${NPM_CONFIG_GLOBALCONFIG-}" line userconfig="${NPM_CONFIG_USERCONFIG-}" variable='\$\{([A-Za-z_][A-Za-z0-9_]*)\??\}'
  npm_names="$plain_environment NPM_CONFIG_REGISTRY NPM_CONFIG_USERCONFIG NPM_CONFIG_GLOBALCONFIG NPM_CONFIG_CACHE NPM_CONFIG_CAFILE
    NPM_CONFIG_PROXY NPM_CONFIG_HTTPS_PROXY NPM_CONFIG_NOPROXY NPM_CONFIG_STRICT_SSL"
  if [[ -z "${npm_lifecycle_event-}" ]]; then
    npm_names+=' npm_config_registry npm_config_userconfig npm_config_globalconfig npm_config_cache npm_config_cafile npm_config_proxy
      npm_config_https_proxy npm_config_noproxy npm_config_strict_ssl'
    userconfig="${npm_config_userconfig:-$userconfig}" globalconfig="${npm_config_globalconfig:-$globalconfig}"
  fi
  if [[ -z "$globalconfig" ]]; then
    globalconfig="$(type -P npm)"
    globalconfig="${globalconfig%/*}/../etc/npmrc"
  fi
  for file in "${userconfig:-${HOME-}/.npmrc}" "$globalconfig"; do
    if [[ ! -f "$file" || ! -r "$file" ]]; then continue; fi
    while IFS= read -r line || [[ -n "$line" ]]; do
      while [[ "$line" =~ $variable ]]; do
        npm_names+=" ${BASH_REMATCH[1]}"
        line="${line#*"${BASH_REMATCH[0]}"}"
      done
    done <"$file"
  done
}

# npm, asked something about files of a commit: it knows the operator's registry, and of the operator's secrets only those for it.
npm() {
  name_npm_environment
  with_only "$npm_names" npm "$@"
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
