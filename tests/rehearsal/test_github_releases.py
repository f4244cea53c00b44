"""Releases of the simulated GitHub: drafts, duplicates, created tags, and the latest release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.rehearsal.http_client import OWNER, READER, WRITER, Reply, send

if TYPE_CHECKING:
    from rehearsal.application import Application
    from rehearsal.github import GitHub


def url(github: GitHub, path: str = "") -> str:
    return f"{github.api_url}/repos/{OWNER}/releases{path}"


def make(github: GitHub, tag: str, **more: Any) -> Reply:
    return send("POST", url(github), {"tag_name": tag, **more}, token=WRITER)


def change(github: GitHub, number: int, **more: Any) -> Reply:
    return send("PATCH", url(github, f"/{number}"), more, token=WRITER)


def latest(github: GitHub) -> str | None:
    reply = send("GET", url(github, "/latest"), token=READER)
    return str(reply.value["tag_name"]) if reply.status == 200 else None


@pytest.fixture(autouse=True)
def tags(github: GitHub, application: Application) -> None:
    """Three tags on main's commit."""
    for tag in ("1.2.2", "1.2.3", "1.2.3-staging.0"):
        github.repository.create_ref(f"refs/tags/{tag}", application.head("main"))


def test_a_release_is_made_and_found_by_its_tag(github: GitHub) -> None:
    made = make(github, "1.2.3-staging.0", name="1.2.3-staging.0", body="What is new", prerelease=True)
    assert made.status == 201
    assert made.value["html_url"] == f"{github.url}/{OWNER}/releases/tag/1.2.3-staging.0"
    found = send("GET", url(github, "/tags/1.2.3-staging.0"), token=READER)
    assert found.value == made.value
    assert send("GET", url(github, f"/{made.value['id']}"), token=READER).value == made.value
    assert (found.value["prerelease"], found.value["draft"], found.value["body"]) == (True, False, "What is new")
    assert send("GET", url(github, "/tags/9.9.9"), token=READER).status == 404


def test_a_second_published_release_of_a_tag_is_rejected(github: GitHub) -> None:
    make(github, "1.2.3")
    again = make(github, "1.2.3")
    assert again.status == 422
    assert again.value["message"] == "Validation Failed"
    assert again.value["errors"] == [{"resource": "Release", "code": "already_exists", "field": "tag_name"}]


def test_drafts_are_not_unique_and_only_writers_see_them(github: GitHub) -> None:
    drafts = [make(github, "1.2.3", draft=True).value for _ in range(2)]
    assert send("GET", url(github, "/tags/1.2.3"), token=WRITER).status == 404
    assert [release["id"] for release in send("GET", url(github), token=WRITER).value] == [drafts[1]["id"], drafts[0]["id"]]
    assert send("GET", url(github), token=READER).value == []
    assert send("GET", url(github, f"/{drafts[0]['id']}"), token=READER).status == 404
    assert "untagged-" in drafts[0]["html_url"]
    assert change(github, drafts[0]["id"], draft=False).status == 200
    assert change(github, drafts[1]["id"], draft=False).value["errors"][0]["code"] == "already_exists"


def test_a_draft_creates_no_tag_until_it_is_published(github: GitHub, application: Application) -> None:
    draft = make(github, "2.0.0", draft=True).value
    assert github.repository.ref("refs/tags/2.0.0") is None
    change(github, draft["id"], draft=False)
    ref = github.repository.ref("refs/tags/2.0.0")
    assert ref is not None
    assert ref.sha == application.head("develop")


def test_a_missing_tag_is_created_on_the_default_branch(github: GitHub, application: Application) -> None:
    application.bump("1.3.0")
    make(github, "1.3.0")
    ref = github.repository.ref("refs/tags/1.3.0")
    assert ref is not None
    assert ref.sha == application.head("develop") != application.head("main")


def test_a_missing_tag_is_created_at_target_commitish(github: GitHub, application: Application) -> None:
    application.bump("1.3.0")
    make(github, "1.3.0", target_commitish="main")
    ref = github.repository.ref("refs/tags/1.3.0")
    assert ref is not None
    assert ref.sha == application.head("main")
    assert make(github, "1.3.1", target_commitish="nowhere").value["errors"][0]["field"] == "target_commitish"


