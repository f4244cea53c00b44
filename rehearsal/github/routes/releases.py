"""Releases: <https://docs.github.com/en/rest/releases/releases>."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.github import views
from rehearsal.github.releases import RefusedError
from rehearsal.github.responses import DOCS, MAX_RESULTS, beyond, error, forbidden, page, parse_object
from rehearsal.github.routes.route import WORKFLOWS_TOO, Route
from rehearsal.http.server import Response

if TYPE_CHECKING:
    from rehearsal.github.routes.route import Call

_RELEASES = f"{DOCS}/releases/releases#create-a-release"


def list_releases(call: Call) -> Response:
    """At most the first 1,000 (iree-org/iree#16506); the number of pages still counts all (mislav/hub#2920)."""
    github = call.github
    found = github.releases.all(drafts=call.grant.allows("contents", "write"))
    if len(found) > MAX_RESULTS and beyond(call.request, MAX_RESULTS):
        return error(422, f"Only the first {MAX_RESULTS} results are available.", f"{DOCS}/releases/releases#list-releases")
    shown, headers = page(call.request, f"{call.base}/releases", found)
    body = [views.release(call.base, github.url, github.full_name, release) for release in shown]
    return Response.json(200, body, *headers)


def create_release(call: Call) -> Response:
    """Create a release, and its tag where that does not exist."""
    body = parse_object(call.request)
    if body is None:
        return error(400, "Problems parsing JSON", _RELEASES)
    if not _may_target(call, body):
        return forbidden(WORKFLOWS_TOO)
    try:
        made = call.github.releases.create(body, call.grant.login)
    except RefusedError as refused:
        return error(422, refused.message, _RELEASES, refused.errors)
    return _response(call, 201, made)


def update_release(call: Call, number: str) -> Response:
    """Change the given fields of a release."""
    body = parse_object(call.request)
    if body is None:
        return error(400, "Problems parsing JSON", _RELEASES)
    if not _may_target(call, body):
        return forbidden(WORKFLOWS_TOO)
    try:
        changed = call.github.releases.update(int(number), body)
    except RefusedError as refused:
        return error(422, refused.message, _RELEASES, refused.errors)
    return _response(call, 200, changed)


def get_release(call: Call, number: str) -> Response:
    """A release by id; a draft only for a token that may write."""
    found = call.github.releases.by_number(int(number))
    hidden = found is not None and found.draft and not call.grant.allows("contents", "write")
    return _response(call, 200, None if hidden else found)


def release_by_tag(call: Call, tag: str) -> Response:
    """The published release of a tag."""
    return _response(call, 200, call.github.releases.by_tag(tag))


def latest_release(call: Call) -> Response:
    """The latest release."""
    return _response(call, 200, call.github.releases.latest())


def _may_target(call: Call, body: dict[str, Any]) -> bool:
    """`target_commitish` creates a tag, so the rule on workflow files applies (cli/cli#9514)."""
    target = body.get("target_commitish")
    if not isinstance(target, str) or call.grant.allows("workflows", "write"):
        return True
    commit = call.github.repository.peel(target)
    return commit is None or call.github.repository.workflows_known(commit)


def _response(call: Call, status: int, found: Any) -> Response:
    if found is None:
        return error(404, "Not Found", _RELEASES)
    return Response.json(status, views.release(call.base, call.github.url, call.github.full_name, found))


ROUTES = (
    Route("GET", r"releases", "contents", "read", list_releases),
    Route("POST", r"releases", "contents", "write", create_release),
    Route("GET", r"releases/latest", "contents", "read", latest_release),
    Route("GET", r"releases/tags/(.+)", "contents", "read", release_by_tag),
    Route("GET", r"releases/(\d+)", "contents", "read", get_release),
    Route("PATCH", r"releases/(\d+)", "contents", "write", update_release),
)
