"""docs/checks.md: each wrong definition gives the message below it, and the fix removes the finding."""

from __future__ import annotations

import ast
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from compiler.checks_page import descriptions
from compiler.workflow.syntax import IGNORED, INVALID
from tests import documents
from tests.projects import CASES, REPOSITORY, TempProject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCKS = documents.blocks((REPOSITORY / "docs/checks.md").read_text(encoding="utf-8"))
CHAPTERS = {heading: list(blocks) for heading, blocks in groupby(BLOCKS, key=lambda block: block.heading)}
SHARED = CHAPTERS.pop("Findings")


def _findings(package: str) -> Iterator[str]:
    """The rules that any `Finding(…)` about a definition carries; those about workflow files are in `tests/cases/read/`."""
    for path in sorted((REPOSITORY / package).rglob("*.py")):
        if path.parent.name == "workflow":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
                rule = next(keyword.value for keyword in node.keywords if keyword.arg == "rule")
                if isinstance(rule, ast.Constant):
                    yield str(rule.value)
                elif isinstance(rule, ast.Name):
                    yield str(constants[rule.id])


def test_every_kind_of_finding_has_its_heading_and_no_other() -> None:
    assert sorted(CHAPTERS) == sorted(set(_findings("compiler")))


def test_findings_of_gitops_are_on_the_page_too() -> None:
    rules = set(_findings("gitops"))
    assert rules
    assert rules <= descriptions().keys()


@pytest.mark.parametrize("rule", sorted(CHAPTERS))
def test_every_kind_of_finding_has_a_case(rule: str) -> None:
    assert [path for path in (CASES / "err").glob(f"{rule}*") if f"[{rule}]" in (path / "expected.txt").read_text(encoding="utf-8")]


def test_the_examples_are_in_the_project_that_is_shown() -> None:
    for block in SHARED:
        assert block.body == (CASES / "base" / block.path).read_text(encoding="utf-8")


@pytest.mark.untraced
@pytest.mark.parametrize("rule", CHAPTERS)
def test_an_example_gives_its_message_and_the_fix_removes_it(rule: str, tmp_path: Path) -> None:
    made = TempProject.of(tmp_path / "project", {})
    for block in CHAPTERS[rule]:
        if block.kind == "text":
            assert f"[{rule}]" in block.body
            assert made.run("check", *made.repository).output == f"{block.body}linesmith: 1 finding; no file was compared or written\n"
        elif block.kind == "diff":
            documents._change(made.root / block.path, block.body)
        else:
            made.put(block.path, block.body)
    assert [block.kind for block in CHAPTERS[rule]][-2:] == ["text", "diff"]
    assert made.compiled().findings == []
    assert f"[{rule}]" not in made.run("check", *made.repository).output


def test_findings_about_files_are_on_the_page_and_have_cases() -> None:
    page = (REPOSITORY / "docs/checks.md").read_text(encoding="utf-8")
    expected = "".join(path.read_text(encoding="utf-8") for path in (CASES / "read").glob("*.txt"))
    for rule in (INVALID, IGNORED):
        assert f"## {rule}\n" in page
        assert f"[{rule}]" in expected
