"""package-json.sh checks manifests and lockfiles: npm's own rules for workspaces and ranges, and no workspace from elsewhere."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.operator_scripts.repositories import node
from tests.projects import REPOSITORY
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = (REPOSITORY / "templates/lib/package-json.sh").read_text("utf-8")
TEXT = LIBRARY.split("<<'JAVASCRIPT'\n")[1].split("\nJAVASCRIPT\n")[0]
SHARED, API = "@metaboost/shared", "@metaboost/api"


def package_json(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """How a task ended, and the lines that it printed."""
    done = subprocess.run(
        [node(), "-", *arguments],
        cwd=folder,
        env={"NPM": program("npm"), "PATH": "/usr/bin:/bin"},
        input=TEXT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def put(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return path


def product(folder: Path, version: str = "1.2.3", api: dict[str, Any] | None = None, **more: Any) -> Path:
    """A root, a shared package, and one that depends on it."""
    put(folder, "package.json", {"name": "metaboost", "version": version, "workspaces": ["apps/*", "packages/*"]})
    put(folder, "packages/shared/package.json", {"name": SHARED, "version": version})
    return put(folder, "apps/api/package.json", {"name": API, "version": version, **(api or {}), **more})


REWRITTEN = {
    "^1.2.3": "^2.0.0",
    "~1.2.3": "~2.0.0",
    "1.2.3": "2.0.0",
    "=1.2.3": "=2.0.0",
    "^1.0.0": "^2.0.0",
    "~1.2.0": "~2.0.0",
    "*": "*",
    "": "",
    ">=1": ">=1",
    ">=1.0.0 <3": ">=1.0.0 <3",
    "1 || 2": "1 || 2",
    "file:../../packages/shared": "file:../../packages/shared",
}
REFUSED = {
    ">=1.2.3 <2": "does not admit 2.0.0",
    "1.x": "does not admit 2.0.0",
    "^1": "does not admit 2.0.0",
    "1.0.0": "does not admit 2.0.0",
    "latest": "takes from elsewhere",
    "workspace:*": "npm does not know",
    "workspace:^1.2.3": "npm does not know",
    "npm:@metaboost/shared@^1.2.3": "takes from the registry",
    "github:podverse/shared": "takes from elsewhere",
    "git+https://example.org/shared.git": "takes from elsewhere",
    "https://example.org/shared.tgz": "takes from elsewhere",
    "file:../elsewhere": "which is not the workspace packages/shared",
}


@pytest.mark.parametrize("wanted", REWRITTEN)
def test_range_follows_its_sibling_or_admits_it(tmp_path: Path, wanted: str) -> None:
    manifest = product(tmp_path, dependencies={SHARED: wanted})
    assert package_json(tmp_path, "change", "1.2.3", "2.0.0") == (0, [])
    assert json.loads(manifest.read_text("utf-8")) == {"name": API, "version": "2.0.0", "dependencies": {SHARED: REWRITTEN[wanted]}}


@pytest.mark.parametrize("wanted", REFUSED)
def test_stops_before_writing_when_a_range_excludes_its_sibling(tmp_path: Path, wanted: str) -> None:
    manifest = product(tmp_path, dependencies={SHARED: wanted})
    before = manifest.read_text("utf-8")
    code, (output,) = package_json(tmp_path, "change", "1.2.3", "2.0.0")
    assert (code, REFUSED[wanted] in output, wanted in output) == (1, True, True), output
    assert manifest.read_text("utf-8") == before
    assert json.loads((tmp_path / "package.json").read_text("utf-8"))["version"] == "1.2.3"


KINDS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


def test_every_kind_of_dependency_counts(tmp_path: Path) -> None:
    manifest = product(tmp_path, api={kind: {SHARED: "^1.2.3"} for kind in KINDS})
    assert package_json(tmp_path, "change", "1.2.3", "1.3.0") == (0, [])
    assert {kind: json.loads(manifest.read_text("utf-8"))[kind][SHARED] for kind in KINDS} == dict.fromkeys(KINDS, "^1.3.0")


def test_range_on_a_prerelease_follows_its_sibling(tmp_path: Path) -> None:
    manifest = product(tmp_path, version="1.2.3-dev.1", dependencies={SHARED: "^1.2.3-dev.1"})
    assert package_json(tmp_path, "change", "1.2.3", "1.3.0")[0] == 0
    assert json.loads(manifest.read_text("utf-8"))["dependencies"] == {SHARED: "^1.3.0"}


def test_workspace_with_its_own_version_keeps_it(tmp_path: Path) -> None:
    manifest = product(tmp_path, dependencies={SHARED: "^1.2.3"})
    put(tmp_path, "packages/shared/package.json", {"name": SHARED, "version": "1.2.3", "dependencies": {API: "^1.2.0"}})
    assert package_json(tmp_path, "plan", "1.2.3", "2.0.0", "apps/api") == (
        0,
        ["package.json", "apps/api/package.json", "packages/shared/package.json"],
    )
    assert package_json(tmp_path, "change", "1.2.3", "2.0.0", "apps/api") == (0, [])
    assert json.loads(manifest.read_text("utf-8")) == {"name": API, "version": "1.2.3", "dependencies": {SHARED: "^2.0.0"}}
    assert json.loads((tmp_path / "packages/shared/package.json").read_text("utf-8"))["dependencies"] == {API: "^1.2.0"}


@pytest.mark.parametrize("overrides", [{SHARED: "1.0.0"}, {"left-pad": {f"{SHARED}@1": "2"}}, {"left-pad": f"npm:{SHARED}@1"}])
def test_stops_when_an_override_replaces_a_workspace(tmp_path: Path, overrides: dict[str, Any]) -> None:
    product(tmp_path)
    root = {"name": "metaboost", "version": "1.2.3", "workspaces": ["apps/*", "packages/*"], "overrides": overrides}
    put(tmp_path, "package.json", root)
    assert f'"overrides" names the workspace {SHARED}' in package_json(tmp_path, "plan", "1.2.3", "2.0.0")[1][0]


PATTERNS: dict[str, tuple[list[str], list[str]]] = {
    "braces": (["apps/{api,web}"], ["apps/api", "apps/web"]),
    "classes": (["apps/[a-b]*"], ["apps/api"]),
    "negation": (["apps/*", "!apps/web"], ["apps/api"]),
    "a negation that a later pattern overrules": (["apps/*", "!apps/web", "apps/web"], ["apps/api", "apps/web"]),
    "depth": (["**", "!.config"], ["apps/api", "apps/web", "apps/web/sidecar"]),
    "a path that begins with a dot": ([".config/lint", "./apps/api"], [".config/lint", "apps/api"]),
    "no dot unless it is named": (["*/*"], ["apps/api", "apps/web"]),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_workspaces_are_those_of_npm(tmp_path: Path, name: str) -> None:
    patterns, expected = PATTERNS[name]
    for folder in ("apps/api", "apps/web", "apps/web/sidecar", ".config/lint", "apps/api/node_modules/left-pad"):
        put(tmp_path, f"{folder}/package.json", {"name": folder.replace("/", "-").lstrip("."), "version": "1.2.3"})
    put(tmp_path, "package.json", {"name": "metaboost", "version": "1.2.3", "workspaces": patterns})
    assert package_json(tmp_path, "workspaces") == (0, expected)


@pytest.mark.parametrize(("lost", "code"), [("apps/web/package.json", 1), ("tests/fixtures/package.json", 0)])
def test_stops_when_a_workspace_is_not_on_disk(tmp_path: Path, lost: str, code: int) -> None:
    product(tmp_path)
    ended, lines = package_json(tmp_path, "workspaces", lost)
    assert (ended, "apps/web is not on disk" in lines[0]) == (code, code == 1)


def test_byte_order_mark_is_kept(tmp_path: Path) -> None:
    manifest = product(tmp_path)
    manifest.write_bytes(b"\xef\xbb\xbf" + manifest.read_bytes())
    assert package_json(tmp_path, "change", "1.2.3", "1.3.0") == (0, [])
    assert manifest.read_bytes() == b'\xef\xbb\xbf{"name": "@metaboost/api", "version": "1.3.0"}'


def test_stops_when_a_file_is_not_utf_8(tmp_path: Path) -> None:
    manifest = product(tmp_path)
    manifest.write_bytes(manifest.read_bytes().replace(b'"1.2.3"', b'"1.2.3", "x": "\xff"'))
    code, (output,) = package_json(tmp_path, "plan", "1.2.3", "1.3.0")
    assert (code, "apps/api/package.json cannot be read" in output) == (1, True), output


LINK = {"resolved": "packages/shared", "link": True}
TAKEN = {"version": "1.2.3", "resolved": "https://registry.example/shared.tgz", "integrity": "sha512-AAAA"}
NOT_A_LINK: dict[str, dict[str, Any]] = {
    "below the package that names it": {f"apps/api/node_modules/{SHARED}": TAKEN},
    "in the place of the link": {f"node_modules/{SHARED}": TAKEN},
    "by another name": {"node_modules/other": {**TAKEN, "name": SHARED}},
    "deep down": {f"node_modules/left-pad/node_modules/{SHARED}": TAKEN},
    "a link to elsewhere": {f"node_modules/{SHARED}": {"resolved": "../elsewhere", "link": True}},
    "a workspace's name for another": {f"apps/api/node_modules/{SHARED}": {**TAKEN, "name": "left-pad"}},
}


@pytest.mark.parametrize("name", NOT_A_LINK)
def test_stops_when_a_workspace_is_no_link_in_the_lockfile(tmp_path: Path, name: str) -> None:
    product(tmp_path)
    packages: dict[str, dict[str, Any]] = {
        "": {"name": "metaboost", "version": "1.2.3"},
        "packages/shared": {"version": "1.2.3"},
        "apps/api": {"version": "1.2.3"},
    }
    packages |= {f"node_modules/{SHARED}": LINK, f"node_modules/{API}": {"resolved": "apps/api", "link": True}}
    lock = {"name": "metaboost", "version": "1.2.3", "lockfileVersion": 3}
    for task in ("check-links", "check-lockfile"):
        put(tmp_path, "package-lock.json", {**lock, "packages": packages})
        assert package_json(tmp_path, task) == (0, [])
        put(tmp_path, "package-lock.json", {**lock, "packages": {**packages, **NOT_A_LINK[name]}})
        code, (output,) = package_json(tmp_path, task)
        assert (
            code,
            f"package-lock.json takes {SHARED} from " in output,
            "expected: a link to the workspace packages/shared" in output,
        ) == (
            1,
            True,
            True,
        ), output


def test_npm_is_found_behind_a_wrapper(tmp_path: Path) -> None:
    product(tmp_path)
    wrapper = put(tmp_path, "bin/npm", f'#!/bin/sh\nexec "{program("npm")}" "$@"\n')
    wrapper.chmod(0o755)
    output, script = "", TEXT.replace('"../lib/node_modules/npm"', '"../nowhere"')
    for npm, code in ((str(wrapper), 0), ("", 1)):
        done = subprocess.run(
            [program("node"), "-", "workspaces"],
            cwd=tmp_path,
            env={"NPM": npm, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
            input=script,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        output = done.stdout
        assert done.returncode == code, output
    assert output.startswith("npm's library @npmcli/map-workspaces was not found; expected: in the npm on PATH, or in the one beside /"), (
        output
    )
    source = f'source "{REPOSITORY}/templates/lib/terminal.sh"; source "{REPOSITORY}/templates/lib/package-json.sh"'
    task = f"set -eu; script=bump-version.sh; {source}; refuse_task 1 \"$1\" 'fix that file'"
    ran = subprocess.run(["bash", "-c", task, "bump-version.sh", output], capture_output=True, text=True, check=False)
    assert ran.stderr.endswith(" To do: install Node with its npm, then run bump-version.sh again\n"), ran.stderr
