"""After an exception, the rest of a definition is executed: its mistakes are reported too, and no consequence of the exception is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.projects import TempProject

JOB = 'a = Job("a", timeout_minutes=5, permissions="read-all", steps=[Run("make")])\n'
CI = 'CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[a])\n'
HEAD = "from compiler import Job, Push, Run, Strategy, Uses, Workflow, github\n"


def found(made: TempProject, definition: str) -> list[tuple[int, str]]:
    """The line and the rule of each finding in the definition."""
    made.put("pipelines/hello.py", HEAD + definition)
    findings = sorted(made.compiled().findings, key=lambda finding: finding.sort_key)
    return [(finding.origin.line if finding.origin else 0, finding.rule) for finding in findings]


def test_five_mistakes_of_five_kinds(hello: TempProject) -> None:
    definition = """\
main = github.reff == "refs/heads/main"
a = Job("a", timeout_minutes="5", steps=[Run("make")])
b = Job("b", timeout_minutes=5, steps=[Uses("actions/chekout"), Run("echo ${{ x }}")])
c = Job("c", timeout_minutes=5, if_=main, steps=[undefined])
CI = Workflow(file="ci.yml", nam="CI", on=[Push()], jobs=[a, b, c])
"""
    lines = [(2, "broken-definition"), (3, "wrong-value"), (4, "unknown-action"), (4, "raw-expression"), (5, "broken-definition")]
    assert found(hello, definition) == [*lines, (6, "unknown-key")]


WRONG = [
    "x = github.reff",
    "x, y = 1",
    "x = [undefined for _ in range(3)]",
    "from compiler import Jobb as x, matrix",
    "from pipelines.nowhere import x",
    "import nowhere as x",
    "with undefined as x:\n    pass",
    "for x in undefined:\n    pass",
    "if undefined:\n    x = 1",
    "@undefined\ndef x():\n    pass",
    "class x(undefined):\n    pass",
    "x = 1; x = undefined",
    "x = exit(1)",
    "x: int = undefined",
    "(x := undefined)",
]
USES = [
    "y = x",
    "y = x.a.b",
    "y = x('a', b=1)",
    "y = x + 'a'",
    "y = 'a' + x",
    "y = x['a']",
    "y = (x == 1) & x",
    "y = 1 if x else 2",
    "y = [*x]",
    "y = f'{x}'",
    "y = str(x)",
    "y = x in [1]; y = 1 in x",
    "y = Run(x)",
    "y = Run('make', env={'A': x})",
    "y = Job('y', timeout_minutes=5, steps=[x, Run('make')])",
    "y = Job('y', timeout_minutes=5, strategy=Strategy(matrix={'a': [x]}), steps=[Run('make')])",
    "def z():\n    return x.a\ny = z()",
]


@pytest.mark.parametrize(("wrong", "use"), [*((wrong, USES[1]) for wrong in WRONG), *((WRONG[0], use) for use in USES)])
def test_a_use_of_what_is_missing_is_no_finding(hello: TempProject, wrong: str, use: str) -> None:
    definition = f"{wrong}\n{use}\nz = y\n{JOB}{CI}"
    job = definition.split("\n").index(JOB.rstrip()) + 2
    assert found(hello, definition) == [(2, "broken-definition"), (job, "excessive-permissions")]


def test_several_names_of_one_import_are_executed_one_by_one(hello: TempProject) -> None:
    assert found(hello, f"from compiler import matrix, Jobb, Wrokflow, inputs\nx = matrix, inputs\n{JOB}{CI}") == [
        (2, "broken-definition"),
        (2, "broken-definition"),
        (4, "excessive-permissions"),
    ]


def test_nothing_is_executed_after_an_import_of_all_names(hello: TempProject) -> None:
    assert found(hello, f"from nowhere import *\nprint(anything)\n{JOB}{CI}") == [(2, "broken-definition")]


def test_annotations_stay_unevaluated(hello: TempProject) -> None:
    hello.put(
        "pipelines/hello.py",
        f"from __future__ import annotations\n{HEAD}x = undefined\n\n\ndef f(a: Nowhere) -> Nothing:\n    return a\n{JOB}{CI}",
    )
    assert [finding.rule for finding in hello.compiled().findings] == ["broken-definition", "excessive-permissions"]


def test_a_module_that_imports_a_broken_one_is_executed(hello: TempProject) -> None:
    hello.put("pipelines/parts.py", "from compiler import Run\n\nbroken = undefined\n\n\ndef step():\n    return Run(broken)\n")
    definition = f'from pipelines.parts import broken, step\nb = Job("b", timeout_minutes=5, steps=[step()])\n{JOB}{CI}'
    assert found(hello, definition) == [(4, "excessive-permissions"), (3, "broken-definition")]  # in parts.py


def test_exception_in_an_imported_helper_names_both_places(hello: TempProject) -> None:
    hello.put("pipelines/parts.py", "def inner(value):\n    return value.reff\n\n\ndef outer(value):\n    return inner(value)\n")
    hello.put("pipelines/hello.py", f"{HEAD}from pipelines.parts import outer\n\nx = [outer(github) for _ in range(2)]\n{JOB}{CI}")
    output = hello.run("check").output
    assert "pipelines/parts.py:2: this raised AttributeError" in output
    assert "\n  called from pipelines/hello.py:4:" in output
