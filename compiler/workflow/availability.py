"""Which contexts and functions an expression may use, by the key at which it is: the `context` of GitHub's schema."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.syntax import ACTION_ROOT, WORKFLOW_ROOT, action_syntax, workflow_syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.syntax import Syntax


class Availability(NamedTuple):
    """What is available at a key."""

    key: str
    """The key itself, or the nearest one around it that the schema has contexts for."""
    contexts: frozenset[str]
    functions: frozenset[str]
    """Functions that are not available at every key: the status check functions, and `hashFiles`."""


@cache
def availability(key: str, *, in_action: bool = False) -> Availability:
    """What is available at a key of a workflow file or of an `action.yml`.

    Args:
        key: the key, as in `jobs.<job_id>.steps.env`, without indexes and without names that the file chose.
        in_action: whether it is a key of an `action.yml`.
    """
    syntax, root = (action_syntax(), ACTION_ROOT) if in_action else (workflow_syntax(), WORKFLOW_ROOT)
    definitions, parts, nearest = [root], key.split("."), key
    names: set[str] = set()
    for count, part in enumerate(parts, start=1):
        definitions = [inner for name in definitions for inner in _inside(syntax, name, part)]
        own = {name for definition in definitions for name in _contexts(syntax, definition)}
        if own:
            names |= own
            nearest = ".".join(parts[:count])
    functions = {name for name in names if "(" in name}
    return Availability(nearest, frozenset(names - functions), frozenset(name.partition("(")[0] for name in functions))


def _contexts(syntax: Syntax, name: str) -> list[str]:
    """The contexts and functions of a value, or of the elements of a sequence."""
    definition = syntax[name]
    return definition.context + (syntax[definition.item].context if definition.item else [])


@cache
def is_known(key: str) -> bool:
    """Whether the schema has the key in a workflow file: a `Raw` may have newer ones."""
    syntax, definitions = workflow_syntax(), [WORKFLOW_ROOT]
    for part in key.split("."):
        definitions = [inner for name in definitions for inner in _inside(syntax, name, part)]
    return bool(definitions)


def _inside(syntax: Syntax, name: str, part: str) -> Iterator[str]:
    """The definitions of what is at a key of a mapping, or of the mappings in a sequence; `<…>` is any key that a file chooses."""
    definition = syntax[name]
    if definition.item is not None and definition.item != "any":
        yield from _inside(syntax, definition.item, part)
    for rule in definition.mappings:
        if part in rule.properties:
            yield rule.properties[part].type
        elif part.startswith("<") and rule.loose_key is not None:
            yield rule.loose_value
