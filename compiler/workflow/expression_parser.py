"""Parses the text of an expression to the tree that Python's operators build.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions, and for what it leaves open
https://github.com/actions/languageservices/blob/main/expressions/src/parser.ts
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import suggestion
from compiler.workflow.expression import (
    EXACT,
    MAX_DEPTH,
    Binary,
    Call,
    Context,
    Filter,
    Literal,
    Logical,
    Not,
    Property,
    Span,
    TooDeepError,
)
from compiler.workflow.expression_error import ExpressionError, Reason, shown
from compiler.workflow.expression_functions import SIGNATURES
from compiler.workflow.expression_lexer import TokenKind, tokens, unexpected
from compiler.workflow.expression_writer import PRECEDENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from compiler.workflow.expression import Expression, Scalar
    from compiler.workflow.expression_functions import Signature
    from compiler.workflow.expression_lexer import Token

CONTEXTS = ("github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix", "needs", "inputs")
"""Every context of GitHub.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
"""
_CHAINED = ("||", "&&")
"""Any number of these makes one node."""


def parse(
    text: str,
    *,
    contexts: Collection[str] = CONTEXTS,
    functions: Collection[Signature] = SIGNATURES,
    start: int = 0,
    end: int | None = None,
) -> Expression:
    """The tree of the expression `text[start:end]`, which has no `${{`. Names get the spelling of `contexts` and `functions`.

    An empty expression is null. A node has the offsets in `text` that it was parsed from, and no origin.

    Raises:
        ExpressionError: if it is not an expression. A list of contexts or functions decides which names are known.
    """
    parser = _Parser(text, tokens(text, start, end), contexts, functions)
    return parser.whole()


class _Parser:
    """One run over the tokens, by recursive descent. Each level of recursion is a level of the tree or of brackets, which are limited."""

    def __init__(self, text: str, found: list[Token], contexts: Collection[str], functions: Collection[Signature]) -> None:
        self.text = text
        self.tokens = found
        self.at = 0
        self.level = 0
        self.contexts = {name.lower(): name for name in contexts}
        self.functions = {signature.name.lower(): signature for signature in functions}

    @property
    def next(self) -> Token:
        """The token that is not read yet."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """Read a token."""
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, operator: str) -> None:
        """Read this operator."""
        if not self.next.is_operator(operator):
            raise self.unexpected(f"`{operator}`")
        self.take()

    def whole(self) -> Expression:
        """The expression, and nothing after it."""
        if len(self.tokens) == 1:
            return Literal(None, span_=self.next.span)
        expression = self.expression()
        if self.next.kind is not TokenKind.END:
            raise self.unexpected("an operator or the end")
        return expression

    def expression(self) -> Expression:
        """An expression inside brackets, or the outermost."""
        self.enter()
        expression = self.operators(1)
        self.level -= 1
        return expression

    def operators(self, least: int) -> Expression:
        """Values, and operators between them that have at least this precedence."""
        begin = self.at
        left = self.unary()
        while (precedence := self.precedence()) >= least:
            operator = self.take().text
            operands = [left, self.operators(precedence + 1)]
            while operator in _CHAINED and self.next.is_operator(operator):
                self.take()
                operands.append(self.operators(precedence + 1))
            fields = (tuple(operands),) if operator in _CHAINED else operands
            left = self.node(begin, Logical if operator in _CHAINED else Binary, operator, *fields)
        return left

    def precedence(self) -> int:
        """That of the next token; 0 if it is not an operator between values."""
        return PRECEDENCE.get(self.next.text, 0) if self.next.kind is TokenKind.OPERATOR else 0

    def unary(self) -> Expression:
        """`!`, any number of times."""
        if not self.next.is_operator("!"):
            return self.indexed()
        begin = self.at
        self.take()
        self.enter()
        operand = self.unary()
        self.level -= 1
        return self.node(begin, Not, operand)

    def indexed(self) -> Expression:
        """A value, and the properties that are taken of it. GitHub allows none of a constant."""
        begin = self.at
        constant = self.next.kind is TokenKind.CONSTANT
        value = self.value()
        while not constant and self.next.is_operator(".", "["):
            key = self.key()
            if key is None:
                value = self.node(begin, Filter, value)
            elif isinstance(value, Context) and value.name_ is None and isinstance(key, Literal) and isinstance(key.value_, str):
                value = self.node(begin, Context, value.context_, key.value_, None)
            else:
                value = self.node(begin, Property, value, key)
        return value

    def key(self) -> Expression | None:
        """The key in `.key` or `[key]`; None for the object filter, `.*` or `[*]`."""
        if self.take().text == ".":
            if self.next.kind is TokenKind.NAME:
                return Literal(self.next.text, span_=self.take().span)
            self.expect("*")
            return None
        if self.next.is_operator("*"):
            self.take()
            self.expect("]")
            return None
        key = self.expression()
        self.expect("]")
        return key

    def value(self) -> Expression:
        """A constant, a context, a call, or an expression in parentheses."""
        begin = self.at
        token = self.next
        match token.kind:
            case TokenKind.CONSTANT:
                return Literal(_exact(self.take().value), span_=token.span)
            case TokenKind.NAME:
                self.take()
                return self.call(begin) if self.next.is_operator("(") else self.context(token)
            case TokenKind.OPERATOR if token.text == "(":
                self.take()
                value = self.expression()
                self.expect(")")
                return value
            case _:
                raise self.unexpected("a value")

    def context(self, token: Token) -> Expression:
        """A context with a known name."""
        name = self.contexts.get(token.text.lower())
        if name is None:
            hint = suggestion(token.text, self.contexts.values()) or "strings have single quotes"
            raise self.error(Reason.UNKNOWN_CONTEXT, f'there is no context "{shown(token.text)}": {hint}', token)
        return Context(name, None, None, span_=token.span)

    def call(self, begin: int) -> Expression:
        """A call with as many arguments as the function takes."""
        self.take()
        arguments: list[Expression] = []
        while not (self.next.is_operator(")") and not arguments):
            arguments.append(self.expression())
            if not self.next.is_operator(","):
                break
            self.take()
        self.expect(")")
        signature = self.signature(self.tokens[begin], len(arguments))
        return self.node(begin, Call, signature.name, tuple(arguments))

    def signature(self, token: Token, count: int) -> Signature:
        """The function with this name. Raises `ExpressionError` if there is none, or if it does not take `count` arguments."""
        signature = self.functions.get(token.text.lower())
        if signature is None:
            hint = suggestion(token.text, [function.name for function in self.functions.values()])
            raise self.error(Reason.UNKNOWN_FUNCTION, f'there is no function "{shown(token.text)}"' + (f": {hint}" if hint else ""), token)
        name, least, most = signature
        if count < least:
            raise self.error(Reason.TOO_FEW_ARGUMENTS, f"{name}() has too few arguments: {count}, and it takes at least {least}", token)
        if most is not None and count > most:
            raise self.error(Reason.TOO_MANY_ARGUMENTS, f"{name}() has too many arguments: {count}, and it takes at most {most}", token)
        if name == "case" and count % 2 == 0:
            message = f"case() has {count} arguments, and it takes an odd number: conditions, each with a value, and a default"
            raise self.error(Reason.EVEN_ARGUMENTS, message, token)
        return signature

    def node(self, begin: int, kind: Callable[..., Expression], *fields: object) -> Expression:
        """A node from the token `begin` to the last one that was read."""
        span = Span(self.tokens[begin].span.start, self.tokens[self.at - 1].span.end)
        try:
            return kind(*fields, span_=span)
        except TooDeepError:
            raise self.too_deep() from None

    def enter(self) -> None:
        """Count a level of recursion."""
        self.level += 1
        if self.level > MAX_DEPTH:
            raise self.too_deep()

    def too_deep(self) -> ExpressionError:
        """An error for an expression with too many levels."""
        return self.error(Reason.TOO_DEEP, f"the expression has more than {MAX_DEPTH} levels, which GitHub refuses", self.next)

    def unexpected(self, expected: str) -> ExpressionError:
        """An error for the next token."""
        token = self.next
        if token.kind is TokenKind.END:
            last = self.tokens[self.at - 1]
            return self.error(Reason.UNEXPECTED_END, f"the expression ends after `{shown(last.text)}`, and {expected} is missing", last)
        return unexpected("parsing", token.text, self.text, token.span.start)

    def error(self, reason: Reason, message: str, token: Token) -> ExpressionError:
        """An error at a token."""
        return ExpressionError("parsing", reason, message, text=self.text, offset=token.span.start)


def _exact(value: Scalar) -> Scalar:
    """A number without decimals as an integer, as a definition has it."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT else value
