"""sync-develop-to-staging.sh and sync-staging-to-main.sh: the remote branch moves forward, or nothing does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from tests.operator_scripts.repositories import INTERRUPT, TERMINATE
from tests.scripts.attested import Origin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.operator_scripts.published import Published

CLEAN = '{"auditReportVersion":2,"vulnerabilities":{}}'
STAGING, MAIN = "sync-develop-to-staging.sh", "sync-staging-to-main.sh"


def staged(pipeline: Published) -> str:
    """Develop and staging are one commit ahead of main, which is staged as 1.2.3-staging.0."""
    pipeline.clone.commit()
    commit = pipeline.push("develop", "staging")
    pipeline.stage("1.2.3-staging.0", commit)
    pipeline.ran(commit)
    return commit


def ahead(pipeline: Published) -> str:
    """Develop is one commit ahead of staging."""
    pipeline.clone.commit()
    return pipeline.push("develop")


def test_staging_is_fast_forwarded_and_the_clone_is_unchanged(pipeline: Published) -> None:
    commit = ahead(pipeline)
    pipeline.clone.git("switch", "--quiet", "-c", "feature", "HEAD~1")
    pipeline.clone.git("branch", "staging", "HEAD")
    before = pipeline.clone.state()
    ran = pipeline.run(STAGING, "--yes")
    assert ran.code == 0, ran.output
    assert pipeline.head("staging") == commit
    after = pipeline.clone.state()
    assert (after["head"], after["index"], after["files"]) == (before["head"], before["index"], before["files"])
    assert pipeline.clone.git("rev-parse", "refs/heads/staging") == commit, "the branch here follows"


def test_stops_when_somebody_else_pushes_right_after(pipeline: Published) -> None:
    commit, other = ahead(pipeline), pipeline.head("main")
    pipeline.clone.hook("post-receive", f"git update-ref refs/heads/staging {other}")
    ran = pipeline.run(STAGING, "--yes")
    message = f"staging is at {other} after the push, not at {commit}: somebody else pushed"
    remedy = f"To do: git fetch origin, then git log {commit}..{other}"
    assert (ran.code, f"{message}. {remedy}" in ran.output) == (1, True), ran.output


def test_branches_are_pushed_when_tags_have_their_names(pipeline: Published) -> None:
    old = pipeline.clone.git("rev-parse", "HEAD")
    commit = ahead(pipeline)
    for name in ("staging", "develop", "heads/staging"):
        pipeline.clone.git("tag", name, old)
        pipeline.clone.git("push", "--quiet", "origin", f"{old}:refs/tags/{name}")
    assert pipeline.run(STAGING, "--yes").code == 0
    assert pipeline.head("staging") == commit
    assert pipeline.clone.git("rev-parse", "refs/tags/staging", folder=pipeline.clone.bare) == old


def test_push_succeeds_when_a_hook_forbids_pushes_to_the_branch(pipeline: Published) -> None:
    commit = ahead(pipeline)
    pipeline.clone.hook("pre-push")
    assert pipeline.run(STAGING, "--yes").code == 0
    assert pipeline.head("staging") == commit


def test_commit_that_only_the_remote_has_is_fetched(pipeline: Published) -> None:
    clone = pipeline.clone
    theirs = clone.git("commit-tree", "develop^{tree}", "-p", "develop", "-m", "fix: theirs", folder=clone.bare)
    clone.git("update-ref", "refs/heads/develop", theirs, folder=clone.bare)
    assert pipeline.run(STAGING, "--yes").code == 0
    assert pipeline.head("staging") == clone.git("rev-parse", "refs/remotes/origin/develop") == theirs


def test_main_is_fast_forwarded_after_a_successful_run(pipeline: Published) -> None:
    commit = staged(pipeline)
    ran = pipeline.run(MAIN, "--yes")
    assert ran.code == 0, ran.output
    assert "1.2.3-staging.0 becomes 1.2.3" in ran.output
    assert ran.output.endswith("next: wait until Publish (main) has succeeded, then linesmith gitops checklist 1.2.3\n")
    assert pipeline.head("main") == commit


@pytest.mark.parametrize(("script", "message"), [(STAGING, "--ref staging"), (MAIN, "--ref main")])
def test_command_to_publish_again_is_shown_when_branches_are_equal(pipeline: Published, script: str, message: str) -> None:
    before = pipeline.clone.state()
    ran = pipeline.run(script)
    assert (ran.code, message in ran.output) == (0, True), ran.output
    assert "gh workflow run publish-" in ran.output
    assert pipeline.clone.state() == before


@pytest.mark.parametrize("script", [STAGING, MAIN])
def test_dry_run_changes_nothing(pipeline: Published, script: str) -> None:
    commit = ahead(pipeline) if script == STAGING else staged(pipeline)
    before = pipeline.clone.state()
    ran = pipeline.run(script, "--dry-run")
    assert (ran.code, f"would push {commit}" in ran.output) == (0, True), ran.output
    assert pipeline.clone.state() == before


@pytest.mark.parametrize("script", [STAGING, MAIN])
def test_stops_when_there_is_no_terminal(pipeline: Published, script: str) -> None:
    _ = ahead(pipeline) if script == STAGING else staged(pipeline)
    before = pipeline.clone.state()
    ran = pipeline.run(script)
    assert (ran.code, "there is no terminal to ask on; nothing was changed" in ran.output) == (1, True), ran.output
    assert pipeline.clone.state() == before


@pytest.mark.parametrize("arguments", [["--force"], ["main"], ["--wait=0"], ["--wait=x"]])
def test_stops_on_invalid_arguments(pipeline: Published, arguments: list[str]) -> None:
    assert pipeline.run(MAIN, *arguments).code == 2
    if not arguments[0].startswith("--wait"):
        assert pipeline.run(STAGING, *arguments).code == 2


def other_commit(pipeline: Published) -> str:
    """A commit that only the remote's staging has."""
    pipeline.clone.git("switch", "--quiet", "--detach")
    pipeline.clone.commit("fix: on \x1b[31mstaging alone")
    commit = pipeline.push("staging")
    pipeline.clone.git("switch", "--quiet", "develop")
    return commit


