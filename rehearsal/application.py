"""A small application repository: a bare repository, as on GitHub, and a clone that commits and pushes.

    application = Application.make(tmp_path)            # 1.2.3 on all branches
    application.bump("1.3.0")                           # a commit on develop
    application.fast_forward("staging", "develop")
    application.head("staging")

Images, branches and folders come from the definitions. Commit dates count from a fixed time, so the same calls create the
same commits on every machine.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rehearsal.definitions import PRODUCT
from rehearsal.github.repository import GitError, git

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

IMAGES = PRODUCT.images
DEVELOPMENT = PRODUCT.development_branch
BRANCHES = (DEVELOPMENT, PRODUCT.staging_branch, PRODUCT.release_branch)
"""Each branch is updated from the one before it. The first two may be the same."""
_INDEPENDENT = PRODUCT.npm.independent_workspaces if PRODUCT.npm else ()
WORKSPACES = ("apps/api", "apps/web", "packages/shared")
OWN_VERSION = {folder: f"@{folder.rpartition('/')[2].replace('-', '/', 1)}" for folder in _INDEPENDENT}
"""Workspaces with their own version, and the names of their packages."""
CHANGELOGS = PRODUCT.changelogs
# Fast versions of the real scripts. Like those, they need the output of the steps before them.
SCRIPTS = {
    "build:packages": "mkdir -p packages/shared/dist && cp packages/shared/index.js packages/shared/dist/",
    "build:apps": "mkdir -p apps/web/dist && cat packages/shared/dist/index.js apps/web/.env.local > apps/web/dist/main.js",
    "lint": "! grep -rn debugger apps packages",
    "type-check": "test -f packages/shared/dist/index.js",
}
# Without a network there is no base image, so the build cannot run commands. Each step that writes costs buildah 50 ms per image.
_DOCKERFILE = """\
FROM scratch
COPY {versions} /app/
COPY apps/{image}/ /app/apps/{image}/
CMD ["node", "/app/apps/{image}/main.js"]
"""
_IGNORED = (".git", "**/node_modules", "**/dist", "*.md", ".env*", "!.env.example")
_EPOCH = 1_750_000_000


class Link(str):
    """A symbolic link to this path, in place of the text of a file."""

    __slots__ = ()


@dataclass
class Application:
    """The application: its repository on GitHub, `bare`, and a clone."""

    bare: Path
    clone: Path
    _commits: int = field(default=0)
    _original: Application | None = None
    """The application whose clone has yet to be copied; None if there is nothing to copy."""

    @property
    def work(self) -> Path:
        """The clone that commits and pushes. A copy of an application copies it on first use: most tests need only the repository."""
        if self._original:
            original, self._original = self._original, None
            shutil.copytree(original.work, self.clone)
            config = self.clone / ".git/config"
            before = config.read_text("utf-8")
            after = before.replace(f"url = {original.bare}\n", f"url = {self.bare}\n")
            if after == before:  # Git quotes some paths
                self.git("remote", "set-url", "origin", str(self.bare))
            else:
                config.write_text(after, "utf-8")
        return self.clone

    @classmethod
    def make(
        cls,
        folder: Path,
        version: str = "1.2.3",
        *,
        images: Sequence[str] = IMAGES,
        files: Mapping[str, str] | None = None,
    ) -> Application:
        """Create the repository with one commit on all branches, which includes `files`."""
        application = cls(folder / "application.git", folder / "work")
        application.bare.mkdir(parents=True)
        application.clone.mkdir()
        git(application.bare, "init", "--quiet", "--template=", "--bare", f"--initial-branch={DEVELOPMENT}")
        git(application.work, "init", "--quiet", "--template=", f"--initial-branch={DEVELOPMENT}")
        application.git("remote", "add", "origin", str(application.bare))
        first = {**_sources(version, images), **(files or {})}
        application.commit("feat: everything", first)
        for branch in BRANCHES[1:]:
            application.fast_forward(branch, DEVELOPMENT)
        return application

    def copy(self, folder: Path) -> Application:
        """Copy both repositories to a new folder. The original must not change before the clone is used."""
        shutil.copytree(self.bare, folder / self.bare.name)
        return Application(folder / self.bare.name, folder / self.clone.name, self._commits, self)

    def git(self, *arguments: str) -> str:
        """Run git in the clone, with a fixed author."""
        date = f"{_EPOCH + self._commits} +0000"
        who = {"NAME": "Mona Lisa", "EMAIL": "mona@example.org", "DATE": date}
        roles = ("AUTHOR", "COMMITTER")
        environment = {f"GIT_{role}_{key}": value for role in roles for key, value in who.items()}
        return git(self.work, *arguments, env=environment)

    def head(self, branch: str) -> str:
        """The head commit of a branch on GitHub, read from the files of the repository: tests ask thousands of times."""
        name = f"refs/heads/{branch}"
        if (file := self.bare / name).is_file():
            return file.read_text("ascii").rstrip()
        packed = self.bare / "packed-refs"
        found = re.search(f"^([0-9a-f]+) {re.escape(name)}$", packed.read_text("utf-8") if packed.exists() else "", re.MULTILINE)
        if found is None:
            raise GitError(f"there is no branch {branch}")
        return found[1]

    def commit(self, message: str, files: Mapping[str, str | None], branch: str = DEVELOPMENT) -> str:
        """Commit these files (None: deleted) to a branch, push it, and return the commit."""
        self._commits += 1
        if self._has(branch):
            self.git("fetch", "--quiet", "origin", f"+refs/heads/{branch}:refs/remotes/origin/{branch}")
            self.git("checkout", "--quiet", "--force", "-B", branch, f"refs/remotes/origin/{branch}")
        for name, content in files.items():
            path = self.work / name
            path.unlink(missing_ok=content is not None)
            if content is None:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Link):
                path.symlink_to(content)
                continue
            path.write_text(content, encoding="utf-8")
            if content.startswith("#!"):
                path.chmod(0o755)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-gpg-sign", "--message", message)
        self.git("push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return self.head(branch)

    def bump(self, version: str, changelog: str | None = None) -> str:
        """Commit a new version with its changelog to the development branch."""
        text = changelog if changelog is not None else f"# {version}\n\n- What is new in {version}\n"
        files = {**_version_files(version), f"{CHANGELOGS}/{version.partition('-')[0]}.md": text}
        return self.commit(f"chore: bump version to {version}", files)

    def fast_forward(self, branch: str, source: str) -> str:
        """Fast-forward a branch to another one. Raises `GitError` if that is not possible."""
        git(self.bare, "push", "--quiet", ".", f"refs/heads/{source}:refs/heads/{branch}")
        return self.head(branch)

    def branch(self, name: str, source: str = DEVELOPMENT) -> None:
        """Create a branch unless it exists."""
        if not self._has(name):
            self.fast_forward(name, source)

    def merge(self, branch: str, source: str) -> str:
        """Merge a branch as a pull request does: a commit with the source's content and two parents."""
        self._commits += 1
        self.git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
        ours, theirs = self.head(branch), self.head(source)
        merged = self.git("commit-tree", f"{theirs}^{{tree}}", "-p", ours, "-p", theirs, "-m", f"Merge {source}")
        self.git("push", "--quiet", "origin", f"{merged}:refs/heads/{branch}")
        return self.head(branch)

    def _has(self, branch: str) -> bool:
        try:
            self.head(branch)
        except GitError:
            return False
        return True


