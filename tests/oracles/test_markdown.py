"""What prettier says of the generated pages, and of tables as they are lined up here: nothing. It must also see one that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.markdown import aligned
from tests.oracles.files import PAGES, judge
from tests.test_markdown import CASES
from tests.tools import node_package

if TYPE_CHECKING:
    from pathlib import Path


def _prettier(width: str) -> tuple[str, ...]:
    return (*node_package("node_modules/prettier/bin/prettier.cjs"), "--no-config", "--check", "--print-width", width)


def test_there_are_pages() -> None:
    assert [path.name for path in PAGES] == ["PUBLISH-GITOPS-CHECKLIST.md", "PUBLISH.md"]


@pytest.mark.parametrize("width", ["80", "100"])
def test_prettier_changes_no_page(width: str, tmp_path: Path) -> None:
    done = judge(*_prettier(width), *map(str, PAGES))
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "wrong.md"
    wrong.write_text("* a\n", encoding="utf-8")
    assert judge(*_prettier(width), str(wrong)).returncode == 1


def test_prettier_changes_no_table(tmp_path: Path) -> None:
    for number, (_, text, _) in enumerate(CASES):
        if text.startswith("| ") and ":" not in text and text[-6:] != "| b |\n":
            (tmp_path / f"{number}.md").write_text(aligned(text), encoding="utf-8")
    assert len(list(tmp_path.iterdir())) > 5
    done = judge(*_prettier("80"), str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
