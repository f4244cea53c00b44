"""Values of which a plan knows only some, and whether a condition holds for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from compiler.workflow.context_use import context_uses
from compiler.workflow.expression import Logical, Not, Text, TooDeepError, walk
from compiler.workflow.expression_error import ExpressionError, shown
from compiler.workflow.expression_evaluator import evaluate
from compiler.workflow.expression_template import parse_condition, parse_template, with_status
from compiler.workflow.expression_values import Unknown, UnknownValueError, Value, truthy
from compiler.workflow.interpolation import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from compiler.workflow.expression import Expression

Contexts = Mapping[str, Value]
"""The value of each context by its name."""
Functions = Mapping[str, "Callable[..., Value]"]
"""The status check functions by name."""


Truth: TypeAlias = "bool | Unknown"
"""Whether something is true, or what that depends on."""


class CaselessMapping(Mapping[str, Value]):
    """An object with names without case. A property that it does not have is null. The time for a lookup does not depend on its size."""

    def __init__(self, known: Mapping[str, Value] | None = None, under: CaselessMapping | None = None) -> None:
        """An object with these properties, and those of another one where it has none."""
        self._known = {name.lower(): (name, value) for name, value in (known or {}).items()}
        self._under = under

    def put(self, name: str, value: Value) -> None:
        """Add a property."""
        self._known[name.lower()] = name, value

    def __getitem__(self, name: str) -> Value:
        if name.lower() in self._known:
            return self._known[name.lower()][1]
        return self._under[name] if self._under is not None and self._under.has(name) else self.missing(name)

    def has(self, name: str) -> bool:
        """Whether there is a property with this name."""
        return name.lower() in self._known or (self._under is not None and self._under.has(name))

    @property
    def known(self) -> dict[str, Value]:
        """The properties that are known, without those of an object under it."""
        return dict(self._known.values())

    def missing(self, name: str) -> Value:
        """The value of a property that is not there."""
        return None if self._under is None else self._under.missing(name)

    def __contains__(self, _name: object) -> bool:
        return True  # or the evaluator would compare all names

    def __iter__(self) -> Iterator[str]:
        yield from (name for name, _ in self._known.values())
        yield from (name for name in self._under or () if name.lower() not in self._known)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class PartialMapping(CaselessMapping):
    """An object of which only some properties are known. Every other one is `Unknown`, and so is the whole of it."""

    def __init__(self, path: str, known: Mapping[str, Value] | None = None) -> None:
        """An object at this path, such as `github.event`."""
        super().__init__(known)
        self._path = path

    def missing(self, name: str) -> Value:
        """What is not known."""
        return Unknown(f"{self._path}.{name}")

    def __iter__(self) -> Iterator[str]:
        raise UnknownValueError(Unknown(self._path))


class Evaluator:
    """Evaluates texts of a workflow. It parses each text once, since the jobs of a matrix share theirs."""

    def __init__(self) -> None:
        self._templates: dict[str, Expression | Unknown] = {}
        self._conditions: dict[str, Expression | Unknown] = {}

    def value(self, text: object, contexts: Contexts, functions: Functions | None = None) -> Value:
        """The value of a key other than `if`: of text with expressions in it, or any other scalar as it is."""
        if not isinstance(text, str) or OPEN not in text:
            return text  # type: ignore[return-value]  # a scalar of the tree
        if text not in self._templates:
            self._templates[text] = _parsed(parse_template, text)
        expression = self._templates[text]
        return expression if isinstance(expression, Unknown) else _evaluated(expression, contexts, functions)

    def values(self, data: object, contexts: Contexts) -> Value:
        """The value of a part of the tree, in which every text is evaluated."""
        if isinstance(data, Mapping):
            return {key: self.values(each, contexts) for key, each in data.items()}
        return [self.values(each, contexts) for each in data] if isinstance(data, list) else self.value(data, contexts)

    def condition(self, text: str | None) -> Expression | Unknown:
        """The condition that GitHub makes of the value of `if`, with the `success()` that it adds."""
        written = text or ""
        if written not in self._conditions:
            self._conditions[written] = _parsed(lambda each: with_status(parse_condition(each)), written)
        return self._conditions[written]


def _parsed(parse: Callable[[str], Expression], text: str) -> Expression | Unknown:
    try:
        return parse(text)
    except (ExpressionError, TooDeepError) as error:
        return _refused(text, error)


def _refused(text: str, error: Exception) -> Unknown:
    return Unknown(f"{shown(text)!r}, which GitHub refuses: {error}")


def _evaluated(expression: Expression, contexts: Contexts, functions: Functions | None) -> Value:
    from compiler.workflow.expression_writer import render  # noqa: PLC0415 - only for an error

    try:
        value = evaluate(expression, contexts, functions)
    except ExpressionError as error:
        return _refused(render(expression), error)
    return _whole(value, expression) if isinstance(value, Unknown) else value


def _whole(unknown: Unknown, expression: Expression) -> Unknown:
    """The same with the whole path that the expression uses: `github.event.pull_request.draft` for `github.event.pull_request`."""
    inside = f"{unknown.reason}."
    paths = (".".join(use.path) for use in context_uses(list(walk(expression)), None))
    return next((Unknown(path) for path in paths if path.startswith(inside)), unknown)


def holds(expression: Expression, contexts: Contexts, functions: Functions) -> Truth:
    """Whether a condition is true. One that is decided by what is known is not unknown: `a && false` is false whatever `a` is."""
    match expression:
        case Text():
            return True  # text beside an expression makes a text that is not empty
        case Not():
            inner = holds(expression.operand_, contexts, functions)
            return inner if isinstance(inner, Unknown) else not inner
        case Logical():
            return _decided(expression, contexts, functions)
        case _:
            value = _evaluated(expression, contexts, functions)
            return value if isinstance(value, Unknown) else truthy(value)


def _decided(expression: Logical, contexts: Contexts, functions: Functions) -> Truth:
    decides = expression.operator_ == "||"
    unknown: Unknown | None = None
    for operand in expression.operands_:
        value = holds(operand, contexts, functions)
        if value is decides:
            return decides
        if isinstance(value, Unknown):
            unknown = unknown or value
    return unknown or not decides


def deciding_part(condition: Expression, contexts: Contexts, functions: Functions) -> Expression:
    """The part that makes a condition false."""
    if isinstance(condition, Logical) and condition.operator_ == "&&":
        for operand in condition.operands_:
            if holds(operand, contexts, functions) is False:
                return deciding_part(operand, contexts, functions)
    return condition
