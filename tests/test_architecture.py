"""The packages of the repository: which may import which, how long a file may be, and where a rule has its parts."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import pytest

from compiler import api
from compiler.rules import RULES
from compiler.workflow.rules import RULES as SYNTAX_RULES
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# At run time, a module imports only from its own package and from packages before it. A module directly in `compiler/` counts as a
# package.
ORDER = (
    ("diagnostic",),
    ("workflow",),
    ("plan",),
    ("checks_page", "file_header", "files", "plain_text", "streams", "terminal"),
    ("called_workflow", "project"),
    ("model",),
    ("api",),
    ("frontend",),
    ("passes",),
    ("rules",),
    ("backend",),
    ("compile", "definition_plan"),
    ("output",),
    ("checkers",),
    ("checkers_option",),
    ("cli",),
    ("installation",),
    ("explain_command", "install_command", "plan_target", "show_command"),
    ("plan_command",),
    ("__main__",),
)
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
TOP_LEVEL = ("compiler", "gitops", "linesmith", "pipelines", "rehearsal", "tests")


@cache
def modules(package: str) -> dict[str, ast.Module]:
    """The modules of a top-level package, by dotted name."""
    found = {}
    for path in sorted((REPOSITORY / package).rglob("*.py")):
        if not {"cases", "typing", "node_modules"} & set(path.relative_to(REPOSITORY).parts):
            name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def _imports(tree: ast.AST, *, for_types: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each imported module, and the names that are taken from it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or "", tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.expr):
            continue  # no statement is in it
        elif not isinstance(node, ast.If) or ast.unparse(node.test) != "TYPE_CHECKING" or for_types:
            yield from _imports(node, for_types=for_types)
        else:
            for other in node.orelse:
                yield from _imports(other, for_types=for_types)


def imported(package: str, *, for_types: bool = True) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(importing module, imported module, names) of a top-level package."""
    for name, tree in modules(package).items():
        for target, names in _imports(tree, for_types=for_types):
            yield name, target, names


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("compiler", {"gitops", "pipelines", "rehearsal", "tests"}),
        ("gitops", {"pipelines", "rehearsal", "tests"}),
        ("rehearsal", {"gitops", "pipelines", "tests"}),
    ],
)
def test_packages_import_only_what_they_may_depend_on(package: str, forbidden: set[str]) -> None:
    assert modules(package)
    assert [(name, target) for name, target, _ in imported(package) if target.partition(".")[0] in forbidden] == []


def test_definitions_import_the_api_and_nothing_else_of_the_compiler() -> None:
    for name, target, names in imported("pipelines"):
        package = target.partition(".")[0]
        assert package in {"compiler", "pipelines", "__future__"} | sys.stdlib_module_names, (name, target)
        if package == "compiler":
            assert target == "compiler", (name, target)
            assert set(names) <= set(api.__all__), (name, names)


def _package(module: str) -> str:
    return module.split(".")[1]


def test_every_package_of_the_compiler_has_its_place_in_the_order() -> None:
    assert {_package(name) for name in modules("compiler") if name != "compiler"} == set(RANK)


def test_imports_inside_the_compiler_go_one_way() -> None:
    for name, target, names in imported("compiler", for_types=False):
        if target.partition(".")[0] != "compiler":
            continue
        for part in names if target == "compiler" else (target.split(".")[1],):
            if name != "compiler":
                assert RANK[part] <= RANK[_package(name)], f"{name} imports {part}"


def test_the_workflow_language_imports_nothing_of_definitions() -> None:
    ours = {target for name, target, _ in imported("compiler") if name.startswith("compiler.workflow.") and target.startswith("compiler")}
    assert {target for target in ours if not target.startswith("compiler.workflow.")} == {"compiler.diagnostic"}


def test_imports_inside_the_compiler_have_no_cycle() -> None:
    graph: dict[str, set[str]] = {}
    for name, target, names in imported("compiler", for_types=False):
        if target.partition(".")[0] == "compiler":
            known = {f"{target}.{part}" for part in names} & modules("compiler").keys()
            graph.setdefault(name, set()).update(known or {target})
    assert graph["compiler.compile"] >= {"compiler.frontend.load", "compiler.backend.workflow"}
    TopologicalSorter(graph).prepare()  # raises CycleError


def _sources() -> list[Path]:
    found = [path for package in TOP_LEVEL for path in (REPOSITORY / package).rglob("*.py")]
    found += (REPOSITORY / "templates").rglob("*.sh")
    return [path for path in found if "node_modules" not in path.parts]


def test_no_file_is_longer_than_350_lines() -> None:
    lengths = {path.relative_to(REPOSITORY).as_posix(): path.read_bytes().count(b"\n") for path in _sources()}
    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > 350} == {}


@pytest.mark.parametrize(
    ("package", "rules"),
    [("compiler.rules", [rule.__name__ for rule in RULES]), ("compiler.workflow.rules", [rule.__name__ for rule in SYNTAX_RULES])],
)
def test_a_rule_is_a_file_with_one_function_of_its_name(package: str, rules: list[str]) -> None:
    files = {name.rpartition(".")[2]: tree for name, tree in modules("compiler").items() if name.startswith(f"{package}.")}
    assert sorted(files) == sorted(rules)
    for name, tree in files.items():
        public = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
        assert public in ([name], [name, f"{name}_in_action"])


@pytest.mark.parametrize("package", ["compiler", "gitops"])
def test_the_package_names_no_product(package: str) -> None:
    product = (REPOSITORY / "pipelines/product.py").read_text(encoding="utf-8")
    assert "Metaboost" in product
    files = list((REPOSITORY / package).rglob("*.py"))
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8").lower()
        assert [word for word in ("metaboost", "podverse", "ghcr", "changelog", "dockerfiles") if word in text] == [], path


def test_the_api_is_what_the_package_offers() -> None:
    assert len(api.__all__) == len(set(api.__all__))
    assert all(hasattr(api, name) for name in api.__all__)


def test_no_pattern_has_a_possessive_group() -> None:
    """Python 3.11.0 to 3.11.4 match `(…)*+` wrongly: https://github.com/python/cpython/issues/106052."""
    found = [
        f"{path.relative_to(REPOSITORY)}: {line.strip()}"
        for package in TOP_LEVEL
        for path in sorted((REPOSITORY / package).rglob("*.py"))
        if not {"node_modules", "cases"} & set(path.parts) and path.name != "test_architecture.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\)[*+?]\+", line)
    ]
    assert found == []
