"""A step of a job: a script of `templates/steps/`, a command, or an action.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps
"""

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from compiler.model.base import Declaration, Env, Id, Ignored, Minutes, Name, NonEmptyText, Shell, Value, declaration
from compiler.model.reference import StepValue
from compiler.workflow.expression import Operand

if TYPE_CHECKING:
    from compiler.workflow.expression import Expression


UNPINNED = ("./", "$/", "docker://")
"""The prefixes of references that are not actions of another repository.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
"""


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
class AnyStep(Declaration):
    """Base of all steps."""

    comment: str | None = None
    """Comment above the step."""
    ignore: Ignored = field(default_factory=dict)
    """Rules whose findings in the step are not reported, each with the reason."""


@declaration
class Step(AnyStep):
    """Base of the steps that run something."""

    id: Id | None = None
    """Unique in the job. A `Run` or `Uses` needs it if something uses its outputs, its outcome or its conclusion, or if a `Wait` or
    `Cancel` names it."""
    name: NonEmptyText | Operand | None = None
    """Shown in GitHub's log."""
    if_: Operand | None = None
    """Condition. Without one, GitHub runs the step if all previous steps succeeded."""
    env: Env = field(default_factory=dict)
    """Environment variables of the step."""
    continue_on_error: bool | Operand | None = None
    """True lets the job continue if this step fails."""
    timeout_minutes: Minutes | Operand | None = None
    """Minutes after which GitHub cancels the step. GitHub's default: the timeout of the job."""
    background: bool | None = None
    """True starts the step and continues with the next one. `Wait`, `WaitAll` and `Cancel` refer to it later."""

    @property
    def reference(self) -> str:
        """The ID by which other steps refer to this one; empty if it has none."""
        return self.id or ""

    @property
    def outputs(self) -> StepOutputs:
        """Outputs of the step: `step.outputs.name`, or `step.outputs["name"]` where the name has a hyphen."""
        return StepOutputs(self)

    @property
    def outcome(self) -> "Expression":
        """`"success"`, `"failure"`, `"cancelled"` or `"skipped"`, before `continue_on_error` is applied."""
        return StepValue(self, "outcome")

    @property
    def conclusion(self) -> "Expression":
        """`"success"`, `"failure"`, `"cancelled"` or `"skipped"`, after `continue_on_error` is applied."""
        return StepValue(self, "conclusion")


@declaration
class Script(Step):
    """A step that runs a script of `templates/steps/`. The script's header declares its environment variables and its outputs.

    The default ID is the name of the script.

    Findings: `invalid-script`, `missing-errexit`, `missing-token`, `script-after-untrusted-code`, `script-env-mismatch`,
    `script-without-checkout`, `unknown-output`, `unknown-script`, `unwritten-output`.
    """

    template: Name = field(kw_only=False)
    """Name of the script in `templates/steps/`, without `.sh`."""

    @property
    def reference(self) -> str:
        """The ID, or the name of the template if the step has none."""
        return self.id or self.template


@declaration
class Run(Step):
    """A step that runs a command, with `bash` and `pipefail` unless it, its job or its workflow names another shell.

    Findings: `missing-token`, `multiline-command`, `raw-expression`, `reserved-name`, `script-injection`, `secret-in-command`,
    `unknown-shell`, `untrusted-checkout`, `untrusted-path`, `unused-output`, `unwritten-output`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsrun
    """

    command: NonEmptyText | Operand = field(kw_only=False)
    """One line without expressions: pass values through `env`. The rules `multiline-command` and `raw-expression` report any other command.
    Write a longer one as a `Script`."""
    working_directory: NonEmptyText | Operand | None = None
    """Folder in which it runs, relative to the workspace. GitHub's default: the workspace."""
    shell: Shell | None = None
    """The program that runs it."""


class LocalAction(Declaration):
    """Base of the actions that definitions declare."""

    if TYPE_CHECKING:
        folder: str
        inputs: list[Any]
        outputs: Mapping[str, Any]


@declaration
class Uses(Step):
    """A step that runs an action.

    Findings: `action-without-checkout`, `deprecated-runtime`, `duplicate-artifact`, `literal-secret`, `malformed-pin`, `script-injection`,
    `unknown-action`, `unknown-action-input`, `unknown-artifact`, `unknown-output`, `unpinned-image`, `untrusted-checkout`,
    `untrusted-path`, `wrong-action-input`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
    """

    action: NonEmptyText | LocalAction = field(kw_only=False)
    """`owner/name` or `owner/name/path`, whose version and commit come from `pipelines/pins.toml`; an `Action` of the definitions;
    `./path`, an action in the workspace; `$/path`, an action in the repository and at the commit of the workflow file; or
    `docker://registry/name:tag@sha256:…`, an image.
    """
    with_: Mapping[str, Value] = field(default_factory=dict)
    """Inputs by name. The names are checked against those of the pinned `action.yml`, or of the `Action`."""

    @property
    def target(self) -> str:
        """What `uses` names, without a version."""
        return self.action if isinstance(self.action, str) else f"./{self.action.folder}"
