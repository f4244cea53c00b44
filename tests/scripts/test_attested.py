"""The fake gh of these tests gives the same results as the real one."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("cryptography", reason="cryptography is missing. To have it: pip install cryptography")

from rehearsal.github.attestations import Attestations
from rehearsal.runner.gh_shim import write_gh_shim
from rehearsal.sigstore.authority import Authority
from tests.rehearsal.attestations import IDENTITY, MANIFEST, REPOSITORY, SHA, WORKFLOW, digest
from tests.rehearsal.verification import Case, verify_offline
from tests.scripts.attested import Attested, Origin
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scripts.steps import Steps

SPDX = "https://spdx.dev/Document/v2.3"
OTHER = "Podverse/Other"
GIVEN = {
    "--repo": REPOSITORY,
    "--signer-workflow": f"{REPOSITORY}/{WORKFLOW}",
    "--source-digest": SHA,
    "--predicate-type": "https://slsa.dev/provenance/v1",
}
RIGHT = Case(options=[("--source-ref", ""), *GIVEN.items()])
"""The case with the options that the steps give."""
CASES = {
    "right": (RIGHT, Origin(commit=SHA)),
    "another commit": (RIGHT.with_identity(sha="b" * 40), Origin(commit="b" * 40)),
    "another workflow": (
        RIGHT.with_identity(workflow=".github/workflows/ci.yml"),
        Origin(commit=SHA, signer=f"{REPOSITORY}/.github/workflows/ci.yml"),
    ),
    "another repository": (RIGHT.with_identity(repository=OTHER), Origin(commit=SHA, repository=OTHER, signer=f"{OTHER}/{WORKFLOW}")),
    "another repository that calls the workflow": (
        RIGHT.with_identity(repository=OTHER, reusable=IDENTITY.workflow_ref),
        Origin(commit=SHA, repository=OTHER),
    ),
    "a self-hosted runner": (RIGHT.with_identity(environment="self-hosted"), Origin(commit=SHA, runner="self-hosted")),
    "another predicate": (
        Case(options=RIGHT.options, statement=[("predicateType", SPDX)]),
        Origin(commit=SHA, predicate=SPDX),
    ),
    "another manifest": (Case(options=RIGHT.options, manifest=MANIFEST + b"\n"), Origin(commit=SHA)),
}


def fake(folder: Path, case: Case, origin: Origin, *arguments: str) -> int:
    """The exit code of the fake for the same case."""
    attested = Attested(folder / "attested", Attestations())
    attested.add(digest(case.attested), origin)
    (folder / "gh").write_text(attested.gh, encoding="utf-8")
    (folder / "fake.json").write_bytes(case.manifest)
    given = [word for pair in GIVEN.items() for word in pair]
    command = ["bash", str(folder / "gh"), "attestation", "verify", "fake.json", *given, *arguments]
    return subprocess.run(command, cwd=folder, env={"RECORDS": str(folder), "HOME": str(folder), "GH_TOKEN": "x"}, check=False).returncode


@pytest.mark.parametrize("name", CASES)
def test_the_fake_and_gh_agree(tmp_path: Path, name: str) -> None:
    program("gh")
    case, origin = CASES[name]
    real = verify_offline(tmp_path, case)
    wanted = 0 if name == "right" else 1
    assert (real.exit_code, fake(tmp_path, case, origin, "--deny-self-hosted-runners")) == (wanted, wanted), real.output


def test_the_fake_checks_no_option_that_is_not_given(tmp_path: Path) -> None:
    """A test therefore notices a step that leaves an option out."""
    case, origin = CASES["a self-hosted runner"]
    assert fake(tmp_path, case, origin) == 0


def test_gh_accepts_the_options_of_the_steps(steps: Steps) -> None:
    """The real gh, for one image of an earlier attempt, with a signature of the simulated Sigstore instance."""
    program("gh")
    version = "1.2.3-staging.4"
    image = steps.seed(version, images=["api"])["api"]
    authority = Authority()
    write_gh_shim(steps.folder, steps.github, authority)
    steps.programs["gh"] = (steps.folder / "bin/gh").read_bytes()
    given = {"IMAGE": "api", "VERSION": version, "GITHUB_RUN_ATTEMPT": "2"}
    done = steps.run("find-image", **given)
    assert "has no matching attestation" in done.errors[0], "what was stored has no valid signature"
    right = Case().with_identity(sha=steps.sha).identity
    steps.github.attestations.add(authority.attest(right, {steps.image_name("web"): image}))
    done = steps.run("find-image", **given)
    assert f"the attestation is for {steps.image_name('web')}, not for {steps.image_name('api')}" in done.log
    steps.github.attestations.add(authority.attest(right, {steps.image_name("api"): image}))
    done = steps.run("find-image", **given)
    assert done.outputs.get("exists") == "true", done.log
