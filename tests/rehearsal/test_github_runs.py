"""The workflow runs of the simulated GitHub: permissions, filters, order and pagination."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest

from rehearsal.tokens import Grant
from tests.rehearsal.http_client import OWNER, READER, Reply, send

if TYPE_CHECKING:
    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.tokens import Tokens

WATCHER = "ghs_watcher"
SHA, OTHER = "a" * 40, "b" * 40


@pytest.fixture(autouse=True)
def watcher(tokens: Tokens) -> None:
    """A token that may only read runs."""
    tokens.add(WATCHER, Grant(actions="read"))


def runs(github: GitHub, workflow: str = "ci.yml", token: str = WATCHER, **query: str) -> Reply:
    path = f"actions/workflows/{quote(workflow)}/runs?{urlencode(query)}"
    return send("GET", f"{github.api_url}/repos/{OWNER}/{path}", token=token)


def ids(reply: Reply) -> list[int]:
    found = [run["id"] for run in reply.value["workflow_runs"]]
    assert (reply.status, reply.value["total_count"] >= len(found)) == (200, True)
    return found


def test_a_run_has_the_fields_of_githubs_response(github: GitHub) -> None:
    github.runs.add(file="ci.yml", sha=OTHER, branch="main")
    made = github.runs.add(file="ci.yml", sha=SHA, branch="staging", name="CI")
    reply = runs(github, head_sha=SHA)
    (run,) = reply.value["workflow_runs"]
    assert reply.value["total_count"] == 1
    assert reply.headers["X-Accepted-GitHub-Permissions"] == "actions=read"
    expected = {
        "id": made.id,
        "name": "CI",
        "path": ".github/workflows/ci.yml",
        "head_sha": SHA,
        "head_branch": "staging",
        "event": "push",
        "status": "completed",
        "conclusion": "success",
        "run_number": 2,
        "run_attempt": 1,
        "html_url": f"{github.url}/{OWNER}/actions/runs/{made.id}",
    }
    assert {key: run[key] for key in expected} == expected
    assert run["created_at"].endswith("Z")
    one = send("GET", f"{github.api_url}/repos/{OWNER}/actions/runs/{made.id}", token=WATCHER)
    assert (one.status, one.value) == (200, run)
    assert send("GET", run["url"], token=WATCHER).value == run
    assert send("GET", f"{github.api_url}/repos/{OWNER}/actions/runs/1", token=WATCHER).status == 404


@pytest.mark.parametrize("path", ["actions/workflows/ci.yml/runs", "actions/runs/30001"])
def test_runs_need_actions_read(github: GitHub, path: str) -> None:
    github.runs.add(file="ci.yml", sha=SHA, branch="main")
    url = f"{github.api_url}/repos/{OWNER}/{path}"
    refused = send("GET", url, token=READER)
    assert (refused.status, refused.value["message"]) == (403, "Resource not accessible by integration")
    assert refused.headers["X-Accepted-GitHub-Permissions"] == "actions=read"
    assert send("GET", url).status == 404, "a private repository, without credentials"
    assert send("GET", f"{github.api_url}/repos/{OWNER}/releases", token=WATCHER).status == 403
    assert send("GET", url, token=WATCHER).status == 200


def test_runs_are_filtered_by_every_parameter(github: GitHub) -> None:
    one = github.runs.add(file="ci.yml", sha=SHA, branch="main", conclusion="failure").id
    two = github.runs.add(file="ci.yml", sha=SHA, branch="staging", event="workflow_dispatch").id
    three = github.runs.add(file="ci.yml", sha=OTHER, branch="staging", status="in_progress", conclusion=None).id
    github.runs.add(file="other.yml", sha=SHA, branch="main")
    assert ids(runs(github)) == [three, two, one], "newest first"
    assert ids(runs(github, head_sha=SHA)) == [two, one]
    assert ids(runs(github, head_sha=SHA[:7])) == []
    assert ids(runs(github, branch="staging")) == [three, two]
    assert ids(runs(github, event="push")) == [three, one]
    assert ids(runs(github, status="completed")) == [two, one]
    assert ids(runs(github, status="success")) == [two], "status may be a conclusion"
    assert ids(runs(github, status="in_progress")) == [three]
    assert ids(runs(github, head_sha=SHA, branch="main", status="success")) == []
    github.runs.change(three, "completed", "success")
    assert ids(runs(github, status="success")) == [three, two]


def test_a_workflow_is_found_by_file_or_id(github: GitHub, application: Application) -> None:
    made = github.runs.add(file="ci.yml", sha=SHA, branch="main")
    assert ids(runs(github, str(made.workflow_id))) == [made.id]
    for unknown in ("nothing.yml", "9999", ".github/workflows/ci.yml", "."):
        assert runs(github, unknown).status == 404
    github.repository.git("symbolic-ref", "HEAD", "refs/heads/main")
    application.commit("ci: a workflow", {".github/workflows/new.yml": "on: push\n", ".github/workflows/notes.md": "x\n"})
    assert runs(github, "new.yml").status == 404, "neither on the default branch nor ever run"
    application.fast_forward("main", "develop")
    assert runs(github, "new.yml").value == {"total_count": 0, "workflow_runs": []}
    assert runs(github, "notes.md").status == 404


def test_pages_of_runs_keep_the_filters(github: GitHub) -> None:
    made = [github.runs.add(file="ci.yml", sha=SHA, branch="main").id for _ in range(5)]
    github.runs.add(file="ci.yml", sha=OTHER, branch="main")
    first = runs(github, head_sha=SHA, per_page="2")
    assert first.value["total_count"] == 5
    found, link = ids(first), first.headers["Link"]
    while 'rel="next"' in (link or ""):
        following = send("GET", next(part for part in link.split(", ") if 'rel="next"' in part)[1:].partition(">")[0], token=WATCHER)
        found += ids(following)
        link = following.headers["Link"]
    assert found == made[::-1]
    assert runs(github, per_page="2", page="9").value["workflow_runs"] == []


def test_an_active_run_has_no_conclusion(github: GitHub) -> None:
    with pytest.raises(ValueError, match="in_progress"):
        github.runs.add(file="ci.yml", sha=SHA, branch="main", status="in_progress")
    with pytest.raises(ValueError, match="None"):
        github.runs.add(file="ci.yml", sha=SHA, branch="main", conclusion=None)
