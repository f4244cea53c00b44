"""The shape that the documents promise: imports go one way, files have one job, and a rule is found under its name."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

import compiler.check
from compiler import vocabulary
from tests.projects import CASES, REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Each may import those before it. Modules that stand together do not import each other.
ORDER: list[set[str]] = [
    {"diagnostic", "project", "syntax"},
    {"expression", "scalar"},
    {"contexts", "functions", "emit", "render", "script", "pins"},
    {"model"},
    {"vocabulary"},
    {"invalid"},
    {"load", "resolve"},
    {"check", "lower"},
    {"compile"},
    {"diff"},
    {"report", "write"},
    {"cli"},
    {"__main__"},
]
ROOMS = ("compiler", "pipelines", "rehearsal", "tests")


def _sources(room: str) -> list[Path]:
    return sorted(path for path in (REPOSITORY / room).rglob("*.py") if "cases" not in path.parts and "node_modules" not in path.parts)


def _run_time_imports(path: Path) -> Iterator[str]:
    """Every module that is imported when the code runs, inside functions too; what only type checkers see is left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _stage(module: str) -> int | None:
    name = module.split(".")[1] if module.count(".") else ""
    return next((number for number, names in enumerate(ORDER) if name in names), None)


@pytest.mark.parametrize("path", _sources("compiler"), ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_inside_the_compiler_imports_go_one_way(path: Path) -> None:
    own = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
    if own == "compiler.__init__":
        return
    stage = _stage(own)
    assert stage is not None, f"{own} has no place in the order"
    for module in _run_time_imports(path):
        assert module.split(".")[0] not in {"pipelines", "rehearsal", "tests"}, f"{own} imports {module}"
        if module.startswith("compiler.") and (other := _stage(module)) is not None and module.split(".")[1] != own.split(".")[1]:
            assert other < stage, f"{own} imports {module}, which comes later"


def test_definitions_say_only_what_the_vocabulary_has() -> None:
    for path in _sources("pipelines"):
        for module in _run_time_imports(path):
            assert module.split(".")[0] != "rehearsal"
            if module.startswith("compiler."):
                assert module.removeprefix("compiler.") in vocabulary.__all__, f"{path.name} imports {module}"


def test_the_rehearsal_knows_nothing_of_the_definitions() -> None:
    for path in _sources("rehearsal"):
        assert not any(module.split(".")[0] in {"pipelines", "tests"} for module in _run_time_imports(path)), path


def test_files_are_short() -> None:
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for room in ROOMS for path in _sources(room)}
    assert {str(path): length for path, length in lengths.items() if length > 350 and path.parts[-3:-1] != ("tests", "scripts")} == {}


def test_no_word_for_nothing() -> None:
    for path in (path for room in ROOMS[:3] for path in _sources(room)):
        assert not re.search(r"manager|helper|utils", path.name), path
        names = {
            node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef | ast.FunctionDef)
        }
        assert [name for name in names if re.search(r"manager|helper|utils", name, re.IGNORECASE)] == []


def test_a_rule_is_one_file_with_one_function_of_its_name() -> None:
    files = {path.stem for path in (REPOSITORY / "compiler/check").glob("*.py")} - {"__init__"}
    assert files == {rule.__name__ for rule in compiler.check.RULES}
    assert [rule.__name__ for rule in compiler.check.RULES] == sorted(files)
    for rule in compiler.check.RULES:
        assert rule.__module__ == f"compiler.check.{rule.__name__}"


def _rule_names() -> set[str]:
    """Every name that a finding can carry, as it stands in the sources."""
    names = set()
    for path in _sources("compiler"):
        text = path.read_text(encoding="utf-8")
        names |= set(re.findall(r'Finding\(\s*"([a-z-]+)"', text)) | set(re.findall(r'^_RULE = "([a-z-]+)"', text, re.MULTILINE))
    return names


def test_every_finding_has_a_heading_and_a_case() -> None:
    names = _rule_names()
    assert len(names) >= 15
    assert {name.replace("_", "-") for name in (rule.__name__ for rule in compiler.check.RULES)} <= names
    headings = re.findall(r"^## `?([a-z-]+)`?$", (REPOSITORY / "docs/checks.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(headings) == names
    said = "".join(path.read_text(encoding="utf-8") for path in (CASES / "err").glob("*/expected.txt"))
    assert {name for name in names if f"[{name}]" not in said} == set()
