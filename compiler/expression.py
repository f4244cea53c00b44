"""GitHub's expressions as Python values: built with operators, rendered once, never spelt as strings.

Operators and precedence: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostic import Origin, calling_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.model.job import Job
    from compiler.model.step import Step
    from compiler.model.trigger import Input

Scalar: TypeAlias = "str | int | float | bool | None"

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_PRECEDENCE = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
_UNARY, _ATOM = 5, 6


class Operand:
    """Anything that may stand in an expression: a context's property, an input, an output, or a combination.

    `&`, `|` and `~` are GitHub's `&&`, `||` and `!`; `+` joins text and expressions into a string.
    GitHub compares strings without regard to case.
    """

    __slots__ = ()

    def expression(self) -> Expression:
        """The expression that this value stands for."""
        raise NotImplementedError

    def __and__(self, other: Operand | Scalar) -> Expression:
        return Binary("&&", self.expression(), as_expression(other))

    def __rand__(self, other: Scalar) -> Expression:
        return Binary("&&", as_expression(other), self.expression())

    def __or__(self, other: Operand | Scalar) -> Expression:
        return Binary("||", self.expression(), as_expression(other))

    def __ror__(self, other: Scalar) -> Expression:
        return Binary("||", as_expression(other), self.expression())

    def __invert__(self) -> Expression:
        return Not(self.expression())

    def __eq__(self, other: object) -> Expression:  # type: ignore[override]
        return Binary("==", self.expression(), as_expression(other))

    def __ne__(self, other: object) -> Expression:  # type: ignore[override]
        return Binary("!=", self.expression(), as_expression(other))

    def __lt__(self, other: Operand | Scalar) -> Expression:
        return Binary("<", self.expression(), as_expression(other))

    def __le__(self, other: Operand | Scalar) -> Expression:
        return Binary("<=", self.expression(), as_expression(other))

    def __gt__(self, other: Operand | Scalar) -> Expression:
        return Binary(">", self.expression(), as_expression(other))

    def __ge__(self, other: Operand | Scalar) -> Expression:
        return Binary(">=", self.expression(), as_expression(other))

    def __add__(self, other: Operand | str) -> Expression:
        return Text((*_parts(self), *_parts(other)))

    def __radd__(self, other: str) -> Expression:
        return Text((*_parts(other), *_parts(self)))

    def __getitem__(self, key: str | int) -> Expression:
        return Property(self.expression(), key)

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> bool:
        raise TypeError(
            "an expression has no value before the workflow runs: "
            "combine expressions with &, | and ~, not with and, or, not or a chained comparison"
        )

    def __iter__(self) -> Iterator[Expression]:
        raise TypeError("an expression cannot be iterated: its value is not known before the workflow runs")

    def __format__(self, spec: str) -> str:
        raise TypeError("an expression cannot stand in an f-string: join text and expressions with +")


class Expression(Operand):
    """A node of an expression tree."""

    __slots__ = ()

    def expression(self) -> Expression:
        """Itself."""
        return self


@dataclass(eq=False)
class Literal(Expression):
    """A constant."""

    value: Scalar


@dataclass(eq=False)
class Context(Expression):
    """A property of one of GitHub's contexts, such as `github.sha`."""

    context: str
    name: str
    origin: Origin = field(default_factory=calling_origin)


@dataclass(eq=False)
class InputValue(Expression):
    """What was given for an input of the workflow."""

    input: Input
    origin: Origin = field(default_factory=calling_origin)


@dataclass(eq=False)
class StepValue(Expression):
    """An output of a step (`name` set), or its `outcome` or `conclusion` (`name` empty)."""

    step: Step
    property: str
    name: str = ""
    origin: Origin = field(default_factory=calling_origin)


@dataclass(eq=False)
class JobValue(Expression):
    """An output of a job that is needed (`name` set), or its `result` (`name` empty)."""

    job: Job
    property: str
    name: str = ""
    origin: Origin = field(default_factory=calling_origin)


@dataclass(eq=False)
class Property(Expression):
    """A property or element of an object or array."""

    base: Expression
    key: str | int


