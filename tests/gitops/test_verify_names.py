"""Only valid names reach gh, and only a version or a digest is verified."""

from __future__ import annotations

import pytest

from gitops import attested as verification
from gitops.attested import CannotVerifyError
from gitops.definitions import DeploymentSettings
from gitops.reference import Place, VersionReference
from gitops.wanted import WantedVersion
from tests.gitops.test_verify import PACKAGES, REPOSITORY, WEB, WORKFLOW
from tests.gitops.trees import VERSION


def declared(**changes: str) -> WantedVersion:
    of = {"registry": "ghcr.io", "own_repository": REPOSITORY, "signer_workflow": WORKFLOW, **changes}
    values = DeploymentSettings(images=("api",), prerelease="staging", bases="b", release_variables={}, floating_tags=(), branches=(), **of)
    return WantedVersion(values, values.own_repository, VERSION)


HOSTILE = [
    {"registry": "--help"},
    {"registry": "ghcr.io/a b"},
    {"registry": "ghcr.io@evil.example"},
    {"own_repository": "--hostname=evil/x"},
    {"own_repository": "a/.."},
    {"own_repository": "a/b\n"},
    {"signer_workflow": "../x.yml"},
    {"signer_workflow": ".github/workflows/x.yml@refs/heads/y"},
    {"signer_workflow": ".github/workflows/.*"},
    {"signer_workflow": ".github/workflows/x.yml\n"},
]


@pytest.mark.parametrize("changes", HOSTILE, ids=str)
def test_no_invalid_name_reaches_a_command_line(changes: dict[str, str]) -> None:
    wanted = declared(**changes)
    images = [f"{wanted.packages if 'registry' in changes else PACKAGES}/api:{VERSION}"]
    with pytest.raises(CannotVerifyError, match="names that cannot be passed to gh"):
        verification.verify("/nowhere/gh", images, wanted)


def test_stops_when_the_product_has_no_attestations() -> None:
    with pytest.raises(CannotVerifyError, match="no workflow that attests images"):
        verification.verify("/nowhere/gh", [], declared(signer_workflow=""))


def test_reports_when_gh_cannot_be_run() -> None:
    (verdict,) = verification.verify("/nowhere/gh", [f"{PACKAGES}/api:{VERSION}"], declared())
    assert verdict.failure == "gh cannot be run: FileNotFoundError"


@pytest.mark.parametrize("found", ["latest", f"{VERSION}@sha256:12", "sha256:" + "g" * 64, "nothing", f"x@{'sha256:' + 'a' * 64}\n"])
def test_only_a_version_or_a_digest_is_verified(found: str) -> None:
    wanted = declared()
    image = wanted.images[0]
    assert verification.pinned_images([VersionReference(Place("a", 1), "tag", found, VERSION, image)], wanted) == []
    assert verification.pinned_images([VersionReference(Place("a", 1), "name", image, image, image)], wanted) == []


@pytest.mark.parametrize("pinned", [f":{VERSION}", f"@{WEB[1]}"])
def test_a_registry_may_have_a_port(pinned: str) -> None:
    assert verification.Verdict(f"localhost:5000/a/b{pinned}").name == "localhost:5000/a/b"
