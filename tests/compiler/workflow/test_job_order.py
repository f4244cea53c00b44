"""Jobs are ordered by their needs; needs that GitHub refuses are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.workflow.job_order import Order, order_jobs
from compiler.workflow.reader import read_workflow

if TYPE_CHECKING:
    from collections.abc import Mapping


def order(needs: Mapping[str, str]) -> Order:
    jobs = "".join(f"  {name}:\n    runs-on: x\n    needs: {each}\n" for name, each in needs.items())
    document = read_workflow(f"on: push\njobs:\n{jobs}", "ci.yml").document
    assert document is not None
    return order_jobs(document.jobs)


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ({"b": "[]", "a": "[]"}, "b a"),
        ({"c": "[a, b]", "b": "a", "a": "[]"}, "a b c"),
        ({"b": "[a, a]", "a": "[]"}, "a b"),
        ({"b": "A", "a": "[]"}, "a b"),
        ({"z": "b", "y": "[]", "b": "[]", "x": "y"}, "y b z x"),
    ],
)
def test_a_job_is_after_those_that_it_needs_and_else_as_in_the_file(needs: Mapping[str, str], expected: str) -> None:
    assert order(needs) == Order(expected.split(), [])


def test_an_unknown_need_is_a_finding_at_its_place() -> None:
    found = order({"build": "[]", "push": "[build, biuld]"})
    (finding,) = found.findings
    assert found.jobs == ["build", "push"]
    assert f"{finding.origin} {finding.message}" == 'ci.yml:8:20 the job "push" needs "biuld", which the workflow does not have'
    assert (finding.rule, finding.expected, finding.remedy) == ("unknown-need", '"build"', 'did you mean "build"?')


@pytest.mark.parametrize(
    ("needs", "jobs", "message"),
    [
        ({"a": "a"}, "a", 'the job "a" needs itself'),
        ({"d": "c", "a": "b", "b": "a", "c": "[]"}, "c d a b", 'the jobs "a", "b" need each other in a cycle'),
        ({"after": "b", "a": "c", "b": "a", "c": "b"}, "after a b c", 'the jobs "b", "a", "c" need each other in a cycle'),
    ],
)
def test_a_cycle_is_a_finding_and_its_jobs_are_last(needs: Mapping[str, str], jobs: str, message: str) -> None:
    found = order(needs)
    assert found.jobs == jobs.split()
    assert [(finding.rule, finding.message) for finding in found.findings] == [("needs-cycle", message)]
    assert found.findings[0].origin is not None


def test_findings_have_an_end() -> None:
    found = order({f"j{number}": f"none{number}" for number in range(100)})
    assert len(found.findings) == 20
    assert found.findings[0].expected == "the ID of another job"
