"""Refs, tags and commits of the simulated GitHub, and real git with the same repository."""

from __future__ import annotations

import base64
import concurrent.futures
from typing import TYPE_CHECKING

import pytest

from rehearsal.github import GitHub
from rehearsal.github.repository import GitError, git
from rehearsal.http.faults import Fault
from rehearsal.tokens import Grant, Tokens
from tests.rehearsal.http_client import NOBODY, OWNER, READER, UNKNOWN, WRITER, Reply, send

if TYPE_CHECKING:
    from rehearsal.application import Application


def api(github: GitHub, path: str = "") -> str:
    return f"{github.api_url}/repos/{OWNER}{path}"


def create(github: GitHub, ref: object, sha: object, token: str = WRITER) -> Reply:
    return send("POST", api(github, "/git/refs"), {"ref": ref, "sha": sha}, token=token)


def test_a_ref_is_created_once(github: GitHub, application: Application) -> None:
    sha = application.head("staging")
    made = create(github, "refs/tags/1.2.3-staging.0", sha)
    assert made.status == 201
    assert made.value["object"] == {"sha": sha, "type": "commit", "url": api(github, f"/git/commits/{sha}")}
    again = create(github, "refs/tags/1.2.3-staging.0", sha)
    assert (again.status, again.value["message"], again.value["status"]) == (422, "Reference already exists", "422")
    assert git(application.bare, "rev-parse", "refs/tags/1.2.3-staging.0") == sha


def test_of_concurrent_creations_of_a_ref_one_succeeds(github: GitHub, application: Application) -> None:
    sha = application.head("staging")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: create(github, "refs/tags/1.2.3", sha).status, range(8)))
    assert sorted(statuses) == [201] + [422] * 7


@pytest.mark.parametrize(
    ("ref", "sha", "message"),
    [
        ("refs/tags/x", "0" * 40, "Object does not exist"),
        ("refs/tags/x", "main", "Object does not exist"),
        ("refs/x", "head", "Reference name must contain at least three slash-separated components."),
        ("tags/x", "head", "Reference name must start with 'refs/'."),
        ("refs/tags/x..y", "head", "refs/tags/x..y is not a valid ref name."),
        ("refs/tags/x", None, "Invalid request.\n\nFor 'properties/sha', nil is not a string."),
        (None, "head", "Invalid request.\n\nFor 'properties/ref', nil is not a string."),
        (7, "head", "Invalid request.\n\nFor 'properties/ref', 7 is not a string."),
    ],
)
def test_an_invalid_ref_is_422(github: GitHub, application: Application, ref: object, sha: object, message: str) -> None:
    reply = create(github, ref, application.head("main") if sha == "head" else sha)
    assert (reply.status, reply.value["message"]) == (422, message)


def test_a_missing_field_is_422(github: GitHub, application: Application) -> None:
    nameless = send("POST", api(github, "/git/refs"), {"sha": application.head("main")}, token=WRITER)
    assert (nameless.status, nameless.value["message"]) == (422, 'Invalid request.\n\n"ref" wasn\'t supplied.')


def test_a_name_below_another_ref_is_rejected_without_a_reason(github: GitHub, application: Application) -> None:
    sha = application.head("main")
    assert create(github, "refs/tags/a", sha).status == 201
    assert create(github, "refs/tags/a/b", sha).value["message"] == "Reference update failed"


def test_invalid_json_is_400(github: GitHub) -> None:
    assert send("POST", api(github, "/git/refs"), body=b"{", token=WRITER).status == 400


def test_without_a_valid_token_nothing_is_returned(github: GitHub) -> None:
    nobody = send("GET", api(github))
    assert (nobody.status, nobody.value["message"]) == (404, "Not Found"), "a private repository is not there for nobody"
    reply = send("GET", api(github), token=UNKNOWN)
    assert (reply.status, reply.value["message"]) == (401, "Bad credentials")
    assert send("GET", f"{github.api_url}/repos/Other/One", token=WRITER).status == 404


