"""Refs, tags and commits: <https://docs.github.com/en/rest/git>.

A ref whose workflow files are on no branch needs `workflows: write`: an undocumented push rule, which shows as a bare 403
(vercel/next.js#94596, mkb79/Audible#881).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.github import names, views
from rehearsal.github.repository import SHA
from rehearsal.github.responses import DOCS, error, forbidden, parse_object
from rehearsal.github.routes.route import WORKFLOWS_TOO, Route
from rehearsal.http.server import Response

if TYPE_CHECKING:
    from rehearsal.github.routes.route import Call

_REFS = f"{DOCS}/git/refs#create-a-reference"


def create_ref(call: Call) -> Response:
    """Create a branch or a tag."""
    repository = call.github.repository
    body = parse_object(call.request)
    if body is None:
        return error(400, "Problems parsing JSON", _REFS)
    if wrong := names.find_problem(body, repository):
        return error(422, wrong, _REFS)
    name, sha = str(body["ref"]), str(body["sha"])
    if repository.ref(name) is not None:
        return error(422, "Reference already exists", _REFS)
    commit = repository.peel(sha)
    if commit and not call.grant.allows("workflows", "write") and not repository.workflows_known(commit):
        return forbidden(WORKFLOWS_TOO)
    created = repository.create_ref(name, sha)
    ref = repository.ref(name)
    if ref is None or not created:
        return error(422, "Reference already exists" if ref else "Reference update failed", _REFS)
    return Response.json(201, views.ref(call.base, ref), ("Location", f"{call.base}/git/{name}"))


def get_ref(call: Call, name: str) -> Response:
    """One ref, by its whole name."""
    ref = call.github.repository.ref(f"refs/{name}")
    return Response.json(200, views.ref(call.base, ref)) if ref else error(404, "Not Found")


def matching_refs(call: Call, prefix: str) -> Response:
    """All results, without pagination: <https://docs.github.com/en/rest/git/refs#list-matching-references>."""
    found = call.github.repository.refs(f"refs/{prefix}")
    return Response.json(200, [views.ref(call.base, ref) for ref in found])


def get_tag(call: Call, sha: str) -> Response:
    """An annotated tag."""
    tag = call.github.repository.tag(sha)
    return Response.json(200, views.tag(call.base, tag)) if tag else error(404, "Not Found")


def get_commit(call: Call, sha: str) -> Response:
    """A commit."""
    if not SHA.fullmatch(sha):
        return error(422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].")
    github = call.github
    commit = github.repository.commit(sha)
    return Response.json(200, views.commit(call.base, github.url, github.full_name, commit)) if commit else error(404, "Not Found")


ROUTES = (
    Route("POST", r"git/refs", "contents", "write", create_ref, accepted=WORKFLOWS_TOO),
    Route("GET", r"git/ref/(.+)", "contents", "read", get_ref),
    Route("GET", r"git/matching-refs/(.*)", "contents", "read", matching_refs),
    Route("GET", r"git/tags/([^/]+)", "contents", "read", get_tag),
    Route("GET", r"git/commits/([^/]+)", "contents", "read", get_commit),
)
