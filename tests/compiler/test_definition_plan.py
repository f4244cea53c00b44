"""Plans of definitions: workflows that call others, and definitions that leave nothing to plan."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from compiler.definition_plan import tree_of_definition
from compiler.output.plan import describe_plan
from compiler.output.plan_text import plan_lines
from compiler.plan import RunEvent
from compiler.plan.plan import plan_workflow
from compiler.plan_target import declared_workflows
from compiler.project import Project
from tests.projects import CASES, REPOSITORY, TempProject

if TYPE_CHECKING:
    from pathlib import Path

CALLS = """\
from compiler import CallJob, Job, Push, Run, StringInput, Workflow, WorkflowCall

level = StringInput("level", description="How much.")
measure = Run("echo size=1 >>$GITHUB_OUTPUT", id="measure", name="Measure")
build = Job("build", if_=level != "none", timeout_minutes=5, steps=[measure], outputs={"size": measure.outputs.size})
BUILD = Workflow(
    file="build.yml", name="Build", on=[WorkflowCall(inputs=[level], outputs={"size": build.outputs.size})], jobs=[build], root="."
)

call = CallJob("call", BUILD, with_={"level": "high"})
by_path = CallJob("by-path", "./.github/workflows/build.yml", with_={"level": "none"})
by_file = CallJob("by-file", "./.github/workflows/file.yml")
absent = CallJob("absent", "./.github/workflows/absent.yml")
report = Job("report", if_=call.outputs.size != "0", timeout_minutes=5, steps=[Run("echo", name="Say")])
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[call, by_path, by_file, absent, report], root=".")
"""
FILE = "on: {workflow_call: {}}\njobs: {inner: {runs-on: x, if: github.ref == 'refs/heads/main', steps: [{run: x}]}}\n"


@pytest.fixture
def made(tmp_path: Path) -> TempProject:
    """A project with a workflow that calls others."""
    return TempProject.of(tmp_path, {"pipelines/calls.py": CALLS, ".github/workflows/file.yml": FILE})


def test_called_workflows_are_declared_ones_or_files(made: TempProject) -> None:
    ran = made.run("plan", "ci", "--ref", "main")
    assert ran.code == 0, ran.output
    jobs = [line.strip() for line in ran.output.splitlines() if " runs" in line or " does not run" in line or " may run" in line]
    assert jobs == [
        "call runs",
        "call / build runs",
        "by-path runs; its result depends on the result that GitHub gives by-path when all its jobs are skipped, which is not documented",
        "by-path / build does not run: inputs.level != 'none' is false",
        "by-file runs",
        "by-file / inner runs",
        "absent runs",
        "report may run: depends on call.size",
    ]
    assert "its jobs are not known" in ran.output
    assert made.run("plan", "ci", "--output", "call / build.size=1").output.count("report runs") == 1


def test_the_places_of_a_plan_are_those_of_the_definition(made: TempProject) -> None:
    jobs = json.loads(made.run("plan", "ci", "--format", "json").output)["jobs"]
    assert {job["file"] for job in jobs} == {"pipelines/calls.py"}
    lines = CALLS.splitlines()
    assert [job["id"] in lines[job["line"] - 1] for job in jobs] == [True] * 5


def test_a_definition_that_leaves_nothing_to_plan_is_an_error(tmp_path: Path) -> None:
    wrong = CALLS.replace('Run("echo", name="Say")', 'Uses("nobody/nothing", name="Say")').replace("import CallJob", "import Uses, CallJob")
    ran = TempProject.of(tmp_path, {"pipelines/calls.py": wrong}).run("plan", "ci")
    assert ran.code == 2
    assert "nobody/nothing" in ran.output
    assert "To do: run linesmith check" in " ".join(ran.output.split())


def test_a_workflow_outside_of_a_project_is_an_error(tmp_path: Path) -> None:
    code = (
        "from compiler import Job, Push, Run, Workflow\nfrom compiler.plan import PlanError, push\n"
        "job = Job('a', timeout_minutes=1, steps=[Run('x', name='X')])\n"
        "a = Workflow(file='a.yml', name='A', on=[Push()], jobs=[job])\n"
        "try:\n    a.plan(push('main'))\nexcept PlanError as error:\n    print(error)\n"
    )
    (tmp_path / "there.py").write_text(code, "utf-8")
    environment = {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "there.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "no definitions here" in done.stdout


@pytest.mark.parametrize("case", sorted(path.name for path in (CASES / "ok").iterdir() if path.is_dir()))
def test_every_right_definition_has_a_plan_for_each_of_its_events(case: str, tmp_path: Path) -> None:
    made = TempProject.of(tmp_path, {})
    shutil.copytree(CASES / "ok" / case, tmp_path, dirs_exist_ok=True)
    declared = declared_workflows(Project.containing(made.root))
    assert declared
    for workflow in declared:
        tree, find = tree_of_definition(workflow, declared)
        for name in tree.on:
            described = describe_plan(plan_workflow(tree, RunEvent(name, "refs/heads/main"), find=find), made.root)
            assert list(plan_lines(described))
            assert "which GitHub refuses" not in json.dumps(described)
