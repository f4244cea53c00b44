"""What is given to a plan besides the event: jobs and steps that fail, outputs and variables.

A job is named by its ID, and a job of a called workflow as GitHub shows it, `caller / job`. A matrix job has its values after the name of
the job, as in `build (linux, 3.14)`. A step has its ID or its name after a dot, as in `build.compile`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Supplied:
    """What is assumed, by names as they were written."""

    fail: tuple[str, ...] = ()
    """Jobs and steps that fail."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """Values of `job.name`, an output of a job, and of `job.step.name`, an output of a step."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Values of the `vars` context."""
    _fail: frozenset[str] = field(init=False)
    _outputs: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """GitHub compares names without case."""
        object.__setattr__(self, "_fail", frozenset(map(str.lower, self.fail)))
        object.__setattr__(self, "_outputs", {name.lower(): value for name, value in self.outputs.items()})

    @classmethod
    def of(
        cls, fail: str | Iterable[str] = (), outputs: Mapping[str, str] | None = None, variables: Mapping[str, str] | None = None
    ) -> Supplied:
        """From the arguments of `Workflow.plan`."""
        return cls((fail,) if isinstance(fail, str) else tuple(fail), dict(outputs or {}), dict(variables or {}))

    def fails(self, names: Iterable[str]) -> bool:
        """Whether one of these names fails."""
        return bool(self._fail) and any(name.lower() in self._fail for name in names)

    def fails_in(self, name: str) -> bool:
        """Whether this job or one of its steps is among those that fail."""
        return any(each == name.lower() or each.startswith(f"{name.lower()}.") for each in self._fail)

    def output(self, names: Iterable[str]) -> str | None:
        """The output with one of these names."""
        return next((self._outputs[name.lower()] for name in names if name.lower() in self._outputs), None) if self._outputs else None