@pytest.mark.parametrize("token", [READER, NOBODY])
def test_the_response_to_a_token_names_the_missing_permission(github: GitHub, application: Application, token: str) -> None:
    reply = create(github, "refs/tags/x", application.head("main"), token)
    assert (reply.status, reply.value["message"]) == (403, "Resource not accessible by integration")
    assert reply.headers["X-Accepted-GitHub-Permissions"] == "contents=write; contents=write,workflows=write"
    assert github.repository.ref("refs/tags/x") is None


def test_reading_needs_contents_read(github: GitHub) -> None:
    path = api(github, "/git/ref/heads/main")
    assert send("GET", path, token=NOBODY).status == 403
    assert send("GET", path, token=READER).headers["X-Accepted-GitHub-Permissions"] == "contents=read"


@pytest.mark.parametrize("token", [READER, NOBODY])
def test_every_token_may_read_the_repository_metadata(github: GitHub, token: str) -> None:
    reply = send("GET", api(github), token=token)
    assert (reply.value["full_name"], reply.value["default_branch"]) == (OWNER, "develop")
    assert reply.headers["X-Accepted-GitHub-Permissions"] == "metadata=read"


def test_a_commit_whose_workflows_no_branch_has_cannot_be_tagged(github: GitHub, application: Application, tokens: Tokens) -> None:
    old = application.commit("ci: one", {".github/workflows/a.yml": "on: push\n"})
    assert create(github, "refs/tags/fine", old).status == 201
    application.commit("ci: two", {".github/workflows/a.yml": "on: [push]\n"})
    late = create(github, "refs/tags/late", old)
    assert late.status == 403
    assert "workflows=write" in late.headers["X-Accepted-GitHub-Permissions"]
    tokens.add("app", Grant(contents="write", workflows="write"))
    assert create(github, "refs/tags/late", old, "app").status == 201


def test_a_ref_is_only_found_by_its_full_name(github: GitHub, application: Application) -> None:
    create(github, "refs/tags/1.2.3-staging.10", application.head("main"))
    found = send("GET", api(github, "/git/ref/tags/1.2.3-staging.10"), token=READER)
    assert (found.status, found.value["ref"]) == (200, "refs/tags/1.2.3-staging.10")
    assert send("GET", api(github, "/git/ref/tags/1.2.3-staging.1"), token=READER).status == 404
    assert send("GET", api(github, "/git/ref/heads/main"), token=READER).value["object"]["sha"] == application.head("main")


def test_matching_refs_are_not_paginated(github: GitHub, application: Application) -> None:
    sha = application.head("main")
    for number in range(105):
        github.repository.create_ref(f"refs/tags/1.2.3-staging.{number}", sha)
    github.repository.create_ref("refs/tags/1.2.30", sha)
    found = send("GET", api(github, "/git/matching-refs/tags/1.2.3-staging."), token=READER).value
    assert len(found) == 105
    assert {ref["object"]["sha"] for ref in found} == {sha}
    assert send("GET", api(github, "/git/matching-refs/tags/none"), token=READER).value == []


def test_an_annotated_tag_leads_to_its_commit(github: GitHub, application: Application) -> None:
    application.git("tag", "-a", "1.2.3", "-m", "the release", application.head("main"))
    application.git("push", "--quiet", "origin", "refs/tags/1.2.3")
    named = send("GET", api(github, "/git/ref/tags/1.2.3"), token=READER).value["object"]
    assert named["type"] == "tag"
    tag = send("GET", api(github, f"/git/tags/{named['sha']}"), token=READER).value
    assert (tag["tag"], tag["message"], tag["object"]["sha"]) == ("1.2.3", "the release", application.head("main"))
    assert send("GET", api(github, f"/git/tags/{application.head('main')}"), token=READER).status == 404


def test_a_commit_has_its_tree(github: GitHub, application: Application) -> None:
    application.bump("1.3.0")
    application.commit("fix: on staging alone", {"a": "b"}, branch="staging")
    merged = application.merge("staging", "develop")
    one, two = (send("GET", api(github, f"/git/commits/{sha}"), token=READER).value for sha in (merged, application.head("develop")))
    assert one["sha"] != two["sha"]
    assert one["tree"]["sha"] == two["tree"]["sha"]
    assert len(one["parents"]) == 2
    assert send("GET", api(github, f"/git/commits/{'1' * 40}"), token=READER).status == 404
    assert send("GET", api(github, "/git/commits/abc"), token=READER).status == 422


