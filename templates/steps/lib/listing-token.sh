# shellcheck shell=bash
# Tags may be listed with a token of their own (the secret GHCR_REGISTRY_TOKEN), so a denial has another remedy.

denied_remedy="check GHCR_REGISTRY_TOKEN and the organization's package policy (this repository needs access to the package)"
