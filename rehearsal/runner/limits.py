"""What GitHub rejects in a workflow file or a dispatch before any job starts.

https://docs.github.com/en/actions/reference/limits, and for the inputs of a dispatch
https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch .
The maximum length of an expression is `MaxLength` in actions/runner, src/Sdk/DTExpressions2/Expressions2/ExpressionConstants.cs. A text
that contains `${{` counts as one expression.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from rehearsal.runner.act_input import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = 500 * 1024
EXPRESSION = 21_000
MATRIX = 256
INPUTS = 25
PAYLOAD = 65_535


def find_refusals(text: str, inputs: Mapping[str, str]) -> Iterator[str]:
    """The reasons for which GitHub rejects this file, or a dispatch of it with these inputs."""
    if (size := len(text.encode())) > FILE:
        yield f"the file has {size} bytes; at most {FILE}"
    tree = load(text)
    declared = _dispatch_inputs(tree)
    if len(declared) > INPUTS:
        yield f"workflow_dispatch has {len(declared)} inputs; at most {INPUTS}"
    if (length := len(json.dumps(dict(inputs), ensure_ascii=False))) > PAYLOAD:
        yield f"the inputs of this dispatch have {length} characters; at most {PAYLOAD}"
    for job_id, job in tree["jobs"].items():
        if (jobs := _matrix_size(job)) > MATRIX:
            yield f"the matrix of {job_id} has {jobs} jobs; at most {MATRIX}"
        for place, value in _texts(job, job_id):
            if "${{" in value and len(value) > EXPRESSION:
                yield f"{place} has an expression of {len(value)} characters; at most {EXPRESSION}"


def _dispatch_inputs(tree: Any) -> Mapping[str, Any]:
    on = tree.get("on")
    dispatch = on.get("workflow_dispatch") if isinstance(on, dict) else None
    return (dispatch or {}).get("inputs") or {}


def _matrix_size(job: Any) -> int:
    """The number of matrix jobs, as far as the file states it: one computed by an expression is only known in the run."""
    matrix = (job.get("strategy") or {}).get("matrix") or {}
    if not isinstance(matrix, dict):
        return 0
    lists = [value for key, value in matrix.items() if key not in {"include", "exclude"} and isinstance(value, list)]
    included = matrix.get("include")
    return math.prod(len(value) for value in lists) if lists else len(included) if isinstance(included, list) else 0


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{place}[{number}]")
