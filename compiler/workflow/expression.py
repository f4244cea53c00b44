"""GitHub's expressions as Python values, built with operators. `compiler/workflow/expression_writer.py` writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from compiler.diagnostic import Origin, calling_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

Scalar: TypeAlias = "str | int | float | bool | None"
"""A constant: text, a number, True, False or None."""


class Operand:
    """A value that is known when the workflow runs: a context's property, an input, an output, or a combination of them.

    `&`, `|` and `~` are GitHub's `&&`, `||` and `!`; `+` joins text and expressions into a string; `["name"]` is a property.
    GitHub compares strings without regard to case.

    Raises:
        TypeError: for what needs the value at compile time: `and`, `or`, `not`, `in`, `str()`, an f-string or a loop.
    """

    __slots__ = ()

    def expression(self) -> Expression:
        """The expression of this value."""
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
        return Text((*parts_of(self), *parts_of(other)))

    def __radd__(self, other: str) -> Expression:
        return Text((*parts_of(other), *parts_of(self)))

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

    def __contains__(self, item: object) -> bool:
        raise TypeError("`in` does not work on an expression: use contains(…)")

    def __str__(self) -> str:
        raise TypeError("an expression has no text before the workflow runs: join text and expressions with +")

    def __format__(self, spec: str) -> str:
        raise TypeError("an expression cannot be used in an f-string: join text and expressions with +")


class Expression(Operand):
    """A value of an expression, with the operators of `Operand`. Definitions use the class in type annotations, and never call it."""

    # Names of fields end with `_`: `matrix.job.name` must not be a part of the tree where a user means a part of the value.

    __slots__ = ()

    def expression(self) -> Expression:
        """Itself."""
        return self

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Expression:
            raise AttributeError(f'an expression has no attribute "{name}": a property of its value is taken with ["{name}"]')


@dataclass(eq=False)
class Literal(Expression):
    """A constant."""

    value_: Scalar


@dataclass(eq=False)
class Context(Expression):
    """A property of one of GitHub's contexts, such as `github.sha`."""

    context_: str
    name_: str
    origin: Origin = field(default_factory=calling_origin)


class Reference(Expression):
    """A value that a definition names by an object, such as the output of a job."""

    @property
    def path_(self) -> tuple[str, ...]:
        """Where GitHub has it: a context and the keys below, such as `needs`, `build`, `outputs`, `digest`."""
        raise NotImplementedError


@dataclass(eq=False)
class Property(Expression):
    """A property or element of an object or array."""

    base_: Expression
    key_: str | int


@dataclass(eq=False)
class Call(Expression):
    """A call of one of GitHub's functions."""

    function_: str
    arguments_: tuple[Expression, ...]


@dataclass(eq=False)
class Not(Expression):
    """`!a`."""

    operand_: Expression


@dataclass(eq=False)
class Binary(Expression):
    """`a && b`, `a == b` and the like. All of them group from the left."""

    operator_: str
    left_: Expression
    right_: Expression


@dataclass(eq=False)
class Text(Expression):
    """Text with expressions in it. As a whole value it is `a-${{ b }}`; inside an expression it is `format('a-{0}', b)`."""

    parts_: tuple[str | Expression, ...]


class Commented(Operand):
    """A value and the comment that follows it in the file: why a scanner may ignore it, or what it is for.

    Raises:
        TypeError: for a value that is neither text, a number, True, False nor an expression, and for an empty comment.
    """

    __slots__ = ("comment", "value")

    def __init__(self, value: Operand | str | float, comment: str) -> None:  # `float` takes in bool and int
        if not isinstance(value, Operand | str | int | float):
            raise TypeError(f"{value!r} cannot have a comment: use text, a number, True, False or an expression")
        if not comment.strip():
            raise TypeError("a comment is empty: say why the value is what it is, or give the value alone")
        self.value = value
        self.comment = comment

    def expression(self) -> Expression:
        """The expression of the value, without its comment."""
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
    raise TypeError(f"{value!r} cannot be used in an expression: use text, a number, True, False, None or another expression")


def parts_of(value: Operand | str) -> tuple[str | Expression, ...]:
    """The text and the expressions that a value is joined from.

    Raises:
        TypeError: for what is neither text nor an operand.
    """
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Operand):
        raise TypeError(f"{value!r} cannot be joined: use text or an expression on both sides of +")
    expression = value.expression()
    return expression.parts_ if isinstance(expression, Text) else (expression,)


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions that this one is made of."""
    match expression:
        case Property():
            return (expression.base_,)
        case Call():
            return expression.arguments_
        case Not():
            return (expression.operand_,)
        case Binary():
            return (expression.left_, expression.right_)
        case Text():
            return tuple(part for part in expression.parts_ if isinstance(part, Expression))
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside it, from left to right."""
    yield expression
    for child in children(expression):
        yield from walk(child)
