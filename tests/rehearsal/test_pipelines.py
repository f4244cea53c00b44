"""Both generated workflows from end to end: a staging build and its promotion."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from rehearsal.application import IMAGES, Application
from rehearsal.engine.images import with_images
from rehearsal.engine.planned import check_plan
from rehearsal.fakes.downloads import Downloads
from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.runner import Attempt, Runner, act
from rehearsal.sigstore.server import Sigstore
from rehearsal.tokens import Tokens
from rehearsal.tree import WORKFLOW_FILES, adapt_to_host, read
from tests.rehearsal.http_client import OWNER
from tests.tools import HOW_TO_GET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rehearsal.runner.act_log import ActResult

STAGING_JOBS = ("validate", "reserve-version", "publish-docker", "verify-published-tags", "github-prerelease", "workflow-summary")
STAGING = WORKFLOW_FILES["staging"]
MAIN_JOBS = ("promote", "create-release", "workflow-summary")

pytestmark = [
    pytest.mark.skipif(act() is None, reason=f"act is missing. To have it: {HOW_TO_GET['act']}"),
    pytest.mark.waits,
]


@dataclass
class Simulation:
    """Everything that a pipeline uses."""

    application: Application
    github: GitHub
    registry: Registry
    runner: Runner
    staging: str
    main: str
    images: Sequence[str] = IMAGES

    def publish_only(self, *images: str) -> None:
        """Change the images of both files."""
        self.images = images
        self.staging, self.main = with_images(self.staging, images), with_images(self.main, images)

    def publish_staging(self) -> ActResult:
        """Push the development branch to the staging branch, and run the pipeline."""
        self.application.fast_forward("staging", "develop")
        return self.run(self.staging, Attempt("staging", file=STAGING))

    def dispatch_staging(self, version: str) -> ActResult:
        """Dispatch the staging pipeline with an override."""
        inputs = {"version_override": version}
        return self.run(self.staging, Attempt("staging", event="workflow_dispatch", inputs=inputs, file=STAGING))

    def publish_main(self) -> ActResult:
        """Push the staging branch to the release branch, and run the pipeline."""
        self.application.fast_forward("main", "staging")
        return self.run(self.main, Attempt("main"))

    def run(self, text: str, attempt: Attempt) -> ActResult:
        """Run one attempt, in which the jobs and steps of its plan run."""
        result = self.runner.attempt(text, attempt)
        assert check_plan(text, attempt, result) == []
        return result

    def digests(self, tag: str) -> dict[str, str | None]:
        """The digest of a tag on every image."""
        return {image: self.registry.tags(f"{OWNER.lower()}/{image}").get(tag) for image in self.images}

    def tagged(self, tag: str) -> str | None:
        """The commit of a Git tag."""
        return self.github.repository.peel(f"refs/tags/{tag}")


@pytest.fixture
def simulation(tmp_path: Path) -> Iterator[Simulation]:
    """An application with the generated files, and empty servers."""
    tokens = Tokens()
    files = adapt_to_host(read())
    application = Application.make(tmp_path, "1.2.3", files=files)
    with GitHub(application.bare, OWNER, tokens) as github, Registry(tokens) as registry, Downloads() as downloads, Sigstore() as sigstore:
        crane, gh = downloads.crane(), downloads.gh()
        programs = {"GH_URL": gh.url, "GH_SHA256": gh.sha256}
        staging = replaced(files[".github/workflows/publish-staging.yml"], programs)
        main = replaced(files[".github/workflows/publish-main.yml"], {**programs, "CRANE_URL": crane.url, "CRANE_SHA256": crane.sha256})
        runner = Runner(github, registry, application, sigstore=sigstore)
        yield Simulation(application, github, registry, runner, staging, main)


def replaced(text: str, values: dict[str, str]) -> str:
    """Set these variables of the workflow, each of which must occur once."""
    for name, value in values.items():
        text, count = re.subn(rf"^(\s*{name}:) .*$", rf"\g<1> {value}", text, flags=re.MULTILINE)
        assert count == 1, f"{name} is set {count} times in the workflow"
    return text


def expect_no_secret(simulation: Simulation, outcome: ActResult) -> None:
    """I10: no token is in a log, in a summary or in the URL of a request."""
    seen = [outcome.log, *(entry.target for server in (simulation.github, simulation.registry) for entry in server.log)]
    for secret in (*simulation.github.tokens.grants, *simulation.registry.mint.secrets()):
        assert not any(secret in text for text in seen)


def test_the_generated_files_stage_and_promote_a_build(simulation: Simulation) -> None:
    simulation.registry.absent = "unknown"
    staged = simulation.publish_staging()
    staged.expect_success(*STAGING_JOBS)
    expect_no_secret(simulation, staged)
    assert {job.matrix["image"] for job in staged.matrix_jobs("publish-docker")} == set(IMAGES)
    commit = simulation.application.head("staging")
    version = "1.2.3-staging.0"
    built = simulation.digests(version)
    assert None not in built.values()
    assert simulation.digests("staging") == built
    assert simulation.digests("latest") == dict.fromkeys(IMAGES)
    assert simulation.tagged(version) == commit
    for image in IMAGES:
        annotations = simulation.registry.annotations(f"{OWNER.lower()}/{image}", version)
        assert annotations["org.opencontainers.image.revision"] == commit
        assert annotations["org.opencontainers.image.version"] == version
        assert annotations["org.opencontainers.image.source"] == f"{simulation.github.url}/{OWNER}"
    prerelease = simulation.github.releases.by_tag(version)
    assert prerelease is not None
    assert prerelease.body
    assert prerelease.prerelease
    assert "The first of its kind" in prerelease.body
    assert all(f"{image}@{digest}" in prerelease.body or digest in prerelease.body for image, digest in built.items() if digest)
    audited = ["audit", "--json"] in [call[:2] for call in staged.npm_calls]
    assert audited == (shutil.which("node") is not None), "without Node the audit is played"
    assert version in staged.job("workflow-summary").summary

    promoted = simulation.publish_main()
    promoted.expect_success(*MAIN_JOBS)
    expect_no_secret(simulation, promoted)
    assert simulation.digests("1.2.3") == built
    assert simulation.digests("latest") == built
    assert simulation.digests("staging") == built
    assert simulation.tagged("1.2.3") == simulation.application.head("main")
    release = simulation.github.releases.latest()
    assert release is not None
    assert release.body
    assert (release.tag_name, release.prerelease, release.draft) == ("1.2.3", False, False)
    assert "The first of its kind" in release.body
    assert "1.2.3" in promoted.job("workflow-summary").summary


def test_where_an_absent_package_is_denied_to_readers_the_first_publish_is_a_dispatch(simulation: Simulation) -> None:
    simulation.publish_only("api", "web")  # that the files as they stand publish all of theirs is shown above
    denied = simulation.publish_staging()
    assert denied.job("reserve-version").result == "failure"
    assert "version_override" in denied.describe()
    assert simulation.github.repository.refs("refs/tags/") == []
    simulation.dispatch_staging("1.2.3-staging.0").expect_success(*STAGING_JOBS)
    assert None not in simulation.digests("1.2.3-staging.0").values()
    simulation.application.commit("fix: something", {"fix": "1\n"})
    simulation.publish_staging().expect_success(*STAGING_JOBS)
    assert simulation.digests("staging") == simulation.digests("1.2.3-staging.1") != simulation.digests("1.2.3-staging.0")
    simulation.publish_main().expect_success(*MAIN_JOBS)
    assert simulation.digests("1.2.3") == simulation.digests("latest") == simulation.digests("1.2.3-staging.1")


def test_the_images_of_the_rehearsal_are_those_of_the_file(simulation: Simulation) -> None:
    for image in IMAGES:
        assert re.search(rf"^\s*(?:- )?{image}$", simulation.staging, re.MULTILINE), image
