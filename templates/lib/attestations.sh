# shellcheck shell=bash
# Verify that the pipeline built the staged images, as Publish (main) does before it promotes them: a signed SLSA provenance names this
# repository, the workflow SIGNER_WORKFLOW, the commit, a runner of GitHub and the image: another image of the same version has an attestation that
# differs in nothing else. A script sources this only if SIGNER_WORKFLOW is set: a product without attestations does not have this file.
#
# gh verifies it, if it is 2.102 or later: earlier ones read the signer workflow as a regular expression.

# find_gh: sets gh to its path, and unusable to why it cannot verify anything; unusable is empty if it can
find_gh() {
  local form='^gh version ([0-9]{1,4})\.([0-9]{1,4})\.' printed
  unusable=''
  if ! gh="$(type -P gh)"; then
    unusable='gh is not on PATH'
    return
  fi
  printed="$(with_only "$plain_environment" "$gh" --version 2>/dev/null)" || printed=''
  if [[ ! "$printed" =~ $form ]]; then
    unusable="$gh does not print its version"
  elif ((BASH_REMATCH[1] < 2 || (BASH_REMATCH[1] == 2 && BASH_REMATCH[2] < 102))); then
    unusable="gh is ${BASH_REMATCH[1]}.${BASH_REMATCH[2]}"
  elif [[ -z "$github_token" ]]; then
    unusable='gh needs a token'
  fi
}

# require_attested VERSION: reports a problem for each of its images, which looked has, that is not known to be built by the pipeline from the
# commit that it names. Sets attested to a sentence if all are.
require_attested() {
  local digest failed=0 gh image line reason state unusable verdicts
  attested=''
  find_gh
  if [[ -n "$unusable" ]]; then
    warn "not verified: whether $SIGNER_WORKFLOW built the images of $1, because $unusable; gh 2.102 or later verifies it, with a token for GitHub"
    return
  fi
  mkdir -p "$scratch/gh"
  verdicts="$(query_github attestations "$scratch/manifests" "$gh" "$(github_host)" "$scratch/gh" "$SIGNER_WORKFLOW" "$looked")" || verdicts=''
  while IFS=$'\t' read -r image digest _; do
    line="$(printf '%s\n' "$verdicts" | awk -F '\t' -v image="$image" '$1 == image')"
    IFS=$'\t' read -r _ state reason <<<"$line"
    if [[ "$state" != verified ]]; then failed=1; fi
    report_unattested "$image:$1" "$digest" "$state" "${reason:-node gave no answer}"
  done <<<"$looked"
  if ((failed == 0)); then attested="$SIGNER_WORKFLOW built all images"; fi
}

# report_unattested REFERENCE DIGEST STATE REASON
report_unattested() {
  local again="gh workflow run $WORKFLOW --ref $STAGING_BRANCH, and wait until it is green"
  case "$3" in
    verified) ;;
    missing) report_problem "$1 has no attestation: GitHub has none of $2" "$again" ;;
    invalid) report_problem "$1 has no matching attestation: $2: $4" "find out who pushed the image, then $again" ;;
    *) report_problem "cannot tell whether $1 is attested: $2: $4" "$(github_remedy "$3" attestations)" ;;
  esac
}
