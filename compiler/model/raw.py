"""What a definition cannot express otherwise: data with the keys of GitHub's syntax. Imported at the first use.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from compiler.model.base import AnyRaw, Declaration, Ignored, Name, RawContent, RawJson, declaration, new_list
from compiler.model.job import AnyJob, JobOutputs
from compiler.model.step import AnyStep, Step, StepOutputs
from compiler.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Callable

D = TypeVar("D", bound=Declaration)
_ID = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_-]{0,98}\Z")
_ID_FORM = "has at most 99 letters, digits, `-` and `_`, and begins with a letter or `_`, but not with `__`"


@declaration
class RawJob(RawContent, AnyJob):
    """A `Raw` in `jobs`."""

    @property
    def outputs(self) -> JobOutputs:
        """Its outputs, as values for other jobs."""
        declared = self.content.get("outputs")
        return JobOutputs(self, declared if isinstance(declared, Mapping) else {})


@declaration
class RawStep(RawContent, Step):
    """A `Raw` in `steps`."""


@declaration
class RawTrigger(RawContent, Trigger):
    """A `Raw` in `on`."""

    name: Name

    @property
    def event(self) -> str:
        """GitHub's name for the event."""
        return self.name


if TYPE_CHECKING:

    class _Place(AnyJob, AnyStep, Trigger):
        """For type checkers: it may be in any of the three lists."""
else:
    _Place = AnyRaw


@declaration
class Raw(_Place):
    """A job, a step or a trigger as data with the keys of GitHub's syntax: for what a definition cannot express otherwise.

    `Raw("build", {…})` is a job of `jobs`, `Raw({…})` a step of `steps`, and `Raw("push", {…})` a trigger of `on`. Values may be
    expressions. The data is checked against GitHub's syntax, and by the rules that need only the syntax. The inputs of an
    action and the permissions that a step needs are not checked.

    `raw.outputs.name` is an output of the job or the step, as a value.

    Findings: `duplicate-id`, `invalid-raw`, `needs-cycle`, `unavailable-context`, `unknown-matrix-key`, `unknown-need`, `unknown-output`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
    """

    name: Name | Mapping[str, RawJson] = field(kw_only=False)  # type: ignore[assignment]  # the base is for type checkers
    """ID of the job, or name of the event. Left out for a step: the first argument is its content."""
    content: RawJson = field(kw_only=False, default=None)
    """Keys and values of the job, or of the event; `None` for an event without filters."""
    unknown: list[str] = field(default_factory=new_list)
    """Keys that GitHub accepts, but that the compiler's schema does not have yet."""
    comment: str | None = None
    """Comment above it."""
    ignore: Ignored = field(default_factory=dict)
    """Rules whose findings in it are not reported, each with the reason."""

    if TYPE_CHECKING:

        def __init__(
            self,
            name: str | Mapping[str, Any],
            content: Any = None,
            *,
            unknown: list[str] = ...,
            comment: str | None = None,
            ignore: Mapping[str, str] = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.name, Mapping) and self.content is not None:
            raise ValueError("the content is given twice: a step is Raw({…}), a job or a trigger Raw(name, {…})")

    @cached_property
    def as_job(self) -> RawJob:
        """What it stands for in `jobs`."""
        if isinstance(self.name, Mapping) or not isinstance(self.content, Mapping):
            raise ValueError('a Raw with a name and a dictionary, Raw("id", {…}), in `jobs`')  # noqa: TRY004 - pydantic reports a ValueError
        if not _ID.match(self.name):
            raise ValueError(f"a Raw whose name {_ID_FORM}")
        content = self.content
        needs, permissions = content.get("needs", []), content.get("permissions")
        listed = needs if isinstance(needs, list | tuple) else [needs]
        texts = [need for need in listed if isinstance(need, str)]
        access = permissions if permissions in ("read-all", "write-all") else None if permissions is None else {}
        return self._made(RawJob, id=self.name, content=content, needs=texts, permissions=access, ignore=self.ignore)

    @cached_property
    def as_step(self) -> RawStep:
        """What it stands for in `steps`."""
        if not isinstance(self.name, Mapping):
            raise ValueError("a Raw without a name, Raw({…}), in `steps`")  # noqa: TRY004 - as above
        step_id = self.name.get("id")
        if isinstance(step_id, str) and not _ID.match(step_id):
            raise ValueError(f"a Raw whose `id` {_ID_FORM}")
        known = step_id if isinstance(step_id, str) else None
        background = self.name.get("background") is True or None
        return self._made(RawStep, content=self.name, id=known, background=background, ignore=self.ignore)

    @cached_property
    def as_trigger(self) -> RawTrigger:
        """What it stands for in `on`."""
        if isinstance(self.name, Mapping):
            raise ValueError('a Raw with the name of an event first, Raw("event", {…}), in `on`')  # noqa: TRY004 - as above
        if self.ignore:
            raise ValueError("a Raw without `ignore` in `on`: that of the workflow applies to it")
        return self._made(RawTrigger, name=self.name, content=self.content)

    @property
    def outputs(self) -> JobOutputs | StepOutputs:
        """Outputs of the job or of the step."""
        return StepOutputs(self.as_step) if isinstance(self.name, Mapping) else self.as_job.outputs

    @property
    def result(self) -> Any:
        """The result of the job; not for a step or a trigger."""
        return self.as_job.result

    def _made(self, kind: type[D], **values: Any) -> D:
        """The declaration, at the place of this one."""
        make: Callable[..., D] = kind
        made = make(unknown=self.unknown, comment=self.comment, **values)
        object.__setattr__(made, "origin", self.origin)
        return made
