# shellcheck shell=bash
# Install a pinned program from the archive of a release, after its SHA-256 is verified. Later steps of the job can use it.

# program_path NAME: prints where the program is, or will be
program_path() {
  printf '%s' "$RUNNER_TEMP/programs/$1"
}

# download FILE URL SHA256: sets problem if it fails. curl is silent, because GitHub redirects to a signed URL, which must not be in the log.
download() {
  local left sum
  rm -f "$1"
  time_left
  if ((left == 0)) || ! curl --disable --silent --fail --location --max-redirs 5 --connect-timeout 10 --max-time "$((left < 120 ? left : 120))" \
    --max-filesize 104857600 --output "$1" --url "$2"; then
    problem='the download failed'
    return 1
  fi
  sum="$(sha256sum <"$1")"
  problem="the file has the SHA-256 ${sum%% *}"
  [[ "${sum%% *}" == "$3" ]]
}

# install NAME URL SHA256 MEMBER: MEMBER is the program's path in the archive. At most 4 downloads of 120 s each.
install() {
  local archive name="$1" problem sum="$3" url="$2"
  archive="$work/$name.tar.gz"
  if [[ -x "$(program_path "$name")" ]]; then return; fi
  if [[ "${RUNNER_ARCH:-X64}" != X64 ]]; then
    refuse "No $name for this machine" "RUNNER_ARCH is $RUNNER_ARCH" 'X64' 'run this job on ubuntu-24.04 (x86_64)'
  fi
  expect "SHA-256 of $name" "$sum" '[0-9a-f]{64}'
  for seconds in 1 2 4 last; do
    if download "$archive" "$url" "$sum"; then break; fi
    say "$url: $problem"
    if [[ "$seconds" == last ]] || ! pause "$seconds"; then
      refuse "$name was not installed" "$url: $problem" "SHA-256 $sum" \
        're-run the failed jobs; if the file has changed, find out why before you change its checksum'
    fi
  done
  mkdir -p "$RUNNER_TEMP/programs"
  tar --extract --gzip --file "$archive" --directory "$work" --transform "s#.*/##" "$4"
  rm "$archive"
  mv "$work/${4##*/}" "$(program_path "$name")"
  say "installed $name from $url"
}
