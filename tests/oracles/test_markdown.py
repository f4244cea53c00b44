"""What prettier says of the generated pages, and of tables as they are lined up here: nothing. It must also see one that is wrong."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from compiler.markdown import aligned
from tests.oracles.files import FILES, PAGES, PRETTIERS, judge
from tests.test_markdown import CASES
from tests.tools import ROOT, node_package

if TYPE_CHECKING:
    from pathlib import Path


def _prettier(version: str, width: str) -> tuple[str, ...]:
    return (*node_package(f"node_modules/{version}/bin/prettier.cjs"), "--no-config", "--check", "--print-width", width)


def test_there_are_pages() -> None:
    assert [path.name for path in PAGES] == ["PUBLISH-GITOPS-CHECKLIST.md", "PUBLISH.md"]


@pytest.mark.parametrize(("version", "width"), PRETTIERS)
def test_prettier_changes_no_page_and_no_workflow(version: str, width: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.md"
    wrong.write_text("* a\n", encoding="utf-8")
    done = judge(*_prettier(version, width), *map(str, PAGES), *map(str, FILES), str(wrong))
    assert [line for line in done.stderr.splitlines() if line.startswith("[warn] ")][:-1] == [f"[warn] {os.path.relpath(wrong, ROOT)}"]


@pytest.mark.parametrize(("version", "width"), PRETTIERS[:3])
def test_prettier_changes_no_table(version: str, width: str, tmp_path: Path) -> None:
    for number, (_, text, _) in enumerate(CASES):
        if text.startswith("| ") and ":" not in text and text[-6:] != "| b |\n":
            (tmp_path / f"{number}.md").write_text(aligned(text), encoding="utf-8")
    assert len(list(tmp_path.iterdir())) > 5
    done = judge(*_prettier(version, width), str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
