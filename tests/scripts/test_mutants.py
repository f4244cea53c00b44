"""The list of broken copies is complete: there is one for each test of a step script, and each still applies."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.scripts.mutant import STEPS, mutants_of

HERE = Path(__file__).parent
WITHOUT = {
    "test_sources": "it reads the sources and calls single functions",
    "test_requests": "it counts what all scripts of a job ask",
    "test_mutants": "it is this one",
    "test_attested": "it compares the gh of the tests with the real one",
}
"""Modules whose tests run no single script."""
MODULES = sorted(file.stem for file in HERE.glob("test_*.py") if file.stem not in WITHOUT)


def rows(module: str) -> set[str]:
    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
    fixtures = {"steps", "main", "tagged", "staged"}
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and fixtures & {argument.arg for argument in node.args.args}
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_test_has_a_mutant(module: str) -> None:
    assert {mutant.function for mutant in mutants_of(module)} == rows(module)


@pytest.mark.parametrize("module", MODULES)
def test_every_mutant_changes_text_that_occurs_once(module: str) -> None:
    for mutant in mutants_of(module):
        assert mutant.find != mutant.replace
        assert (STEPS / mutant.file).read_text(encoding="utf-8").count(mutant.find) == 1, mutant.test


def test_every_mutant_list_has_a_module() -> None:
    assert {file.stem for file in (HERE / "mutants").glob("*.toml")} == set(MODULES)
