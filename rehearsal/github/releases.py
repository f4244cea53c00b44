"""The releases of one repository, by GitHub's rules.

https://docs.github.com/en/rest/releases/releases
"""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rehearsal.github.responses import not_a_string, not_supplied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rehearsal.github.repository import Repository

BODY_LIMIT = 125_000
_BOT = "github-actions[bot]"
_TEXTS = ("tag_name", "target_commitish", "name", "body", "make_latest")
_SWITCHES = ("draft", "prerelease")


class RefusedError(Exception):
    """A 422 of the releases API, with GitHub's `errors` or, for a breach of the schema, its message."""

    def __init__(self, *errors: Mapping[str, str], message: str = "Validation Failed") -> None:
        super().__init__(message)
        self.message = message
        self.errors = [{"resource": "Release", **error} for error in errors]


@dataclass(frozen=True, slots=True)
class Release:
    """One release. `created_at` is the date of its commit, as on GitHub, and `number` its id. Values that were not given are None."""

    number: int
    author: str
    tag_name: str
    target_commitish: str
    name: str | None
    body: str | None
    draft: bool
    prerelease: bool
    created_at: str
    published_at: str | None


@dataclass
class Releases:
    """All releases, including drafts."""

    repository: Repository
    history: list[Release] = field(default_factory=list)
    """Every version of every release, in order."""
    on_publish: list[Callable[[str], None]] = field(default_factory=list)
    """Called with the tag of a release when it is published."""
    _all: dict[int, Release] = field(default_factory=dict)
    _latest: int | None = None
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def copy(self) -> Releases:
        """An independent copy for the same repository, without callbacks."""
        numbers = itertools.count(max(self._all, default=1000) + 1)
        return Releases(self.repository, list(self.history), [], dict(self._all), self._latest, numbers)

    def all(self, *, drafts: bool) -> list[Release]:
        """All releases, newest first. Only those who may push can list drafts."""
        with self._lock:
            found = [release for release in self._all.values() if drafts or not release.draft]
        return sorted(found, key=lambda release: release.number, reverse=True)

    def by_number(self, number: int) -> Release | None:
        """A release by its id."""
        return self._all.get(number)

    def by_tag(self, tag: str) -> Release | None:
        """The published release of a tag, never a draft."""
        return next((release for release in self.all(drafts=False) if release.tag_name == tag), None)

    def latest(self) -> Release | None:
        """The release marked as latest, else the newest by commit date that is neither draft nor prerelease."""
        candidates = [release for release in self.all(drafts=False) if not release.prerelease]
        candidates.sort(key=lambda release: (release.number == self._latest, release.created_at, release.number))
        return candidates[-1] if candidates else None

    def create(self, body: Mapping[str, Any], author: str = _BOT) -> Release:
        """`POST /releases`. Raises `RefusedError`."""
        if "tag_name" not in body:
            raise RefusedError(message=not_supplied("tag_name"))
        _check_types(body)
        tag = body["tag_name"]
        if not tag:
            raise RefusedError({"code": "missing_field", "field": "tag_name"})
        with self._lock:
            draft = _on(body, "draft")
            release = Release(
                number=next(self._numbers),
                author=author,
                tag_name=tag,
                target_commitish=body.get("target_commitish") or self.repository.default_branch,
                name=body.get("name"),
                body=body.get("body"),
                draft=draft,
                prerelease=_on(body, "prerelease"),
                created_at=_now(),
                published_at=None,
            )
            return self._keep(release, body.get("make_latest"), newly_published=not draft)

    def seed(self, tags: Iterable[str]) -> None:
        """Add a published prerelease for each of these tags, without requests or Git tags, so that a thousand take no time."""
        now, branch = _now(), self.repository.default_branch
        with self._lock:
            for tag in tags:
                number = next(self._numbers)
                self._all[number] = Release(number, _BOT, tag, branch, tag, "", False, True, now, now)

    def update(self, number: int, body: Mapping[str, Any]) -> Release | None:
        """`PATCH /releases/{id}`: other fields stay. None if the release does not exist."""
        _check_types(body)
        with self._lock:
            old = self._all.get(number)
            if old is None:
                return None
            given = {name for name, value in body.items() if value is not None}
            changes: dict[str, Any] = {name: body[name] for name in _TEXTS[:-1] if name in given}
            changes |= {name: _on(body, name) for name in _SWITCHES if name in given}
            new = replace(old, **changes)
            return self._keep(new, body.get("make_latest"), newly_published=old.draft and not new.draft)

    def _keep(self, release: Release, make_latest: str | None, *, newly_published: bool) -> Release:
        self._check(release, make_latest)
        if not release.draft:
            commit = self._tagged_commit(release)
            published = release.published_at or _now()
            release = replace(release, created_at=commit, published_at=published)
        self._all[release.number] = release
        self.history.append(release)
        if newly_published:
            for callback in self.on_publish:
                callback(release.tag_name)
        self._mark(release, make_latest, newly_published=newly_published)
        return release

    def _check(self, release: Release, make_latest: str | None) -> None:
        if len(release.body or "") > BODY_LIMIT:
            text = f"body is too long (maximum is {BODY_LIMIT} characters)"
            raise RefusedError({"code": "custom", "field": "body", "message": text})
        if make_latest == "true" and (release.draft or release.prerelease):
            raise RefusedError({"code": "custom", "message": "Latest release cannot be draft or prerelease."})
        twin = self.by_tag(release.tag_name)
        if not release.draft and twin is not None and twin.number != release.number:
            raise RefusedError({"code": "already_exists", "field": "tag_name"})
        if not self.repository.valid(f"refs/tags/{release.tag_name}"):
            raise RefusedError({"code": "custom", "field": "tag_name", "message": "tag_name is not a valid tag"})

    def _tagged_commit(self, release: Release) -> str:
        """The date of the release's commit. The tag is created if it does not exist."""
        name = f"refs/tags/{release.tag_name}"
        if self.repository.ref(name) is None:
            target = self.repository.peel(f"refs/heads/{release.target_commitish}")
            target = target or self.repository.peel(release.target_commitish)
            if target is None:
                raise RefusedError({"code": "invalid", "field": "target_commitish"})
            if not self.repository.create_ref(name, target):  # a tag exists below this name, or above it
                raise RefusedError({"code": "custom", "message": "Published releases must have a valid tag"})
        commit = self.repository.commit(self.repository.peel(name) or "")
        return commit.committer[2] if commit else _now()

    def _mark(self, release: Release, make_latest: str | None, *, newly_published: bool) -> None:
        """`make_latest`: "Defaults to true for newly published releases"; drafts and prereleases never are."""
        if release.draft or release.prerelease or make_latest == "false":
            self._latest = None if self._latest == release.number else self._latest
        elif make_latest == "legacy":
            self._latest = None
        elif make_latest == "true" or newly_published:
            self._latest = release.number


def _check_types(body: Mapping[str, Any]) -> None:
    """Validate the request against GitHub's schema, which GitHub does first."""
    for name in _TEXTS:
        value = body.get(name)
        if not isinstance(value, str) and (value is not None or (name == "tag_name" and name in body)):
            raise RefusedError(message=not_a_string(name, value))
    make_latest = body.get("make_latest")
    if make_latest not in {None, "true", "false", "legacy"}:
        raise RefusedError(message=f"Invalid request.\n\nFor 'properties/make_latest', {make_latest} is not a possible value.")


def _on(body: Mapping[str, Any], switch: str) -> bool:
    """Whether a switch is on. The string "true" is accepted, and means off (markup-carve/carve#1865)."""
    return body.get(switch) is True


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
