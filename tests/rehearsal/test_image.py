"""The structure of synthetic images."""

from __future__ import annotations

import json

from rehearsal.registry.image import Image


def test_an_image_has_the_structure_that_buildx_pushes() -> None:
    label = {"org.opencontainers.image.version": "1"}
    image = Image.of("content", label, {"org.opencontainers.image.revision": "a"})
    assert image == Image.of("content", label, {"org.opencontainers.image.revision": "a"})
    index = json.loads(image.index[1])
    platforms = [entry["platform"]["os"] for entry in index["manifests"]]
    assert platforms == ["linux", "unknown"]
    assert index["manifests"][1]["annotations"]["vnd.docker.reference.digest"] == index["manifests"][0]["digest"]
    config = next(json.loads(blob) for blob in image.blobs if Image.digest(blob) == image.config_digest)
    assert config["config"]["Labels"] == label
    (attested,) = [json.loads(blob) for blob in image.blobs if b"predicateType" in blob]
    assert f"sha256:{attested['subject'][0]['digest']['sha256']}" == index["manifests"][0]["digest"]


def test_an_image_for_two_platforms_is_one_index() -> None:
    image = Image.of("content", {}, {}, platforms=("linux/amd64", "linux/arm/v7"))
    listed = json.loads(image.index[1])["manifests"]
    unknown = {"architecture": "unknown", "os": "unknown"}
    assert [entry["platform"] for entry in listed] == [
        {"architecture": "amd64", "os": "linux"},
        {"architecture": "arm", "os": "linux", "variant": "v7"},
        unknown,
        unknown,
    ]
    assert [entry["annotations"]["vnd.docker.reference.digest"] for entry in listed[2:]] == [entry["digest"] for entry in listed[:2]]
    assert [entry["digest"] for entry in listed] == [Image.digest(content) for _, content in image.manifests]
    assert len(image.blobs) == len(set(image.blobs))


def test_provenance_changes_the_index_and_not_the_image() -> None:
    one, two = (Image.of("content", {}, {}, {"runDetails": run}) for run in (1, 2))
    assert one.manifests[0] == two.manifests[0]
    assert one.index != two.index
