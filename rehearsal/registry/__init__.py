"""A registry that behaves like ghcr.io, the stores behind it, and a small client."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rehearsal.registry.server import Registry

__all__ = ["Registry"]


def __getattr__(name: str) -> Any:
    """Import the server when it is used: the fakes of a run import the client only, and start a third faster without it."""
    if name == "Registry":
        from rehearsal.registry.server import Registry  # noqa: PLC0415

        return Registry
    raise AttributeError(name)
