"""A simulated Sigstore instance: it signs attestations as GitHub's own instance does for private repositories.

Only `authority`, `signature`, `timestamps` and `verification` need the package cryptography.
"""