@dataclass(eq=False)
class Call(Expression):
    """A call of one of GitHub's functions."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(eq=False)
class Not(Expression):
    """`!a`."""

    operand: Expression


@dataclass(eq=False)
class Binary(Expression):
    """`a && b`, `a == b` and the like. All of them group from the left."""

    operator: str
    left: Expression
    right: Expression


@dataclass(eq=False)
class Text(Expression):
    """Text with expressions in it. As a whole value it is `a-${{ b }}`; inside an expression it is `format('a-{0}', b)`."""

    parts: tuple[str | Expression, ...]


class Commented(Operand):
    """A value with a comment, which stands behind it in the file: why a scanner may overlook it, or what it is for."""

    __slots__ = ("comment", "value")

    def __init__(self, value: Operand | str | float, comment: str) -> None:  # `float` takes in bool and int
        self.value = value
        self.comment = comment

    def expression(self) -> Expression:
        """What the value stands for, without its comment."""
        return as_expression(self.value)


def as_expression(value: object) -> Expression:
    """An operand or a constant as an expression.

    Raises:
        TypeError: for anything else, such as a list.
    """
    if isinstance(value, Operand):
        return value.expression()
    if value is None or isinstance(value, str | int | float):
        return Literal(value)
    raise TypeError(f"{value!r} cannot stand in an expression: use text, a number, True, False, None or another expression")


def _parts(value: Operand | str) -> tuple[str | Expression, ...]:
    if isinstance(value, str):
        return (value,)
    expression = value.expression()
    return expression.parts if isinstance(expression, Text) else (expression,)


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions that this one is made of."""
    match expression:
        case Property():
            return (expression.base,)
        case Call():
            return expression.arguments
        case Not():
            return (expression.operand,)
        case Binary():
            return (expression.left, expression.right)
        case Text():
            return tuple(part for part in expression.parts if isinstance(part, Expression))
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside it, from left to right."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def render_value(value: Operand) -> str:
    """The value as GitHub reads it in a workflow file: `${{ … }}`, or text with such parts."""
    return "".join(part if isinstance(part, str) else f"${{{{ {render(part)} }}}}" for part in _parts(value))


def render(expression: Expression) -> str:
    """The expression as it stands between `${{` and `}}`."""
    return _render(expression)[0]


def _render(expression: Expression) -> tuple[str, int]:
    """The text, and the precedence of its outermost operator."""
    match expression:
        case Not():
            return f"!{_bracketed(expression.operand, _UNARY)}", _UNARY
        case Binary():
            precedence = _PRECEDENCE[expression.operator]
            left, right = _bracketed(expression.left, precedence), _bracketed(expression.right, precedence + 1)
            return f"{left} {expression.operator} {right}", precedence
        case _:
            return _atom(expression), _ATOM


def _atom(expression: Expression) -> str:  # noqa: PLR0911 - one return for each kind of node
    match expression:
        case Literal():
            return _literal(expression.value)
        case Context():
            return _property(expression.context, expression.name)
        case InputValue():
            return _property("inputs", expression.input.name)
        case StepValue():
            return _member(_property("steps", expression.step.reference), expression)
        case JobValue():
            return _member(_property("needs", expression.job.id), expression)
        case Property():
            return _property(_bracketed(expression.base, _ATOM), expression.key)
        case Call():
            return f"{expression.function}({', '.join(render(argument) for argument in expression.arguments)})"
        case Text():
            return _format(expression)
        case _:
            raise TypeError(expression)


def _member(base: str, value: StepValue | JobValue) -> str:
    whole = f"{base}.{value.property}"
    return _property(whole, value.name) if value.name else whole


def _format(text: Text) -> str:
    pattern, index = "", 0
    for part in text.parts:
        if isinstance(part, str):
            pattern += part.replace("{", "{{").replace("}", "}}")
        else:
            pattern, index = f"{pattern}{{{index}}}", index + 1
    return _atom(Call("format", (Literal(pattern), *children(text))))


def _bracketed(expression: Expression, least: int) -> str:
    text, precedence = _render(expression)
    return text if precedence >= least else f"({text})"


def _property(base: str, key: str | int) -> str:
    if isinstance(key, str) and _IDENTIFIER.match(key):
        return f"{base}.{key}"
    return f"{base}[{_literal(key)}]"


def _literal(value: Scalar) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return repr(value)
