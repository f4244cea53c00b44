"""Values of a run that a definition names by an object: an input, an output or a result."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compiler.diagnostic import Origin, calling_origin
from compiler.workflow.expression import Reference

if TYPE_CHECKING:
    from compiler.model.action import ActionInput
    from compiler.model.input import Input
    from compiler.model.job import AnyJob
    from compiler.model.step import Step


@dataclass(eq=False)
class InputValue(Reference):
    """The value of an input of a workflow."""

    input_: "Input | ActionInput"
    origin: Origin = field(default_factory=calling_origin)

    @property
    def path_(self) -> tuple[str, ...]:
        """`inputs.<name>`."""
        return ("inputs", self.input_.name)

    @property
    def declared_(self) -> Origin:
        """Where the input is declared."""
        return self.input_.origin


@dataclass(eq=False)
class ActionInputValue(InputValue):
    """The value of an input of an action."""

    of_action_ = True


@dataclass(eq=False)
class StepValue(Reference):
    """An output of a step (`name_` set), or its `outcome` or `conclusion` (`name_` empty)."""

    step_: "Step"
    property_: str
    name_: str = ""
    origin: Origin = field(default_factory=calling_origin)

    @property
    def path_(self) -> tuple[str, ...]:
        """`steps.<step_id>.<property>`, and the name of the output."""
        return ("steps", self.step_.reference, self.property_, *([self.name_] if self.name_ else []))

    @property
    def declared_(self) -> Origin:
        """Where the step is declared."""
        return self.step_.origin


@dataclass(eq=False)
class JobValue(Reference):
    """An output of a job that is needed (`name_` set), or its `result` (`name_` empty)."""

    job_: "AnyJob"
    property_: str
    name_: str = ""
    origin: Origin = field(default_factory=calling_origin)

    @property
    def path_(self) -> tuple[str, ...]:
        """`needs.<job_id>.<property>`, and the name of the output."""
        return ("needs", self.job_.id, self.property_, *([self.name_] if self.name_ else []))

    @property
    def declared_(self) -> Origin:
        """Where the job is declared."""
        return self.job_.origin