def unpushed(pipeline: Published) -> None:
    ahead(pipeline)
    pipeline.clone.commit("feat: only here")


def own_staging(pipeline: Published) -> None:
    ahead(pipeline)
    pipeline.clone.git("branch", "staging", "HEAD~1")
    pipeline.clone.git("switch", "--quiet", "staging")
    pipeline.clone.commit("feat: on staging here")
    pipeline.clone.git("switch", "--quiet", "develop")


def pushed_meanwhile(pipeline: Published) -> None:
    """While the script runs, somebody else pushes another commit to staging."""
    pipeline.clone.commit("fix: somebody else")
    other = pipeline.clone.git("rev-parse", "HEAD")
    pipeline.clone.git("push", "--quiet", "origin", f"{other}:refs/heads/theirs")
    pipeline.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    ahead(pipeline)
    moves = f'git -C "{pipeline.clone.bare}" update-ref refs/heads/staging {other}'
    pipeline.clone.shim("npm", f"#!/bin/sh\n{moves}\necho '{CLEAN}'\n")


def without(pipeline: Published, branch: str) -> None:
    pipeline.clone.git("update-ref", "-d", f"refs/heads/{branch}", folder=pipeline.clone.bare)


NOT_TO_STAGING: dict[str, tuple[Callable[[Published], object], str]] = {
    "a changed file": (lambda pipeline: (ahead(pipeline), pipeline.clone.put("package.json", "{}")), "the working tree is not clean"),
    "no remote": (lambda pipeline: pipeline.clone.git("remote", "set-url", "origin", "/nowhere"), "the remote origin cannot be read"),
    "no develop": (lambda pipeline: without(pipeline, "develop"), "origin has no branch develop"),
    "no staging": (lambda pipeline: without(pipeline, "staging"), "origin has no branch staging"),
    "no fast-forward": (lambda pipeline: (ahead(pipeline), other_commit(pipeline)), "staging has commits that develop lacks"),
    "unpushed work": (unpushed, "develop has commits here that origin lacks"),
    "work on staging": (own_staging, "staging has commits here that origin lacks"),
    "an advisory": (
        lambda pipeline: (ahead(pipeline), pipeline.clone.shim("npm", "#!/bin/sh\nexit 1\n")),
        "the dependencies could not be audited",
    ),
    "a protected branch": (
        lambda pipeline: (ahead(pipeline), pipeline.clone.hook("pre-receive", "echo GH006: Protected branch >&2; exit 1")),
        "origin rejected the push to staging",
    ),
    "a race": (pushed_meanwhile, "origin rejected the push to staging"),
}


