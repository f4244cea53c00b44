"""What all routes of GitHub's REST API share: errors, JSON bodies, and pagination."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from rehearsal.http.server import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rehearsal.http.server import Request

    Headers = tuple[tuple[str, str], ...]

T = TypeVar("T")
API_NAME = "api.github.com"
DOCS = "https://docs.github.com/rest"
ACCEPTED = "X-Accepted-GitHub-Permissions"
"""The header with the permissions that a route accepts."""
MAX_RESULTS = 1000
"""The maximum number of results of a listing."""


def error(status: int, message: str, docs: str = DOCS, errors: list[dict[str, str]] | None = None) -> Response:
    """An error in GitHub's format. `status` is a string in the body."""
    body: dict[str, Any] = {"message": message}
    if errors:
        body["errors"] = errors
    return Response.json(status, {**body, "documentation_url": docs, "status": str(status)})


def forbidden(accepted: str) -> Response:
    """The response to a token without the permission: <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api>."""
    return error(403, "Resource not accessible by integration").adding((ACCEPTED, accepted))


def not_a_string(field: str, value: object) -> str:
    """The message for a value of another type, in Ruby's notation (xmo-odoo/dummy_central, whose tests query GitHub itself)."""
    shown = "nil" if value is None else json.dumps(value)
    return f"Invalid request.\n\nFor 'properties/{field}', {shown} is not a string."


def not_supplied(field: str) -> str:
    """The message for a missing field."""
    return f'Invalid request.\n\n"{field}" wasn\'t supplied.'


def parse_object(request: Request) -> dict[str, Any] | None:
    """The JSON object in the body; None if it is something else."""
    try:
        value = json.loads(request.body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def page(request: Request, url: str, found: Sequence[T], kept: Mapping[str, str] | None = None) -> tuple[Sequence[T], Headers]:
    """The requested page of a list, and its `Link` header, which repeats the parameters in `kept`.

    <https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api>
    """
    size, number = _pagination(request)
    last = max(1, -(-len(found) // size))
    pages = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
    rels = (["prev", "first"] if number > 1 else []) + (["next", "last"] if number < last else [])
    queries = {rel: urlencode({**(kept or {}), "per_page": size, "page": pages[rel]}) for rel in rels}
    link = ", ".join(f'<{url}?{query}>; rel="{rel}"' for rel, query in queries.items())
    return found[(number - 1) * size : number * size], ((("Link", link),) if link else ())


def cursor_page(
    request: Request, url: str, found: Sequence[T], key: Callable[[T], int], kept: Mapping[str, str]
) -> tuple[Sequence[T], Headers]:
    """A page that follows the cursor `after`, or precedes the cursor `before`, and its `Link` header. A cursor names the item beside it."""
    size, _ = _pagination(request)
    places = {_cursor(key(item)): place for place, item in enumerate(found)}
    start, end = places.get(request.first("after"), -1) + 1, places.get(request.first("before"), len(found))
    first = max(start, end - size) if request.first("before") else start
    last = min(end, first + size)
    links = []
    if last < len(found):
        links.append(("next", {"after": _cursor(key(found[last - 1]))}))
    if first > 0:
        links.append(("prev", {"before": _cursor(key(found[first]))}))
    link = ", ".join(f'<{url}?{urlencode({**kept, "per_page": size, **where})}>; rel="{rel}"' for rel, where in links)
    return found[first:last], ((("Link", link),) if link else ())


def _cursor(key: int) -> str:
    """A cursor, opaque to clients."""
    return base64.urlsafe_b64encode(f"cursor:{key}".encode()).decode().rstrip("=")


def beyond(request: Request, limit: int) -> bool:
    """Whether the requested page starts after this number of results."""
    size, number = _pagination(request)
    return (number - 1) * size >= limit


def _pagination(request: Request) -> tuple[int, int]:
    """The size of a page, and the number of the requested one."""
    return min(100, max(1, _number(request.first("per_page"), 30))), max(1, _number(request.first("page"), 1))


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else default
