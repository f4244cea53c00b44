"""A product that is not an npm project: its scripts read, change and check its version file, and run neither npm nor an audit."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from pipelines.product import PRODUCT
from tests.operator_scripts.states import BASE, Link, State, environment, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.operator_scripts.repositories import Clone
    from tests.scripts.steps import Shared

BUMP = "publish/bump-version.sh"
FILE = "VERSION"
NOTES = f"{PRODUCT.changelogs}/{BASE}.md"
NPM = ("package.json", "package-lock.json", "scripts/publish/audit-dependencies.sh", "scripts/development/update-lockfile-linux.sh")
FILES = "".join(f"{file}\n" for file in PRODUCT.files)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone without npm, with scripts that its definition has settled in this way."""
    made = template(tmp_path_factory.mktemp("version file") / "a place")
    settled = {
        "VERSION_FILE='package.json'": f"VERSION_FILE='{FILE}'",
        f"FILES='{FILES}'": f"FILES='{FILE}\n'",
        "AUDIT_SCRIPT='scripts/publish/audit-dependencies.sh'": "AUDIT_SCRIPT=''",
        "LOCKFILE_SCRIPT='scripts/development/update-lockfile-linux.sh'": "LOCKFILE_SCRIPT=''",
        f"INDEPENDENT_WORKSPACES='{'packages/metaboost-signing'}\n'": "INDEPENDENT_WORKSPACES=''",
    }
    for path in (made.folder / "scripts/publish").glob("*.sh"):
        text = path.read_text("utf-8")
        for before, after in settled.items():
            text = text.replace(before, after)
        path.write_text(text, "utf-8")
    for name in NPM:
        made.git("rm", "--quiet", name)
    made.commit("chore: no npm", {FILE: f"{BASE}\n"})
    made.push("develop", "staging", "main")
    return made.pack()


@pytest.fixture
def clone(start: Clone, tmp_path: Path) -> Clone:
    made = start.copy(tmp_path / "a place")
    for name in ("npm", "docker"):
        made.shim(name, "#!/bin/sh\necho 'nobody runs this command' >&2\nexit 1\n")
    return made


@pytest.mark.parametrize(("wanted", "expected"), [("minor", "1.3.0"), ("patch", "1.2.4"), ("2.0.0", "2.0.0")])
def test_bump_version_commits_the_next_version(clone: Clone, wanted: str, expected: str) -> None:
    ran = clone.run(BUMP, wanted, "--yes", "--push")
    assert ran.code == 0, ran.output
    assert clone.read(FILE) == f"{expected}\n"
    assert clone.git("diff", "--name-only", "HEAD~1").splitlines() == [FILE, f"{PRODUCT.changelogs}/{expected}.md"]
    assert clone.git("log", "-1", "--format=%s") == f"chore: bump version to {expected}"
    assert clone.git("status", "--porcelain") == ""
    assert "nobody runs this command" not in ran.output


@pytest.mark.parametrize("wanted", ["1.2.3", "1.2.2"])
def test_bump_version_stops_when_the_version_is_not_higher(clone: Clone, wanted: str) -> None:
    before = clone.state()
    ran = clone.run(BUMP, wanted, "--yes")
    assert (ran.code, f"{wanted} is not higher than 1.2.3, which VERSION has" in ran.output) == (1, True), ran.output
    assert clone.state() == before


def test_bump_version_restores_everything_when_the_commit_fails(clone: Clone) -> None:
    clone.hook("pre-commit")
    before = clone.state()
    ran = clone.run(BUMP, "patch", "--yes")
    assert (ran.code, "all changes were undone" in ran.output) == (1, True), ran.output
    assert clone.state() == before


def test_help_names_the_version_file(clone: Clone) -> None:
    output = clone.run(BUMP, "--help").output
    assert "on develop in VERSION, creates\n" in output
    assert "package.json" not in output


def test_version_is_read_when_git_converts_line_ends(clone: Clone) -> None:
    clone.git("config", "core.autocrlf", "true")
    (clone.folder / FILE).unlink()
    clone.git("checkout", "--", FILE)
    assert (clone.folder / FILE).read_bytes() == b"1.2.3\r\n"
    ran = clone.run(BUMP, "patch", "--yes")
    assert ran.code == 0, ran.output
    assert clone.git("show", f"HEAD:{FILE}") == "1.2.4"


HOSTILE = {
    "nothing": ("", 'VERSION contains ""'),
    "CRLF": ("1.2.3\r\n", "VERSION has CRLF line endings"),
    "a byte-order mark": ("\ufeff1.2.3\n", "VERSION begins with a byte-order mark"),
    "several lines": ("1.2.3\n1.2.4\n", "VERSION has 2 lines"),
    "a prerelease": ("1.2.3-rc.1\n", 'VERSION contains "1.2.3-rc.1"'),
    "a NUL": ("1.2.3\0", 'VERSION contains "1.2.3?"'),
    "a command": ("1.2.3$(touch pwned)\n", 'VERSION contains "1.2.3$(touch pwned)"'),
    "far too much": ("1" * 1_000_000, "VERSION has 1000000 bytes"),
}


