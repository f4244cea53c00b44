"""Redirects of downloads to third parties, and the credentials that clients send there."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from rehearsal.http.message import Request, Response
from rehearsal.registry.client import Client
from rehearsal.third_parties import BLOBS, RELEASES, ThirdParties
from tests.rehearsal.http_client import WRITER, send

if TYPE_CHECKING:
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry


def asked(address: str, host: str = "") -> Request:
    """A request to a signed URL, as a server receives it."""
    parts = urlsplit(address)
    headers = Message()
    headers["Host"] = host or parts.netloc
    query = {name: [value] for name, value in (pair.split("=") for pair in parts.query.split("&"))}
    return Request("GET", parts.path, query, headers, b"")


def test_a_signed_url_is_valid_for_its_file_and_host() -> None:
    third_parties = ThirdParties()
    address = third_parties.publish(RELEASES, "/a/crane.tar.gz", b"crane")
    right = asked(address)
    assert third_parties.handle(right) == Response(200, (("Content-Type", "application/octet-stream"),), b"crane")
    for wrong in (asked(address, BLOBS), replace(right, query={}), replace(right, path="/b"), replace(right, method="PUT")):
        assert third_parties.handle(wrong).status == 403
    assert len(third_parties.received) == 5
    assert third_parties.signatures == {right.first("sig")}


def test_a_download_of_a_release_is_redirected(github: GitHub) -> None:
    github.files["/x/releases/download/v1/a"] = b"content"
    assert send("GET", f"{github.url}/x/releases/download/v1/a").body == b"content"
    github.third_parties = ThirdParties()
    request = Request("GET", "/x/releases/download/v1/a", {}, asked("https://github.com/?a=b").headers, b"")
    response = github.handle(request)
    place = dict(response.headers)["Location"]
    assert (response.status, urlsplit(place).netloc) == (302, RELEASES)
    assert github.third_parties.handle(asked(place)).body == b"content"


@pytest.mark.parametrize("store_kind", ["memory"])
def test_a_blob_is_redirected_and_the_client_sends_no_token_there(registry: Registry, store_kind: str) -> None:  # noqa: ARG001  a fixture of `registry`
    registry.seed("owner/metaboost/api", "1", revision="a" * 40)
    index = registry.manifest("owner/metaboost/api", "1")
    assert index is not None
    image = registry.manifest("owner/metaboost/api", index.value["manifests"][0]["digest"])
    assert image is not None
    digest = image.value["config"]["digest"]
    client = Client(registry.address, "x", WRITER)
    before = client.blob("owner/metaboost/api", digest)
    with _OnLoopback() as third_parties:
        registry.third_parties = third_parties
        assert client.blob("owner/metaboost/api", digest) == before
        assert client.has(f"/v2/owner/metaboost/api/blobs/{digest}")
    (received,) = third_parties.received
    assert received.credentials == ()
    assert "Bearer" not in received.text


class _OnLoopback(ThirdParties):
    """The third parties at a port instead of their host names."""

    def publish(self, host: str, path: str, content: bytes) -> str:
        return super().publish(host, path, content).replace(f"https://{host}", self.url)

    def handle(self, request: Request) -> Response:
        request.headers.replace_header("Host", BLOBS)
        return super().handle(request)
