"""A simulated GitHub with one repository: REST API and Git over HTTP."""

from rehearsal.github.server import GitHub

__all__ = ["GitHub"]
