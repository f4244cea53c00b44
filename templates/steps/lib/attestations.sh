# shellcheck shell=bash
# Verify that the pipeline built an image: that a signed SLSA provenance names this repository, the workflow SIGNER_WORKFLOW, a commit, and a
# GitHub-hosted runner. gh verifies it for the bytes of the manifest, whose SHA-256 is the digest of the image.
#
# Whether there is an attestation depends on the status of GitHub's API, not on what gh prints. A script sources this only if SIGNER_WORKFLOW is
# set: a product without attestations does not have this file.

provenance='https://slsa.dev/provenance/v1'

for name in TOKEN GH_URL GH_SHA256; do
  if [[ -z "${!name:-}" ]]; then
    refuse "No $name to verify attestations with" "SIGNER_WORKFLOW is set, and $name is empty" "SIGNER_WORKFLOW, TOKEN, GH_URL and GH_SHA256" \
      "set $name for the step, its job or the workflow in the definition of $GITHUB_WORKFLOW; nothing was written"
  fi
done
unset name

# attestations_of IMAGE: prints the path of its attestations, relative to the repository
attestations_of() {
  printf '/attestations/%s?predicate_type=%s&per_page=100' "${digests[$1]}" "$provenance"
}

# list_attestations OUT IMAGE: sets status; 404 if there is none
list_attestations() {
  local body='' none='"attestations"[[:space:]]*:[[:space:]]*\[[[:space:]]*\]'
  github_get "$1" "$(attestations_of "$2")"
  IFS= read -r -d '' -n 200 body <"$1.body" || true
  if [[ "$status" == 200 && "$body" =~ $none ]]; then status=404; fi
}

# run_gh OUT ARGUMENT…: runs `gh attestation` with the token of the job and a configuration folder of its own; OUT.out and OUT.log have what it prints
run_gh() {
  local home="$work/gh"
  HOME="$home" GH_CONFIG_DIR="$home" GH_HOST="${GITHUB_SERVER_URL#*://}" GH_TOKEN="$TOKEN" GH_DEBUG='' GH_NO_UPDATE_NOTIFIER=1 \
    GH_TELEMETRY=false run_limited 60 "$(program_path gh)" attestation "${@:2}" >"$1.out" 2>"$1.log"
}

# prepare_gh: installs gh, and lets it download the trusted root, which it caches for all images
prepare_gh() {
  local name="gh_${GH_URL##*/v}_linux_amd64"
  install gh "$GH_URL/$name.tar.gz" "$GH_SHA256" "$name/bin/gh"
  mkdir -p "$work/gh"
  rm -f "$work/roots.failed"
  run_gh "$work/roots" trusted-root || : >"$work/roots.failed"
}

# verify_attestations COMMIT IMAGE: attested.out has the names under which the digest is attested
verify_attestations() {
  local subject="select(.digest.sha256 == \"${digests[$2]#sha256:}\")"
  run_gh "$registry/$2/attested" verify "$manifests/${digests[$2]}" --limit 1000 \
    --format json --jq ".[].verificationResult.statement.subject[] | $subject | .name" \
    --repo "$GITHUB_REPOSITORY" --signer-workflow "$GITHUB_REPOSITORY/$SIGNER_WORKFLOW" --source-digest "$1" \
    --predicate-type "$provenance" --deny-self-hosted-runners
}

# has_name IMAGE: gh compares only the digest. Every image of a version is attested, so one could be passed off as another.
has_name() {
  local name out="$registry/$1/attested"
  name="$(image_name "$1")"
  if grep -qxF -e "$name" "$out.out"; then return 0; fi
  printf 'the attestation is for %s, not for %s' "$(head -c 300 "$out.out" | paste -s -d ' ')" "$name" >"$out.log"
  return 1
}