def test_a_target_with_workflows_of_no_branch_is_rejected(github: GitHub, application: Application) -> None:
    old = application.commit("ci: one", {".github/workflows/a.yml": "on: push\n"})
    application.commit("ci: two", {".github/workflows/a.yml": "on: [push]\n"})
    github.repository.create_ref("refs/tags/1.4.0", old)
    assert make(github, "1.4.0", target_commitish=old).status == 403
    assert make(github, "1.4.0").status == 201


def test_the_body_has_at_most_125000_characters(github: GitHub) -> None:
    assert make(github, "1.2.2", body="x" * 125_000).status == 201
    long = make(github, "1.2.3", body="x" * 125_001)
    assert (long.status, long.value["errors"][0]["field"]) == (422, "body")
    assert "125000" in long.value["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"tag_name": ""}, "Validation Failed"),
        ({"name": "One"}, 'Invalid request.\n\n"tag_name" wasn\'t supplied.'),
        ({"tag_name": "1.2.3", "make_latest": True}, "Invalid request.\n\nFor 'properties/make_latest', true is not a string."),
        ({"tag_name": None}, "Invalid request.\n\nFor 'properties/tag_name', nil is not a string."),
        ({"tag_name": "a b"}, "Validation Failed"),
    ],
)
def test_a_schema_violation_is_422(github: GitHub, body: dict[str, object], expected: str) -> None:
    reply = send("POST", url(github), body, token=WRITER)
    assert (reply.status, reply.value["message"]) == (422, expected)


def test_a_switch_that_is_a_text_is_off(github: GitHub) -> None:
    assert make(github, "1.2.3", draft="true", prerelease="true").value["draft"] is False
    draft = make(github, "1.2.2", draft=True, prerelease=True).value
    changed = change(github, draft["id"], draft="true").value
    assert (changed["draft"], changed["prerelease"]) == (False, True), "published, although a draft was requested"


def test_a_prerelease_cannot_be_the_latest(github: GitHub) -> None:
    reply = make(github, "1.2.3", prerelease=True, make_latest="true")
    assert reply.value["errors"] == [{"resource": "Release", "code": "custom", "message": "Latest release cannot be draft or prerelease."}]


def test_which_release_is_the_latest(github: GitHub) -> None:
    assert latest(github) is None
    make(github, "1.2.3-staging.0", prerelease=True)
    assert latest(github) is None
    newer = make(github, "1.2.3").value
    assert latest(github) == "1.2.3"
    make(github, "1.2.2", make_latest="false")
    assert latest(github) == "1.2.3"
    older = make(github, "1.2.1").value
    assert latest(github) == "1.2.1", "make_latest is true where it is not given: an older line takes the mark"
    change(github, newer["id"], make_latest="true")
    assert latest(github) == "1.2.3"
    change(github, older["id"], body="edited")
    assert latest(github) == "1.2.3", "an edit that does not name it leaves the mark"


def test_an_update_keeps_other_fields(github: GitHub) -> None:
    made = make(github, "1.2.3", name="one", body="two").value
    changed = change(github, made["id"], body="three").value
    assert (changed["name"], changed["body"], changed["published_at"]) == ("one", "three", made["published_at"])
    assert change(github, 1, body="x").status == 404
    assert send("PATCH", url(github, f"/{made['id']}"), {"body": "x"}, token=READER).status == 403
    assert send("DELETE", url(github, f"/{made['id']}"), token=WRITER).status == 404


def test_the_list_has_pages(github: GitHub) -> None:
    for number in range(5):
        make(github, "1.2.3", draft=True, name=str(number))
    first = send("GET", url(github, "?per_page=2"), token=WRITER)
    assert [release["name"] for release in first.value] == ["4", "3"]
    base = url(github)
    assert first.headers["Link"] == f'<{base}?per_page=2&page=2>; rel="next", <{base}?per_page=2&page=3>; rel="last"'
    last = send("GET", url(github, "?per_page=2&page=3"), token=WRITER)
    assert [release["name"] for release in last.value] == ["0"]
    assert last.headers["Link"] == f'<{base}?per_page=2&page=2>; rel="prev", <{base}?per_page=2&page=1>; rel="first"'
    assert send("GET", url(github), token=WRITER).headers["Link"] is None


def test_missing_fields_of_a_release_are_null(github: GitHub) -> None:
    made = make(github, "1.2.3").value
    assert (made["name"], made["body"]) == (None, None)
    assert change(github, made["id"], name="one").value["body"] is None
