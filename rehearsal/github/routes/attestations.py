"""Attestations: <https://docs.github.com/en/rest/repos/attestations>.

- A digest without attestations gets 404, not an empty list (sharkdp/fd#1936, kedacore/http-add-on#1604).
- `bundle_url` is a signed URL of a third party, which serves the bundle in Snappy's format. API version 2026-03-10 has no `bundle`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rehearsal.github.attestations import compress
from rehearsal.github.responses import DOCS, cursor_page, error, not_supplied, parse_object
from rehearsal.github.routes.route import Route
from rehearsal.http.server import Response
from rehearsal.third_parties import BUNDLES

if TYPE_CHECKING:
    from rehearsal.github.attestations import Attestation
    from rehearsal.github.routes.route import Call

_CREATE = f"{DOCS}/repos/attestations#create-an-attestation"
_LIST = f"{DOCS}/repos/attestations#list-attestations"
_WITHOUT_BUNDLE = "2026-03-10"


def create_attestation(call: Call) -> Response:
    """Store a bundle."""
    body = parse_object(call.request)
    if body is None:
        return error(400, "Problems parsing JSON", _CREATE)
    if "bundle" not in body:
        return error(422, not_supplied("bundle"), _CREATE)
    try:
        made = call.github.attestations.add(body["bundle"])
    except ValueError as problem:
        return error(422, f"Invalid request.\n\n{problem}", _CREATE)
    return Response.json(201, {"id": made.id})


def list_attestations(call: Call, digest: str) -> Response:
    """The attestations of a subject, newest first, in pages with cursors."""
    predicate_type = call.request.first("predicate_type")
    found = call.github.attestations.of(digest, predicate_type)
    if not found:
        return error(404, "Not Found", _LIST)
    kept = {"predicate_type": predicate_type} if predicate_type else {}
    shown, headers = cursor_page(call.request, f"{call.base}/attestations/{digest}", found, lambda attestation: attestation.id, kept)
    return Response.json(200, {"attestations": [_view(call, digest, attestation) for attestation in shown]}, *headers)


def _view(call: Call, digest: str, found: Attestation) -> dict[str, Any]:
    bundle = {} if call.request.header("X-GitHub-Api-Version") >= _WITHOUT_BUNDLE else {"bundle": found.bundle}
    return {**bundle, "repository_id": 1, "bundle_url": _publish(call, digest, found), "initiator": found.initiator}


def _publish(call: Call, digest: str, found: Attestation) -> str:
    """The URL of a bundle, at a third party if there is one."""
    path, content = f"/attestations/1/{digest}/{found.id}.json.sn", compress(json.dumps(found.bundle).encode())
    if call.github.third_parties:
        return call.github.third_parties.publish(BUNDLES, path, content)
    call.github.files[path] = content
    return call.github.url + path


ROUTES = (
    Route("POST", r"attestations", "attestations", "write", create_attestation),
    Route("GET", r"attestations/([^/]+)", "attestations", "read", list_attestations),
)
