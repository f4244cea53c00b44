"""The one traversal of a syntax tree: every expression in it, with its key in GitHub's syntax and its place.

Keys are found without being listed here, so rules also see a key that is added to the tree. In a compiled tree, texts have their
expressions. Text that was read from a file is parsed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from compiler.diagnostic import Finding
from compiler.workflow.context_use import context_uses
from compiler.workflow.expression import Call, walk
from compiler.workflow.interpolation import OPEN, is_insert
from compiler.workflow.node import ExpressionText, Mapping, Node, Object
from compiler.workflow.source_text import SourceText
from compiler.workflow.syntax import INVALID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.diagnostic import Origin
    from compiler.workflow.context_use import ContextUse
    from compiler.workflow.expression import Expression

JOB, STEP = "jobs.<job_id>", "jobs.<job_id>.steps"
_ITEMS = {
    "inputs": "inputs.<input_id>",
    "jobs": JOB,
    "on.workflow_call.inputs": "on.workflow_call.inputs.<inputs_id>",
    "on.workflow_call.outputs": "on.workflow_call.outputs.<output_id>",
    "on.workflow_call.secrets": "on.workflow_call.secrets.<secret_id>",
    "on.workflow_dispatch.inputs": "on.workflow_dispatch.inputs.<input_id>",
    "outputs": "outputs.<output_id>",
    f"{JOB}.container.env": f"{JOB}.container.env.<env_id>",
    f"{JOB}.outputs": f"{JOB}.outputs.<output_id>",
    f"{JOB}.secrets": f"{JOB}.secrets.<secrets_id>",
    f"{JOB}.services": f"{JOB}.services.<service_id>",
    f"{JOB}.services.<service_id>.env": f"{JOB}.services.<service_id>.env.<env_id>",
    f"{JOB}.with": f"{JOB}.with.<with_id>",
}
"""Mappings whose values GitHub's table of contexts has a name for; those of other mappings, such as `env`, have the key of the mapping.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
"""
_WITH_KEYS = frozenset({"on", STEP})
"""Keys of mappings whose keys are GitHub's: the events, and a kind of step that the schema does not have yet."""
_CONDITIONS = frozenset({"if", "pre-if", "post-if"})
"""Keys whose values are expressions without `${{ }}` too."""


class ExpressionUse(NamedTuple):
    """An expression of a tree."""

    key: str
    """Its key in GitHub's syntax, such as `jobs.<job_id>.steps.env`."""
    node: Node
    """The node that contains the text."""
    entry: str | int
    """Its key or index there."""
    place: Origin | None
    """Where the text is in a file, or the declaration around it in a definition."""
    text: str
    """The whole text that has the expression."""
    expression: Expression
    contexts: tuple[ContextUse, ...]
    """Each use of a context in it."""
    functions: tuple[str, ...]
    """The name of each function that it calls."""


def expression_uses(node: Node, findings: list[Finding], key: str = "", *, without: str = "") -> list[ExpressionUse]:
    """Every expression in a node and in those inside it, in their order.

    Args:
        node: the node.
        findings: gets one for each text of a file that is not what GitHub accepts as an expression.
        key: the key of the node.
        without: a key of the node that is left out.
    """
    found: list[ExpressionUse] = []
    _Walk(found, findings).entries(node.items(), node, key, node.place, without=without)  # type: ignore[attr-defined]  # not a sequence
    return found


class _Walk(NamedTuple):
    found: list[ExpressionUse]
    findings: list[Finding]

    def entries(self, pairs: Iterable[tuple[Any, Any]], node: Node, key: str, place: Origin | None, *, without: str = "") -> None:
        """The values of a node; `place` is that of the nearest node that has one."""
        is_object = isinstance(node, Object)
        has_keys = is_object or (isinstance(node, Mapping) and key in _WITH_KEYS)
        others = node.others if isinstance(node, Object) and node.is_read else ()
        for entry, value in pairs:
            is_expression = isinstance(entry, str) and OPEN in entry
            if is_expression and place is not None and place.column:
                self.key(str(entry), node, key, node.places.get(entry) or place)
            elif entry in others:
                continue  # GitHub ignores the key
            inner = _inner(key, entry) if has_keys and not is_expression else key
            if isinstance(value, str):
                if isinstance(value, ExpressionText) or (place is not None and place.column):
                    self.text(value, node, entry, inner, place)
            elif isinstance(value, Node) and entry != without:
                self.inside(value, inner, value.place or place)

    def key(self, text: str, node: Node, key: str, place: Origin) -> None:
        """A key of a file that is an expression. Whatever its value is, the use is recorded at the key of the mapping."""
        expression = None if is_insert(text) else self.parsed(text, place)
        key = key.rpartition(".<")[0] if key.endswith(">") else key
        if expression is not None:
            self.found.append(ExpressionUse(key, node, text, place, text, expression, *_contents(expression, place)))

    def inside(self, node: Node, key: str, place: Origin | None) -> None:
        """A node inside another one."""
        if isinstance(node, list):
            self.entries(enumerate(node), node, key, place)
        else:
            self.entries(node.items(), node, _ITEMS.get(key, key), place)  # type: ignore[attr-defined]  # an object or a mapping

    def text(self, text: str, node: Node, entry: str | int, key: str, place: Origin | None) -> None:
        """A text, with or without an expression."""
        if isinstance(text, ExpressionText):
            expression: Expression | None = text.expression
        else:
            place = node.value_places.get(entry) or node.places.get(entry) or place
            is_condition = entry in _CONDITIONS and isinstance(node, Object)
            expression = self.parsed(text, place, key if is_condition else "") if is_condition or OPEN in text else None
        if expression is not None:
            self.found.append(ExpressionUse(key, node, entry, place, text, expression, *_contents(expression, place)))

    def parsed(self, text: str, place: Origin | None, condition: str = "") -> Expression | None:
        """The expression in a text of a file, or a finding; `condition` is the key of a condition."""
        from compiler.workflow.expression import TooDeepError  # noqa: PLC0415 - a compiled tree needs neither parser
        from compiler.workflow.expression_error import ExpressionError  # noqa: PLC0415
        from compiler.workflow.expression_functions import SIGNATURES, STEP_SIGNATURES  # noqa: PLC0415
        from compiler.workflow.expression_template import parse_condition, parse_template  # noqa: PLC0415

        try:
            if not condition:
                return parse_template(text)
            return parse_condition(text, functions=SIGNATURES if condition == f"{JOB}.if" else STEP_SIGNATURES)
        except (ExpressionError, TooDeepError) as error:
            self.findings.append(refused(text, error, place))
            return None


def _contents(expression: Expression, place: Origin | None) -> tuple[tuple[ContextUse, ...], tuple[str, ...]]:
    parts = list(walk(expression))
    return context_uses(parts, place), tuple(part.function_ for part in parts if isinstance(part, Call))


def refused(text: str, error: Exception, place: Origin | None) -> Finding:
    """A finding about a text of a file that should be an expression, at the place where it is wrong.

    Args:
        text: the text.
        error: why the parser refused it.
        place: where the text is.
    """
    offset = getattr(error, "offset", None)
    if place is not None and offset is not None and isinstance(text, SourceText) and getattr(error, "text", "") == text:
        line, column = text.place_at(offset)
        place = place._replace(line=line, column=column)
    expected, remedy = "an expression that GitHub accepts", "correct the expression"
    return Finding(rule=INVALID, message=str(error), expected=expected, remedy=remedy, origin=place)


def _inner(key: str, entry: object) -> str:
    inner = f"{key}.{entry}" if key else str(entry)
    return STEP if inner == f"{STEP}.parallel" else inner
