# shellcheck shell=bash
# The environment in which node and npm run, so that a script depends only on its arguments, its variables and the repository. SECURITY.md lists
# the effect of each setting and variable. git.sh does the same for git.

# The variables that every tool gets. None is a secret, except that the address of a proxy may have a password.
plain_environment='PATH HOME USER LOGNAME TMPDIR LC_ALL HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy
  NODE_EXTRA_CA_CERTS NODE_USE_SYSTEM_CA SSL_CERT_FILE SSL_CERT_DIR'

# They change the behaviour of `cd`, grep and bash.
unset CDPATH GREP_OPTIONS POSIXLY_CORRECT

# with_only "NAME…" COMMAND…: runs a command with only these variables
with_only() {
  (exec_with_only "$@")
}

# exec_with_only "NAME…" COMMAND…: replaces this shell by a command with only these variables
#
# They need not be exported in this shell. The values are passed through a pipe, because every process of the machine can read arguments.
exec_with_only() {
  local names="$1" name
  shift
  exec -c "$BASH" -c "while IFS= read -r -d '' one <&3; do export \"\${one?}\"; done; exec 3<&-; exec \"\$@\"" bash "$@" 3< <(
    for name in $names; do
      if [[ -n "${!name+set}" ]]; then printf '%s=%s\0' "$name" "${!name}"; fi
    done
  )
}

# Set npm_names to the variables for npm: the operator's settings, such as the registry, and the variables that the operator's npmrc files use,
# such as ${NPM_TOKEN}. `npm run` exports the project's settings in lower case as if they were the operator's, so only names in upper case, which
# npm reads too but does not export, are passed then.
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

# npm, for files of a commit: it has the operator's registry and, of the operator's secrets, only those that an npmrc of the operator names.
npm() {
  name_npm_environment
  with_only "$npm_names" npm "$@"
}

# node, for the JavaScript of these scripts: exit codes 0 and 1 are results, and any other one means that node itself failed.
node() {
  local code=0
  # If a signal ends a command, bash prints the whole command, which is useless in a message.
  { with_only "$plain_environment" node "$@" 2>&4 4>&-; } 4>&2 2>/dev/null || code=$?
  if ((code > 1)); then ended_early node "$code"; fi
  return "$code"
}

# ended_early NAME CODE: stops the script because a tool ended without a message
ended_early() {
  local signal=''
  case "$2" in
    130 | 143) exit "$2" ;;
    134) signal=' (SIGABRT: it ran out of memory, or failed internally)' ;;
    137) signal=' (SIGKILL: perhaps the memory was used up)' ;;
    139) signal=' (SIGSEGV)' ;;
  esac
  (refuse "$1 ended with exit code $2$signal and gave no result" "check that \"$1 --version\" works here, then run this script again") || true
  # In $(…) the code tells the caller that this was reported.
  if ((BASH_SUBSHELL > 0)); then exit 70; fi
  exit 1
}
