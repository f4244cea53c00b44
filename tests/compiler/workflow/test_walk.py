"""The traversal finds every expression with its key and place, in files as in definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.frontend.load import load
from compiler.frontend.pins import read_pins
from compiler.frontend.script import Scripts
from compiler.passes.lower import lower
from compiler.passes.resolve import resolve
from compiler.project import Project
from compiler.workflow.parsed import parsed_workflow
from compiler.workflow.reader import read_workflow
from compiler.workflow.walk import expression_uses
from compiler.workflow.yaml_writer import write_yaml
from tests.projects import CASES, REPOSITORY, TempProject

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.workflow.parsed import ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

FILE = """\
run-name: ${{ github.sha }}
on:
  push:
    branches: [main]
  workflow_dispatch: {inputs: {tag: {default: no expression}}}
  workflow_call:
    inputs: {a: {type: string, default: "${{ github.ref }}"}}
    outputs: {o: {value: "${{ jobs.a.outputs.x }}"}}
env: {A: "${{ vars.A }}"}
jobs:
  a:
    if: github.ref == 'x' && always()
    runs-on: [self-hosted, "${{ vars.B }}"]
    strategy:
      matrix: {os: ["${{ vars.C }}"], include: [{os: "${{ vars.D }}"}]}
    services: {db: {image: "${{ vars.E }}", env: {F: "${{ secrets.F }}"}}}
    outputs: {x: "a-${{ steps.s.outputs.x }}-${{ steps['t'].outcome }}"}
    steps:
      - id: s
        run: |
          echo
          echo ${{ needs.*.result }}
      - parallel:
          - run: make
            env: {G: "${{ matrix[github.job].x }}"}
          - uses: actions/checkout@v4
            with: {ref: "${{ hashFiles('a') }}"}
  b:
    uses: ./called.yml
    with: {w: "${{ needs.a.outputs.x }}"}
    secrets: {s: "${{ secrets.S }}"}
"""
EXPECTED = """\
1:11 run-name github.sha
7:41 on.workflow_call.inputs.<inputs_id>.default github.ref
8:26 on.workflow_call.outputs.<output_id>.value jobs.a.outputs.x
9:10 env vars.A
12:9 jobs.<job_id>.if github.ref always()
13:28 jobs.<job_id>.runs-on vars.B
15:21 jobs.<job_id>.strategy.matrix vars.C
15:54 jobs.<job_id>.strategy.matrix vars.D
16:28 jobs.<job_id>.services.<service_id>.image vars.E
16:54 jobs.<job_id>.services.<service_id>.env.<env_id> secrets.F
17:18 jobs.<job_id>.outputs.<output_id> steps.s.outputs.x steps.t.outcome
20:14 jobs.<job_id>.steps.run needs
25:22 jobs.<job_id>.steps.env matrix github.job
27:25 jobs.<job_id>.steps.with hashFiles()
30:15 jobs.<job_id>.with.<with_id> needs.a.outputs.x
31:18 jobs.<job_id>.secrets.<secrets_id> secrets.S
"""


def parsed(text: str) -> ParsedWorkflow:
    """The workflow in a file."""
    read = read_workflow(text, "ci.yml")
    assert read.document is not None, read.findings
    return parsed_workflow(read.document)


def _names(use: ExpressionUse) -> list[str]:
    return [*(".".join(context.path) for context in use.contexts), *(f"{name}()" for name in use.functions)]


def _without_format(use: ExpressionUse) -> list[str]:
    """Text that is joined inside an expression is written as a call of `format`."""
    return [name for name in _names(use) if name != "format()"]


def _shown(use: ExpressionUse) -> str:
    assert use.place is not None
    assert all(context.place == use.place for context in use.contexts)
    return f"{use.place.line}:{use.place.column} {use.key} {' '.join(_names(use))}\n"


def test_every_expression_of_a_file_has_its_key_and_place() -> None:
    found = parsed(FILE)
    assert found.findings == []
    assert "".join(sorted(map(_shown, found.uses), key=lambda line: [int(part) for part in line.split()[0].split(":")])) == EXPECTED


def test_whole_tree_has_the_expressions_of_its_parts() -> None:
    found = parsed(FILE)
    whole = expression_uses(found.node, [])
    assert sorted((use.key, str(use.place)) for use in whole) == sorted((use.key, str(use.place)) for use in found.uses)


def test_expressions_are_those_of_their_jobs_and_steps() -> None:
    first, second = parsed(FILE).jobs
    assert [use.key for use in second.uses] == ["jobs.<job_id>.with.<with_id>", "jobs.<job_id>.secrets.<secrets_id>"]
    assert [(step.id, [use.entry for use in step.uses]) for step in first.steps] == [("s", ["run"]), ("", ["G"]), ("", ["ref"])]
    assert first.steps[1].uses[0].node is getattr(first.steps[1].node, "env", None)


STEPS = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n"


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("        if: github.ref = 'x'\n", "ci.yml:7:24", "`=`"),
        ("        if: githubb.ref\n", "ci.yml:7:13", 'there is no context "githubb": write `github`'),
        ("        name: ${{ nope() }}\n", "ci.yml:7:19", 'there is no function "nope"'),
        (f"        name: a ${{{{ {'!' * 60}github }}}}\n", "ci.yml:7:71", "more than 50 levels"),
        (f"        name: a ${{{{ {'!' * 48}github.sha }}}}\n", "ci.yml:7:15", "more than 50 levels"),
    ],
)
def test_text_that_is_no_expression_is_a_finding(line: str, place: str, message: str) -> None:
    (finding,) = parsed(STEPS + line).findings
    assert str(finding.origin) == place
    assert message in finding.message
    assert finding.rule == "invalid-workflow"


@pytest.mark.parametrize("condition", ["true", "''", "${{ github.ref }}", "'!cancelled()'", "${{ '1' }}", "github.ref"])
def test_condition_is_parsed_with_and_without_braces(condition: str) -> None:
    found = parsed(f"{STEPS}        if: {condition}\n")
    assert found.findings == []
    assert [use.key for use in found.uses] == ["jobs.<job_id>.steps.if"]


@pytest.mark.untraced
@pytest.mark.parametrize("base", [REPOSITORY, *sorted((CASES / "ok").iterdir())], ids=lambda path: "" if path == REPOSITORY else path.name)
def test_definition_and_its_file_have_the_same_expressions(base: Path, tmp_path: Path) -> None:
    root = REPOSITORY
    if base != REPOSITORY:
        TempProject.of(tmp_path, {})
        root = TempProject.of(tmp_path, {}, base=base).root
    project = Project.containing(root)
    pins, scripts = read_pins(project.pins)[0], Scripts(project.templates)
    for declared in load(project).workflows:
        compiled = lower(resolve(declared, pins, scripts)[0])
        ours, theirs = parsed_workflow(compiled), parsed(write_yaml(compiled))
        assert [(use.key, _without_format(use)) for use in ours.uses] == [(use.key, _without_format(use)) for use in theirs.uses]
        assert all(use.place is not None and use.place.column == 0 for use in ours.uses)


def test_only_the_condition_of_a_job_names_jobs_in_a_status_function() -> None:
    step = "steps: [{run: make, if: \"success('a')\"}]"
    read = read_workflow(f"on: push\njobs:\n  a:\n    runs-on: x\n    if: failure('b') || success('b', 'c')\n    {step}\n", "ci.yml")
    assert read.document is not None
    findings = parsed_workflow(read.document).findings
    assert [str(finding.origin) for finding in findings] == ["ci.yml:6:30"]
    assert findings[0].message.startswith("success() has too many arguments")
