"""GitHub's expressions as a tree: Python's operators build it, and so does the parser. `expression_writer.py` writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from compiler.diagnostic import Origin, calling_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

Scalar: TypeAlias = "str | int | float | bool | None"
"""A constant: a string, a number, True, False or None."""
MAX_DEPTH = 50
"""Levels of an expression that GitHub accepts.

Source: https://github.com/actions/runner/blob/main/src/Sdk/DTExpressions2/Expressions2/ExpressionConstants.cs
"""
EXACT = 2**53
"""Up to here, GitHub's numbers (IEEE 754, 64 bits) can represent every integer."""


class Span(NamedTuple):
    """The part of a text that a node was parsed from, as offsets in code points; the end is exclusive."""

    start: int
    end: int


class TooDeepError(ValueError):
    """An expression with more levels than GitHub accepts."""


class Operand:
    """A value that is known when the workflow runs: a context's property, an input, an output, or a combination of them.

    `&`, `|` and `~` are GitHub's `&&`, `||` and `!`; `+` joins strings and expressions into a string; `["name"]` is a property,
    `[0]` an element, `[expression]` either of them. `labels[:]["name"]` is GitHub's `labels.*.name`, the names of all labels.
    GitHub compares strings without regard to case.

    Raises:
        TypeError: for what needs the value at compile time: `and`, `or`, `not`, `in`, `str()`, an f-string or a loop; and for
            `["*"]`, which is not the object filter `[:]`.
    """

    __slots__ = ()

    def expression(self) -> Expression:
        """The expression of this value."""
        raise NotImplementedError

    def __and__(self, other: Operand | Scalar) -> Expression:
        return logical("&&", self.expression(), as_expression(other))

    def __rand__(self, other: Scalar) -> Expression:
        return logical("&&", as_expression(other), self.expression())

    def __or__(self, other: Operand | Scalar) -> Expression:
        return logical("||", self.expression(), as_expression(other))

    def __ror__(self, other: Scalar) -> Expression:
        return logical("||", as_expression(other), self.expression())

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
        return _text(*parts_of(self), *parts_of(other))

    def __radd__(self, other: str) -> Expression:
        return _text(*parts_of(other), *parts_of(self))

    def __getitem__(self, key: Operand | str | int | slice) -> Expression:
        return index(self.expression(), key)

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
    """An expression, with the operators of `Operand`. For type annotations only: a definition never creates one directly."""

    # Names of fields end with `_`: `matrix.job.name` must not be a part of the tree where a user means a part of the value.

    __slots__ = ()

    span_: Span | None = None
    """Where a parsed node is in its text; None for one that a definition built."""
    depth_: int
    """Levels of the tree, counted as GitHub counts them: one for a constant; otherwise one more than the deepest part."""

    def expression(self) -> Expression:
        """Itself."""
        return self

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Expression:
            raise AttributeError(f'an expression has no attribute "{name}": a property of its value is taken with ["{name}"]')


@dataclass(eq=False)
class _Parsed(Expression):
    """What every node of the tree has."""

    span_: Span | None = field(default=None, kw_only=True, repr=False)

    def __post_init__(self) -> None:
        self.depth_ = 1 + max((child.depth_ for child in children(self)), default=0)
        if self.depth_ > MAX_DEPTH:
            raise TooDeepError(f"an expression has more than {MAX_DEPTH} levels, which GitHub refuses: pass a part of it as an output")


@dataclass(eq=False)
class Literal(_Parsed):
    """A constant.

    Raises:
        ValueError: for an integer that GitHub would round.
    """

    value_: Scalar

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.value_, int) and abs(self.value_) > EXACT:
            raise ValueError(f"GitHub rounds integers beyond {EXACT}, such as {self.value_}: use text")


@dataclass(eq=False)
class Context(_Parsed):
    """A property of one of GitHub's contexts, such as `github.sha`; without a name, the context itself."""

    context_: str
    name_: str | None
    origin: Origin | None = field(default_factory=calling_origin)

    def __post_init__(self) -> None:
        self.depth_ = 1 if self.name_ is None else 2


