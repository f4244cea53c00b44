"""bump-version.sh: one commit with the next version, or no change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.product import PRODUCT
from tests.operator_scripts.repositories import INTERRUPT, TERMINATE, Clone, versions

if TYPE_CHECKING:
    from collections.abc import Callable

BUMP = "publish/bump-version.sh"


@pytest.mark.parametrize(
    ("wanted", "expected"), [("major", "2.0.0"), ("minor", "1.3.0"), ("patch", "1.2.4"), ("1.2.10", "1.2.10"), ("1.3.0", "1.3.0")]
)
def test_one_commit_has_the_next_version(ready: Clone, wanted: str, expected: str) -> None:
    before = ready.state()
    ran = ready.run(BUMP, wanted, "--yes")
    assert ran.code == 0, ran.output
    assert versions(ready) == {
        ".": expected,
        "apps/api": expected,
        "apps/web/sidecar": expected,
        "packages/shared": expected,
        "packages/metaboost-signing": "9.0.0",
    }
    assert "packages/metaboost-signing has its own version: not changed" in ran.output
    notes = f"docs/development/CHANGELOGS/{expected}.md"
    assert ran.output.endswith(f"next: write {notes} and commit it, then git push --no-verify origin HEAD:refs/heads/develop\n")
    assert ready.git("log", "-1", "--format=%s") == f"chore: bump version to {expected}"
    assert ready.git("rev-list", "--count", "HEAD") == "2"
    assert ready.git("status", "--porcelain") == ""
    assert sorted(ready.git("diff", "--name-only", "HEAD~1").splitlines()) == [
        "apps/api/package.json",
        "apps/web/sidecar/package.json",
        f"docs/development/CHANGELOGS/{expected}.md",
        "package-lock.json",
        "package.json",
        "packages/shared/package.json",
    ]
    changelog = ready.read(f"docs/development/CHANGELOGS/{expected}.md")
    assert changelog.startswith(f"# Changelog {expected}\n\n")
    assert PRODUCT.changelog_placeholder in changelog.splitlines(), "with it the workflows publish nothing"
    assert json.loads(ready.read("apps/api/package.json"))["dependencies"] == {
        "@metaboost/shared": f"^{expected}",
        "@metaboost/signing": "9.0.0",
    }
    lock = json.loads(ready.read("package-lock.json"))
    assert lock["version"] == lock["packages"]["apps/api"]["version"] == expected
    after = ready.state()
    assert (after["remote"], after["left"]) == (before["remote"], [])


def test_only_the_bytes_of_the_version_change(ready: Clone) -> None:
    odd = '{\r\n\t"version" : "1.2.3", "name":"@metaboost/api",\n  "x": {"version": "1.2.3", "é": "\\u00e9"},   "dependencies": '
    odd += '{"@metaboost/shared": "~1.2.3", "@metaboost/sidecar": "1.2.3", "@metaboost/signing": ">=9", "left": "1.2.3"}}'
    ready.commit(files={"apps/api/package.json": odd})
    ran = ready.run(BUMP, "1.2.4", "--yes", FAKE_ENGINE_DOES="sed -i 's/1[.]2[.]3/1.2.4/' package-lock.json")
    assert ran.code == 0, ran.output
    expected = odd.replace('"version" : "1.2.3", "name"', '"version" : "1.2.4", "name"')
    expected = expected.replace("~1.2.3", "~1.2.4").replace('"@metaboost/sidecar": "1.2.3"', '"@metaboost/sidecar": "1.2.4"')
    assert (ready.folder / "apps/api/package.json").read_bytes().decode() == expected


def test_existing_changelog_is_kept(ready: Clone) -> None:
    ready.commit(files={"docs/development/CHANGELOGS/1.3.0.md": "# Mine\n"})
    assert ready.run(BUMP, "minor", "--yes").code == 0
    assert ready.read("docs/development/CHANGELOGS/1.3.0.md") == "# Mine\n"


def test_branch_is_pushed_when_a_tag_has_its_name(ready: Clone) -> None:
    ready.git("push", "--quiet", "origin", "HEAD:refs/tags/develop")
    ready.git("tag", "develop")
    ready.hook("pre-push")
    ran = ready.run(BUMP, "patch", "--yes", "--push")
    assert ran.code == 0, ran.output
    assert ready.git("rev-parse", "refs/heads/develop", folder=ready.bare) == ready.git("rev-parse", "HEAD")
    assert ready.git("rev-parse", "refs/tags/develop", folder=ready.bare) == ready.git("rev-parse", "HEAD~1")
    assert "next: write docs/development/CHANGELOGS/1.2.4.md, commit and push it; nothing is published while" in ran.output


def test_commit_is_kept_when_the_push_fails(ready: Clone) -> None:
    ready.hook("pre-receive")
    before = ready.state()["remote"]
    ran = ready.run(BUMP, "patch", "--yes", "--push")
    assert ran.code == 1
    assert "To do: git push --no-verify origin HEAD:refs/heads/develop" in ran.output
    assert ready.git("log", "-1", "--format=%s") == "chore: bump version to 1.2.4"
    assert ready.state()["remote"] == before


def commit_manifest(clone: Clone, text: str) -> None:
    clone.commit(files={"package.json": text})


def edit(clone: Clone, **changes: Any) -> None:
    commit_manifest(clone, json.dumps({**json.loads(clone.read("package.json")), **changes}))


def behind(clone: Clone) -> None:
    clone.commit()
    clone.git("push", "--quiet", "origin", "HEAD:refs/heads/develop")
    clone.git("reset", "--quiet", "--hard", "HEAD~1")


def remove(clone: Clone, name: str) -> None:
    clone.git("rm", "--quiet", name)
    clone.commit()


def unreachable(clone: Clone) -> None:
    clone.git("remote", "set-url", "origin", str(clone.root / "gone"))


REFUSED: dict[str, tuple[Callable[[Clone], object], list[str], str]] = {
    "another branch": (lambda c: c.git("switch", "--quiet", "-c", "feature"), ["patch"], "To do: git switch develop"),
    "no branch": (lambda c: c.git("switch", "--quiet", "--detach"), ["patch"], "HEAD is detached"),
    "a changed file": (lambda c: c.put("package.json", "{}"), ["patch"], "the working tree is not clean:  M package.json"),
    "an unknown file": (lambda c: c.put("new", ""), ["patch"], "not clean: ?? new. To do: git stash --include-untracked"),
    "behind": (behind, ["patch"], "To do: git pull --ff-only origin develop"),
    "no remote": (unreachable, ["patch"], "the remote origin cannot be read"),
    "not higher": (lambda _: None, ["1.2.3"], "1.2.3 is not higher than 1.2.3, which package.json has"),
    "lower as a number": (lambda c: edit(c, version="1.10.0"), ["1.9.0"], "1.9.0 is not higher than 1.10.0"),
    "released": (
        lambda c: c.git("push", "--quiet", "origin", "HEAD:refs/tags/1.10.0"),
        ["1.9.0"],
        "1.9.0 is not higher than 1.10.0, which is released. To do: ./scripts/publish/bump-version.sh 1.10.1".replace("./", ""),
    ),
    "released here": (lambda c: c.git("tag", "-m", "x", "1.3.0"), ["1.3.0"], "1.3.0 is not higher than 1.3.0, which is released"),
    "no version": (
        lambda c: commit_manifest(c, "{}"),
        ["patch"],
        'package.json has no "version". To do: npm pkg set version=X.Y.Z, and commit it',
    ),
    "a version that is a number": (
        lambda c: edit(c, version=7),
        ["patch"],
        'package.json has the "version" 7, which is not a string. To do: npm pkg set',
    ),
    "a list": (
        lambda c: commit_manifest(c, "[1]"),
        ["patch"],
        "package.json is not a JSON object: it contains [1]. To do: git log -p -- package.json",
    ),
    "a workspace with a version that is a number": (
        lambda c: c.commit(files={"apps/api/package.json": '{"name": "@metaboost/api", "version": 7}'}),
        ["patch"],
        'apps/api/package.json has the "version" 7, which is not a string. To do: fix that file',
    ),
    "an invalid version": (lambda c: edit(c, version="1.2"), ["patch"], 'package.json has the version "1.2", which is not SemVer'),
    "a number that bash cannot count on": (
        lambda c: edit(c, version="1.2.9223372036854775807"),
        ["patch"],
        "not SemVer with numbers of at most 15 digits. To do: npm pkg set version=X.Y.Z",
    ),
    "no JSON": (lambda c: commit_manifest(c, "{"), ["patch"], "package.json is not a JSON object: it cannot be parsed"),
    "invalid globs": (
        lambda c: edit(c, workspaces={"packages": 7}),
        ["patch"],
        '"workspaces" cannot be read: workspaces config expects an Array. To do: fix that file and commit it, then run this script again',
    ),
    "a range that a sibling leaves": (
        lambda c: edit(c, dependencies={"@metaboost/shared": ">=1.2.3 <1.2.4"}),
        ["patch"],
        'dependencies @metaboost/shared is ">=1.2.3 <1.2.4", which does not admit 1.2.4, the version of the workspace packages/shared',
    ),
    "a workspace that is not on disk": (
        lambda c: c.git("sparse-checkout", "set", "--no-cone", "/*", "!/apps/api/"),
        ["patch"],
        "apps/api is not on disk: this is a sparse checkout, and its folder is a workspace. To do: git sparse-checkout disable",
    ),
    "an invalid workspace": (
        lambda c: c.commit(files={"apps/api/package.json": "["}),
        ["patch"],
        "apps/api/package.json is not a JSON object: it cannot be parsed. To do: git log -p -- apps/api/package.json",
    ),
    "an advisory": (lambda c: c.put("../audit.json", "{}"), ["patch"], "the dependencies could not be audited"),
    "no engine": (lambda c: (c.bin / "docker").unlink(), ["patch"], "no container engine is running"),
    "no audit": (
        lambda c: remove(c, "scripts/publish/audit-dependencies.sh"),
        ["patch"],
        "is missing or not executable. To do: in a clone of the definitions: .venv/bin/linesmith install '/",
    ),
    "no lockfile script": (
        lambda c: remove(c, "scripts/development/update-lockfile-linux.sh"),
        ["patch"],
        "is missing or not executable",
    ),
    "a hook": (lambda c: c.hook("pre-commit", "echo the hook says no >&2; exit 1"), ["patch"], "the hook says no"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_stops_and_restores_everything_when_something_is_wrong(ready: Clone, name: str) -> None:
    change, arguments, expected = REFUSED[name]
    change(ready)
    before = ready.state()
    ran = ready.run(BUMP, *arguments, "--yes")
    assert (ran.code, expected in ran.output) == (1, True), ran.output
    assert ready.state() == before
    assert ran.output.count("To do: ") == (name != "a hook"), "one refusal, with its remedy"


NPM = "npm install --package-lock-only >&2; "
NOT_GOOD = {
    "npm fails": ("exit 3", "npm failed in the container"),
    "none": ("rm package-lock.json", "the lockfile that npm created cannot be read"),
    "another form": (
        "echo {} > package-lock.json",
        "the lockfile that npm created has lockfileVersion undefined; expected: 2 or higher; package-lock.json is unchanged",
    ),
    "cut": ("echo '{' > package-lock.json", "the lockfile that npm created is not a JSON object"),
    "another version": (
        "sed -i 's/1[.]2[.]3/1.2.9/' package-lock.json",
        "the lockfile that npm created is for metaboost 1.2.9, not for metaboost 1.3.0",
    ),
    "a workspace": (
        NPM + "sed -i 's/9[.]0[.]0/8.0.0/' package-lock.json",
        "the lockfile that npm created lacks the workspace packages/metaboost-signing",
    ),
    "an optional part": (
        NPM
        + """node -e 'const fs = require("fs"), lock = JSON.parse(fs.readFileSync("package-lock.json"));
        lock.packages["apps/api"].optionalDependencies = { "@x/linux": "1" };
        fs.writeFileSync("package-lock.json", JSON.stringify(lock))'""",
        "the lockfile that npm created lacks @x/linux, which apps/api may need on another platform",
    ),
}


