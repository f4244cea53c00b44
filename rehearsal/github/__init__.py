"""A GitHub for one repository: its REST API, and Git over HTTP."""

from rehearsal.github.server import GitHub

__all__ = ["GitHub"]
