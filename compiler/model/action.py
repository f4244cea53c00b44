"""Actions of the repository: an `action.yml` for each. This module is imported at the first use of one of its names.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from pydantic import InstanceOf

from compiler.model.base import RAW_STEP, Declaration, Env, Ignored, Name, NonEmptyText, declaration, new_list
from compiler.model.operator_script import Path
from compiler.model.reference import ActionInputValue
from compiler.model.step import LocalAction, Step
from compiler.project import GENERATED
from compiler.workflow.expression import Operand


@declaration
class ActionInput(Declaration, Operand):
    """An input of an action. Use the object in an expression of the action's own steps for the value of the input: always a string.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs
    """

    name: Name = field(kw_only=False)
    """Unique in the action."""
    description: str
    """What it is for."""
    required: bool = False
    """Whether the input is required. GitHub does not enforce this: it runs the action without the input. The rule `unknown-action-input`
    reports a step that does not set it, unless the input has a default."""
    default: str | None = None
    """The value for a step that does not set the input."""
    deprecation_message: str | None = None
    """Shown by GitHub if a step sets the input."""

    def expression(self) -> ActionInputValue:
        """`inputs.<name>`."""
        return ActionInputValue(self)


@declaration
class ActionOutput(Declaration):
    """An output of an action.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#outputs-for-composite-actions
    """

    description: str = field(kw_only=False)
    """What it is."""
    value: Operand | None = None
    """In a composite action, which requires it: an output of one of its steps. Other actions set it while they run."""


@declaration
class Composite(Declaration):
    """`runs` of a composite action: its steps.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runs-for-composite-actions
    """

    steps: list[Annotated[InstanceOf[Step], RAW_STEP]] = field(kw_only=False)
    """`Script`, `Run`, `Uses` and `Raw`. A `Script`, and a `Run` without `shell`, gets `bash`, since GitHub requires a shell."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for step in self.steps:
            for key in ("timeout_minutes", "background"):
                if getattr(step, key) is not None:
                    raise ValueError(f"a step of a composite action has no `{key}`: set it on the step that uses the action")


@declaration
class Node(Declaration):
    """`runs` of a JavaScript action: its files.

    Findings: `deprecated-runtime`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runs-for-javascript-actions
    """

    main: NonEmptyText = field(kw_only=False)
    """File with the code of the action, relative to its folder."""
    using: Literal["node20", "node24"] = "node24"
    """The runtime."""
    pre: NonEmptyText | None = None
    """File that runs at the start of the job."""
    pre_if: Operand | None = None
    """Condition of `pre`."""
    post: NonEmptyText | None = None
    """File that runs at the end of the job."""
    post_if: Operand | None = None
    """Condition of `post`."""


@declaration
class Docker(Declaration):
    """`runs` of a Docker container action: its image.

    Findings: `unpinned-image`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runs-for-docker-container-actions
    """

    image: NonEmptyText = field(kw_only=False)
    """`Dockerfile`, or `docker://registry/name:tag@sha256:…`."""
    pre_entrypoint: NonEmptyText | None = None
    """Program that runs before the entry point."""
    pre_if: Operand | None = None
    """Condition of `pre_entrypoint`."""
    entrypoint: NonEmptyText | None = None
    """Replaces the entry point of the image."""
    args: list[str | Operand] = field(default_factory=new_list)
    """Arguments that replace the command of the image."""
    post_entrypoint: NonEmptyText | None = None
    """Program that runs at the end of the job."""
    post_if: Operand | None = None
    """Condition of `post_entrypoint`."""
    env: Env = field(default_factory=dict)
    """Environment variables in the container."""


@declaration
class Branding(Declaration):
    """The badge of an action on GitHub Marketplace.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#branding
    """

    icon: str
    """Name of a Feather icon."""
    color: Literal["white", "black", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"]
    """Colour of the background."""


@declaration
class Action(LocalAction):
    """An action of the repository: a folder with an `action.yml`. A step runs it with `Uses(action)`.

    Findings: `constant-condition`, `duplicate-id`, `impossible-comparison`, `lost-success`, `multiline-command`, `nested-too-deep`,
    `raw-expression`, `unavailable-context`, `unknown-action`, `unknown-action-input`, `unknown-output`, `unknown-property`, `unused-input`,
    `unused-output`, `unwritten-output`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
    """

    collected = "actions"
    folder: Path = field(kw_only=False)
    """Its folder, usually `.github/actions/<name>`."""
    name: NonEmptyText
    """Shown by GitHub."""
    description: NonEmptyText
    """What it does."""
    runs: Composite | Node | Docker
    """What it runs."""
    author: str | None = None
    """Who wrote it."""
    inputs: list[ActionInput] = field(default_factory=new_list)
    """Inputs, in the order of the file."""
    outputs: Mapping[Name, ActionOutput] = field(default_factory=dict)
    """Outputs by name."""
    branding: Branding | None = None
    """Badge on GitHub Marketplace."""
    comment: str | None = None
    """Comment above the name."""
    root: str = GENERATED
    """The folder of this repository that mirrors the root of the application repository; `"."` for an action of this repository itself."""
    ignore: Ignored = field(default_factory=dict)
    """Rules whose findings in the action are not reported, each with the reason."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.runs, Composite):
            for name, output in self.outputs.items():
                if output.value is None:
                    raise ValueError(f'the output "{name}" has no `value`: set it to an output of a step, as a composite action requires')
