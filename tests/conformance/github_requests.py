"""The requests of the tests of GitHub's REST API, in chapters. The requests of a chapter are sent in order to one server.

`{head}`, `{parent}` and `{annotated}` stand for commits and a tag object that the server has from the start, and a name that a
request `keeps` for the id in its response.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rehearsal.github import GitHub
from rehearsal.tokens import Grant, Tokens
from tests.rehearsal.http_client import OWNER, Reply, send

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rehearsal.application import Application

GRANTS: Mapping[str, Grant] = {
    "writer": Grant(contents="write"),
    "reader": Grant(contents="read"),
    "watcher": Grant(actions="read"),
    "attester": Grant(attestations="write"),
    "nobody": Grant(),
}
"""The permissions of each caller's token."""


@dataclass(frozen=True)
class PlannedRequest:
    """A request. A `path` beginning with "//" is relative to the API, any other to the repository."""

    name: str
    method: str = "GET"
    path: str = ""
    value: Any = None
    who: str = "writer"
    keeps: str = ""


@dataclass
class Side:
    """A server under test."""

    api: str
    tokens: Mapping[str, str]
    names: dict[str, str]
    pause: float = 0.0
    kept: dict[str, str] = field(default_factory=dict)

    def make(self, planned: PlannedRequest) -> Reply:
        """Send a request."""
        known = {**self.names, **self.kept}
        path = planned.path.format(**known)
        url = self.api + (path[1:] if path.startswith("//") else f"/repos/{OWNER}{path}")
        raw = planned.value if isinstance(planned.value, bytes) else None
        value = None if raw is not None else _filled(planned.value, known)
        reply = send(planned.method, url, value, body=raw, token=self.tokens.get(planned.who, ""))
        if planned.keeps:
            self.kept[planned.keeps] = str(reply.value["id"])
        return reply


def _filled(value: Any, known: Mapping[str, str]) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: known.get(item[1:-1], item) if isinstance(item, str) else item for key, item in value.items()}


@contextmanager
def our_side(application: Application) -> Iterator[tuple[GitHub, Side]]:
    """The simulated GitHub with the state that the requests expect: two commits on `develop`, and an annotated tag of the second."""
    tokens = Tokens()
    known = {name: tokens.add(f"ghs_{name}", grant) for name, grant in GRANTS.items()}
    parent = application.head("develop")
    head = application.commit("feat: a second commit", {"README.md": "two\n"})
    application.git("tag", "-a", "annotated", "-m", "A tag with a message", head)
    application.git("push", "--quiet", "origin", "refs/tags/annotated")
    annotated = application.git("rev-parse", "refs/tags/annotated")
    with GitHub(application.bare, OWNER, tokens) as github:
        yield github, Side(github.api_url, {**known, "unknown": "ghs_unknown"}, {"head": head, "parent": parent, "annotated": annotated})


def _created(name: str, ref: object, sha: object = "{head}", who: str = "writer") -> PlannedRequest:
    return PlannedRequest(name, "POST", "/git/refs", {"ref": ref, "sha": sha}, who)


def _released(name: str, tag: object, keeps: str = "", /, **more: Any) -> PlannedRequest:
    return PlannedRequest(name, "POST", "/releases", {"tag_name": tag, **more}, keeps=keeps)


def _changed(name: str, which: str, /, **more: Any) -> PlannedRequest:
    return PlannedRequest(name, "PATCH", f"/releases/{{{which}}}", more)


