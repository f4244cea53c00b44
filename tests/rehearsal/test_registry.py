"""The registry with either store: tokens and scopes, pulls, pagination, and the behaviour of GHCR."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from rehearsal.registry import Registry
from rehearsal.registry.image import INDEX, MANIFEST, Image
from rehearsal.registry.store import Move
from tests.rehearsal.http_client import NOBODY, READER, UNKNOWN, WRITER, send
from tests.rehearsal.registry_tokens import ALL, NAME, bearer, code, minted

if TYPE_CHECKING:
    from collections.abc import Callable

    from rehearsal.registry.store import Store
    from rehearsal.tokens import Tokens

pytestmark = pytest.mark.parametrize("store_kind", ["memory", "docker-registry"])


def test_without_a_token_there_is_a_challenge(registry: Registry) -> None:
    reply = send("GET", f"{registry.url}/v2/")
    assert code(reply) == (401, "UNAUTHORIZED")
    start = f'Bearer realm="{registry.url}/token",service="{registry.address}",scope='
    assert reply.headers["WWW-Authenticate"] == start + '"repository:user/image:pull"'
    named = send("GET", f"{registry.url}/v2/{NAME}/tags/list")
    assert named.headers["WWW-Authenticate"] == start + f'"repository:{NAME}:pull"'


def test_a_github_token_is_no_bearer_token(registry: Registry) -> None:
    assert code(send("GET", f"{registry.url}/v2/", token=WRITER)) == (403, "DENIED")
    assert code(send("GET", f"{registry.url}/v2/", token=UNKNOWN)) == (401, "UNAUTHORIZED")
    assert send("GET", f"{registry.url}/v2/", token=bearer(registry)).status == 200


def test_the_token_endpoint_checks_passwords(registry: Registry) -> None:
    reply = minted(registry, READER, f"repository:{NAME}:pull")
    assert (reply.status, reply.value["expires_in"]) == (200, 300)
    assert code(minted(registry, "ghs_unknown")) == (403, "DENIED")
    assert code(send("GET", f"{registry.url}/token", Authorization="Basic !")) == (403, "DENIED")
    assert send("POST", f"{registry.url}/token", body=b"").status == 405


def test_a_token_is_bound_to_its_scopes_and_expires(registry: Registry) -> None:
    registry.seed(NAME, "1.2.3")
    url = f"{registry.url}/v2/{NAME}/tags/list"
    pull = bearer(registry, action="pull")
    assert send("GET", url, token=pull).status == 200
    assert code(send("GET", url, token=bearer(registry, name="other/one"))) == (401, "UNAUTHORIZED")
    pushing = send("POST", f"{registry.url}/v2/{NAME}/blobs/uploads/", token=pull, body=b"")
    assert f"repository:{NAME}:pull,push" in pushing.headers["WWW-Authenticate"]
    both = minted(registry, WRITER, f"repository:{NAME}:pull repository:a/b:pull").value["token"]
    assert send("GET", url, token=both).status == 200
    now = registry.mint.clock()
    registry.mint.clock = lambda: now + 301
    assert code(send("GET", url, token=pull)) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("password", ["", NOBODY])
def test_a_token_without_rights_is_denied(registry: Registry, password: str) -> None:
    registry.seed(NAME, "1.2.3")
    assert code(send("GET", f"{registry.url}/v2/{NAME}/tags/list", token=bearer(registry, password))) == (403, "DENIED")


def test_a_reader_cannot_push(registry: Registry) -> None:
    reply = send("POST", f"{registry.url}/v2/{NAME}/blobs/uploads/", token=bearer(registry, READER), body=b"")
    assert code(reply) == (403, "DENIED")


def test_an_absent_package(registry: Registry, tokens: Tokens, new_store: Callable[[], Store]) -> None:
    url = f"/v2/{NAME}/tags/list"
    assert code(send("GET", registry.url + url, token=bearer(registry, action="pull"))) == (404, "NAME_UNKNOWN")
    assert code(send("GET", registry.url + url, token=bearer(registry, READER, "pull"))) == (403, "DENIED")
    with Registry(tokens, store=new_store(), absent="unknown") as open_to_all:
        assert code(send("GET", open_to_all.url + url, token=bearer(open_to_all, READER, "pull"))) == (404, "NAME_UNKNOWN")
        assert code(send("GET", open_to_all.url + url, token=bearer(open_to_all, NOBODY, "pull"))) == (403, "DENIED")
    with Registry(tokens, store=new_store(), absent="denied") as strict:
        assert code(send("GET", strict.url + url, token=bearer(strict, action="pull"))) == (403, "DENIED")
        head = f"{strict.url}/v2/{NAME}/blobs/sha256:{'0' * 64}"
        assert send("HEAD", head, token=bearer(strict)).status == 404, "who is about to push sees an empty package"
    with Registry(tokens, store=new_store(), absent="denied", denied_at="token") as strict:
        assert code(minted(strict, WRITER, f"repository:{NAME}:pull")) == (403, "DENIED")
        assert minted(strict, WRITER, f"repository:{NAME}:pull,push").status == 200


def test_a_denied_package_is_denied_to_every_token(registry: Registry) -> None:
    registry.seed(NAME, "1.2.3")
    registry.denied.add(NAME)
    assert code(send("GET", f"{registry.url}/v2/{NAME}/tags/list", token=bearer(registry))) == (403, "DENIED")


def test_names_are_lower_case(registry: Registry) -> None:
    reply = send("GET", f"{registry.url}/v2/Podverse/Metaboost/api/tags/list", token=bearer(registry))
    assert code(reply) == (400, "NAME_INVALID")


def test_tags_come_in_lexical_order_and_pages(registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3-staging.0")
    registry.tag(NAME, digest, *(f"1.2.3-staging.{number}" for number in range(1, 205)))
    token = bearer(registry, READER, "pull")
    found: list[str] = []
    path, pages = f"/v2/{NAME}/tags/list", 0
    while path:
        reply = send("GET", registry.url + path, token=token)
        found += reply.value["tags"]
        link = reply.headers["Link"]
        assert link is None or link.startswith(f"</v2/{NAME}/tags/list?last=")
        path = link.removeprefix("<").removesuffix('>; rel="next"') if link else ""
        pages += 1
    assert pages == 3
    assert found == sorted(f"1.2.3-staging.{number}" for number in range(205))
    assert found.index("1.2.3-staging.10") < found.index("1.2.3-staging.9")
    whole = send("GET", f"{registry.url}/v2/{NAME}/tags/list?n=10000", token=token)
    assert (len(whole.value["tags"]), whole.headers["Link"]) == (205, None)
    rest = send("GET", f"{registry.url}/v2/{NAME}/tags/list?last=1.2.3-staging.98", token=token)
    assert rest.value["tags"] == ["1.2.3-staging.99"]
    assert send("GET", f"{registry.url}/v2/{NAME}/tags/list?n=x", token=token).status == 400


def test_an_index_needs_its_type_in_the_accept_header(registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3", revision="a" * 40)
    token = bearer(registry, READER, "pull")
    url = f"{registry.url}/v2/{NAME}/manifests/1.2.3"
    for accept in ("", "*/*", MANIFEST):
        reply = send("GET", url, token=token, Accept=accept)
        assert code(reply) == (404, "MANIFEST_UNKNOWN")
        assert reply.value["errors"][0]["message"] == "OCI index found, but Accept header does not support OCI indexes"
    for reference in ("1.2.3", digest):
        reply = send("GET", f"{registry.url}/v2/{NAME}/manifests/{reference}", token=token, Accept=ALL)
        assert (reply.status, reply.headers["Content-Type"], reply.headers["Docker-Content-Digest"]) == (200, INDEX, digest)
        assert Image.digest(reply.body) == digest
    reply = send("GET", url, token=token, Accept=ALL)
    head = send("HEAD", url, token=token, Accept=ALL)
    assert (head.status, head.headers["Docker-Content-Digest"], head.body) == (200, digest, b"")
    assert reply.value["annotations"]["org.opencontainers.image.revision"] == "a" * 40
    child = reply.value["manifests"][0]["digest"]
    refused = send("GET", f"{registry.url}/v2/{NAME}/manifests/{child}", token=token, Accept=INDEX)
    assert "OCI manifest found" in refused.value["errors"][0]["message"]


def test_a_missing_tag_is_404(registry: Registry) -> None:
    registry.seed(NAME, "1.2.3")
    reply = send("GET", f"{registry.url}/v2/{NAME}/manifests/9.9.9", token=bearer(registry), Accept=ALL)
    assert code(reply) == (404, "MANIFEST_UNKNOWN")


def test_a_stale_read_returns_the_previous_digest_of_a_tag(registry: Registry) -> None:
    old = registry.seed(NAME, "staging", content="old")
    url, token = f"{registry.url}/v2/{NAME}/manifests/staging", bearer(registry)
    send("GET", url, token=token, Accept=ALL)
    new = registry.seed(NAME, "staging", content="new")
    registry.faults.add(Fault("/manifests/", action="stale"))
    seen = [send("GET", url, token=token, Accept=ALL).headers["Docker-Content-Digest"] for _ in range(2)]
    assert seen == [old, new]
    registry.faults.add(Fault("/manifests/never", action="stale"))
    assert code(send("GET", f"{url.removesuffix('staging')}never", token=token)) == (404, "MANIFEST_UNKNOWN")


def test_an_invalid_reference_is_not_found(registry: Registry) -> None:
    registry.seed(NAME, "1")
    for reference in ("-bad", "sha256:0", f"sha256:{'0' * 64}"):
        reply = send("GET", f"{registry.url}/v2/{NAME}/manifests/{reference}", token=bearer(registry), Accept=ALL)
        assert code(reply) == (404, "MANIFEST_UNKNOWN")


def test_every_move_of_a_tag_is_recorded(registry: Registry) -> None:
    one, two = (registry.seed(NAME, "staging", content=content) for content in ("one", "two"))
    assert registry.store.moves == [Move(NAME, "staging", None, one), Move(NAME, "staging", one, two)]
    assert registry.tags("podverse/metaboost/none") == {}
    assert registry.annotations(NAME, "none") == {}


def test_there_is_no_delete_and_no_referrers(registry: Registry) -> None:
    digest = registry.seed(NAME, "1")
    token = bearer(registry)
    assert send("DELETE", f"{registry.url}/v2/{NAME}/manifests/{digest}", token=token).status == 404
    assert send("GET", f"{registry.url}/v2/{NAME}/referrers/{digest}", token=token).status == 404


def test_deleting_untagged_manifests_removes_the_parts_of_images_and_keeps_the_tags(registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3", images=["web", "api"])
    index = registry.manifest(NAME, "1.2.3")
    assert index
    assert index.value["annotations"]["vnd.linesmith.images"] == "api web"
    parts = {part["digest"] for part in index.value["manifests"]}
    assert registry.delete_untagged() == parts
    assert registry.tags(NAME) == {"1.2.3": digest}
    url = f"{registry.url}/v2/{NAME}/manifests"
    token = bearer(registry)
    assert send("GET", f"{url}/1.2.3", token=token, Accept=ALL).status == 200
    assert [send("HEAD", f"{url}/{part}", token=token, Accept=ALL).status for part in parts] == [404, 404]
    again = send("PUT", f"{url}/latest", token=token, body=index.content, Content_Type=index.media_type)
    assert code(again) == (400, "MANIFEST_BLOB_UNKNOWN")
    assert registry.delete_untagged() == set()
