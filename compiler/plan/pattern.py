"""GitHub's filter patterns: `branches`, `tags`, `paths` and their opposites.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_TOKEN = re.compile(r"\*\*/?|\*|\\(?P<escaped>.)|\[(?P<set>[A-Za-z0-9-]+)\]|(?P<wrong>[\[\\])|(?P<plain>.)", re.DOTALL)


class PatternError(ValueError):
    """A pattern that GitHub refuses."""


class _Part(NamedTuple):
    """One character of a name, or any number of them."""

    accepts: Callable[[str], bool]
    optional: bool
    repeats: bool


def includes(patterns: Iterable[str], name: str) -> bool:
    """Whether a sequence of patterns includes a name: the last pattern that matches decides, and one with `!` excludes.

    Raises:
        PatternError: if one of the patterns is not valid.
    """
    included = False
    for pattern in patterns:
        negative = pattern.startswith("!")
        if matches(pattern[negative:], name):
            included = not negative
    return included


def matches(pattern: str, name: str) -> bool:
    """Whether a pattern, without `!`, matches a whole name. The time is at most proportional to the product of both lengths.

    Raises:
        PatternError: if the pattern is not valid.
    """
    parts = list(_parts(pattern))
    states = _skipping({0}, parts)
    for character in name:
        reached = set()
        for state in states:
            if state < len(parts) and parts[state].accepts(character):
                reached.add(state if parts[state].repeats else state + 1)
        states = _skipping(reached, parts)
    return len(parts) in states


def _skipping(states: set[int], parts: list[_Part]) -> set[int]:
    """These states, and those after parts that may be left out."""
    found = set(states)
    for state in sorted(states):
        after = state
        while after < len(parts) and parts[after].optional:
            after += 1
            if after in found:
                break
            found.add(after)
    return found


def _parts(pattern: str) -> Iterator[_Part]:
    """The parts of a pattern. A `+` is the character once and then any number of times."""
    last: Callable[[str], bool] | None = None
    pending: list[_Part] = []
    for match in _TOKEN.finditer(pattern):
        one = match[0]
        if match["plain"] in {"?", "+"}:
            if last is None:
                raise PatternError(f"`{one}` follows no character")
            yield _Part(last, optional=one == "?", repeats=False)
            pending = [_Part(last, optional=True, repeats=True)] if one == "+" else []
            yield from pending
            pending, last = [], None
            continue
        yield from pending
        if match["wrong"]:
            raise PatternError(f"`{one}` does not begin a character or a set of characters")
        if one.startswith("*"):
            yield _Part(_any if one.startswith("**") else _not_slash, optional=True, repeats=True)
            pending, last = [], None
        else:
            last = _set(match["set"]) if match["set"] else (match["escaped"] or match["plain"]).__eq__
            pending = [_Part(last, optional=False, repeats=False)]
    yield from pending


def _any(_character: str) -> bool:
    return True


def _not_slash(character: str) -> bool:
    return character != "/"


def _set(written: str) -> Callable[[str], bool]:
    """The characters that `[a-z0]` lists.

    Raises:
        PatternError: for a range that ends before it begins.
    """
    ranges = [(low or one, high or one) for low, high, one in re.findall(r"(.)-(.)|(.)", written)]
    if any(low > high for low, high in ranges):
        raise PatternError(f"`[{written}]` has a range that ends before it begins")
    return lambda character: any(low <= character <= high for low, high in ranges)
