"""Where a checkout has CRLF: harmless in what YAML and Markdown readers read, fatal in what a kernel starts."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.projects import TempProject

if TYPE_CHECKING:
    from pathlib import Path

OPERATOR_SCRIPT = (
    'from compiler import OperatorScript\n\nHELLO = OperatorScript("hello", path="scripts/hello.sh", settings={"NAME": "you"})\n'
)
SCRIPT = "#!/usr/bin/env bash\n# Greet.\n#\n# env: NAME  who is greeted\n#\nset -u\nprintf 'Hello, %s\\n' \"$NAME\"\n"
PAGE = 'from compiler import Document\n\nPAGE = Document("page.md", path="docs/page.md", values={}, workflows={})\n'
HERE = "generated/scripts/hello.sh"
FILES = ("generated/.github/workflows/hello.yml", "generated/docs/page.md")


@pytest.fixture
def project(hello: TempProject) -> TempProject:
    """A workflow, an operator script and a document, all up to date."""
    hello.put("pipelines/operator_scripts.py", OPERATOR_SCRIPT)
    hello.put("templates/hello.sh", SCRIPT)
    hello.put("pipelines/pages.py", PAGE)
    hello.put("templates/documents/page.md", "# Page\n\nText.\n")
    assert hello.run("generate").code == 0
    return hello


@pytest.fixture
def application(project: TempProject, tmp_path: Path) -> TempProject:
    """A repository in which the three are installed."""
    made = TempProject(tmp_path / "application")
    subprocess.run(["git", "init", "--quiet", str(made.root)], check=True)
    assert project.run("install", "--yes", str(made.root)).code == 0
    return made


def with_crlf(made: TempProject, name: str) -> None:
    path = made.root / name
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def start(path: Path) -> subprocess.CompletedProcess[str]:
    # A folder of PATH that this user may not read would make it 126.
    return subprocess.run([path], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False)


def test_check_reports_crlf_in_a_script_and_generate_fixes_it(project: TempProject) -> None:
    with_crlf(project, HERE)
    assert start(project.root / HERE).returncode == 127, "what this is about"
    ran = project.run("check")
    assert ran.code == 1
    assert f"{HERE}: the file is out of date with pipelines/operator_scripts.py: it has CRLF line endings" in ran.output
    assert f"the line `/{HERE} text eol=lf` in .gitattributes prevents that" in ran.output
    reported = f"{HERE}: differs in its line endings only\nreplace    {HERE}  (line endings)\ntotal      1 file  (+0 -0)\n"
    assert project.run("diff").output == f"{reported}linesmith: to write them: make generate\n"
    assert f"{HERE}: written\n" in project.run("generate").output
    assert start(project.root / HERE).stdout == "Hello, you\n"
    assert project.run("check").code == 0


def test_check_reports_crlf_in_a_script_of_an_application(project: TempProject, application: TempProject) -> None:
    with_crlf(application, "scripts/hello.sh")
    ran = project.run("check", "--repo", str(application.root))
    assert ran.code == 1
    assert "`/scripts/hello.sh text eol=lf` in .gitattributes" in ran.output
    (found,) = [
        file
        for file in json.loads(project.run("check", "--repo", str(application.root), "--format", "json").output.partition("linesmith:")[0])[
            "files"
        ]
        if file["state"] != "current"
    ]
    assert (found["path"], found["state"], found["only"]) == ("scripts/hello.sh", "changed", "line endings")
    assert project.run("check", "--repo", str(application.root), "--format", "github").output.startswith(
        "::error file=scripts/hello.sh,line=1"
    )
    ran = project.run("install", "--yes", str(application.root))
    assert (ran.code, "\nreplace    scripts/hello.sh  (line endings)\n" in ran.output) == (0, True), "nothing would be lost"
    assert start(application.root / "scripts/hello.sh").stdout == "Hello, you\n"


def test_proposed_gitattributes_line_prevents_crlf(project: TempProject, application: TempProject, tmp_path: Path) -> None:
    application.put(".gitattributes", "/scripts/hello.sh text eol=lf\n")
    who = ("-c", "user.name=Mona", "-c", "user.email=mona@example.org")
    for command in (("add", "--all"), ("commit", "--quiet", "--message", "all")):
        subprocess.run(["git", *who, *command], cwd=application.root, check=True)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--config", "core.autocrlf=true", str(application.root), str(clone)], check=True)
    assert b"\r\n" in (clone / "docs/page.md").read_bytes()
    assert project.run("check", "--repo", str(clone)).code == 0


@pytest.mark.parametrize("name", FILES)
def test_check_accepts_crlf_where_it_is_harmless(name: str, project: TempProject) -> None:
    with_crlf(project, name)
    assert project.run("check").code == 0
    assert f"{name}: written\n" not in project.run("generate").output


CHANGES = {
    "a lone CR": lambda text: text.replace(b"set -u\n", b"set -u\r"),
    "one CRLF": lambda text: text.replace(b"set -u\n", b"set -u\r\n"),
    "a doubled CR": lambda text: text.replace(b"\n", b"\r\r\n"),
    "a byte-order mark": lambda text: b"\xef\xbb\xbf" + text,
    "no final line end": lambda text: text.rstrip(b"\n"),
    "a line end more": lambda text: text + b"\n",
    "spaces at an end": lambda text: text.replace(b"set -u", b"set -u "),
    "a NUL": lambda text: text.replace(b"Greet", b"Greet\0"),
    "what is not UTF-8": lambda text: text.replace(b"Greet", b"Greet\xff"),
}


EVERYWHERE = ("a doubled CR", "a byte-order mark", "no final line end", "a line end more")
ROWS = [*((HERE, change) for change in CHANGES), *((name, change) for name in FILES for change in EVERYWHERE)]


@pytest.mark.parametrize(("name", "change"), ROWS)
def test_check_reports_any_other_changed_byte(name: str, change: str, project: TempProject) -> None:
    path = project.root / name
    before = path.read_bytes()
    after = CHANGES[change](before)
    assert after != before
    path.write_bytes(after)
    assert project.run("check").code == 1
    assert project.run("generate").code == 0
    assert path.read_bytes() == before


def test_check_reports_a_letter_that_only_looks_the_same(project: TempProject) -> None:
    project.put("templates/documents/page.md", "# Caf\u00e9\n")
    assert project.run("generate").code == 0
    page = project.root / FILES[1]
    page.write_bytes(page.read_bytes().replace("\u00e9".encode(), "e\u0301".encode()))
    assert project.run("check").code == 1


def test_check_explains_a_mode_that_the_file_system_lacks(project: TempProject) -> None:
    (project.root / HERE).chmod(0o644)
    assert f"On a file system without modes, set it with `git update-index --chmod=+x {HERE}`" in project.run("check").output
