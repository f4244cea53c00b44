"""sync-develop-to-staging.sh and sync-staging-to-main.sh: the remote branch moves forward, or nothing does."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from tests.programs.repositories import INTERRUPT, TERMINATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.programs.published import Published

CLEAN = '{"auditReportVersion":2,"vulnerabilities":{}}'
STAGING, MAIN = "sync-develop-to-staging.sh", "sync-staging-to-main.sh"


def staged(line: Published) -> str:
    """Develop and staging are one commit ahead of main, which is staged as 1.2.3-staging.0."""
    line.clone.commit()
    commit = line.push("develop", "staging")
    line.stage("1.2.3-staging.0", commit)
    line.ran(commit)
    return commit


def ahead(line: Published) -> str:
    """Develop is one commit ahead of staging."""
    line.clone.commit()
    return line.push("develop")


def test_staging_becomes_develop_and_the_clone_stays_where_it_is(line: Published) -> None:
    commit = ahead(line)
    line.clone.git("switch", "--quiet", "-c", "feature", "HEAD~1")
    line.clone.git("branch", "staging", "HEAD")
    before = line.clone.state()
    ran = line.run(STAGING, "--yes")
    assert ran.code == 0, ran.said
    assert line.head("staging") == commit
    after = line.clone.state()
    assert (after["head"], after["index"], after["files"]) == (before["head"], before["index"], before["files"])
    assert line.clone.git("rev-parse", "refs/heads/staging") == commit, "the branch here follows"


def test_names_that_are_tags_as_well_do_not_confuse_it(line: Published) -> None:
    old = line.clone.git("rev-parse", "HEAD")
    commit = ahead(line)
    for name in ("staging", "develop", "heads/staging"):
        line.clone.git("tag", name, old)
        line.clone.git("push", "--quiet", "origin", f"{old}:refs/tags/{name}")
    assert line.run(STAGING, "--yes").code == 0
    assert line.head("staging") == commit
    assert line.clone.git("rev-parse", "refs/tags/staging", folder=line.clone.bare) == old


def test_a_hook_against_pushes_by_mistake_does_not_stop_it(line: Published) -> None:
    commit = ahead(line)
    line.clone.hook("pre-push")
    assert line.run(STAGING, "--yes").code == 0
    assert line.head("staging") == commit


def test_main_becomes_staging_after_a_green_run(line: Published) -> None:
    commit = staged(line)
    ran = line.run(MAIN, "--yes")
    assert ran.code == 0, ran.said
    assert "1.2.3-staging.0 becomes 1.2.3" in ran.said
    assert line.head("main") == commit


@pytest.mark.parametrize(("program", "said"), [(STAGING, "--ref staging"), (MAIN, "--ref main")])
def test_where_nothing_is_to_do_it_says_how_to_publish_again(line: Published, program: str, said: str) -> None:
    before = line.clone.state()
    ran = line.run(program)
    assert (ran.code, said in ran.said) == (0, True), ran.said
    assert "gh workflow run publish-" in ran.said
    assert line.clone.state() == before


@pytest.mark.parametrize("program", [STAGING, MAIN])
def test_a_dry_run_changes_nothing(line: Published, program: str) -> None:
    commit = ahead(line) if program == STAGING else staged(line)
    before = line.clone.state()
    ran = line.run(program, "--dry-run")
    assert (ran.code, f"would push {commit}" in ran.said) == (0, True), ran.said
    assert line.clone.state() == before


@pytest.mark.parametrize("program", [STAGING, MAIN])
def test_without_a_terminal_and_without_a_yes_it_stops(line: Published, program: str) -> None:
    _ = ahead(line) if program == STAGING else staged(line)
    before = line.clone.state()
    ran = line.run(program)
    assert (ran.code, "there is no terminal to ask on; nothing was changed" in ran.said) == (1, True), ran.said
    assert line.clone.state() == before


@pytest.mark.parametrize("arguments", [["--force"], ["main"], ["--wait=0"], ["--wait=x"]])
def test_wrong_arguments(line: Published, arguments: list[str]) -> None:
    assert line.run(MAIN, *arguments).code == 2
    if not arguments[0].startswith("--wait"):
        assert line.run(STAGING, *arguments).code == 2


def other_commit(line: Published) -> str:
    """A commit that only the remote's staging has."""
    line.clone.git("switch", "--quiet", "--detach")
    line.clone.commit("fix: on \x1b[31mstaging alone")
    commit = line.push("staging")
    line.clone.git("switch", "--quiet", "develop")
    return commit


def unpushed(line: Published) -> None:
    ahead(line)
    line.clone.commit("feat: only here")


def own_staging(line: Published) -> None:
    ahead(line)
    line.clone.git("branch", "staging", "HEAD~1")
    line.clone.git("switch", "--quiet", "staging")
    line.clone.commit("feat: on staging here")
    line.clone.git("switch", "--quiet", "develop")


