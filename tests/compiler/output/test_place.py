"""A report shows the wrong keyword, the character of a line, and a path relative to the repository."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from compiler.diagnostic import Finding, Origin
from compiler.output.place import locate
from tests.projects import HELLO, REPOSITORY, TempProject

if TYPE_CHECKING:
    from pathlib import Path


def shown(path: Path, line: int, byte: int = 0, field: str = "") -> str:
    """The place of one finding in the folder of the file."""
    (finding,) = locate([Finding(rule="a-rule", message="found", origin=Origin(str(path), line, byte=byte), field=field)], path.parent)
    return str(finding.origin)


def test_place_of_a_keyword_is_in_the_call_at_that_column(tmp_path: Path) -> None:
    path = tmp_path / "ci.py"
    path.write_text('make = [Run("a", name="b"), Run("c", name="d")]\nJob(\n    needs=[],\n)\n', encoding="utf-8")
    assert shown(path, 1, 9, "name") == "ci.py:1:18"
    assert shown(path, 1, 29, "name") == "ci.py:1:38"
    assert shown(path, 2, 0, "needs") == "ci.py:3:5"
    assert shown(path, 2, 1, "needs") == "ci.py:3:5"


def test_place_is_the_call_when_it_has_no_such_keyword(tmp_path: Path) -> None:
    path = tmp_path / "ci.py"
    path.write_text('x = Run("a", **more)\n', encoding="utf-8")
    assert shown(path, 1, 5, "name") == "ci.py:1:5"
    assert shown(path, 1, 0, "name") == "ci.py:1"
    assert shown(path, 9, 1, "name") == "ci.py:9:1"


def test_column_counts_characters_and_not_bytes(tmp_path: Path) -> None:
    path = tmp_path / "ci.py"
    line = 'grüße = "😀"; x = Run("é", name=5)'
    path.write_text(f"{line}\n", encoding="utf-8")
    at = line.index("Run")
    byte = len(line[:at].encode())
    assert shown(path, 1, byte + 1) == f"ci.py:1:{at + 1}"
    assert shown(path, 1, byte + 1, "name") == f"ci.py:1:{line.index('name') + 1}"


def test_column_that_is_known_is_kept(tmp_path: Path) -> None:
    for name in ("ci.yml", "ci.py"):
        path = tmp_path / name
        path.write_text("ü = Job(needs=1)\n", encoding="utf-8")
        (finding,) = locate([Finding(rule="a-rule", message="found", origin=Origin(str(path), 1, 5), field="needs")], tmp_path)
        assert str(finding.origin) == f"{name}:1:5"


def test_place_is_the_line_when_the_file_cannot_be_read_or_parsed(tmp_path: Path) -> None:
    path = tmp_path / "ci.py"
    assert shown(path, 1, 5, "needs") == "ci.py:1:1"
    for content in (b"\xff(", b"Job(needs=1\n", b"x = " + b"(" * 5000):
        path.write_bytes(content)
        assert shown(path, 1, 1, "needs") == "ci.py:1:1"
    assert shown(path, 1, 0, "needs") == "ci.py:1"


def test_a_finding_is_at_its_declaration_when_a_line_has_several(hello: TempProject) -> None:
    steps = 'Run("a ${{ x }}"), Run(command="b\\nc")'
    hello.put("pipelines/hello.py", HELLO.replace('Run("echo hello")', steps))
    first = HELLO.splitlines()[2].index("Run") + 1
    second = first + steps.index("command=")
    lines = hello.run("check").output.splitlines()
    assert f"pipelines/hello.py:3:{first}: `command` contains an expression written as text: 'a ${{{{ x }}}}' [raw-expression]" in lines
    assert f"pipelines/hello.py:3:{second}: the command has more than one line [multiline-command]" in lines


def test_findings_have_no_column_when_python_keeps_none(hello: TempProject) -> None:
    hello.put("pipelines/hello.py", HELLO.replace("echo hello", "echo ${{ x }}"))
    command = [sys.executable, "-X", "no_debug_ranges", "-m", "compiler", "-C", str(hello.root), "check"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("pipelines/hello.py:3: `command` contains an expression")


@pytest.mark.untraced
def test_many_findings_take_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "ci.py"
    path.write_text("".join(f'step{number} = Run("a", name={number})\n' for number in range(3000)), encoding="utf-8")
    origins = [Origin(str(path), number + 1, byte=len(f"step{number} = ") + 1) for number in range(3000)]
    findings = [Finding(rule="a-rule", message="found", origin=origin, field="name") for origin in origins]
    began = time.process_time()
    placed = locate(findings, tmp_path)
    assert time.process_time() - began < 3
    assert [finding.origin and finding.origin.line for finding in placed] == list(range(1, 3001))
    assert all(finding.origin and finding.origin.column > 15 for finding in placed)
