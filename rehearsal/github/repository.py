"""A bare Git repository, read and written with the `git` binary.

Nothing is cached, so refs created over HTTP, by `git push` or by a test are equivalent.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHA = re.compile(r"[0-9a-f]{40}")
_ABSENT = "0" * 40


class GitError(Exception):
    """`git` failed. The message is its own."""


def git_environment() -> dict[str, str]:
    """An environment in which git only reads the repository's configuration and never prompts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **kept,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def git(folder: Path, *arguments: str, env: Mapping[str, str] | None = None, feed: bytes = b"") -> str:
    """Run git in a folder, and return its output without the last newline. Raises `GitError`."""
    environment = {**git_environment(), **(env or {})}
    done = subprocess.run(["git", *arguments], cwd=folder, input=feed, capture_output=True, check=False, env=environment, timeout=60)
    if done.returncode:
        raise GitError(done.stderr.decode(errors="replace").strip() or f"git {arguments[0]}: {done.returncode}")
    return done.stdout.decode(errors="replace").rstrip("\n")


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref: its full name and its object."""

    name: str
    sha: str
    kind: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, with what the API shows of it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: tuple[str, str, str]
    committer: tuple[str, str, str]
    message: str


@dataclass(frozen=True, slots=True)
class TagObject:
    """An annotated tag."""

    sha: str
    tag: str
    object_sha: str
    object_kind: str
    tagger: tuple[str, str, str]
    message: str


class Repository:
    """A bare Git repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str, feed: bytes = b"") -> str:
        """Run git in the repository."""
        return git(self.folder, *arguments, feed=feed)

    @property
    def default_branch(self) -> str:
        """The default branch, from HEAD."""
        return self.git("symbolic-ref", "--short", "HEAD")

    def ref(self, name: str) -> Ref | None:
        """The ref with exactly this full name."""
        return next((ref for ref in self.refs(name) if ref.name == name), None)

    def refs(self, prefix: str) -> list[Ref]:
        """All refs whose full name begins with the prefix, in Git's order."""
        lines = self.git("for-each-ref", "--format=%(refname) %(objectname) %(objecttype)").splitlines()
        return [Ref(*line.split(" ")) for line in lines if line.startswith(prefix)]

    def valid(self, name: str) -> bool:
        """Whether Git accepts this name for a ref."""
        try:
            self.git("check-ref-format", name)
        except GitError:
            return False
        return True

    def create_ref(self, name: str, sha: str) -> bool:
        """Create a ref unless it exists, by Git's own compare-and-set. Returns whether it was created."""
        try:
            self.git("update-ref", "--create-reflog", name, sha, _ABSENT)
        except GitError:
            return False
        return True

    def kind(self, sha: str) -> str | None:
        """The type of an object; None if the repository does not have it."""
        if not SHA.fullmatch(sha):
            return None
        try:
            return self.git("cat-file", "-t", sha)
        except GitError:
            return None

    def commit(self, sha: str) -> Commit | None:
        """A commit by its full name."""
        if self.kind(sha) != "commit":
            return None
        form = "%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"
        tree, parents, an, ae, at, cn, ce, ct, message = self.git("log", "-1", f"--format={form}", sha).split("\0")
        return Commit(sha, tree, tuple(parents.split()), (an, ae, _iso(at)), (cn, ce, _iso(ct)), message.strip())

    def tag(self, sha: str) -> TagObject | None:
        """An annotated tag object by its full name."""
        if self.kind(sha) != "tag":
            return None
        head, _, message = self.git("cat-file", "tag", sha).partition("\n\n")
        values = dict(line.split(" ", 1) for line in head.splitlines())
        name, _, rest = values["tagger"].partition(" <")
        email, _, when = rest.partition("> ")
        tagger = (name, email, _iso(when.split(" ")[0]))
        return TagObject(sha, values["tag"], values["object"], values["type"], tagger, message)

    def peel(self, name: str) -> str | None:
        """The commit of a ref or an object, following annotated tags."""
        try:
            return self.git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        except GitError:
            return None

    def workflows(self, commit: str) -> str:
        """The tree of the workflow files of a commit; "" if it has none."""
        try:
            return self.git("rev-parse", "--verify", "--quiet", f"{commit}:.github/workflows")
        except GitError:
            return ""

    def workflows_known(self, commit: str) -> bool:
        """Whether a branch has exactly the workflow files of this commit, or the commit has none."""
        wanted = self.workflows(commit)
        return not wanted or any(self.workflows(head.sha) == wanted for head in self.refs("refs/heads/"))


def _iso(seconds: str) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
