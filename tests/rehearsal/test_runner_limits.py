"""The limits of workflow files and dispatches, and the number of annotations that are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from rehearsal import ROOT
from rehearsal.runner import limits
from rehearsal.runner.act_log import Annotation, JobRun

_INPUTS = "".join(f"      i{number}: {{}}\n" for number in range(25))


def workflow(*, steps: str = "{run: ':'}", matrix: str = "{a: [1]}", inputs: str = _INPUTS, more: str = "") -> str:
    return (
        f"on:\n  workflow_dispatch:\n    inputs:\n{inputs}jobs:\n  one:\n    runs-on: x\n"
        f"    strategy: {{matrix: {matrix}}}\n    steps: [{steps}]\n{more}"
    )


def numbers(count: int) -> str:
    return str(list(range(count)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (workflow(), ""),
        (workflow(inputs=_INPUTS + "      i25: {}\n"), "workflow_dispatch has 26 inputs; at most 25"),
        (workflow(matrix=f"{{a: {numbers(16)}, b: {numbers(16)}}}"), ""),
        (workflow(matrix=f"{{a: {numbers(257)}}}"), "the matrix of one has 257 jobs; at most 256"),
        (workflow(matrix=f"{{include: {numbers(257)}}}"), "the matrix of one has 257 jobs; at most 256"),
        (workflow(matrix="{a: '${{ fromJSON(needs.x.outputs.y) }}'}"), ""),
        (workflow(steps="{run: '${{ github.sha }}" + "x" * 20_983 + "'}"), ""),
        (workflow(steps="{run: '${{ github.sha }}" + "x" * 20_984 + "'}"), "one.steps[0].run has an expression of 21001 characters"),
        (workflow(steps="{run: '" + "x" * 30_000 + "'}"), ""),
        (workflow(more="# " + "é" * 256_000), "the file has 512"),
        ("on: push\njobs: {a: {steps: []}}", ""),
        ("on: {workflow_dispatch: }\njobs: {a: {steps: []}}", ""),
    ],
)
def test_a_file_beyond_the_limits_is_rejected(text: str, message: str) -> None:
    found = list(limits.find_refusals(text, {}))
    assert len(found) == bool(message)
    assert message in "".join(found)


def test_inputs_of_a_dispatch_are_limited() -> None:
    min_images = len('{"a": ""}')
    assert list(limits.find_refusals(workflow(), {"a": "x" * (limits.PAYLOAD - min_images)})) == []
    (output,) = limits.find_refusals(workflow(), {"a": "x" * (limits.PAYLOAD - min_images + 1)})
    assert output == "the inputs of this dispatch have 65536 characters; at most 65535"


@pytest.mark.parametrize("file", sorted((ROOT / "generated/.github/workflows").glob("*.yml")), ids=lambda file: Path(file).stem)
def test_no_generated_file_exceeds_the_limits(file: Path) -> None:
    assert list(limits.find_refusals(file.read_text("utf-8"), {})) == []


def test_ten_annotations_per_level_and_step_and_fifty_per_job_are_shown() -> None:
    def job(*notes: Annotation) -> JobRun:
        return JobRun("one", {}, "failure", (), notes, "", "")

    errors = [Annotation("error", str(number), step="a") for number in range(12)]
    others = [Annotation("warning", "w", step="a"), Annotation("error", "other step", step="b")]
    assert job(*errors, *others).shown == (*errors[:10], *others)
    many = [Annotation("error", "x", step=str(number)) for number in range(60)]
    assert job(*many).shown == tuple(many[:50])
