"""The registry: tokens and scopes, pushing and pulling, pages, and what is GHCR's own."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from rehearsal.faults import Fault
from rehearsal.image import INDEX, MANIFEST, Image
from rehearsal.registry import Registry
from rehearsal.registry_store import Move
from tests.rehearsal.asking import NOBODY, READER, UNKNOWN, WRITER, Reply, ask

if TYPE_CHECKING:
    from rehearsal.tokens import Tokens

NAME = "podverse/metaboost/api"
ALL = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in ("oci.image.index.v1", "oci.image.manifest.v1", "docker.distribution.manifest.list.v2", "docker.distribution.manifest.v2")
)


def minted(registry: Registry, password: str, *scopes: str) -> Reply:
    basic = "Basic " + base64.b64encode(f"mona:{password}".encode()).decode()
    query = urlencode([("service", registry.address), *(("scope", scope) for scope in scopes)])
    url = f"{registry.url}/token?{query}"
    return ask("GET", url, Authorization=basic) if password else ask("GET", url)


def bearer(registry: Registry, password: str = WRITER, action: str = "pull,push", name: str = NAME) -> str:
    return str(minted(registry, password, f"repository:{name}:{action}").value["token"])


def code(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.value["errors"][0]["code"]


def test_without_a_token_there_is_a_challenge(registry: Registry) -> None:
    reply = ask("GET", f"{registry.url}/v2/")
    assert code(reply) == (401, "UNAUTHORIZED")
    start = f'Bearer realm="{registry.url}/token",service="{registry.address}",scope='
    assert reply.headers["WWW-Authenticate"] == start + '"repository:user/image:pull"'
    named = ask("GET", f"{registry.url}/v2/{NAME}/tags/list")
    assert named.headers["WWW-Authenticate"] == start + f'"repository:{NAME}:pull"'


def test_a_github_token_is_no_bearer_token(registry: Registry) -> None:
    assert code(ask("GET", f"{registry.url}/v2/", token=WRITER)) == (403, "DENIED")
    assert code(ask("GET", f"{registry.url}/v2/", token=UNKNOWN)) == (401, "UNAUTHORIZED")
    assert ask("GET", f"{registry.url}/v2/", token=bearer(registry)).status == 200


def test_the_token_endpoint_knows_passwords(registry: Registry) -> None:
    reply = minted(registry, READER, f"repository:{NAME}:pull")
    assert (reply.status, reply.value["expires_in"]) == (200, 300)
    assert code(minted(registry, "ghs_unknown")) == (403, "DENIED")
    assert code(ask("GET", f"{registry.url}/token", Authorization="Basic !")) == (403, "DENIED")
    assert ask("POST", f"{registry.url}/token", body=b"").status == 405


def test_a_token_is_bound_to_its_scopes_and_runs_out(registry: Registry) -> None:
    registry.seed(NAME, "1.2.3")
    url = f"{registry.url}/v2/{NAME}/tags/list"
    pull = bearer(registry, action="pull")
    assert ask("GET", url, token=pull).status == 200
    assert code(ask("GET", url, token=bearer(registry, name="other/one"))) == (401, "UNAUTHORIZED")
    pushing = ask("POST", f"{registry.url}/v2/{NAME}/blobs/uploads/", token=pull, body=b"")
    assert f"repository:{NAME}:pull,push" in pushing.headers["WWW-Authenticate"]
    both = minted(registry, WRITER, f"repository:{NAME}:pull repository:a/b:pull").value["token"]
    assert ask("GET", url, token=both).status == 200
    now = registry.mint.clock()
    registry.mint.clock = lambda: now + 301
    assert code(ask("GET", url, token=pull)) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("password", ["", NOBODY])
def test_a_token_without_rights_is_denied(registry: Registry, password: str) -> None:
    registry.seed(NAME, "1.2.3")
    assert code(ask("GET", f"{registry.url}/v2/{NAME}/tags/list", token=bearer(registry, password))) == (403, "DENIED")


def test_a_reader_cannot_push(registry: Registry) -> None:
    reply = ask("POST", f"{registry.url}/v2/{NAME}/blobs/uploads/", token=bearer(registry, READER), body=b"")
    assert code(reply) == (403, "DENIED")


def test_an_absent_package(registry: Registry, tokens: Tokens) -> None:
    url = f"/v2/{NAME}/tags/list"
    assert code(ask("GET", registry.url + url, token=bearer(registry, action="pull"))) == (404, "NAME_UNKNOWN")
    assert code(ask("GET", registry.url + url, token=bearer(registry, READER, "pull"))) == (403, "DENIED")
    with Registry(tokens, absent="unknown") as open_to_all:
        assert code(ask("GET", open_to_all.url + url, token=bearer(open_to_all, READER, "pull"))) == (404, "NAME_UNKNOWN")
        assert code(ask("GET", open_to_all.url + url, token=bearer(open_to_all, NOBODY, "pull"))) == (403, "DENIED")
    with Registry(tokens, absent="denied") as strict:
        assert code(ask("GET", strict.url + url, token=bearer(strict, action="pull"))) == (403, "DENIED")
        head = f"{strict.url}/v2/{NAME}/blobs/sha256:{'0' * 64}"
        assert ask("HEAD", head, token=bearer(strict)).status == 404, "who is about to push sees an empty package"
    with Registry(tokens, absent="denied", denied_at="token") as strict:
        assert code(minted(strict, WRITER, f"repository:{NAME}:pull")) == (403, "DENIED")
        assert minted(strict, WRITER, f"repository:{NAME}:pull,push").status == 200


def test_a_denied_package_is_denied_to_everybody(registry: Registry) -> None:
    registry.seed(NAME, "1.2.3")
    registry.denied.add(NAME)
    assert code(ask("GET", f"{registry.url}/v2/{NAME}/tags/list", token=bearer(registry))) == (403, "DENIED")


def test_names_are_lower_case(registry: Registry) -> None:
    reply = ask("GET", f"{registry.url}/v2/Podverse/Metaboost/api/tags/list", token=bearer(registry))
    assert code(reply) == (400, "NAME_INVALID")


def test_tags_come_in_lexical_order_and_pages(registry: Registry) -> None:
    for number in range(205):
        registry.seed(NAME, f"1.2.3-staging.{number}", content="same")
    token = bearer(registry, READER, "pull")
    found: list[str] = []
    path, pages = f"/v2/{NAME}/tags/list", 0
    while path:
        reply = ask("GET", registry.url + path, token=token)
        found += reply.value["tags"]
        link = reply.headers["Link"]
        assert link is None or link.startswith(f"</v2/{NAME}/tags/list?last=")
        path = link.removeprefix("<").removesuffix('>; rel="next"') if link else ""
        pages += 1
    assert pages == 3
    assert found == sorted(f"1.2.3-staging.{number}" for number in range(205))
    assert found.index("1.2.3-staging.10") < found.index("1.2.3-staging.9")
    whole = ask("GET", f"{registry.url}/v2/{NAME}/tags/list?n=10000", token=token)
    assert (len(whole.value["tags"]), whole.headers["Link"]) == (205, None)
    rest = ask("GET", f"{registry.url}/v2/{NAME}/tags/list?last=1.2.3-staging.98", token=token)
    assert rest.value["tags"] == ["1.2.3-staging.99"]
    assert ask("GET", f"{registry.url}/v2/{NAME}/tags/list?n=x", token=token).status == 400


def test_an_index_is_shown_to_those_alone_who_accept_it(registry: Registry) -> None:
    digest = registry.seed(NAME, "1.2.3", revision="a" * 40)
    token = bearer(registry, READER, "pull")
    url = f"{registry.url}/v2/{NAME}/manifests/1.2.3"
    for accept in ("", "*/*", MANIFEST):
        reply = ask("GET", url, token=token, Accept=accept)
        assert code(reply) == (404, "MANIFEST_UNKNOWN")
        assert reply.value["errors"][0]["message"] == "OCI index found, but Accept header does not support OCI indexes"
    for reference in ("1.2.3", digest):
        reply = ask("GET", f"{registry.url}/v2/{NAME}/manifests/{reference}", token=token, Accept=ALL)
        assert (reply.status, reply.headers["Content-Type"], reply.headers["Docker-Content-Digest"]) == (200, INDEX, digest)
        assert Image.digest(reply.body) == digest
    reply = ask("GET", url, token=token, Accept=ALL)
    head = ask("HEAD", url, token=token, Accept=ALL)
    assert (head.status, head.headers["Docker-Content-Digest"], head.body) == (200, digest, b"")
    assert reply.value["annotations"]["org.opencontainers.image.revision"] == "a" * 40
    child = reply.value["manifests"][0]["digest"]
    refused = ask("GET", f"{registry.url}/v2/{NAME}/manifests/{child}", token=token, Accept=INDEX)
    assert "OCI manifest found" in refused.value["errors"][0]["message"]


def test_a_missing_tag_is_404(registry: Registry) -> None:
    registry.seed(NAME, "1.2.3")
    reply = ask("GET", f"{registry.url}/v2/{NAME}/manifests/9.9.9", token=bearer(registry), Accept=ALL)
    assert code(reply) == (404, "MANIFEST_UNKNOWN")


def test_a_tag_that_was_just_moved_may_be_read_as_before(registry: Registry) -> None:
    old = registry.seed(NAME, "staging", content="old")
    url, token = f"{registry.url}/v2/{NAME}/manifests/staging", bearer(registry)
    ask("GET", url, token=token, Accept=ALL)
    new = registry.seed(NAME, "staging", content="new")
    registry.faults.add(Fault("/manifests/", action="stale"))
    seen = [ask("GET", url, token=token, Accept=ALL).headers["Docker-Content-Digest"] for _ in range(2)]
    assert seen == [old, new]
    registry.faults.add(Fault("/manifests/never", action="stale"))
    assert code(ask("GET", f"{url.removesuffix('staging')}never", token=token)) == (404, "MANIFEST_UNKNOWN")


@pytest.fixture
def pushing(registry: Registry) -> tuple[str, str]:
    """The address of a package and a token to push to it."""
    return f"{registry.url}/v2/{NAME}", bearer(registry)


def test_a_blob_is_pushed_at_once_or_in_pieces(pushing: tuple[str, str]) -> None:
    url, token = pushing
    content, digest = b"one two three", Image.digest(b"one two three")
    assert ask("POST", f"{url}/blobs/uploads/?digest={digest}", token=token, body=content).status == 201
    place = ask("POST", f"{url}/blobs/uploads/", token=token, body=b"")
    assert place.status == 202
    where = place.headers["Location"]
    assert ask("PATCH", where, token=token, body=b"one ", Content_Range="0-3").headers["Range"] == "0-3"
    assert ask("PATCH", where, token=token, body=b"x", Content_Range="9-9").status == 416
    assert ask("GET", where, token=token).status == 204
    assert code(ask("PUT", f"{where}?digest={digest}", token=token, body=b"wrong")) == (400, "DIGEST_INVALID")
    assert ask("PUT", f"{where}?digest={digest}", token=token, body=b"two three").status == 201
    assert code(ask("PATCH", where, token=token, body=b"")) == (404, "BLOB_UPLOAD_UNKNOWN")
    assert ask("GET", f"{url}/blobs/{digest}", token=token).body == content
    assert ask("HEAD", f"{url}/blobs/{digest}", token=token).headers["Content-Length"] == "13"
    assert code(ask("GET", f"{url}/blobs/sha256:{'0' * 64}", token=token)) == (404, "BLOB_UNKNOWN")


def test_a_blob_is_mounted_only_from_where_the_token_may_pull(registry: Registry, pushing: tuple[str, str]) -> None:
    url, token = pushing
    registry.seed("podverse/metaboost/web", "1")
    held = next(iter(registry.store.packages["podverse/metaboost/web"].blobs))
    query = urlencode({"mount": held, "from": "podverse/metaboost/web"})
    assert ask("POST", f"{url}/blobs/uploads/?{query}", token=token, body=b"").status == 202
    scopes = f"repository:{NAME}:pull,push", "repository:podverse/metaboost/web:pull"
    both = minted(registry, WRITER, *scopes).value["token"]
    assert ask("POST", f"{url}/blobs/uploads/?{query}", token=both, body=b"").status == 201


def test_a_manifest_is_kept_only_if_all_it_names_is_there(registry: Registry, pushing: tuple[str, str]) -> None:
    url, token = pushing
    image = Image.of("content", {}, {})
    (media_type, manifest), _ = image.manifests
    put = {"token": token, "Content_Type": media_type}
    assert code(ask("PUT", f"{url}/manifests/1", body=manifest, **put)) == (400, "MANIFEST_BLOB_UNKNOWN")
    for blob in image.blobs:
        ask("POST", f"{url}/blobs/uploads/?digest={Image.digest(blob)}", token=token, body=blob)
    index = {"token": token, "Content_Type": INDEX}
    assert code(ask("PUT", f"{url}/manifests/1", body=image.index[1], **index)) == (400, "MANIFEST_BLOB_UNKNOWN")
    assert code(ask("PUT", f"{url}/manifests/sha256:{'0' * 64}", body=manifest, **put)) == (400, "DIGEST_INVALID")
    assert code(ask("PUT", f"{url}/manifests/-bad", body=manifest, **put)) == (400, "TAG_INVALID")
    assert code(ask("PUT", f"{url}/manifests/1", body=b"{}", **put)) == (400, "MANIFEST_INVALID")
    assert code(ask("PUT", f"{url}/manifests/1", body=manifest, **index)) == (400, "MANIFEST_INVALID")
    made = ask("PUT", f"{url}/manifests/1", body=manifest, **put)
    assert (made.status, made.headers["Docker-Content-Digest"]) == (201, Image.digest(manifest))
    assert registry.tags(NAME) == {"1": Image.digest(manifest)}


def test_every_move_of_a_tag_is_remembered(registry: Registry) -> None:
    one, two = (registry.seed(NAME, "staging", content=content) for content in ("one", "two"))
    assert registry.store.moves == [Move(NAME, "staging", None, one), Move(NAME, "staging", one, two)]
    assert registry.tags("podverse/metaboost/none") == {}
    assert registry.annotations(NAME, "none") == {}


def test_there_is_no_delete_and_no_referrers(registry: Registry) -> None:
    digest = registry.seed(NAME, "1")
    token = bearer(registry)
    assert ask("DELETE", f"{registry.url}/v2/{NAME}/manifests/{digest}", token=token).status == 404
    assert ask("GET", f"{registry.url}/v2/{NAME}/referrers/{digest}", token=token).status == 404


def test_an_image_has_the_shape_that_buildx_pushes() -> None:
    label = {"org.opencontainers.image.version": "1"}
    image = Image.of("content", label, {"org.opencontainers.image.revision": "a"})
    assert image == Image.of("content", label, {"org.opencontainers.image.revision": "a"})
    index = json.loads(image.index[1])
    platforms = [entry["platform"]["os"] for entry in index["manifests"]]
    assert platforms == ["linux", "unknown"]
    assert index["manifests"][1]["annotations"]["vnd.docker.reference.digest"] == index["manifests"][0]["digest"]
    config = next(json.loads(blob) for blob in image.blobs if Image.digest(blob) == image.config_digest)
    assert config["config"]["Labels"] == label