class Reference(Expression):
    """A value that a definition names by an object, such as the output of a job; its origin is where the definition uses it."""

    depth_: ClassVar[int] = 4  # type: ignore[misc]  # the most that a path has
    of_action_: ClassVar[bool] = False
    """Whether only an action can have it."""
    origin: Origin

    @property
    def path_(self) -> tuple[str, ...]:
        """Where GitHub has it: a context and the keys below, such as `needs`, `build`, `outputs`, `digest`."""
        raise NotImplementedError

    @property
    def declared_(self) -> Origin:
        """Where the definition declares the object. The place of its node in the tree is this very object."""
        raise NotImplementedError


@dataclass(eq=False)
class Property(_Parsed):
    """A property or element of an object or array: `a.b`, `a[0]`, `a[b]`."""

    base_: Expression
    key_: Expression


@dataclass(eq=False)
class Filter(_Parsed):
    """`a.*`: all elements of an array, or all values of an object. A property of it is that of each of them."""

    base_: Expression


@dataclass(eq=False)
class Call(_Parsed):
    """A call of one of GitHub's functions."""

    function_: str
    arguments_: tuple[Expression, ...]


@dataclass(eq=False)
class Not(_Parsed):
    """`!a`."""

    operand_: Expression


@dataclass(eq=False)
class Logical(_Parsed):
    """`a && b && c` or `a || b || c`: one node for any number of operands, as GitHub counts levels."""

    operator_: str
    operands_: tuple[Expression, ...]


@dataclass(eq=False)
class Binary(_Parsed):
    """`a == b`, `a < b` and the like. All of them group from the left."""

    operator_: str
    left_: Expression
    right_: Expression


@dataclass(eq=False)
class Text(_Parsed):
    """Text with expressions in it. As a whole value it is `a-${{ b }}`; inside an expression it is `format('a-{0}', b)`."""

    parts_: tuple[str | Expression, ...]


class Commented(Operand):
    """A value and the comment that follows it in the file: why a scanner may ignore it, or what it is for.

    Raises:
        TypeError: for a value that is not a string, a number, True, False or an expression, and for an empty comment.
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


def logical(operator: str, left: Expression, right: Expression) -> Logical:
    """`left && right`; a chain of the same operator is one node."""
    first = left.operands_ if isinstance(left, Logical) and left.operator_ == operator else (left,)
    return Logical(operator, (*first, right))


def index(base: Expression, key: Operand | str | int | slice) -> Expression:
    """`base[key]`, and for `[:]` the object filter.

    Raises:
        TypeError: for `"*"`, for another slice, and for what is not a string, a number or an operand.
    """
    if isinstance(key, slice):
        if key != slice(None):
            raise TypeError("GitHub has no slices: [:] is its object filter .*, and [0] is an element")
        return Filter(base)
    if isinstance(key, str) and key == "*":
        raise TypeError('["*"] is a property with the name "*": the object filter is [:], as in labels[:]["name"]')
    if isinstance(key, bool) or not isinstance(key, Operand | str | int):
        raise TypeError(f"{key!r} cannot be an index: use the name of a property, the number of an element, or an expression")
    expression = as_expression(key)
    if isinstance(base, Context) and base.name_ is None and isinstance(expression, Literal) and isinstance(expression.value_, str):
        return Context(base.context_, expression.value_)
    return Property(base, expression)


def parts_of(value: Operand | str) -> tuple[str | Expression, ...]:
    """The text and the expressions that a value is joined from.

    Raises:
        TypeError: for what is neither a string nor an operand.
    """
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Operand):
        raise TypeError(f"{value!r} cannot be joined: use text or an expression on both sides of +")
    expression = value.expression()
    return expression.parts_ if isinstance(expression, Text) else (expression,)


def _text(*parts: str | Expression) -> Text:
    """Neighbouring texts become one, so that a rule sees a `${{` that two of them have only together."""
    merged: list[str | Expression] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return Text(tuple(merged))


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions that this one is made of, in the order of its fields."""
    if isinstance(expression, Reference):
        return ()
    fields = (value if isinstance(value, tuple) else (value,) for value in vars(expression).values())
    return tuple(part for parts in fields for part in parts if isinstance(part, Expression))


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside it, from left to right."""
    yield expression
    for child in children(expression):
        yield from walk(child)