@pytest.mark.parametrize("name", NOT_GOOD)
def test_stops_when_the_new_lockfile_is_invalid(ready: Clone, name: str) -> None:
    does, expected = NOT_GOOD[name]
    before = ready.state()
    ran = ready.run(BUMP, "minor", "--yes", FAKE_ENGINE_DOES=does)
    assert (ran.code, expected in ran.output) == (1, True), ran.output
    assert ready.state() == before


@pytest.mark.parametrize(
    "arguments",
    [["1.2"], ["v1.3.0"], ["01.3.0"], ["1.3.0-rc.1"], ["1.3.0+x"], ["9999999999999999.0.0"], ["--force"], ["minor", "patch"], [], [""]],
)
def test_stops_on_invalid_arguments(ready: Clone, arguments: list[str]) -> None:
    before = ready.state()
    ran = ready.run(BUMP, *arguments, "--yes")
    assert (ran.code, "--help" in ran.output) == (2, True), ran.output
    assert ready.state() == before


def test_stops_before_the_first_change_when_there_is_no_terminal(ready: Clone) -> None:
    before = ready.state()
    ran = ready.run(BUMP, "patch", feed="y\n")
    assert ran.code == 1
    assert "there is no terminal to ask on; nothing was changed" in ran.output
    assert "\x1b" not in ran.output
    assert ready.state() == before


