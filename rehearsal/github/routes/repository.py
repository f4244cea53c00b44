"""The repository itself: <https://docs.github.com/en/rest/repos/repos>."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.github import views
from rehearsal.github.routes.route import Route
from rehearsal.http.server import Response

if TYPE_CHECKING:
    from rehearsal.github.routes.route import Call


def about(call: Call) -> Response:
    """Where the repository is, and its default branch."""
    github = call.github
    return Response.json(200, views.repository(call.base, github.url, github.full_name, github.repository))


ROUTES = (Route("GET", r"", "metadata", "read", about),)
