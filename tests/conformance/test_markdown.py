"""prettier reports nothing about the generated pages and aligned tables. It must also report a wrong page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.backend.markdown import align_tables
from tests.compiler.backend.test_markdown import CASES
from tests.conformance.files import FILES, MADE, PAGES, PRETTIERS, WIDTHS, reformatted

if TYPE_CHECKING:
    from pathlib import Path


def test_there_are_pages() -> None:
    assert [path.name for path in PAGES] == ["PUBLISH-GITOPS-CHECKLIST.md", "PUBLISH.md"]


@pytest.mark.parametrize("version", PRETTIERS)
def test_prettier_changes_no_page_and_no_workflow_at_any_width(version: str, tmp_path: Path) -> None:
    wrong, wide = tmp_path / "wrong.md", tmp_path / "wide.yml"
    wrong.write_text("* a\n", encoding="utf-8")
    wide.write_text(f"a: [{'b, ' * 40}c]\n", encoding="utf-8")  # it fits into 140 columns, and into no other width
    files = (*PAGES, *FILES)
    assert len(files) == len([path for path in MADE if path.suffix != ".sh"])
    found = reformatted(version, (*files, wrong, wide))
    assert found == [*((wrong, width) for width in WIDTHS), (wide, 80), (wide, 100), (wide, 120)]


@pytest.mark.parametrize("version", PRETTIERS)
def test_prettier_changes_no_table(version: str, tmp_path: Path) -> None:
    for number, (_, text, _) in enumerate(CASES):
        if text.startswith("| ") and ":" not in text and text[-6:] != "| b |\n":
            (tmp_path / f"{number}.md").write_text(align_tables(text), encoding="utf-8")
    tables = sorted(tmp_path.iterdir())
    assert len(tables) > 5
    assert reformatted(version, tables) == []
