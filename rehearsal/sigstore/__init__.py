"""A simulated Sigstore instance: it signs attestations as GitHub's own instance does for private repositories.

Only `authority`, `signature` and `timestamps` need the package cryptography.
"""
