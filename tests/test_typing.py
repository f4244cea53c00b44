"""A type checker reports mistakes in a definition that the compiler would refuse."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.projects import REPOSITORY

FOLDER = REPOSITORY / "tests" / "typing"
_ERROR = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): error: .*\[(?P<code>[a-z-]+)\]$", re.MULTILINE)


@pytest.fixture(scope="module")
def seen() -> dict[str, set[tuple[int, str]]]:
    """What mypy, as `pyproject.toml` sets it, says of the two files: line and kind of each error."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", str(FOLDER / "right.py"), str(FOLDER / "wrong.py")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    errors: dict[str, set[tuple[int, str]]] = {"right.py": set(), "wrong.py": set()}
    for found in _ERROR.finditer(done.stdout):
        errors[found["file"].rpartition("/")[2]].add((int(found["line"]), found["code"]))
    return errors


def test_a_valid_definition_type_checks(seen: dict[str, set[tuple[int, str]]]) -> None:
    assert seen["right.py"] == set()


def test_each_mistake_is_reported_on_its_line(seen: dict[str, set[tuple[int, str]]]) -> None:
    lines = (FOLDER / "wrong.py").read_text(encoding="utf-8").splitlines()
    marked = {(number, line.partition("# error: ")[2]) for number, line in enumerate(lines, 1) if "# error: " in line}
    assert len(marked) > 40
    assert seen["wrong.py"] == marked
