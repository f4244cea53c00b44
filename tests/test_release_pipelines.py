"""What the two release pipelines do when something fails, as plans: nothing is published after a failure, and nothing is built twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.plan import push, workflow_dispatch
from pipelines.product import PRODUCT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler import Workflow
    from compiler.plan.result import Plan

RESERVED = {"reserve-version.version": "1.2.3-staging.0"}
STAGING_JOBS = ["validate", "reserve-version", "publish-docker", "verify-published-tags", "github-prerelease", "workflow-summary"]
MAIN_JOBS = ["promote", "create-release", "workflow-summary"]


@pytest.fixture
def staging(linesmith_workflows: Mapping[str, Workflow]) -> Workflow:
    """Publish (staging)."""
    return linesmith_workflows["publish-staging.yml"]


@pytest.fixture
def main(linesmith_workflows: Mapping[str, Workflow]) -> Workflow:
    """Publish (main)."""
    return linesmith_workflows["publish-main.yml"]


def running(plan: Plan) -> list[str]:
    """The jobs that run, in their order."""
    return [job.id for job in plan.jobs if plan.runs(job.id)]


def test_a_push_of_the_branch_starts_each_pipeline(staging: Workflow, main: Workflow) -> None:
    assert running(staging.plan(push(PRODUCT.staging_branch), outputs=RESERVED)) == STAGING_JOBS
    assert running(main.plan(push(PRODUCT.release_branch), outputs={"promote.base": "1.2.3"})) == MAIN_JOBS
    for branch in (PRODUCT.development_branch, PRODUCT.release_branch):
        assert running(staging.plan(push(branch))) == []
    for branch in (PRODUCT.development_branch, PRODUCT.staging_branch):
        assert running(main.plan(push(branch))) == []


def test_every_image_is_a_matrix_job(staging: Workflow) -> None:
    plan = staging.plan(workflow_dispatch(PRODUCT.staging_branch, {"version_override": "1.2.3-staging.0"}), outputs=RESERVED)
    assert [run.matrix for run in plan.job("publish-docker").job_runs] == [{"image": image} for image in PRODUCT.images]
    assert running(plan) == STAGING_JOBS


@pytest.mark.parametrize(
    ("fail", "runs"),
    [
        ("validate", ["validate"]),
        ("validate.Lint", ["validate"]),
        ("reserve-version", ["validate", "reserve-version"]),
        ("publish-docker", ["validate", "reserve-version", "publish-docker", "workflow-summary"]),
        ("publish-docker (web)", ["validate", "reserve-version", "publish-docker", "workflow-summary"]),
        ("verify-published-tags", ["validate", "reserve-version", "publish-docker", "verify-published-tags", "workflow-summary"]),
        ("github-prerelease", STAGING_JOBS),
    ],
)
def test_no_job_of_staging_that_publishes_runs_after_a_failure(staging: Workflow, fail: str, runs: list[str]) -> None:
    outputs = {"reserve-version.version": ""} if fail == "reserve-version" else RESERVED
    assert running(staging.plan(push(PRODUCT.staging_branch), fail=fail, outputs=outputs)) == runs


def test_a_failed_image_does_not_stop_the_others(staging: Workflow) -> None:
    plan = staging.plan(push(PRODUCT.staging_branch), fail="publish-docker (web)")
    assert {run.note for run in plan.job("publish-docker").job_runs} == {""}


@pytest.mark.parametrize("exists", ["true", "false"])
def test_an_image_that_exists_is_not_built_again(staging: Workflow, exists: str) -> None:
    plan = staging.plan(push(PRODUCT.staging_branch), outputs={"publish-docker.find-image.exists": exists})
    for step in ("build", "Attest the build", "Tag the image"):
        assert plan.runs(f"publish-docker.{step}") is (exists == "false")


@pytest.mark.parametrize(
    ("fail", "runs"), [(f"promote.Require {PRODUCT.release_branch}", ["promote"]), ("promote", ["promote"]), ("create-release", MAIN_JOBS)]
)
def test_no_release_is_made_after_a_failed_promotion(main: Workflow, fail: str, runs: list[str]) -> None:
    outputs = {"promote.base": "1.2.3" if fail == "create-release" else ""}
    assert running(main.plan(push(PRODUCT.release_branch), fail=fail, outputs=outputs)) == runs