def test_every_response_counts_against_the_rate_limit(application: Application, tokens: Tokens) -> None:
    with GitHub(application.bare, OWNER, tokens, rate_limit=2) as github:
        replies = [send("GET", api(github), token=READER) for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 403]
    assert [reply.headers["X-RateLimit-Remaining"] for reply in replies] == ["1", "0", "0"]
    assert "rate limit exceeded" in replies[2].value["message"]
    assert all(reply.headers["X-GitHub-Request-Id"] for reply in replies)


def test_a_stale_read_does_not_find_a_new_ref(github: GitHub, application: Application) -> None:
    github.faults.add(Fault("/git/ref/", action="stale", times=2))
    create(github, "refs/tags/1.2.3", application.head("main"))
    statuses = [send("GET", api(github, "/git/ref/tags/1.2.3"), token=READER).status for _ in range(3)]
    assert statuses == [404, 404, 200]


def with_token(token: str) -> dict[str, str]:
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraheader", "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}"}


@pytest.mark.parametrize("suffix", ["", ".git"])
def test_git_lists_and_clones_over_http(github: GitHub, application: Application, suffix: str) -> None:
    create(github, "refs/tags/1.2.3-staging.0", application.head("staging"))
    url = f"{github.url}/{OWNER}{suffix}"
    listed = git(application.work, "ls-remote", "--tags", url, env=with_token(READER))
    assert listed == f"{application.head('staging')}\trefs/tags/1.2.3-staging.0"
    git(application.work.parent, "clone", "--quiet", "--depth=1", url, "clone", env=with_token(READER))
    assert (application.work.parent / "clone" / "package.json").is_file()


def test_git_fetches_a_commit_by_its_name(github: GitHub, application: Application) -> None:
    old = application.head("main")
    application.bump("1.3.0")
    fresh = application.work.parent / "fresh"
    fresh.mkdir()
    git(fresh, "init", "--quiet")
    git(fresh, "fetch", "--quiet", "--depth=1", f"{github.url}/{OWNER}", old, env=with_token(READER))
    assert git(fresh, "rev-parse", "FETCH_HEAD") == old


@pytest.mark.parametrize(
    ("token", "message"), [("", "terminal prompts disabled"), ("ghs_unknown", "terminal prompts disabled"), (NOBODY, "403")]
)
def test_git_needs_contents_read(github: GitHub, application: Application, token: str, message: str) -> None:
    with pytest.raises(GitError, match=message):
        git(application.work, "ls-remote", f"{github.url}/{OWNER}", env=with_token(token) if token else {})


def test_other_services_are_403_and_other_paths_are_404(github: GitHub) -> None:
    basic = with_token(WRITER)["GIT_CONFIG_VALUE_0"].partition(": ")[2]
    assert send("GET", f"{github.url}/{OWNER}/info/refs?service=git-upload-archive", Authorization=basic).status == 403
    assert send("GET", f"{github.url}/elsewhere").status == 404


def test_git_pushes_over_http(github: GitHub, application: Application) -> None:
    application.commit("feat: more", {"more": "x" * 100_000}, branch="develop")
    wanted = application.head("develop")
    git(application.work, "push", "--quiet", f"{github.url}/{OWNER}.git", f"{wanted}:refs/heads/staging", env=with_token(WRITER))
    assert application.head("staging") == wanted


@pytest.mark.parametrize(("token", "message"), [(READER, "403"), (NOBODY, "403")])
def test_pushing_needs_contents_write(github: GitHub, application: Application, token: str, message: str) -> None:
    before = application.head("staging")
    application.commit("feat: more", {"more": "x"})
    with pytest.raises(GitError, match=message):
        git(application.work, "push", "--quiet", f"{github.url}/{OWNER}", "HEAD:refs/heads/staging", env=with_token(token))
    assert application.head("staging") == before


def test_a_push_that_is_no_fast_forward_is_rejected(github: GitHub, application: Application) -> None:
    old = application.head("develop")
    application.commit("feat: more", {"more": "x"})
    with pytest.raises(GitError, match="rejected"):
        git(application.work, "push", "--quiet", f"{github.url}/{OWNER}", f"{old}:refs/heads/develop", env=with_token(WRITER))
