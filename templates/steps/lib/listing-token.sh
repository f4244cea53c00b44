# shellcheck shell=bash
# Tags are listed with a token that can be the organisation's own (the secret GHCR_REGISTRY_TOKEN), so a denial has another remedy.

denied_remedy="check GHCR_REGISTRY_TOKEN and the organisation's package policy (this repository needs access to the package)"
