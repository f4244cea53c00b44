"""Expands `strategy.matrix`: the values of each of its jobs.

Sources: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations, and for what it leaves open
https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/MatrixBuilder.cs
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.expression_error import ExpressionError
from compiler.workflow.expression_evaluator import evaluate, value_at
from compiler.workflow.expression_template import parse_template
from compiler.workflow.expression_values import Unknown, UnknownValueError, Value, equal
from compiler.workflow.interpolation import OPEN
from compiler.workflow.limits import MAX_JOBS
from compiler.workflow.node import Mapping as Tree
from compiler.workflow.node import Node
from compiler.workflow.syntax import INVALID
from compiler.workflow.tree import Strategy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from compiler.diagnostic import Origin

MAX_COMBINATIONS = 10_000
"""The maximum number of combinations before `exclude`."""
MAX_VALUES = 300_000
"""The maximum number of values of all combinations, counting `include` and `exclude` for each: a short file could fill the memory."""
Combination: TypeAlias = dict[str, Value]
"""The `matrix` context of one job."""


class Expansion(NamedTuple):
    """The jobs of a matrix."""

    combinations: list[Combination] | Unknown
    """One for each job, in GitHub's order. An unknown value is `Unknown`, and so is the whole list if the number of jobs is not known."""
    findings: list[Finding]
    """Why GitHub would refuse the matrix."""


class _WrongError(Exception):
    """A matrix that GitHub refuses."""

    def __init__(self, message: str, expected: str, remedy: str, place: Origin | None) -> None:
        super().__init__(message)
        self.finding = Finding(rule=INVALID, message=message, expected=expected, remedy=remedy, origin=place)


def expand_matrix(strategy: Strategy | str | None, contexts: Mapping[str, Value], place: Origin | None = None) -> Expansion | None:
    """The jobs that a strategy makes of one; None without a matrix.

    Args:
        strategy: the value of `strategy`.
        contexts: the value of each context that is known, by name. If it is empty, the reason of an unknown value is its whole text.
        place: where `strategy` is, for a finding about an expression.
    """
    expander = _Expander(contexts, place)
    try:
        matrix = expander.matrix_of(strategy)
        return None if matrix is None else Expansion(expander.combinations(matrix), [])
    except UnknownValueError as error:
        return Expansion(error.unknown, [])
    except _WrongError as error:
        return Expansion([], [error.finding])


class _Filter(NamedTuple):
    """An element of `include` or `exclude`."""

    conditions: list[tuple[tuple[str | int, ...], Value]]
    """The path and the value of each scalar that a combination has to have."""
    values: Combination
    extra: Combination
    """The values of keys that no dimension has."""

    def matches(self, combination: Combination) -> bool:
        """Whether all scalars are equal, as `==` compares.

        Raises:
            UnknownValueError: if that is not known.
        """
        return all(equal(value_at(combination, path), value) for path, value in self.conditions)