def pushed_meanwhile(line: Published) -> None:
    """While the program thinks, somebody else pushes another commit to staging."""
    line.clone.commit("fix: somebody else")
    other = line.clone.git("rev-parse", "HEAD")
    line.clone.git("push", "--quiet", "origin", f"{other}:refs/heads/theirs")
    line.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    ahead(line)
    moves = f'git -C "{line.clone.bare}" update-ref refs/heads/staging {other}'
    line.clone.program("npm", f"#!/bin/sh\n{moves}\necho '{CLEAN}'\n")


def without(line: Published, branch: str) -> None:
    line.clone.git("update-ref", "-d", f"refs/heads/{branch}", folder=line.clone.bare)


NOT_TO_STAGING: dict[str, tuple[Callable[[Published], object], str]] = {
    "a changed file": (lambda line: (ahead(line), line.clone.put("package.json", "{}")), "the working tree is not clean"),
    "no remote": (lambda line: line.clone.git("remote", "set-url", "origin", "/nowhere"), "the remote origin cannot be asked"),
    "no develop": (lambda line: without(line, "develop"), "origin has no branch develop"),
    "no staging": (lambda line: without(line, "staging"), "origin has no branch staging"),
    "no fast-forward": (lambda line: (ahead(line), other_commit(line)), "staging has commits that develop lacks"),
    "unpushed work": (unpushed, "develop has commits here that origin lacks"),
    "work on staging": (own_staging, "staging has commits here that origin lacks"),
    "an advisory": (lambda line: (ahead(line), line.clone.program("npm", "#!/bin/sh\nexit 1\n")), "the dependencies could not be judged"),
    "a protected branch": (
        lambda line: (ahead(line), line.clone.hook("pre-receive", "echo GH006: Protected branch >&2; exit 1")),
        "origin did not take staging",
    ),
    "a race": (pushed_meanwhile, "origin did not take staging"),
}


@pytest.mark.parametrize("name", NOT_TO_STAGING)
def test_it_refuses_and_nothing_moves(line: Published, name: str) -> None:
    change, said = NOT_TO_STAGING[name]
    change(line)
    before = line.clone.state()
    ran = line.run(STAGING, "--yes")
    assert (ran.code, said in ran.said, "To do: " in ran.said, "\x1b" in ran.said) == (1, True, True, False), ran.said
    after = line.clone.state()
    if name == "a race":
        assert after["remote"] != before["remote"]
        before["remote"] = after["remote"]
    assert after == before


def with_run(status: str, conclusion: str | None) -> Callable[[Published], None]:
    def change(line: Published) -> None:
        line.clone.commit()
        commit = line.push("develop", "staging")
        line.stage("1.2.3-staging.0", commit)
        line.ran(commit, status, conclusion)

    return change


def no_run(line: Published) -> None:
    line.ran(line.clone.git("rev-parse", "HEAD"))
    line.clone.commit()
    line.push("develop", "staging")


def failing(fault: Fault) -> Callable[[Published], None]:
    def change(line: Published) -> None:
        staged(line)
        line.github.faults.add(fault)

    return change


def without_registry(line: Published) -> None:
    staged(line)
    line.registry.faults.add(Fault("/manifests/", times=0, status=500))


NOT_TO_MAIN: dict[str, tuple[Callable[[Published], object], str]] = {
    "red": (with_run("completed", "failure"), "Publish (staging) is not green"),
    "cancelled": (with_run("completed", "cancelled"), "cancelled, http"),
    "running": (with_run("in_progress", None), "Publish (staging) is still running"),
    "queued": (with_run("queued", None), "Publish (staging) is still running"),
    "no run": (no_run, "Publish (staging) has not run for "),
    "no answer": (failing(Fault("/actions/", times=0, status=502)), "GitHub cannot be asked for its runs: HTTP 502"),
    "refused": (failing(Fault("/actions/", times=0, status=403)), "GitHub cannot be asked for its runs: HTTP 403"),
    "no JSON": (failing(Fault("/actions/", times=0, status=200, body="<html>")), "GitHub cannot be asked for its runs: HTTP 200"),
    "another shape": (failing(Fault("/actions/", times=0, status=200, body='{"workflow_runs": 7}')), "GitHub cannot be asked for its runs"),
    "the registry is down": (without_registry, "it is not known whether api:1.2.3 exists (HTTP 500)"),
    "a changed file": (lambda line: (staged(line), line.clone.put("new", "")), "the working tree is not clean"),
    "no GitHub": (staged, "is no repository on GitHub"),
}


