"""Jobs are ordered by their needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.workflow.job_order import order_jobs
from compiler.workflow.reader import read_workflow

if TYPE_CHECKING:
    from collections.abc import Mapping


def order(needs: Mapping[str, str]) -> list[str]:
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
    assert order(needs) == expected.split()


@pytest.mark.parametrize(
    ("needs", "jobs"),
    [
        ({"a": "a"}, "a"),
        ({"d": "c", "a": "b", "b": "a", "c": "[]"}, "c d a b"),
        ({"after": "b", "a": "c", "b": "a", "c": "b"}, "after a b c"),
    ],
)
def test_jobs_that_lead_to_a_cycle_are_last(needs: Mapping[str, str], jobs: str) -> None:
    assert order(needs) == jobs.split()


def test_an_unknown_need_is_left_out() -> None:
    assert order({"push": "[build, biuld]", "build": "[]"}) == ["build", "push"]