class _Expander:
    def __init__(self, contexts: Mapping[str, Value], place: Origin | None) -> None:
        self.contexts = contexts
        self.place = place

    def matrix_of(self, strategy: Strategy | str | None) -> Any:
        """The value of `matrix`: a node, data if `strategy` is an expression, or None."""
        if isinstance(strategy, Strategy):
            for key in strategy.others:
                raise UnknownValueError(Unknown(f"depends on {key}"))
            return strategy.matrix
        value = _known(self.evaluated(strategy, self.place))
        return value.get("matrix") if isinstance(value, Mapping) else None

    def combinations(self, matrix: Any) -> list[Combination]:
        """The combinations of a matrix."""
        place = self.place_in(matrix, "")
        value = _known(self.evaluated(matrix, place))
        if not isinstance(value, Mapping):
            raise _WrongError("the matrix is not a mapping", "a mapping of keys to sequences", "write the keys of the matrix", place)
        dimensions = {key: self.dimension(matrix, key, values) for key, values in value.items() if key not in {"include", "exclude"}}
        includes, excludes = (list(self.elements(matrix, value, name)) for name in ("include", "exclude"))
        _check_keys(dimensions, excludes)
        if not dimensions and not includes:
            raise _WrongError("the matrix is empty", "a key with values, or `include`", "add values, or remove the matrix", place)
        names = {key.upper() for key in dimensions}
        combinations = _filtered(dimensions, *([_filter(names, element) for element, _ in each] for each in (includes, excludes)))
        if len(combinations) > MAX_JOBS:
            message = f"the matrix generates {len(combinations)} jobs"
            raise _WrongError(message, f"at most {MAX_JOBS}", "remove values, or split the job", place)
        return combinations

    def dimension(self, matrix: Any, key: str, values: Value) -> list[Value]:
        """The values of a key."""
        place = self.place_in(matrix, key)
        known: Value = _known(values)
        if not isinstance(known, list):
            raise _WrongError(f'"{key}" of the matrix is not a sequence', "a sequence of values", "write a sequence", place)
        if not known:
            raise _WrongError(f'"{key}" of the matrix has no values', "at least one value", "add a value, or remove the key", place)
        return known

    def elements(self, matrix: Any, value: Mapping[str, Value], name: str) -> Iterator[tuple[Mapping[str, Value], Origin | None]]:
        """The elements of `include` or `exclude`, and where each is."""
        found, place = _known(value.get(name, [])), self.place_in(matrix, name)
        if not isinstance(found, list):
            raise _WrongError(f"`{name}` of the matrix is not a sequence", "a sequence of mappings", "write a sequence", place)
        written = matrix.get(name) if isinstance(matrix, Tree) else None
        for index, element in enumerate(found):
            where = self.place_in(written, index) if isinstance(written, Node) else place
            if not isinstance(_known(element), Mapping):
                raise _WrongError(f"an element of `{name}` is not a mapping", "a mapping of keys to values", "write a mapping", where)
            if not element:
                raise _WrongError(f"an element of `{name}` has no values", "at least one value", "add a value, or remove it", where)
            yield element, where

    def evaluated(self, value: Any, place: Origin | None) -> Any:
        """A node as data. What is not known is `Unknown`, and so is a mapping with a key that is an expression."""
        if isinstance(value, str) and OPEN in value:
            return self.expression(value, place)
        if isinstance(value, Mapping):
            for key in value:
                if OPEN in key:
                    return Unknown(f"depends on {key}")
            return {key: self.evaluated(each, self.place_in(value, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [self.evaluated(each, self.place_in(value, index)) for index, each in enumerate(value)]
        return value

    def expression(self, text: str, place: Origin | None) -> Value:
        """The value of text with expressions in it."""
        try:
            value = evaluate(parse_template(text), self.contexts)
        except ExpressionError as error:
            message = f"in the expression: {error}"
            raise _WrongError(message, "an expression that GitHub can evaluate", "correct the expression", place) from None
        return Unknown(f"depends on {text}") if isinstance(value, Unknown) and not self.contexts else value

    def place_in(self, container: Any, entry: str | int) -> Origin | None:
        """Where an entry is, or what contains it."""
        if not isinstance(container, Node):
            return self.place
        return container.value_places.get(entry) or container.place_of(entry) or self.place


def _known(value: Value) -> Any:
    """The value.

    Raises:
        UnknownValueError: if it is not known.
    """
    if isinstance(value, Unknown):
        raise UnknownValueError(value)
    return value


def _check_keys(dimensions: Mapping[str, object], excludes: list[tuple[Mapping[str, Value], Origin | None]]) -> None:
    """Refuse an element of `exclude` that has a key which no combination has."""
    names = {key.upper() for key in dimensions}
    for element, place in excludes:
        for key in element:
            if key.upper() not in names:
                message = f'`exclude` has "{key}", which is not a key of the matrix'
                raise _WrongError(message, one_of(dimensions), suggestion(key, dimensions) or "correct or remove the key", place)


def _filter(names: Collection[str], element: Mapping[str, Value]) -> _Filter:
    common = {key: value for key, value in element.items() if key.upper() in names}
    extra = {key: value for key, value in element.items() if key not in common}
    conditions = [condition for key, value in common.items() for condition in _conditions((key,), value)]
    return _Filter(conditions, common | extra, extra)


def _filtered(dimensions: dict[str, list[Value]], includes: list[_Filter], excludes: list[_Filter]) -> list[Combination]:
    """All combinations without those of `exclude`, with what `include` adds to them, and after them what it adds to none."""
    size = math.prod(map(len, dimensions.values())) if dimensions else 0
    values_of_one = sum(max(map(_count, values)) for values in dimensions.values())
    values_of_filters = sum(_count(each.values) for each in (*includes, *excludes))
    if size > MAX_COMBINATIONS or size * (values_of_one + values_of_filters) > MAX_VALUES:
        combinations = f"{size if size <= MAX_COMBINATIONS else f'more than {MAX_COMBINATIONS}'} combinations"
        raise UnknownValueError(Unknown(f"is too large to expand: it has {combinations} before `include` and `exclude`"))
    found = []
    matched: set[int] = set()
    for values in itertools.product(*dimensions.values()) if dimensions else ():
        combination = dict(zip(dimensions, values, strict=True))
        if any(each.matches(combination) for each in excludes):
            continue
        matching = [index for index, each in enumerate(includes) if each.matches(combination)]
        matched.update(matching)
        found.append(combination | _merged([includes[index] for index in matching]))
    return found + [each.values for index, each in enumerate(includes) if index not in matched]


def _count(value: Value) -> int:
    """How many scalars, sequences and mappings a value has."""
    if isinstance(value, Mapping):
        return 1 + sum(map(_count, value.values()))
    return 1 + sum(map(_count, value)) if isinstance(value, list) else 1


def _conditions(path: tuple[str | int, ...], value: Value) -> Iterator[tuple[tuple[str | int, ...], Value]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _conditions((*path, key), each)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _conditions((*path, index), each)
    else:
        yield path, value


def excludes(wanted: Value, value: Value) -> bool:
    """Whether a value of a key is one that an element of `exclude` names; of an object, it may name a part."""
    return all(equal(value_at({"": value}, path), each) for path, each in _conditions(("",), wanted))


def _merged(filters: list[_Filter]) -> Combination:
    """What the elements of `include` add. Of names that differ in case only, the first one stays, with the last value."""
    names: dict[str, str] = {}
    merged: Combination = {}
    for each in filters:
        for key, value in each.extra.items():
            merged[names.setdefault(key.upper(), key)] = value
    return merged


def number_of_jobs(strategy: Strategy) -> int:
    """How many jobs a matrix has; 0 if only a run knows, or GitHub refuses the matrix."""
    expansion = expand_matrix(strategy, {})
    combinations = expansion.combinations if expansion else []
    return len(combinations) if isinstance(combinations, list) else 0
