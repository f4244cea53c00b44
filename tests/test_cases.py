"""Every folder in cases/ok compiles to its snapshot, and every folder in cases/err prints its expected.txt. A new case needs no code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.projects import CASES, TempProject

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

OK = sorted(path.name for path in (CASES / "ok").iterdir())
ERR = sorted(path.name for path in (CASES / "err").iterdir())


class WorkflowFile(SingleFileSnapshotExtension):
    """A snapshot with the extension of a workflow file, so that linters can check it."""

    file_extension = "yml"
    _write_mode = WriteMode.TEXT


class OtherFiles(SingleFileSnapshotExtension):
    """Operator scripts and documents, each under its path."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


def case(folder: Path, kind: str, name: str) -> TempProject:
    TempProject.of(folder, {})
    return TempProject.of(folder, {}, base=CASES / kind / name)


@pytest.mark.parametrize("name", OK)
def test_it_compiles_to_the_snapshot(name: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    compilation = case(tmp_path / "project", "ok", name).compiled()
    assert [finding.message for finding in compilation.findings] == []
    text = "".join(output.text for output in compilation.files if output.workflow)
    assert text == snapshot(extension_class=WorkflowFile)
    if others := "".join(f"{output.location}\n{output.text}" for output in compilation.files if not output.workflow):
        assert others == snapshot(extension_class=OtherFiles)


@pytest.mark.parametrize("name", ERR)
def test_check_prints_the_expected_messages(name: str, tmp_path: Path) -> None:
    made = case(tmp_path / "project", "err", name)
    ran = made.run("check", *made.repository)
    assert ran.output == (CASES / "err" / name / "expected.txt").read_text(encoding="utf-8")
    assert ran.code == 1


@pytest.mark.parametrize("name", ERR)
def test_one_mistake_is_one_finding(name: str) -> None:
    expected = (CASES / "err" / name / "expected.txt").read_text(encoding="utf-8")
    assert expected.endswith("linesmith: 1 finding; no file was compared or written\n")


OF_FILES = re.compile(r"!\w|&&|`\|\|`|\$\{\{ |`[a-z]+(-[a-z]+)*: |`inputs\.\w|`>-`")
"""Syntax that only workflow files have: `!cancelled()`, `&&`, `${{ … }}`, `shell: bash`, `inputs.tag` and `>-`."""


@pytest.mark.parametrize("name", ERR)
def test_a_remedy_for_a_definition_has_no_syntax_of_files(name: str) -> None:
    expected = (CASES / "err" / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in expected if line.startswith("  ") and OF_FILES.search(line)] == []


def test_there_are_cases() -> None:
    assert len(OK) > 20
    assert len(ERR) > 40
