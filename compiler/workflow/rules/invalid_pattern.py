"""A pattern of a filter that GitHub does not read, or that matches nothing."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostic import Finding
from compiler.workflow.spelling import key_name
from compiler.workflow.tree import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from compiler.diagnostic import Origin
    from compiler.workflow.node import Sequence
    from compiler.workflow.parsed import ParsedWorkflow

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_SPECIAL = "*?+[]!\\"
_SET = re.compile(r"\[([^\]]*)\]?")
_RANGE = re.compile(r"(.)-(.)")
_INCLUDING = frozenset({"branches", "tags", "paths"})
"""Filters whose patterns are looked at in their order: one with `!` limits those before it."""
_NOT_IN_A_REF = re.compile(r"[\x00-\x20~^:\x7f]")
_ALTERNATIVES = re.compile(r"\{[^{},]*,[^{}]*\}|\([^()|]*\|[^()]*\)")
_NO_REF = (
    ("..", "two consecutive dots", "remove one of them"),
    ("//", "two consecutive slashes", "remove one of them"),
    ("@{", "`@{`", "remove it"),
)


class _Problem(NamedTuple):
    """What is wrong with a pattern, as the end of a sentence, and what to do about it."""

    words: str
    remedy: str = "remove it"


def invalid_pattern(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet.

    What the name of a branch or tag may be: https://git-scm.com/docs/git-check-ref-format
    """
    for trigger in workflow.node.on.values():
        if isinstance(trigger, Event):
            for key, problem_of in _FILTERS.items():
                yield from _wrong(trigger, key, problem_of)


def _wrong(event: Event, key: str, problem_of: Callable[[str], _Problem | None]) -> Iterator[Finding]:
    patterns: Sequence[str] | None = getattr(event, event.KEYS[key])
    if not patterns:
        return
    whole, name = event.value_places.get(key, event.place), key_name(event, key)
    for index, pattern in enumerate(patterns):
        if problem := _of_any(pattern) or _of_a_repetition(event, key, pattern) or problem_of(pattern.removeprefix("!")):
            message = f'the pattern "{pattern[:80]}" of `{name}` {problem.words}'
            yield _finding(event.KEYS[key], message, problem.remedy, patterns.places.get(index) or whole)
    exclusions = list(takewhile(lambda pattern: pattern.startswith("!"), patterns)) if key in _INCLUDING else []
    if len(exclusions) == len(patterns):
        message = f"all patterns of `{name}` exclude something, so nothing matches"
        remedy = f"add a pattern without `!` before them, such as '**', or use `{key_name(event, f'{key}-ignore')}` and remove each `!`"
        yield _finding(event.KEYS[key], message, remedy, whole)
        return
    for index, pattern in enumerate(exclusions):
        message = f'the pattern "{pattern[:80]}" of `{name}` excludes nothing: no pattern before it includes anything'
        yield _finding(event.KEYS[key], message, "put it after the patterns that it limits", patterns.places.get(index) or whole)


def _finding(field: str, message: str, remedy: str, place: Origin | None) -> Finding:
    return Finding(rule="invalid-pattern", message=message, expected="a pattern that can match", remedy=remedy, origin=place, field=field)


def _of_any(pattern: str) -> _Problem | None:
    """What is wrong with a pattern of any filter; None if nothing is."""
    text = _ESCAPED.sub("x", pattern.removeprefix("!"))
    if not text:
        return _Problem("excludes nothing: the pattern after `!` is missing", "write a pattern after `!`, or remove it")
    if problem := next(filter(None, map(_of_a_set, _SET.finditer(text))), None):
        return problem
    found = _ALTERNATIVES.search(text)
    return _Problem(f"has `{found[0]}`, which GitHub takes literally", "write one pattern for each alternative") if found else None


def _of_a_repetition(event: Event, key: str, pattern: str) -> _Problem | None:
    first = pattern.removeprefix("!")[0]
    if first not in "?+":
        return None
    escaped = f"\\{first}" if event.is_read else f"\\\\{first}"
    is_possible = first == "+" or key.startswith("paths")  # no name of a branch or tag has a `?`
    other = f", or `{escaped}` if the name has this character" if is_possible else ""
    return _Problem(f"begins with `{first}`, which applies to the character before it", f"write a character before it{other}")


def _of_a_set(found: re.Match[str]) -> _Problem | None:
    if not found[0].endswith("]"):
        return _Problem("has a `[` without `]`", "add the `]`")
    if not found[1]:
        return _Problem("has `[]`, which matches no character", "write the characters between `[` and `]`")
    for first, last in _RANGE.findall(found[1]):
        if first > last:
            return _Problem(f"has the range `{first}-{last}`, which is empty", f"write `{last}-{first}`")
    return None


def _of_a_ref(pattern: str) -> _Problem | None:
    plain = _SET.sub("x", _ESCAPED.sub(lambda found: "x" if found[0][1] in _SPECIAL else found[0][1], pattern))
    if found := _NOT_IN_A_REF.search(plain):
        return _Problem(f"has {found[0]!r}, which no branch or tag name contains")
    for part, words, remedy in _NO_REF:
        if part in plain:
            return _Problem(f"has {words}, which no branch or tag name contains", remedy)
    if plain.startswith("/"):
        return _Problem("begins with `/`, which no branch or tag name does")
    if end := next((end for end in ("/", ".lock", ".") if plain.endswith(end)), ""):
        return _Problem(f"ends with `{end}`, which no branch or tag name does")
    return None


def _of_a_path(pattern: str) -> _Problem | None:
    if pattern != pattern.strip():
        return _Problem("begins or ends with whitespace")
    if begin := next((begin for begin in ("/", "./", "../") if pattern.startswith(begin)), ""):
        return _Problem(f"matches no file: no path of the repository begins with `{begin}`", f"remove `{begin}`")
    if pattern.endswith("/"):
        return _Problem("matches no file: it ends with `/`", "write `**` after the last `/` for everything in the folder")
    return None


_FILTERS = {
    **dict.fromkeys(("branches", "branches-ignore", "tags", "tags-ignore"), _of_a_ref),
    **dict.fromkeys(("paths", "paths-ignore"), _of_a_path),
}
