"""A finding about a file is at its column; one about a definition at the line of the keyword that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, Origin
from compiler.output.report import locate

if TYPE_CHECKING:
    from pathlib import Path


def test_place_has_the_column_of_a_file_and_the_line_of_a_keyword(tmp_path: Path) -> None:
    path = tmp_path / "ci.py"
    path.write_text("Job(\n    needs=[],\n)\n", encoding="utf-8")

    def place(line: int, column: int = 0) -> str:
        finding = Finding(rule="needs-cycle", message="found", origin=Origin(str(path), line, column), field="needs")
        return str(locate(finding, tmp_path))

    assert place(1) == "ci.py:2"
    assert place(1, 5) == "ci.py:1:5"