# find_unavailable IMAGE: sets status to 200 if nothing that gh needs is unavailable: the list of attestations, their bundles, which are on
# another host, and the trusted root. Otherwise the response that failed becomes that of the list.
find_unavailable() {
  local out="$registry/$1/attested" url urls
  list_attestations "$out" "$1"
  if [[ "$status" != 200 ]]; then return; fi
  urls="$(jq -r '.attestations[]?.bundle_url? | strings | select(test("\\Ahttps?://[^[:space:]]+\\z"))' "$out.body" 2>"$out.error")" || status=000
  while IFS= read -r url; do
    if [[ "$status" != 200 ]]; then return; fi
    if [[ -z "$url" ]]; then break; fi
    retry request "$out.bundle" GET "$url"
    if [[ "$status" != 200 ]]; then copy_response "$out.bundle" "$out"; fi
  done <<<"$urls"
  if [[ "$status" == 200 && -f "$work/roots.failed" ]]; then
    printf 'the trusted root: %s' "$(excerpt "$work/roots.log")" >"$out.error"
    status=000
  fi
}

# interpret_result IMAGE CODE: prints verified or invalid, or the HTTP status of what failed. CODE is the exit code of gh: 1 if it rejects them.
interpret_result() {
  local out="$registry/$1/attested" status
  case "$2" in
    0) if has_name "$1"; then printf 'verified'; else printf 'invalid'; fi ;;
    1)
      find_unavailable "$1"
      if [[ "$status" == 200 ]]; then printf 'invalid'; else printf '%s' "$status"; fi
      ;;
    *)
      printf 'gh ended with %s' "$2" >"$out.error"
      printf '000'
      ;;
  esac
}

# check_attestation COMMIT IMAGE: writes to attested.state: verified, missing, invalid, or the HTTP status of the request that failed
check_attestation() {
  local code=0 out="$registry/$2/attested" status
  retry_while_missing '2 4 6 8 10' list_attestations "$out" "$2"
  if [[ "$status" == 404 ]]; then
    printf 'missing' >"$out.state"
  elif [[ "$status" != 200 ]]; then
    printf '%s' "$status" >"$out.state"
  else
    verify_attestations "$@" || { pause 2 && verify_attestations "$@"; } || code="$?"
    interpret_result "$2" "$code" >"$out.state"
  fi
}

# check_attestations COMMIT IMAGE…: checks all of them. Their digests are in digests, and a step of this job has cached their manifests.
check_attestations() {
  local commit="$1" image preparing
  shift
  if [[ ! -f "$github/credentials" ]]; then github_login; fi
  prepare_gh &
  preparing="$!"
  for image in "$@"; do
    batch_request "$registry/$image/attested" GET "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY$(attestations_of "$image")" \
      --header "@$github/credentials"
  done
  send_batch
  wait "$preparing" || exit 1
  in_parallel check_attestation "$commit" -- "$@"
}

# first_unattested IMAGE…: prints what was found about the first image that is not verified; succeeds if all are
first_unattested() {
  local image state
  for image in "$@"; do
    read -r state <"$registry/$image/attested.state" || true
    if [[ "$state" != verified ]]; then
      printf '%s, %s: %s' "$image" "${digests[$image]}" "$state"
      return 1
    fi
  done
}

# require_attested REFERENCE COMMIT REMEDY IMAGE…: stops the step unless the pipeline built all images from COMMIT
require_attested() {
  local commit="$2" image reference="$1" remedy="$3"
  shift 3
  check_attestations "$commit" "$@"
  for image in "$@"; do refuse_unattested "$image" "$reference" "$commit" "$remedy"; done
}

# refuse_unattested IMAGE REFERENCE COMMIT REMEDY
refuse_unattested() {
  local commit="$3" digest="${digests[$1]}" image="$1" out="$registry/$1/attested" reference="$2" remedy="$4" state
  read -r state <"$out.state" || true
  case "$state" in
    verified) say "$image for $reference: $digest is attested by $SIGNER_WORKFLOW for $commit" ;;
    missing)
      refuse "$image for $reference has no attestation" "GitHub has no attestation for $digest" \
        "an attestation by $SIGNER_WORKFLOW for $commit" \
        "unless the image was pushed before images were attested, find out who pushed it; then $remedy"
      ;;
    invalid)
      refuse "$image for $reference has no matching attestation" "$digest: $(excerpt "$out.log")" \
        "an attestation by $SIGNER_WORKFLOW for $commit" "find out who pushed the image, then $remedy"
      ;;
    *)
      refuse "Cannot tell whether $image for $reference is attested" "$digest: $(response "$out" "$state")" \
        'readable attestations and bundles, and the trusted root' "$(github_remedy "$out" "$state")"
      ;;
  esac
}
