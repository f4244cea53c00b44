"""What all routes of GitHub's REST API share: errors, JSON bodies, and pagination."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from rehearsal.http.server import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rehearsal.http.server import Request

    Headers = tuple[tuple[str, str], ...]

T = TypeVar("T")
DOCS = "https://docs.github.com/rest"
ACCEPTED = "X-Accepted-GitHub-Permissions"
"""The header with the permissions that a route accepts."""
MAX_RESULTS = 1000
"""The maximum number of results of a listing."""


def error(status: int, message: str, docs: str = DOCS, errors: list[dict[str, str]] | None = None) -> Answer:
    """An error in GitHub's format. `status` is a string in the body."""
    body: dict[str, Any] = {"message": message}
    if errors:
        body["errors"] = errors
    return Answer.json(status, {**body, "documentation_url": docs, "status": str(status)})


def forbidden(accepted: str) -> Answer:
    """The answer to a token without the permission: <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api>."""
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


def beyond(request: Request, limit: int) -> bool:
    """Whether the requested page starts after this number of results."""
    size, number = _pagination(request)
    return (number - 1) * size >= limit


def _pagination(request: Request) -> tuple[int, int]:
    """The size of a page, and the number of the requested one."""
    return min(100, max(1, _number(request.first("per_page"), 30))), max(1, _number(request.first("page"), 1))


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else default
