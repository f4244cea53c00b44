"""The syntax of an `action.yml`, key for key, as a tree.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from compiler.workflow.node import Mapping, Object, Sequence

if TYPE_CHECKING:
    from compiler.workflow.tree import Environ, Expression


class ActionInput(Object):
    """`inputs.<input_id>`."""

    description: str | None = None
    deprecationMessage: str | None = None  # noqa: N815 - GitHub's name
    required: bool | str | None = None
    default: str | None = None


class ActionOutput(Object):
    """`outputs.<output_id>`."""

    description: str | None = None
    value: str | None = None
    """The value of an output of a composite action."""


class ActionRunStep(Object):
    """A step of a composite action that runs a command."""

    name: str | None = None
    id: str | None = None
    if_: str | None = None
    continue_on_error: bool | Expression | None = None
    shell: str
    working_directory: str | None = None
    env: Environ | None = None
    run: str


class ActionUsesStep(Object):
    """A step of a composite action that runs another action."""

    name: str | None = None
    id: str | None = None
    if_: str | None = None
    uses: str
    with_: Environ | None = None
    continue_on_error: bool | Expression | None = None
    env: Environ | None = None


class CompositeRuns(Object):
    """`runs` of a composite action."""

    using: str
    steps: Sequence[ActionRunStep | ActionUsesStep]


class NodeRuns(Object):
    """`runs` of a JavaScript action."""

    using: str
    pre: str | None = None
    pre_if: str | None = None
    main: str
    post: str | None = None
    post_if: str | None = None


class ContainerRuns(Object):
    """`runs` of an action that is a container image."""

    using: str
    image: str
    pre_entrypoint: str | None = None
    pre_if: str | None = None
    entrypoint: str | None = None
    args: Sequence[str] | None = None
    post_entrypoint: str | None = None
    post_if: str | None = None
    env: Environ | None = None


Runs: TypeAlias = "CompositeRuns | NodeRuns | ContainerRuns"


class Branding(Object):
    """`branding`: the badge on GitHub Marketplace."""

    icon: str | None = None
    color: str | None = None


class Action(Object):
    """An `action.yml` file. GitHub documents `name` and `description` as required, and runs actions without them."""

    name: str | None = None
    author: str | None = None
    description: str | None = None
    branding: Branding | None = None
    inputs: Mapping[ActionInput] | None = None
    outputs: Mapping[ActionOutput] | None = None
    runs: Runs
