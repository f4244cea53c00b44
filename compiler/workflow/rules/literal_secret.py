"""A token or a private key as text: everybody who can read the repository has it, even after it is removed from the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding
from compiler.workflow.action import ActionUsesStep
from compiler.workflow.interpolation import OPEN
from compiler.workflow.known_actions import action_name, table
from compiler.workflow.literal_secrets import MIN_LENGTH, literal_secret_in
from compiler.workflow.node import Mapping, Node
from compiler.workflow.tree import UsesStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedAction, ParsedStep, ParsedWorkflow

_ADDRESSES = frozenset({"login-server", "registry", "repository-url"})
_LOCAL = re.compile(r"localhost|127\.|:[0-9]{2,5}\b|^http:|^[a-z-]+$")
"""Addresses of servers that a job starts: a service has a name without a dot."""

_REMEDY = "revoke it now, store a new one as a secret, and pass `secrets.NAME` from a workflow, through `env` or an input of an action"


def literal_secret(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information."""
    yield from _of_node(workflow.node)
    for job in workflow.jobs:
        yield from _of_inputs(job.steps)


def literal_secret_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The findings in an action."""
    yield from _of_node(action.node)
    yield from _of_inputs(action.steps)


def _of_inputs(steps: Iterable[ParsedStep]) -> Iterator[Finding]:
    """Texts without the format of a token, where an action takes nothing but a secret."""
    for step in steps:
        node = step.node
        if isinstance(node, UsesStep | ActionUsesStep) and isinstance(node.with_, Mapping):
            yield from _of_step(node, node.with_)


def _of_step(step: UsesStep | ActionUsesStep, given: Mapping[Any]) -> Iterator[Finding]:
    name = action_name(step.uses)
    entry = table("secret_inputs.json").get(name)
    secret = entry["inputs"] if entry and not _is_local(given) else ()
    for key, value in given.items():
        if key.lower() in secret and isinstance(value, str) and value and OPEN not in value and not literal_secret_in(value):
            yield Finding(
                rule="literal-secret",
                message=f'the input "{key}" of {name} is text in the file: everybody who can read it has the secret',
                expected="a secret of the repository or of an environment",
                remedy=_REMEDY,
                origin=given.place_of(key) or step.place,
                field="with_",
            )


def _is_local(given: Mapping[Any]) -> bool:
    """Whether the action talks to a server of the job itself, or to one that is not known: its password may not be a secret."""
    addresses = [value for key, value in given.items() if key.lower() in _ADDRESSES]
    return any(not isinstance(value, str) or OPEN in value or _LOCAL.search(value) for value in addresses)


def _of_node(root: Node) -> Iterator[Finding]:
    """Every text in a node and in those inside it, without recursion: a file may be deep."""
    left: list[tuple[Node, Origin | None]] = [(root, root.place)]
    while left:
        node, around = left.pop()
        for entry, value in enumerate(node) if isinstance(node, list) else node.items():  # type: ignore[attr-defined]
            if isinstance(value, Node):
                left.append((value, value.place or around))
            elif isinstance(value, str) and len(value) >= MIN_LENGTH and (found := literal_secret_in(value)):
                yield Finding(
                    rule="literal-secret",
                    message=f'"{entry}" contains {found[0]}',
                    expected="a secret of the repository or of an environment",
                    remedy=_REMEDY,
                    origin=node.value_places.get(entry) or node.place_of(entry) or around,
                )