@pytest.mark.parametrize(("content", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_bump_version_stops_when_the_file_holds_anything_else(clone: Clone, content: str, expected: str) -> None:
    clone.git("config", "core.autocrlf", "false")
    (clone.folder / FILE).write_bytes(content.encode())
    clone.git("commit", "--quiet", "--all", "--message", "fix: something")
    before = clone.state()
    ran = clone.run(BUMP, "patch", "--yes")
    assert (ran.code, expected in ran.output) == (1, True), ran.output
    assert "To do: echo X.Y.Z >VERSION, and commit it" in ran.output
    assert clone.state() == before


@pytest.mark.parametrize("there", ["nothing", "link", "folder"])
def test_bump_version_stops_when_the_file_is_missing(clone: Clone, there: str) -> None:
    path = clone.folder / FILE
    path.unlink()
    if there == "link":
        clone.put("elsewhere", "1.2.3\n")
        path.symlink_to("elsewhere")
    elif there == "folder":
        clone.put(f"{FILE}/x", "1.2.3\n")
    clone.commit()
    before = clone.state()
    ran = clone.run(BUMP, "patch", "--yes")
    assert (ran.code, "VERSION is not a file of this repository" in ran.output) == (1, True), ran.output
    assert clone.state() == before


def test_bump_version_stops_when_the_version_is_too_large(clone: Clone) -> None:
    clone.commit(files={FILE: f"1.2.{'9' * 16}\n"})
    ran = clone.run(BUMP, "patch", "--yes")
    assert (ran.code, "To do: echo X.Y.Z >VERSION, and commit it" in ran.output) == (1, True), ran.output


def test_the_remedy_for_a_removed_version_file_restores_it(clone: Clone) -> None:
    clone.git("rm", "--quiet", FILE)
    clone.commit("chore: remove the version")
    clone.commit("fix: something later")
    clone.push("develop")
    ran = clone.run("publish/sync-develop-to-staging.sh", "--dry-run")
    remedy = ran.output.partition(f"develop has no {FILE}. To do: add it, or restore it: ")[2].partition(", and commit it")[0]
    clone.git("fetch", "--quiet")
    subprocess.run(["bash", "-c", remedy], cwd=clone.folder, env=clone.environment, check=True)
    assert clone.read(FILE) == f"{BASE}\n", ran.output


UNUSABLE = "Invalid version file"
ROWS: dict[str, tuple[State, str, str]] = {
    "a version": (State(), "", ""),
    "a version without a line end": (State(files={FILE: "1.2.3"}), "", ""),
    **{
        name: (State(files={FILE: content.encode()}), output.replace("VERSION ", "VERSION of "), UNUSABLE)
        for name, (content, output) in HOSTILE.items()
    },
    "no file": (State(files={FILE: None}), "has no VERSION. To do: add it, or restore it: ", "No version file"),
    "a link": (State(files={FILE: Link("elsewhere"), "elsewhere": "1.2.3\n"}), "VERSION is a symbolic link", "Symbolic link in the path"),
    "a folder": (State(files={FILE: None, f"{FILE}/x": "1.2.3\n"}), "has no VERSION", "No version file"),
    "released from another commit": (State(tags={BASE: "before"}), f"{BASE} is already released", f"{BASE} is already released"),
    "no changelog": (State(files={NOTES: None}), f"there is no {NOTES}", "No changelog"),
}


@pytest.mark.parametrize(("state", "script", "step"), ROWS.values(), ids=ROWS)
def test_operator_scripts_and_steps_agree(  # noqa: PLR0913, PLR0917  a row, and its fixtures
    shared: Shared, start: Clone, tmp_path: Path, state: State, script: str, step: str
) -> None:
    with environment(shared, start, tmp_path / "a place", state) as here:
        here.steps.env = {"VERSION_FILE": FILE, "FILES": f"{FILE}\n"}
        output = [
            *here.preflight(),
            here.operator_script("sync-develop-to-staging.sh", "--dry-run"),
            here.operator_script("sync-staging-to-main.sh", "--dry-run"),
        ]
        for one in output:
            assert (_without_branch(script) in _without_branch(one)) if script else not one, output
        stop = here.declaration("develop")
        assert (step in stop) if step else not stop, stop


def _without_branch(message: str) -> str:
    return message.replace("VERSION of develop ", "VERSION of ").replace("VERSION of staging ", "VERSION of ")
