"""Each line of a generated file leads to the declaration, and to the place of the expression, that it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.backend.workflow import workflow_files
from compiler.checkers.places import YamlFile
from tests.projects import REPOSITORY, TempProject

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.checkers.places import Place

DEFINITION = """\
from compiler import Concurrency, Job, Parallel, Push, Run, Strategy, Uses, Workflow, WorkflowDispatch, github, matrix
from compiler import StringInput

ref = github.ref  # 4
tag = StringInput("tag", description="The tag.")  # 5
make = Run(  # 6
    "make",
    name="Make",
    env={"A": "a: b", "REF": ref, "TAG": tag, "OS": matrix.os},  # 9
)
test = Run("first\\nsecond", comment="Above.")  # 11
build = Job(  # 12
    "build",
    comment="Builds.",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out"), "packages": ("write", "pushes")},
    concurrency=Concurrency(group="a"),  # 17
    strategy=Strategy(matrix={"os": ["a", "b"]}),  # 18
    steps=[make, Parallel([test])],  # 19
)
last = Job("last", timeout_minutes=5, needs=[build], steps=[Run("x")])  # 21
CI = Workflow(  # 22
    file="ci.yml",
    name=None,
    on=[Push(branches=["main"]), WorkflowDispatch([tag])],  # 25
    jobs=[build, last],
)
"""


def _places(tmp_path: Path) -> dict[str, Place]:
    """The place of each line."""
    made = TempProject.of(tmp_path, {"pipelines/ci.py": DEFINITION})
    compilation = made.compiled()
    assert compilation.resolved is not None
    (file,), _ = workflow_files(compilation.resolved)
    yaml = YamlFile(file.text, compilation.resolved.workflow_trees[0], "ci.yml", str(made.root / "pipelines"))
    lines = file.text.splitlines()
    found = {line.strip(): yaml.at(number) for number, line in enumerate(lines, 1)}
    assert len(found) > 40
    return found


def test_a_line_leads_to_its_declarations(tmp_path: Path) -> None:
    found = _places(tmp_path)

    def lines(text: str) -> tuple[str, list[int]]:
        return found[text].inside, [origin.line for origin in found[text].origins]

    assert lines("branches:") == ("on.push.branches", [22, 25])
    assert lines("- main") == ("on.push.branches[0]", [22, 25])
    assert lines("description: The tag.") == ("on.workflow_dispatch.inputs.tag.description", [22, 25, 5])
    assert lines("timeout-minutes: 5") == ("jobs.last.timeout-minutes", [22, 21])
    assert lines("packages: write # pushes") == ("jobs.build.permissions.packages", [22, 12])
    assert lines("group: a") == ("jobs.build.concurrency.group", [22, 12, 17])
    assert lines("- b") == ("jobs.build.strategy.matrix.os[1]", [22, 12, 18])
    assert lines("- name: Make") == ("jobs.build.steps[0].name", [22, 12, 6])
    assert lines('A: "a: b"') == ("jobs.build.steps[0].env.A", [22, 12, 6])
    assert lines("REF: ${{ github.ref }}") == ("jobs.build.steps[0].env.REF", [22, 12, 6, 4])
    assert lines("OS: ${{ matrix.os }}") == ("jobs.build.steps[0].env.OS", [22, 12, 6, 9])
    assert lines("- parallel:") == ("jobs.build.steps[1].parallel", [22, 12, 19])
    assert lines("first") == lines("second") == ("jobs.build.steps[1].parallel[0].run", [22, 12, 19, 11])
    assert lines("- build") == ("jobs.last.needs[0]", [22, 21])
    assert lines("- run: x") == ("jobs.last.steps[0].run", [22, 21, 21])


def test_an_input_leads_to_where_it_is_declared(tmp_path: Path) -> None:
    """It becomes an expression when it is lowered, so it has no place of its own."""
    found = _places(tmp_path)["TAG: ${{ inputs.tag }}"]
    assert [origin.line for origin in found.origins] == [22, 12, 6]
    assert [origin.line for origin in found.named] == [5]


def test_a_line_above_the_first_key_leads_to_the_workflow(tmp_path: Path) -> None:
    found = _places(tmp_path)["---"]
    assert (found.inside, [origin.line for origin in found.origins]) == ("", [22])


def test_every_line_of_every_generated_file_leads_to_a_definition() -> None:
    compilation = TempProject(REPOSITORY).compiled()
    assert compilation.resolved is not None
    files, _ = workflow_files(compilation.resolved)
    assert len(files) == 4
    for file, tree in zip(files, compilation.resolved.workflow_trees, strict=True):
        yaml = YamlFile(file.text, tree, file.path, str(REPOSITORY / "pipelines"))
        places = [yaml.at(number) for number in range(file.text.count("\n") + 2)]
        assert all(place.origins[0] == tree.place for place in places)
        assert len({place.origins[-1] for place in places}) > 5
        assert all(origin.file.startswith(f"{REPOSITORY}/pipelines/") for place in places for origin in place.origins)