@pytest.mark.parametrize("name", NOT_TO_STAGING)
def test_stops_and_moves_nothing_when_something_is_wrong(pipeline: Published, name: str) -> None:
    change, expected = NOT_TO_STAGING[name]
    change(pipeline)
    before = pipeline.clone.state()
    ran = pipeline.run(STAGING, "--yes")
    assert (ran.code, expected in ran.output, "To do: " in ran.output, "\x1b" in ran.output) == (1, True, True, False), ran.output
    after = pipeline.clone.state()
    if name == "a race":
        assert after["remote"] != before["remote"]
        before["remote"] = after["remote"]
    assert after == before


@pytest.mark.parametrize(
    "remedy",
    ["git push --no-verify origin refs/heads/develop:refs/heads/develop", "git switch develop, then git reset --keep origin/develop"],
)
def test_unpushed_work_no_longer_blocks_once_the_remedy_is_applied(pipeline: Published, remedy: str) -> None:
    unpushed(pipeline)
    pipeline.clone.hook("pre-push")
    assert remedy in pipeline.run(STAGING, "--yes").output
    for command in remedy.split(", then "):
        pipeline.clone.git(*command.split()[1:])
    assert pipeline.run(STAGING, "--yes").code == 0


def with_run(status: str, conclusion: str | None) -> Callable[[Published], None]:
    def change(pipeline: Published) -> None:
        pipeline.clone.commit()
        commit = pipeline.push("develop", "staging")
        pipeline.stage("1.2.3-staging.0", commit)
        pipeline.ran(commit, status, conclusion)

    return change


def no_run(pipeline: Published) -> None:
    pipeline.ran(pipeline.clone.git("rev-parse", "HEAD"))
    pipeline.clone.commit()
    pipeline.push("develop", "staging")


def failing(fault: Fault) -> Callable[[Published], None]:
    def change(pipeline: Published) -> None:
        staged(pipeline)
        pipeline.github.faults.add(fault)

    return change


def without_registry(pipeline: Published) -> None:
    staged(pipeline)
    pipeline.registry.faults.add(Fault("/manifests/", times=0, status=500))


NOT_TO_MAIN: dict[str, tuple[Callable[[Published], object], str]] = {
    "failure": (with_run("completed", "failure"), "Publish (staging) did not succeed"),
    "cancelled": (with_run("completed", "cancelled"), "cancelled, http"),
    "running": (with_run("in_progress", None), "Publish (staging) is still running"),
    "queued": (with_run("queued", None), "Publish (staging) is still running"),
    "no run": (no_run, "Publish (staging) has not run for "),
    "no response": (failing(Fault("/actions/", times=0, status=502)), "GitHub did not list its runs: HTTP 502"),
    "refused": (failing(Fault("/actions/", times=0, status=403)), "GitHub did not list its runs: HTTP 403"),
    "no JSON": (failing(Fault("/actions/", times=0, status=200, body="<html>")), "GitHub did not list its runs: HTTP 200"),
    "another shape": (failing(Fault("/actions/", times=0, status=200, body='{"workflow_runs": 7}')), "GitHub did not list its runs"),
    "the registry is down": (without_registry, "cannot tell whether api:1.2.3 exists (HTTP 500)"),
    "a changed file": (lambda pipeline: (staged(pipeline), pipeline.clone.put("new", "")), "the working tree is not clean"),
    "no GitHub": (staged, "is not a GitHub repository"),
}


@pytest.mark.parametrize("name", NOT_TO_MAIN)
def test_stops_when_the_commit_is_not_published(pipeline: Published, name: str) -> None:
    change, expected = NOT_TO_MAIN[name]
    change(pipeline)
    before = pipeline.clone.state()
    ran = pipeline.run(MAIN, "--yes", **({"GITHUB_REPOSITORY": ""} if name == "no GitHub" else {}))
    assert (ran.code, expected in ran.output, ran.output.count("To do: ")) == (1, True, 1), ran.output
    assert "ghp_" not in ran.output
    assert pipeline.clone.state() == before


def test_passes_when_one_run_of_the_commit_succeeded(pipeline: Published) -> None:
    commit = staged(pipeline)
    pipeline.ran(commit, "completed", "failure", event="workflow_dispatch")
    pipeline.ran(commit, "in_progress", None, event="workflow_dispatch")
    assert pipeline.run(MAIN, "--yes").code == 0


