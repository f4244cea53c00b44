"""A step of a job: a script of `templates/steps/`, a command of one line, or an action.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
"""

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from compiler.model.base import Declared, Env, Id, Minutes, Value, declaration
from compiler.model.reference import StepValue
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression


class StepOutputs:
    """The outputs of a step, by attribute, or by index where the name has a hyphen."""

    __slots__ = ("_step",)

    def __init__(self, step: "Step") -> None:
        self._step = step

    def __getattr__(self, name: str) -> "Expression":
        if name.startswith("__"):
            raise AttributeError(name)
        return StepValue(self._step, "outputs", name)

    def __getitem__(self, name: str) -> "Expression":
        return StepValue(self._step, "outputs", name)


@declaration
class Step(Declared):
    """What all kinds of step share."""

    id: Id | None = None
    name: str | None = None
    if_: Operand | None = None
    env: Env = field(default_factory=dict)
    continue_on_error: bool | Operand | None = None
    timeout_minutes: Minutes | None = None

    @property
    def reference(self) -> str:
        """The name under which other steps refer to this one; empty where it has none."""
        return self.id or ""

    @property
    def outputs(self) -> StepOutputs:
        """What the step puts out."""
        return StepOutputs(self)

    @property
    def outcome(self) -> "Expression":
        """`success`, `failure`, `cancelled` or `skipped`, before `continue_on_error` is applied."""
        return StepValue(self, "outcome")

    @property
    def conclusion(self) -> "Expression":
        """`success`, `failure`, `cancelled` or `skipped`, after `continue_on_error` is applied."""
        return StepValue(self, "conclusion")


@declaration
class Script(Step):
    """A script of `templates/steps/`, named without `.sh`. Its header declares what it needs in its environment, and its outputs."""

    template: Id = field(kw_only=False)

    @property
    def reference(self) -> str:
        """The id, which is the template's name where none is given."""
        return self.id or self.template


@declaration
class Run(Step):
    """A command of one line. What is longer is a script."""

    command: str = field(kw_only=False)
    working_directory: str | None = None


@declaration
class Uses(Step):
    """An action, named as `owner/name`; its version and commit stand in `pipelines/pins.toml`."""

    action: str = field(kw_only=False)
    with_: Mapping[str, Value] = field(default_factory=dict)
