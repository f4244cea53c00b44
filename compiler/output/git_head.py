"""Compares files with HEAD: Git can restore what HEAD has, and nothing else."""

from __future__ import annotations

import hashlib
import shlex
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compiler.diagnostic import joined
from compiler.files import read_bytes
from compiler.output.git import GitError, git, run_git

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_FILES = {"100644", "100755"}
_SOURCES = (".py", ".sh", ".md", ".toml")
"""The kinds of files that are compiled."""
_SHA1 = 40  # hexadecimal digits; a repository of the other kind has 64


@dataclass(frozen=True, slots=True)
class Head:
    """The files of HEAD at some paths, relative to the root of a working tree."""

    root: Path
    files: Mapping[str, tuple[str, str]]
    """Mode and object of each file in HEAD whose content is in this repository."""
    left_out: frozenset[str]
    """Files that a sparse checkout leaves out."""
    submodules: frozenset[str]
    """Submodules in the top folders of these paths, checked out or not."""
    modes_count: bool
    """Whether Git trusts file modes on disk: `core.fileMode`."""

    @classmethod
    def read(cls, root: Path, paths: Iterable[str]) -> Head:
        """Read what HEAD has at these paths. The index does not count, since what is only staged is in no commit.

        Raises:
            GitError: if Git cannot be run, or cannot read the repository.
        """
        wanted = sorted(paths)
        files: dict[str, tuple[str, str]] = {}
        # An unborn branch has no tree: exit code 1 without a message. https://git-scm.com/docs/git-rev-parse#_options_for_verification
        if wanted and git(root, "rev-parse", "--quiet", "--verify", "HEAD^{tree}", may_fail=True):
            for entry in git(root, "ls-tree", "-z", "HEAD", "--", *wanted).split("\0")[:-1]:
                about, _, path = entry.partition("\t")
                mode, _, object_ = about.split(" ")
                files[path] = (mode, object_)
        present = _existing(root, {object_ for _, object_ in files.values()})
        listed = git(root, "ls-files", "-z", "-t", "--", *wanted).split("\0")[:-1] if wanted else []
        above = sorted({path.partition("/")[0] for path in wanted})
        entries = git(root, "ls-files", "-z", "--stage", "--", *above).split("\0")[:-1] if wanted else []
        return cls(
            root,
            {path: found for path, found in files.items() if found[1] in present},
            frozenset(entry[2:] for entry in listed if entry.startswith("S ")),
            frozenset(entry.partition("\t")[2] for entry in entries if entry.startswith("160000 ")),
            git(root, "config", "--type=bool", "--get", "core.fileMode", may_fail=True).strip() != "false",
        )

    def lacks(self, path: str) -> str:
        """Why HEAD does not have the file as it is on disk; empty if it does."""
        mode, object_ = self.files.get(path, ("", ""))
        if mode not in _FILES:
            return "is not in HEAD"
        try:
            content = read_bytes(self.root / path)
            executable = bool((self.root / path).stat().st_mode & stat.S_IXUSR)
        except OSError as error:
            return f"cannot be compared with HEAD: {error.strerror}"
        if not self._same(path, object_, content):
            return "has changes that are not committed"
        if self.modes_count and executable is not (mode == "100755"):
            return "has a different mode in HEAD"
        return ""

    def _same(self, path: str, object_: str, content: bytes) -> bool:
        """Whether a checkout would write these bytes: the object itself, or after the conversion of line endings and encodings.

        With a filter attribute, only the object itself counts: a filter is a program, and may depend on data that is missing (Git LFS).
        """
        hashed = hashlib.sha1(usedforsecurity=False) if len(object_) == _SHA1 else hashlib.sha256()
        hashed.update(b"blob %d\0" % len(content) + content)
        if hashed.hexdigest() == object_:
            return True
        if not git(self.root, "check-attr", "-z", "filter", "--", path).endswith("\0unspecified\0"):
            return False
        return run_git(self.root, "cat-file", "--filters", f"--path={path}", object_).stdout == content


def clean_commit(root: Path, paths: Iterable[str]) -> str:
    """The commit that is checked out, if these paths have no changes, tracked or untracked.

    Raises:
        GitError: if they have changes or Git ignores changes to them, if nothing is committed, or if the hash is not SHA-1.
    """
    here = f"git -C {shlex.quote(str(root))}"
    commit = git(root, "rev-parse", "--quiet", "--verify", "HEAD^{commit}", may_fail=True).strip()
    if not commit:
        raise GitError("no commit is checked out", f"commit the definitions ({here} status)")
    if len(commit) != _SHA1:
        remedy = "move the definitions to a repository with SHA-1 hashes"
        raise GitError("the hash of the commit is not SHA-1 (40 hexadecimal digits)", remedy)
    status = ("status", "--porcelain", "-z", "--untracked-files=all", "--ignored=matching", "--no-renames", "--ignore-submodules=none")
    entries = git(root, *status, "--", *paths).split("\0")[:-1]
    changed = [(entry[3:], entry.startswith("!!")) for entry in entries if not entry.startswith("!!") or _is_source(entry[3:])]
    if changed:
        ignored = changed[0][1]
        alike = [path for path, is_ignored in changed if is_ignored == ignored]
        names = joined(alike, "and", 1)
        if ignored:
            are, them, they_are = ("are", "them", "they are") if alike[1:] else ("is", "it", "it is")
            remedy = f"remove {them}, or {here} add --force -- {' '.join(map(shlex.quote, alike))}, and commit {them}"
            raise GitError(f"{names} {are} compiled, but Git ignores {them}, so {they_are} in no commit", remedy)
        raise GitError(f"{names} {'have' if alike[1:] else 'has'} changes that are not committed", f"commit them ({here} status)")
    # "H" marks a file that Git compares. https://git-scm.com/docs/git-ls-files#Documentation/git-ls-files.txt--v
    listed = git(root, "ls-files", "-z", "-v", "--", *paths).split("\0")[:-1]
    if hidden := next((entry for entry in listed if not entry.startswith("H ")), ""):
        path, flag = hidden[2:], "skip-worktree" if hidden[0] in "Ss" else "assume-unchanged"
        unset = f"{here} update-index --no-{flag} -- {shlex.quote(path)}"
        raise GitError(f"Git ignores changes to {path} ({flag})", f"{unset}; then commit the changes")
    return commit


def _is_source(ignored: str) -> bool:
    """Whether an ignored file may be compiled: not bytecode, nor the files of editors and systems."""
    name = ignored.rstrip("/").rpartition("/")[2]
    return not name.startswith((".", "__pycache__")) and ignored.endswith(("/", *_SOURCES))


def is_on_remote(root: Path, commit: str) -> bool:
    """Whether a remote branch has the commit, as far as this clone knows. The remote is not contacted.

    Raises:
        GitError: if Git fails.
    """
    return bool(git(root, "for-each-ref", "--count=1", "--format=%(refname)", "--contains", commit, "refs/remotes"))


def _existing(root: Path, objects: set[str]) -> set[str]:
    """The objects that are in this repository: a partial clone lacks some."""
    if not objects:
        return set()
    done = run_git(root, "cat-file", "--batch-check=%(objectname) %(objecttype)", given="".join(f"{name}\n" for name in sorted(objects)))
    return {line.split()[0] for line in done.stdout.decode().splitlines() if line.endswith(" blob")}
