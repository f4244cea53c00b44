#!/usr/bin/env bash
# Install a pinned release of crane, and verify its SHA-256 before it is unpacked.
#
# env: CRANE_URL      address of the release's folder
# env: CRANE_SHA256   SHA-256 of its file go-containerregistry_Linux_x86_64.tar.gz
#
# Without faults: 1 download, which GitHub redirects once. At most 4 downloads of 120 s each.
# Worst case: 24 requests, 600 s.
#
# shellcheck source-path=SCRIPTDIR/lib

set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/strict.sh"

time_limit=600

source "$lib/annotate.sh"
source "$lib/expect.sh"

expect_set "CRANE_URL=${CRANE_URL-}" "CRANE_SHA256=${CRANE_SHA256-}"

source "$lib/time-limit.sh"

archive=go-containerregistry_Linux_x86_64.tar.gz

# download FILE: sets problem if it fails. curl is silent, because GitHub redirects to a signed URL, which must not be in the log.
download() {
  local left sum
  rm -f "$1"
  time_left
  if ((left == 0)) || ! curl --disable --silent --fail --location --max-redirs 5 --connect-timeout 10 --max-time "$((left < 120 ? left : 120))" --max-filesize 104857600 \
    --output "$1" --url "$CRANE_URL/$archive"; then
    problem='the download failed'
    return 1
  fi
  sum="$(sha256sum <"$1")"
  problem="the file has the SHA-256 ${sum%% *}"
  [[ "${sum%% *}" == "$CRANE_SHA256" ]]
}

if [[ "${RUNNER_ARCH:-X64}" != X64 ]]; then
  refuse 'No crane for this machine' "RUNNER_ARCH is $RUNNER_ARCH" 'X64' 'run this job on ubuntu-24.04 (x86_64)'
fi
expect CRANE_SHA256 "$CRANE_SHA256" '[0-9a-f]{64}'

work="$(mktemp -d "$RUNNER_TEMP/crane.XXXXXX")"
for seconds in 1 2 4 last; do
  if download "$work/$archive"; then break; fi
  say "$CRANE_URL/$archive: $problem"
  if [[ "$seconds" == last ]] || ! pause "$seconds"; then
    refuse 'crane was not installed' "$CRANE_URL/$archive: $problem" "SHA-256 $CRANE_SHA256" \
      're-run the failed jobs; if the file has changed, find out why before you change its checksum'
  fi
done

tar --extract --gzip --file "$work/$archive" --directory "$work" crane
rm "$work/$archive"
version="$(run_limited 10 "$work/crane" version)"
say "crane $version"
printf '%s\n' "$work" >>"$GITHUB_PATH"
