"""Pushing to the registry, over either store: uploads, mounts, manifests.

The expected responses are those of a real registry; the store in memory must give the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from rehearsal.registry.image import INDEX, MANIFEST, Image
from tests.rehearsal.http_client import READER, WRITER, Reply, send
from tests.rehearsal.registry_tokens import ALL, NAME, bearer, code, minted

if TYPE_CHECKING:
    from rehearsal.registry import Registry

BYTES = "application/octet-stream"
pytestmark = pytest.mark.parametrize("store_kind", ["memory", "docker-registry"])


@pytest.fixture
def pushing(registry: Registry) -> tuple[str, str]:
    """The URL of a package, and a token for pushes."""
    return f"{registry.url}/v2/{NAME}", bearer(registry)


def opened(url: str, token: str) -> str:
    """Start an upload, and return the URL of the next chunk."""
    reply = send("POST", f"{url}/blobs/uploads/", token=token, body=b"")
    assert (reply.status, reply.headers["Range"], reply.body) == (202, "0-0", b"")
    return str(reply.headers["Location"])


def push(url: str, token: str, content: bytes) -> Reply:
    """Push a blob in two requests."""
    place = f"{opened(url, token)}&digest={Image.digest(content)}"
    return send("PUT", place, token=token, body=content, Content_Type=BYTES)


def test_a_blob_is_pushed_in_chunks(pushing: tuple[str, str]) -> None:
    url, token = pushing
    content, digest = b"one two three", Image.digest(b"one two three")
    first = opened(url, token)
    piece = send("PATCH", first, token=token, body=b"one ", Content_Range="0-3", Content_Type=BYTES)
    assert (piece.status, piece.headers["Range"]) == (202, "0-3")
    second = piece.headers["Location"]
    assert second.startswith(f"{url}/blobs/uploads/{piece.headers['Docker-Upload-UUID']}?")
    wrong = send("PATCH", second, token=token, body=b"x", Content_Range="9-9", Content_Type=BYTES)
    assert (wrong.status, wrong.headers["Range"]) == (416, "0-3")
    status = send("GET", second, token=token)
    assert (status.status, status.headers["Range"], status.headers["Location"]) == (204, "0-3", second)
    made = send("PUT", f"{second}&digest={digest}", token=token, body=b"two three", Content_Type=BYTES)
    assert (made.status, made.headers["Location"]) == (201, f"{url}/blobs/{digest}")
    assert send("GET", f"{url}/blobs/{digest}", token=token).body == content
    assert send("HEAD", f"{url}/blobs/{digest}", token=token).headers["Content-Length"] == "13"
    for absent in (f"sha256:{'0' * 64}", "sha256:0", "nothing"):
        assert code(send("GET", f"{url}/blobs/{absent}", token=token)) == (404, "BLOB_UNKNOWN")


def test_one_byte_counts(pushing: tuple[str, str]) -> None:
    url, token = pushing
    one = send("PATCH", opened(url, token), token=token, body=b"x", Content_Range="0-0", Content_Type=BYTES)
    two = send("PATCH", one.headers["Location"], token=token, body=b"y", Content_Range="1-1", Content_Type=BYTES)
    assert (one.headers["Range"], two.status, two.headers["Range"]) == ("0-0", 202, "0-1")


def test_only_the_last_location_of_an_upload_can_be_continued(pushing: tuple[str, str]) -> None:
    url, token = pushing
    content, digest = b"one two three", Image.digest(b"one two three")
    first = opened(url, token)
    last = send("PATCH", first, token=token, body=content, Content_Type=BYTES).headers["Location"]
    for place in (first, first.partition("?")[0] + "?"):
        for method in ("GET", "PATCH"):
            assert code(send(method, place, token=token, body=b"", Content_Type=BYTES)) == (404, "BLOB_UPLOAD_INVALID")
        assert code(send("PUT", f"{place}&digest={digest}", token=token, body=b"", Content_Type=BYTES)) == (404, "BLOB_UPLOAD_INVALID")
    assert send("PUT", f"{last}&digest={digest}", token=token, body=b"", Content_Type=BYTES).status == 201
    assert code(send("GET", last, token=token)) == (404, "BLOB_UPLOAD_UNKNOWN")


def test_a_wrong_digest_ends_an_upload(pushing: tuple[str, str]) -> None:
    url, token = pushing
    place = opened(url, token)
    for digest in ("", "&digest=", "&digest=nothing"):
        refused = send("PUT", opened(url, token) + digest, token=token, body=b"x", Content_Type=BYTES)
        assert code(refused) == (400, "DIGEST_INVALID")
    refused = send("PUT", f"{place}&digest=sha256:{'0' * 64}", token=token, body=b"x", Content_Type=BYTES)
    assert code(refused) == (400, "DIGEST_INVALID")
    again = send("PUT", f"{place}&digest={Image.digest(b'x')}", token=token, body=b"x", Content_Type=BYTES)
    assert code(again) == (404, "BLOB_UPLOAD_INVALID")


def test_a_monolithic_upload_is_not_supported(pushing: tuple[str, str]) -> None:
    url, token = pushing
    reply = send("POST", f"{url}/blobs/uploads/?digest={Image.digest(b'x')}", token=token, body=b"x", Content_Type=BYTES)
    assert (reply.status, "_state=" in reply.headers["Location"]) == (202, True)
    assert send("HEAD", f"{url}/blobs/{Image.digest(b'x')}", token=token).status == 404
    assert send("POST", f"{url}/blobs/uploads", token=token, body=b"").status == 404, "the slash is part of the path"


def test_mounting_a_blob_needs_pull_access_to_its_source(registry: Registry, pushing: tuple[str, str]) -> None:
    url, token = pushing
    web = "podverse/metaboost/web"
    held = Image.digest(b"held")
    push(f"{registry.url}/v2/{web}", bearer(registry, name=web), b"held")
    place = f"{url}/blobs/uploads/?{urlencode({'mount': held, 'from': web})}"
    assert send("POST", place, token=token, body=b"").status == 202
    both = minted(registry, WRITER, f"repository:{NAME}:pull,push", f"repository:{web}:pull").value["token"]
    for absent in (f"sha256:{'0' * 64}", "nothing"):
        query = urlencode({"mount": absent, "from": web})
        assert send("POST", f"{url}/blobs/uploads/?{query}", token=both, body=b"").status == 202
    made = send("POST", place, token=both, body=b"")
    assert (made.status, made.headers["Location"], made.headers["Docker-Content-Digest"]) == (201, f"{url}/blobs/{held}", held)
    assert send("GET", f"{url}/blobs/{held}", token=both).body == b"held"


def test_a_manifest_is_rejected_if_a_part_is_missing(registry: Registry, pushing: tuple[str, str]) -> None:
    url, token = pushing
    image = Image.of("content", {}, {})
    (media_type, manifest), _ = image.manifests
    put = {"token": token, "Content_Type": media_type}
    refused = send("PUT", f"{url}/manifests/1", body=manifest, **put)
    value = json.loads(manifest)
    missing = {value["config"]["digest"], value["layers"][0]["digest"]}
    assert code(refused) == (400, "MANIFEST_BLOB_UNKNOWN")
    assert {error["detail"] for error in refused.value["errors"]} == missing, "every missing part is reported"
    for blob in image.blobs:
        push(url, token, blob)
    assert code(send("GET", f"{url}/tags/list", token=token)) == (404, "NAME_UNKNOWN"), "blobs alone make no package"
    refused = send("PUT", f"{url}/manifests/1", token=token, body=image.index[1], Content_Type=INDEX)
    assert code(refused) == (400, "MANIFEST_BLOB_UNKNOWN")
    made = send("PUT", f"{url}/manifests/1", body=manifest, **put)
    digest = Image.digest(manifest)
    assert (made.status, made.headers["Docker-Content-Digest"]) == (201, digest)
    assert made.headers["Location"] == f"{url}/manifests/{digest}"
    assert registry.tags(NAME) == {"1": digest}


def test_a_package_exists_from_its_first_manifest_on(registry: Registry, pushing: tuple[str, str]) -> None:
    url, token = pushing
    image = Image.of("content", {}, {})
    media_type, manifest = image.manifests[0]
    for blob in image.blobs:
        push(url, token, blob)
    place = f"{url}/manifests/{Image.digest(manifest)}"
    assert send("PUT", place, token=token, body=manifest, Content_Type=media_type).status == 201
    assert send("GET", f"{url}/tags/list", token=token).value == {"name": NAME, "tags": []}
    assert send("GET", place, token=bearer(registry, READER, "pull"), Accept=ALL).status == 200
    assert registry.store.moves == []


def test_a_manifest_above_the_size_limit_is_rejected(registry: Registry, pushing: tuple[str, str]) -> None:
    url, token = pushing
    registry.seed(NAME, "1")
    found = registry.manifest(NAME, "1")
    assert found is not None

    def put(size: int) -> Reply:
        content = found.content + b" " * (size - len(found.content))
        return send("PUT", f"{url}/manifests/2", token=token, body=content, Content_Type=INDEX)

    assert code(put(4 * 2**20 + 1)) == (413, "SIZE_INVALID")
    assert list(registry.tags(NAME)) == ["1"]
    assert put(4 * 2**20 - 1).status == 201


def test_a_malformed_manifest_is_rejected(registry: Registry, pushing: tuple[str, str]) -> None:
    url, token = pushing
    registry.seed(NAME, "1")
    index = registry.manifest(NAME, "1")
    assert index is not None
    image = registry.manifest(NAME, index.value["manifests"][0]["digest"])
    assert image is not None

    def put(reference: str, content: bytes, media_type: str = MANIFEST) -> tuple[int, str]:
        return code(send("PUT", f"{url}/manifests/{reference}", token=token, body=content, Content_Type=media_type))

    bare = {"schemaVersion": 2}
    for content in (b"", b"{}", b"[]", b"no JSON", b'{"schemaVersion":1}'):
        assert put("2", content) == (400, "MANIFEST_INVALID")
    for media_type in (INDEX, "application/json"):
        assert put("2", image.content, media_type) == (400, "MANIFEST_INVALID")
    untyped = {key: value for key, value in image.value.items() if key != "mediaType"}
    assert put("2", json.dumps(untyped).encode(), INDEX) == (400, "MANIFEST_INVALID")
    untyped = {key: value for key, value in index.value.items() if key != "mediaType"}
    assert put("2", json.dumps(untyped).encode()) == (400, "MANIFEST_INVALID")
    assert put("2", json.dumps({**bare, "layers": []}).encode()) == (400, "DIGEST_INVALID"), "an image has a configuration"
    for reference in (f"sha256:{'0' * 64}", "sha256:0"):
        assert put(reference, image.content) == (400, "DIGEST_INVALID")
    for reference in ("-bad", "a" * 129):
        assert put(reference, image.content) == (400, "TAG_INVALID")
    assert list(registry.tags(NAME)) == ["1"]
