"""A simulated Sigstore instance: it signs attestations as GitHub's own instance does for private repositories."""

from rehearsal.sigstore.authority import Authority
from rehearsal.sigstore.identity import Identity

__all__ = ["Authority", "Identity"]
