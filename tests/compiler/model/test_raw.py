"""A `Raw` is data that becomes a job, a step or a trigger, with keys that GitHub's schema does not have yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.projects import TempProject

if TYPE_CHECKING:
    from pathlib import Path

DEFINITION = """\
from compiler import Job, Push, Raw, Run, Workflow, github

step = Raw({{"run": "make", "retries": github.run_attempt, "id": "a"}}, unknown=["retries"])
newer = Raw({{"defer": {{"steps": [github.sha, {{"deep": None}}]}}, "id": "newer"}}, unknown=["defer"])
job = Raw(
    "raw",
    {{"runs-on": "ubuntu-24.04", "steps": [{{"run": "make", "retries": 1.5}}], "retries": [github.sha]}},
    unknown=["retries"],
    {more}
)
make = Run("make", name="Make", env={{"A": step.outputs.a, "B": newer.outputs.b}})
test = Job("test", needs=[job], timeout_minutes=5, steps=[step, newer, make])
CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[Raw("sponsored", {{"types": ["created"]}}, unknown=["sponsored"]), Raw("schedule", [{{"cron": "1 2 * * *"}}])],
    jobs=[job, test],
)
"""


def test_keys_that_the_schema_does_not_have_are_written(tmp_path: Path) -> None:
    compilation = TempProject.of(tmp_path, {"pipelines/ci.py": DEFINITION.format(more="")}).compiled()
    assert [finding.message for finding in compilation.findings] == []
    text = compilation.files[0].text
    assert "  sponsored:\n    types:\n      - created\n  schedule:\n    - cron: 1 2 * * *\n" in text
    assert "      - run: make\n        retries: ${{ github.run_attempt }}\n        id: a\n" in text
    assert "      - defer:\n          steps:\n            - ${{ github.sha }}\n            - deep:\n" in text
    assert "      - run: make\n        retries: 1.5\n    retries:\n      - ${{ github.sha }}\n" in text
    assert "    needs:\n      - raw\n" in text
    assert "${{ steps.a.outputs.a }}" in text
    assert "${{ steps.newer.outputs.b }}" in text


def test_wrong_data_cannot_be_ignored(tmp_path: Path) -> None:
    definition = DEFINITION.format(more='ignore={"invalid-raw": "the schema is old"},').replace(
        '"runs-on": "ubuntu-24.04"', '"runs-on": {"pool": "x"}'
    )
    findings = TempProject.of(tmp_path, {"pipelines/ci.py": definition}).compiled().findings
    assert [(finding.rule, finding.message) for finding in findings] == [
        ("invalid-raw", '`runs-on.pool`: unknown key "pool"'),
    ]


def test_a_raw_is_checked_at_its_own_line(tmp_path: Path) -> None:
    definition = DEFINITION.format(more="").replace('"run": "make", "retries": 1.5', '"run": ["make"]')
    (finding,) = TempProject.of(tmp_path, {"pipelines/ci.py": definition}).compiled().findings
    assert finding.origin is not None
    assert definition.splitlines()[finding.origin.line - 1].startswith("job = Raw(")
    assert finding.message == "`steps[0].run`: a sequence is not valid here"


def test_data_that_is_nested_too_deep_is_a_finding(tmp_path: Path) -> None:
    definition = "from compiler import Job, Push, Raw, Workflow\n\ndeep = 1\nfor _ in range(300):\n    deep = {'a': [deep]}\n"
    definition += 'step = Raw({"defer": deep}, unknown=["defer"])\n'
    definition += 'job = Job("a", timeout_minutes=5, steps=[step])\nCI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[job])\n'
    (finding,) = TempProject.of(tmp_path, {"pipelines/ci.py": definition}).compiled().findings
    assert "nested more than 50 levels deep" in finding.message