def test_dry_run_reports_everything_and_changes_nothing(ready: Clone) -> None:
    before = ready.state()
    ran = ready.run(BUMP, "patch", "--dry-run", "--push")
    assert ran.code == 0
    for line in (
        "1.2.3 → 1.2.4, in:",
        "  packages/shared/package.json",
        "  docs/development/CHANGELOGS/1.2.4.md",
        "would push develop to origin",
    ):
        assert line in ran.output
    assert ready.state() == before


def test_asks_for_confirmation_on_a_terminal(ready: Clone) -> None:
    before = ready.state()
    refused = ready.run_on_a_terminal(BUMP, "patch", types="n\n", at="[y/N]")
    assert (refused.code, "not confirmed; nothing was changed" in refused.output) == (1, True)
    assert ready.state() == before
    assert "\x1b[1m" in refused.output
    assert "\x1b" not in ready.run_on_a_terminal(BUMP, "patch", types="n\n", at="[y/N]", environment={"NO_COLOR": "1"}).output
    agreed = ready.run_on_a_terminal(BUMP, "patch", types="y\n", at="[y/N]")
    assert agreed.code == 0, agreed.output
    assert ready.git("log", "-1", "--format=%s") == "chore: bump version to 1.2.4"


def test_asks_for_the_next_version_on_a_terminal(ready: Clone) -> None:
    ran = ready.run_on_a_terminal(BUMP, "--dry-run", types="minor\n", at="The next one")
    assert "1.2.3 → 1.3.0, in:" in ran.output


