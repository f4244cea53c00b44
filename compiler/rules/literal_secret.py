"""A token or a private key as text in a script. `compiler.workflow.rules` looks at workflows and actions."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.literal_secrets import literal_secret_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.passes.resolve import ResolvedWorkflow

_in_source = cache(literal_secret_in)
"""Many steps run the same script, and scripts have the same libraries."""


def literal_secret(resolved: ResolvedWorkflow) -> Iterator[Finding]:
    """The scripts that the jobs run, and their libraries; at the step that runs them."""
    for job in resolved.jobs:
        for step in job.steps:
            if step.script is None:
                continue
            for path, source in ((step.script.path, step.script.source), *((each.path, each.source) for each in step.script.libraries)):
                if found := _in_source(source):
                    line = source.count("\n", 0, found[1]) + 1
                    yield Finding(
                        rule="literal-secret",
                        message=f"line {line} of {Path(path).name} contains {found[0]}",
                        expected="a secret of the repository or of an environment",
                        remedy="revoke it now, store a new one as a secret, and pass it through `env`",
                        origin=step.step.origin,
                    )