def _sources(version: str, images: Sequence[str]) -> dict[str, str]:
    return {
        **_version_files(version),
        **sources_of(images),
        ".dockerignore": "".join(f"{pattern}\n" for pattern in _IGNORED),
        f"{CHANGELOGS}/{version}.md": f"# {version}\n\n- The first of its kind\n",
        **dict.fromkeys(PRODUCT.npm.env_files.values() if PRODUCT.npm else (), "NEXT_PUBLIC_WEB_BRAND_NAME=Application\n"),
        **{f"{folder}/package.json": json.dumps({"name": name, "version": "9.0.0"}) + "\n" for folder, name in OWN_VERSION.items()},
        "packages/shared/index.js": "export const shared = true;\n",
        **_overlays(),
        "README.md": "# Application, small\n",
    }


def _overlays() -> dict[str, str]:
    if PRODUCT.gitops is None:
        return {}
    return {
        f"{PRODUCT.gitops.bases}/kustomization.yaml": "resources: []\n",
        f"{PRODUCT.gitops.overlay_example}/kustomization.yaml": "resources:\n  - ../base\n",
    }


def sources_of(images: Sequence[str]) -> dict[str, str]:
    """The sources of these images."""
    versions = "package.json package-lock.json" if PRODUCT.npm else PRODUCT.version_file
    docker = {f"{PRODUCT.dockerfiles}/{image}/Dockerfile": _DOCKERFILE.format(image=image, versions=versions) for image in images}
    return {**docker, **{f"apps/{image}/main.js": f'console.log("{image}");\n' for image in images}}


def _version_files(version: str) -> dict[str, str]:
    """The files that contain the version."""
    return _manifests(version) if PRODUCT.npm else {PRODUCT.version_file: f"{version}\n"}


def _manifests(version: str) -> dict[str, str]:
    root = {"name": "application", "version": version, "private": True}
    members = {f"{folder}/package.json": {"name": folder.split("/")[1], "version": version} for folder in WORKSPACES}
    versions = {folder: (folder.split("/")[1], version) for folder in WORKSPACES} | {
        folder: (name, "9.0.0") for folder, name in OWN_VERSION.items()
    }
    packages: dict[str, object] = {"": {"name": "application", "version": version, "workspaces": ["apps/*", "packages/*"]}}
    for folder, (name, its_version) in versions.items():
        packages[folder] = {"name": name, "version": its_version}
        packages[f"node_modules/{name}"] = {"resolved": folder, "link": True}
    lock = {"name": "application", "version": version, "lockfileVersion": 3, "packages": packages}
    values: dict[str, object] = {
        "package.json": {**root, "workspaces": ["apps/*", "packages/*"], "scripts": SCRIPTS},
        "package-lock.json": lock,
        **members,
    }
    return {name: json.dumps(value, indent=2) + "\n" for name, value in values.items()}
