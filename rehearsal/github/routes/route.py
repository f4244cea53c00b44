"""What all routes share: the declaration of a route, and the call of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearsal.github.responses import API_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from rehearsal.github.server import GitHub
    from rehearsal.http.server import Request, Response
    from rehearsal.tokens import Access, Grant, Scope

    Handler = Callable[..., Response]

WORKFLOWS_TOO = "contents=write; contents=write,workflows=write"
"""The permissions of a route that may also need `workflows`, in the notation of `X-Accepted-GitHub-Permissions`."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose token has the permission of its route."""

    github: GitHub
    request: Request
    grant: Grant

    @property
    def base(self) -> str:
        """The URL of the repository in the API. A client that knows the API by its real name stays there."""
        api = f"https://{API_NAME}" if self.request.header("Host") == API_NAME else self.github.api_url
        return f"{api}/repos/{self.github.full_name}"


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path, the permission that a token needs, and the function that handles the request.

    `pattern` is a regular expression for the whole path below the repository. The function receives the call and the groups of the
    pattern. `accepted` replaces the name of the permission in the response to a token that lacks it.
    """

    method: str
    pattern: str
    scope: Scope
    access: Access
    handler: Handler
    accepted: str = ""

    @property
    def permission(self) -> str:
        """The permission, as `X-Accepted-GitHub-Permissions` names it."""
        return f"{self.scope}={self.access}"
