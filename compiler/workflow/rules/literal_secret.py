"""A token or a private key as text: everybody who can read the repository has it, also after it is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.literal_secrets import SHORTEST, literal_secret_in
from compiler.workflow.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.parsed import ParsedAction, ParsedWorkflow


def literal_secret(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information."""
    yield from _of_node(workflow.node)


def literal_secret_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The same in an action."""
    yield from _of_node(action.node)


def _of_node(root: Node) -> Iterator[Finding]:
    """Every text in a node and in those inside it, without recursion: a file may be deep."""
    left: list[tuple[Node, Origin | None]] = [(root, root.place)]
    while left:
        node, around = left.pop()
        for entry, value in enumerate(node) if isinstance(node, list) else node.items():  # type: ignore[attr-defined]
            if isinstance(value, Node):
                left.append((value, value.place or around))
            elif isinstance(value, str) and len(value) >= SHORTEST and (found := literal_secret_in(value)):
                yield Finding(
                    rule="literal-secret",
                    message=f'"{entry}" contains {found[0]}',
                    expected="a secret of the repository or of an environment",
                    remedy="revoke it now, store a new one as a secret, and use `secrets.NAME`",
                    origin=node.value_places.get(entry) or node.place_of(entry) or around,
                )
