"""The limits of the simulated GitHub: listings, names, requests, and pushes that start no run."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from rehearsal.github import GitHub
from rehearsal.github.rates import HOUR, JOBS, Rates
from rehearsal.github.repository import git
from rehearsal.github.skips import INSTRUCTIONS, instruction
from rehearsal.tokens import Grant
from tests.rehearsal.http_client import OWNER, READER, WRITER, Reply, send

if TYPE_CHECKING:
    from rehearsal.application import Application
    from rehearsal.tokens import Tokens

PERSON = "ghp_person"


def listed(github: GitHub, page: int, size: int = 100) -> Reply:
    return send("GET", f"{github.api_url}/repos/{OWNER}/releases?per_page={size}&page={page}", token=READER)


def create(github: GitHub, name: str, sha: str) -> Reply:
    return send("POST", f"{github.api_url}/repos/{OWNER}/git/refs", {"ref": name, "sha": sha}, token=WRITER)


def test_at_most_a_thousand_releases_are_listed(github: GitHub) -> None:
    github.releases.seed(f"nightly-{number}" for number in range(1000))
    assert [len(listed(github, page).value) for page in (10, 11)] == [100, 0]
    github.releases.seed(["nightly-1000"])
    assert listed(github, 10).status == 200
    for page, size in ((11, 100), (21, 50)):
        reply = listed(github, page, size)
        assert (reply.status, reply.value["message"]) == (422, "Only the first 1000 results are available.")


def test_a_release_beyond_the_listing_is_found_by_its_tag(github: GitHub, application: Application) -> None:
    github.repository.create_ref("refs/tags/1.2.3", application.head("main"))
    github.releases.create({"tag_name": "1.2.3"})
    github.releases.seed(f"nightly-{number}" for number in range(1001))
    assert send("GET", f"{github.api_url}/repos/{OWNER}/releases/tags/1.2.3", token=READER).status == 200


def test_a_search_for_runs_returns_at_most_a_thousand(github: GitHub, application: Application) -> None:
    sha = application.head("main")
    for _ in range(1001):
        github.runs.add(file="publish-main.yml", sha=sha, branch="main")
    address = f"{github.api_url}/repos/{OWNER}/actions/workflows/publish-main.yml/runs"
    token = github.tokens.add("ghs_reads-runs", Grant(actions="read"))
    counts = [send("GET", f"{address}{query}", token=token).value["total_count"] for query in ("", f"?head_sha={sha}")]
    assert counts == [1001, 1000]


@pytest.mark.parametrize(("there", "wanted"), [("1.2.3", "1.2.3/hotfix"), ("1.2.3/hotfix", "1.2.3"), ("1.2.3/a/b", "1.2.3/a")])
def test_a_tag_and_a_tag_below_it_exclude_each_other(github: GitHub, application: Application, there: str, wanted: str) -> None:
    sha = application.head("main")
    assert create(github, f"refs/tags/{there}", sha).status == 201
    reply = create(github, f"refs/tags/{wanted}", sha)
    assert (reply.status, reply.value["message"]) == (422, "Reference update failed")
    assert send("GET", f"{github.api_url}/repos/{OWNER}/git/ref/tags/{wanted}", token=READER).status == 404
    release = send("POST", f"{github.api_url}/repos/{OWNER}/releases", {"tag_name": wanted, "target_commitish": "main"}, token=WRITER)
    assert release.status == 422
    assert release.value["errors"][0]["message"] == "Published releases must have a valid tag"
    assert github.releases.all(drafts=True) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tags/1.2.3", "Reference name must start with 'refs/'."),
        ("refs/tags", "Reference name must contain at least three slash-separated components."),
        ("refs/tags/1.2.3..4", "refs/tags/1.2.3..4 is not a valid ref name."),
        ("refs/tags/1.2.3.lock", "refs/tags/1.2.3.lock is not a valid ref name."),
        ("refs/tags/refs/tags/1.2.3", "Sorry, branch or tag names starting with 'refs/' are not allowed."),
        (f"refs/tags/{'a1' * 20}", "Sorry, branch or tag names consisting of 40 hex characters are not allowed."),
    ],
)
def test_invalid_ref_names_are_rejected(github: GitHub, application: Application, name: str, expected: str) -> None:
    reply = create(github, name, application.head("main"))
    assert (reply.status, reply.value["message"]) == (422, expected)


def test_all_jobs_share_a_rate_limit_and_a_user_has_another(application: Application, tokens: Tokens) -> None:
    tokens.add(PERSON, Grant(contents="read", login="monalisa"))
    with GitHub(application.bare, OWNER, tokens, rate_limit=1) as github:
        address = f"{github.api_url}/repos/{OWNER}"
        replies = [send("GET", address, token=token) for token in (READER, WRITER, PERSON)]
        github.rates.reset()
        again = send("GET", address, token=WRITER)
    assert [reply.status for reply in (*replies, again)] == [200, 403, 200, 200]
    assert [reply.headers["X-RateLimit-Limit"] for reply in replies] == ["1", "1", "5000"]
    assert replies[1].headers["X-RateLimit-Remaining"] == "0"
    assert replies[1].value["message"].startswith("API rate limit exceeded")


def test_the_rate_limit_resets_an_hour_after_the_first_request() -> None:
    now = 1000.0
    rates = Rates(2, lambda: now)
    assert [rates.count(JOBS).exceeded for _ in range(3)] == [False, False, True]
    now += HOUR - 1
    late = rates.count(JOBS)
    assert (late.exceeded, late.reset) == (True, 1000 + HOUR)
    now += 1
    assert rates.count(JOBS).used == 1
    assert [rates.count("", 60).exceeded, rates.count("").exceeded] == [False, True]


@pytest.mark.parametrize("word", INSTRUCTIONS)
def test_five_skip_instructions_work_anywhere_in_a_message(word: str) -> None:
    assert instruction(f"fix: something {word}\n") == instruction(f"fix: something\n\nno {word} here") == word


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("fix: x\n\n\nskip-checks: true\n", "skip-checks: true"),
        ("fix: x\n\n\nskip-checks:true", "skip-checks:true"),
        ("fix: x\r\n\r\n\r\nskip-checks: true\r\n", "skip-checks: true"),
        ("fix: x\n\nBody.\n\nSigned-off-by: a <a@b>\nskip-checks: true", "skip-checks: true"),
        ("fix: x\n\nskip-checks: true\nSigned-off-by: a <a@b>", ""),
        ("fix: x\n\nskip-checks: true\n\nMore.", ""),
        ("fix: x\n\nskip-checks: false", ""),
        ("skip-checks: true", ""),
        ("fix: x\nskip-checks: true", ""),
        ("fix: skip ci", ""),
        ("fix: [skip  ci] [Skip CI]", ""),
        ("", ""),
    ],
)
def test_the_skip_trailer_works_only_at_the_end(message: str, found: str) -> None:
    assert instruction(message) == found


@pytest.mark.parametrize(
    ("token", "message", "started"),
    [(PERSON, "fix: x", True), (PERSON, "fix: x [skip ci]", False), (WRITER, "fix: x", False)],
    ids=["a person", "a skip instruction", "a job"],
)
def test_which_pushes_start_workflows(github: GitHub, application: Application, token: str, message: str, started: bool) -> None:
    github.tokens.add(PERSON, Grant(contents="write", login="monalisa"))
    pushed: list[str] = []
    github.on_push.append(pushed.append)
    application.git("commit", "--quiet", "--no-gpg-sign", "--allow-empty", "--message", message)
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    environment = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraheader", "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}"}
    git(application.work, "push", "--quiet", f"{github.url}/{OWNER}.git", "HEAD:refs/heads/staging", env=environment)
    assert pushed == ["staging"] * started
    assert github.skip_instruction(application.head("staging")) == instruction(message)
