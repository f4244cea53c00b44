"""A registry that behaves like ghcr.io, the stores behind it, and a small client."""

from rehearsal.registry.server import Registry

__all__ = ["Registry"]