def test_passes_when_a_merge_has_the_same_content(pipeline: Published) -> None:
    commit = staged(pipeline)
    tree = pipeline.clone.git("rev-parse", f"{commit}^{{tree}}")
    merged = pipeline.clone.git("commit-tree", tree, "-p", commit, "-m", "Merge")
    pipeline.clone.git("push", "--quiet", "origin", f"{merged}:refs/heads/staging")
    pipeline.ran(merged)
    assert pipeline.run(MAIN, "--yes").code == 0
    assert pipeline.head("main") == merged


def test_highest_complete_version_is_chosen(pipeline: Published) -> None:
    commit = staged(pipeline)
    pipeline.clone.git("tag", "-m", "x", "1.2.3-staging.9", commit)
    pipeline.clone.git("push", "--quiet", "origin", "refs/tags/1.2.3-staging.9")
    pipeline.stage("1.2.3-staging.10", commit, without="api")
    for image in pipeline.clone.images:
        digest = pipeline.registry.seed(f"podverse/metaboost/{image}", "1.2.3-staging.9", revision=commit)
        pipeline.attested.add(digest, Origin(commit=commit, subject=pipeline.name(image)))
    ran = pipeline.run(MAIN, "--dry-run")
    assert "1.2.3-staging.10 lacks the image api" in ran.output
    assert "1.2.3-staging.9 becomes 1.2.3" in ran.output


def test_waits_for_a_run_that_has_not_ended(pipeline: Published) -> None:
    commit = staged(pipeline)
    queued = {"head_sha": commit, "event": "push", "status": "queued", "conclusion": None, "html_url": "https://github.com/x"}
    pipeline.github.faults.add(Fault("/actions/", times=1, status=200, body=json.dumps({"workflow_runs": [queued]})))
    pipeline.clone.skip_sleep()
    ran = pipeline.run(MAIN, "--yes", "--wait=1")
    assert (ran.code, "running, 0 of 1 minutes" in ran.output) == (0, True), ran.output
    assert pipeline.clone.slept() == ["5"]
    assert pipeline.head("main") == commit


def test_keeps_waiting_when_github_does_not_respond_once(pipeline: Published, hosted: Path | None) -> None:
    commit = staged(pipeline)
    pipeline.github.faults.add(Fault("/actions/", times=3, status=502))
    pipeline.clone.skip_sleep()
    assert pipeline.run(MAIN, "--yes", "--wait=1").code == 0
    assert pipeline.clone.slept() == [*["1", "2"] * bool(hosted), "5"], "between the requests of node, and between its runs"
    assert pipeline.head("main") == commit


def test_token_is_taken_from_gh(pipeline: Published) -> None:
    staged(pipeline)
    pipeline.clone.shim("gh", '#!/bin/sh\n[ "$*" = "auth token --hostname 127.0.0.1" ] && echo ghp_a-person\n')
    assert pipeline.run(MAIN, "--dry-run", GH_TOKEN="", GITHUB_TOKEN="").code == 0
    pipeline.clone.shim("gh", "#!/bin/sh\nexit 1\n")
    assert "did not list its runs: HTTP 404" in pipeline.run(MAIN, "--dry-run", GH_TOKEN="", GITHUB_TOKEN="").output


@pytest.mark.parametrize(("signal", "code"), [(INTERRUPT, 130), (TERMINATE, 143)])
def test_nothing_moves_when_interrupted(pipeline: Published, signal: int, code: int) -> None:
    ahead(pipeline)
    before = pipeline.clone.state()
    ran = pipeline.clone.run_on_a_terminal(f"publish/{STAGING}", kill=signal, at="[y/N]", environment=pipeline.environment)
    assert ran.code in {code, -signal}, ran.output
    assert pipeline.clone.state() == before


def test_asks_for_confirmation_on_a_terminal(pipeline: Published) -> None:
    commit = ahead(pipeline)
    refused = pipeline.clone.run_on_a_terminal(f"publish/{STAGING}", types="n\n", at="[y/N]", environment=pipeline.environment)
    assert (refused.code, "not confirmed; nothing was changed" in refused.output) == (1, True)
    assert pipeline.head("staging") != commit
    agreed = pipeline.clone.run_on_a_terminal(
        f"publish/{STAGING}", types="y\n", at="[y/N]", environment={**pipeline.environment, "NO_COLOR": "1"}
    )
    assert (agreed.code, "\x1b" in agreed.output) == (0, False), agreed.output
    assert pipeline.head("staging") == commit