_NOWHERE = "0" * 40
CHAPTERS: Mapping[str, tuple[PlannedRequest, ...]] = {
    "repository": (
        PlannedRequest("the repository"),
        PlannedRequest("the repository, by a token that may only read", who="reader"),
        PlannedRequest("the repository, by a token without rights", who="nobody"),
        PlannedRequest("the repository, by nobody", who=""),
        PlannedRequest("the repository, by an unknown token", who="unknown"),
        PlannedRequest("another repository", path="//repos/Podverse/Elsewhere"),
        PlannedRequest("no route", path="/nothing/here"),
    ),
    "refs": (
        _created("a ref is made", "refs/tags/1.2.3"),
        _created("it is made again", "refs/tags/1.2.3"),
        _created("it is made again on another commit", "refs/tags/1.2.3", "{parent}"),
        _created("a branch is made", "refs/heads/topic", "{parent}"),
        _created("a ref of an annotated tag is made", "refs/tags/again", "{annotated}"),
        PlannedRequest("the ref", path="/git/ref/tags/1.2.3"),
        PlannedRequest("the branch", path="/git/ref/heads/develop", who="reader"),
        PlannedRequest("the ref of an annotated tag", path="/git/ref/tags/annotated"),
        PlannedRequest("a part of a ref's name", path="/git/ref/tags/1.2"),
        PlannedRequest("a ref that is not there", path="/git/ref/tags/9.9.9"),
        PlannedRequest("the ref, by a token without rights", path="/git/ref/tags/1.2.3", who="nobody"),
        PlannedRequest("refs that match", path="/git/matching-refs/tags/1.2", who="reader"),
        PlannedRequest("all tags", path="/git/matching-refs/tags/"),
        PlannedRequest("no ref matches", path="/git/matching-refs/tags/9"),
        PlannedRequest("refs that match, one to a page", path="/git/matching-refs/tags/?per_page=1"),
        _created("a ref of a commit that is not there", "refs/tags/1.2.4", _NOWHERE),
        _created("a ref of what is no SHA", "refs/tags/1.2.4", "main"),
        _created("a ref outside refs/", "tags/1.2.4"),
        _created("a ref of two parts", "refs/tags"),
        _created("a ref that is a number", 7),
        _created("a ref that Git refuses", "refs/tags/a..b"),
        PlannedRequest("a ref without a SHA", "POST", "/git/refs", {"ref": "refs/tags/1.2.4"}),
        PlannedRequest("a ref without a name", "POST", "/git/refs", {"sha": "{head}"}),
        PlannedRequest("a ref in broken JSON", "POST", "/git/refs", b"{"),
        _created("a ref, by a token that may only read", "refs/tags/1.2.4", who="reader"),
        _created("a ref, by nobody", "refs/tags/1.2.4", who=""),
    ),
    "objects": (
        PlannedRequest("a commit", path="/git/commits/{head}", who="reader"),
        PlannedRequest("a commit that is not there", path=f"/git/commits/{_NOWHERE}"),
        PlannedRequest("a commit by the start of its name", path="/git/commits/abc"),
        PlannedRequest("a commit, by a token without rights", path="/git/commits/{head}", who="nobody"),
        PlannedRequest("an annotated tag", path="/git/tags/{annotated}", who="reader"),
        PlannedRequest("a tag that is a commit", path="/git/tags/{head}"),
        PlannedRequest("a tag that is not there", path=f"/git/tags/{_NOWHERE}"),
    ),
    "releases": (
        PlannedRequest("no release", path="/releases"),
        PlannedRequest("no latest release", path="/releases/latest"),
        _released("a release", "1.0.0", "one", name="One", body="What is new", target_commitish="develop"),
        PlannedRequest("the release", path="/releases/{one}", who="reader"),
        PlannedRequest("the release of a tag", path="/releases/tags/1.0.0", who="reader"),
        PlannedRequest("the latest release", path="/releases/latest", who="reader"),
        PlannedRequest("the tag of the release", path="/git/ref/tags/1.0.0"),
        _released("a second release of a tag", "1.0.0"),
        _released("a prerelease", "1.1.0-staging.0", "pre", name="Pre", body="Soon", prerelease=True),
        PlannedRequest("the latest is no prerelease", path="/releases/latest"),
        _released("a second release", "1.1.0", "two", name="Two", body="More"),
        PlannedRequest("the latest is the newest", path="/releases/latest"),
        _released("a release that is not to be the latest", "0.9.1", "old", name="Old", body="Fixed", make_latest="false"),
        PlannedRequest("the latest after make_latest false", path="/releases/latest"),
        _changed("make_latest true", "one", make_latest="true"),
        PlannedRequest("the latest after make_latest true", path="/releases/latest"),
        _changed("make_latest legacy", "two", make_latest="legacy"),
        _changed("a release's name and text", "one", name="Uno", body="What was new"),
        PlannedRequest("the release after its change", path="/releases/{one}"),
        _changed("a prerelease becomes a release", "pre", prerelease=False),
        _changed("a release becomes a prerelease", "pre", prerelease=True),
        _released("a bare release", "3.0.0", "bare"),
        PlannedRequest("all releases", path="/releases"),
    ),
    "drafts": (
        _released("a draft", "2.0.0", "draft", name="Draft", body="Later", draft=True),
        PlannedRequest("the draft", path="/releases/{draft}"),
        PlannedRequest("the draft, by a token that may only read", path="/releases/{draft}", who="reader"),
        PlannedRequest("the draft by its tag", path="/releases/tags/2.0.0"),
        PlannedRequest("a draft makes no tag", path="/git/ref/tags/2.0.0"),
        PlannedRequest("a draft is not the latest", path="/releases/latest"),
        PlannedRequest("drafts, by a token that may write", path="/releases"),
        PlannedRequest("drafts, by a token that may only read", path="/releases", who="reader"),
        _changed("the draft's text", "draft", body="Sooner"),
        _changed("the draft is published", "draft", draft=False),
        PlannedRequest("the published draft by its tag", path="/releases/tags/2.0.0", who="reader"),
        _released("a draft beside a release of its tag", "2.0.0", draft=True),
    ),
    "refused releases": (
        PlannedRequest("a release of no tag", "POST", "/releases", {"name": "One"}),
        _released("a release of an empty tag", ""),
        _released("a tag that is a number", 7),
        _released("a draft that is a word", "1.0.1", draft="yes"),
        _released("make_latest that is no word", "1.0.2", make_latest=True),
        _released("make_latest of another word", "1.0.3", make_latest="maybe"),
        _released("a prerelease that is to be the latest", "1.0.4", prerelease=True, make_latest="true"),
        _released("a release on a branch that is not there", "1.0.5", target_commitish="nowhere"),
        _released("a text that is too long", "1.0.6", body="x" * 125_001),
        PlannedRequest("a release in broken JSON", "POST", "/releases", b"{"),
        PlannedRequest("a release, by a token that may only read", "POST", "/releases", {"tag_name": "1.0.7"}, "reader"),
        PlannedRequest("a release, by nobody", "POST", "/releases", {"tag_name": "1.0.7"}, ""),
        PlannedRequest("a release that is not there", path="/releases/999999"),
        PlannedRequest("a release of a tag that is not there", path="/releases/tags/9.9.9"),
        PlannedRequest("a change to a release that is not there", "PATCH", "/releases/999999", {"name": "x"}),
        PlannedRequest("releases, by a token without rights", path="/releases", who="nobody"),
    ),
    "pages": (
        *(_released(f"release {number}", f"1.0.{number}", name=f"{number}", body="") for number in range(5)),
        PlannedRequest("the first page", path="/releases?per_page=2"),
        PlannedRequest("a page between", path="/releases?per_page=2&page=2"),
        PlannedRequest("the last page", path="/releases?per_page=2&page=3"),
        PlannedRequest("a page too far", path="/releases?per_page=2&page=9"),
        PlannedRequest("a page of none", path="/releases?per_page=0"),
        PlannedRequest("a page of more than a hundred", path="/releases?per_page=1000"),
    ),
    "runs": (
        PlannedRequest("runs of a workflow that is not there", path="/actions/workflows/nothing.yml/runs", who="watcher"),
        PlannedRequest("a run that is not there", path="/actions/runs/999999", who="watcher"),
        PlannedRequest("a run, by a token without rights", path="/actions/runs/999999", who="nobody"),
        PlannedRequest("runs, by nobody", path="/actions/workflows/nothing.yml/runs", who=""),
    ),
}
