# shellcheck shell=bash
# The command that verifies an image of this version.

# verify_command IMAGE DIGEST COMMIT: prints the command as Markdown. A product without attestations does not have this file.
verify_command() {
  local hostname='' indent=$' \\\n  ' server="${GITHUB_SERVER_URL:-https://github.com}"
  if [[ "$server" != https://github.com ]]; then hostname="--hostname ${server#*://} "; fi
  printf '\n\nVerify an image, with gh 2.102 or later:\n\n```bash\n%s' "gh attestation verify oci://$(image_name "$1")@$2"
  printf '%s' "$indent--repo $GITHUB_REPOSITORY" "$indent--signer-workflow $GITHUB_REPOSITORY/$SIGNER_WORKFLOW" "$indent--source-digest $3" \
    "$indent$hostname--deny-self-hosted-runners --limit 1000"
  printf '\n```\n'
}