@pytest.mark.parametrize(("signal", "code"), [(INTERRUPT, 130), (TERMINATE, 143)])
def test_everything_is_restored_when_interrupted_while_the_lockfile_is_made(ready: Clone, signal: int, code: int) -> None:
    before = ready.state()
    ran = ready.run_on_a_terminal(
        BUMP, "patch", "--yes", kill=signal, at="npm is at work", environment={"FAKE_ENGINE_DOES": "echo npm is at work; sleep 30"}
    )
    assert ran.code == code, ran.output
    assert "all changes were undone" in ran.output
    assert ready.state() == before


def test_help_is_shown_without_a_repository(clone: Clone) -> None:
    ran = clone.run(BUMP, "--help", PATH="/usr/bin:/bin")
    assert (ran.code, ran.output.startswith("Usage: ")) == (0, True)


@pytest.mark.parametrize("signal", [INTERRUPT, TERMINATE])
@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "post-commit"])
def test_message_is_accurate_when_interrupted_in_a_hook(ready: Clone, hook: str, signal: int) -> None:
    ready.hook(hook, "echo in the hook >&2; sleep 30")
    before = ready.state()
    ran = ready.run_on_a_terminal(BUMP, "patch", "--yes", kill=signal, at="in the hook")
    assert ran.code in {128 + signal, -signal}, ran.output
    if hook == "post-commit":
        assert ready.git("log", "-1", "--format=%s") == "chore: bump version to 1.2.4"
        assert f"the commit was made, {ready.git('rev-parse', 'HEAD')}" in ran.output
        assert ready.git("status", "--porcelain") == ""
        assert ready.read("docs/development/CHANGELOGS/1.2.4.md")
    else:
        assert "all changes were undone" in ran.output
        assert ready.state() == before


def test_changes_of_a_hook_are_reported(ready: Clone) -> None:
    ready.hook("pre-commit", "echo x >left; exit 1")
    ran = ready.run(BUMP, "patch", "--yes")
    assert (ran.code, "some changes could not be undone: ?? left" in ran.output) == (1, True), ran.output