@pytest.mark.parametrize("name", NOT_TO_MAIN)
def test_it_does_not_release_what_is_not_published(line: Published, name: str) -> None:
    change, said = NOT_TO_MAIN[name]
    change(line)
    before = line.clone.state()
    ran = line.run(MAIN, "--yes", **({"GITHUB_REPOSITORY": ""} if name == "no GitHub" else {}))
    assert (ran.code, said in ran.said, ran.said.count("To do: ")) == (1, True, 1), ran.said
    assert "ghp_" not in ran.said
    assert line.clone.state() == before


def test_one_success_of_the_commit_is_enough(line: Published) -> None:
    commit = staged(line)
    line.ran(commit, "completed", "failure", event="workflow_dispatch")
    line.ran(commit, "in_progress", None, event="workflow_dispatch")
    assert line.run(MAIN, "--yes").code == 0


def test_a_merge_with_the_same_content_is_as_good(line: Published) -> None:
    commit = staged(line)
    tree = line.clone.git("rev-parse", f"{commit}^{{tree}}")
    merged = line.clone.git("commit-tree", tree, "-p", commit, "-m", "Merge")
    line.clone.git("push", "--quiet", "origin", f"{merged}:refs/heads/staging")
    line.ran(merged)
    assert line.run(MAIN, "--yes").code == 0
    assert line.head("main") == merged


def test_the_highest_complete_version_is_chosen_and_annotated_tags_count(line: Published) -> None:
    commit = staged(line)
    line.clone.git("tag", "-m", "x", "1.2.3-staging.9", commit)
    line.clone.git("push", "--quiet", "origin", "refs/tags/1.2.3-staging.9")
    line.stage("1.2.3-staging.10", commit, without="api")
    for image in ("api", "management-api", "web", "web-sidecar", "management-web", "management-web-sidecar"):
        line.registry.seed(f"podverse/metaboost/{image}", "1.2.3-staging.9", revision=commit)
    ran = line.run(MAIN, "--dry-run")
    assert "1.2.3-staging.10 lacks the image api" in ran.said
    assert "1.2.3-staging.9 becomes 1.2.3" in ran.said


def test_it_waits_for_a_run_that_has_not_ended(line: Published) -> None:
    commit = staged(line)
    line.github.runs._all.clear()
    number = line.ran(commit, "queued", None)

    def go_on() -> None:
        until = time.monotonic() + 60
        while not line.github.seen("GET", "/actions/") and time.monotonic() < until:
            time.sleep(0.05)
        line.github.runs.change(number, "completed", "success")

    thread = threading.Thread(target=go_on)
    thread.start()
    ran = line.run(MAIN, "--yes", "--wait=1")
    thread.join()
    assert ran.code == 0, ran.said
    assert "0 of 1 minutes" in ran.said
    assert line.head("main") == commit


def test_it_waits_on_where_github_does_not_answer_for_a_moment(line: Published) -> None:
    commit = staged(line)
    line.github.faults.add(Fault("/actions/", times=3, status=502))
    line.clone.program("sleep", "#!/bin/sh\n")
    assert line.run(MAIN, "--yes", "--wait=1").code == 0
    assert line.head("main") == commit


def test_gh_gives_the_token(line: Published) -> None:
    staged(line)
    line.clone.program("gh", '#!/bin/sh\n[ "$*" = "auth token --hostname 127.0.0.1" ] && echo ghp_a-person\n')
    assert line.run(MAIN, "--dry-run", GH_TOKEN="", GITHUB_TOKEN="").code == 0
    line.clone.program("gh", "#!/bin/sh\nexit 1\n")
    assert "cannot be asked for its runs: HTTP 404" in line.run(MAIN, "--dry-run", GH_TOKEN="", GITHUB_TOKEN="").said


@pytest.mark.parametrize(("signal", "code"), [(INTERRUPT, 130), (TERMINATE, 143)])
def test_interrupted_nothing_has_moved(line: Published, signal: int, code: int) -> None:
    ahead(line)
    before = line.clone.state()
    ran = line.clone.run_on_a_terminal(f"publish/{STAGING}", kill=signal, at="[y/N]", environment=line.environment)
    assert ran.code in {code, -signal}, ran.said
    assert line.clone.state() == before


def test_it_asks_on_a_terminal(line: Published) -> None:
    commit = ahead(line)
    refused = line.clone.run_on_a_terminal(f"publish/{STAGING}", types="n\n", at="[y/N]", environment=line.environment)
    assert (refused.code, "the answer was no; nothing was changed" in refused.said) == (1, True)
    assert line.head("staging") != commit
    agreed = line.clone.run_on_a_terminal(f"publish/{STAGING}", types="y\n", at="[y/N]", environment={**line.environment, "NO_COLOR": "1"})
    assert (agreed.code, "\x1b" in agreed.said) == (0, False), agreed.said
    assert line.head("staging") == commit
