"""A pattern of a filter that GitHub does not read, or that matches nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
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
_NOT_IN_A_REF = re.compile(r"[\x00-\x20~^:\x7f]")
_NO_REF = (("..", "two dots"), ("//", "two slashes"), ("@{", "`@{`"))


def invalid_pattern(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet.

    What the name of a branch or tag may be: https://git-scm.com/docs/git-check-ref-format
    """
    for trigger in workflow.node.on.values():
        if isinstance(trigger, Event):
            for key, problem_of in _FILTERS.items():
                yield from _wrong(trigger, key, problem_of)


def _wrong(event: Event, key: str, problem_of: Callable[[str], str]) -> Iterator[Finding]:
    patterns: Sequence[str] | None = getattr(event, event.KEYS[key])
    if not patterns:
        return
    whole = event.value_places.get(key, event.place)
    for index, pattern in enumerate(patterns):
        if problem := _of_any(pattern) or problem_of(pattern.removeprefix("!")):
            message = f'the pattern "{pattern[:80]}" of `{key}` {problem}'
            yield _finding(event.KEYS[key], message, "correct it", patterns.places.get(index) or whole)
    if key in {"branches", "tags", "paths"} and all(pattern.startswith("!") for pattern in patterns):
        message = f"all patterns of `{key}` exclude something, so nothing matches"
        yield _finding(event.KEYS[key], message, f"add a pattern without `!`, such as `**`, or use `{key}-ignore`", whole)


def _finding(field: str, message: str, remedy: str, place: Origin | None) -> Finding:
    return Finding(rule="invalid-pattern", message=message, expected="a pattern that can match", remedy=remedy, origin=place, field=field)


def _of_any(pattern: str) -> str:
    """What is wrong with a pattern, as the end of a sentence; empty if nothing is."""
    text = _ESCAPED.sub("x", pattern.removeprefix("!"))
    if not text:
        return "excludes nothing: the pattern after `!` is missing"
    if text[0] in "?+":
        return f"begins with `{text[0]}`, which repeats the character before it"
    for found in _SET.finditer(text):
        if not found[0].endswith("]"):
            return "has a `[` without `]`"
        if not found[1]:
            return "has `[]`, which matches no character"
        for first, last in _RANGE.findall(found[1]):
            if first > last:
                return f"has the range `{first}-{last}`, which is empty"
    return ""


def _of_a_ref(pattern: str) -> str:
    plain = _SET.sub("x", _ESCAPED.sub(lambda found: "x" if found[0][1] in _SPECIAL else found[0][1], pattern))
    if found := _NOT_IN_A_REF.search(plain):
        return f"has {found[0]!r}, which no name of a branch or tag contains"
    for part, words in _NO_REF:
        if part in plain:
            return f"has {words}, which no name of a branch or tag has"
    if plain.startswith("/") or plain.endswith(("/", ".", ".lock")):
        return "begins or ends as no name of a branch or tag does"
    return ""


def _of_a_path(pattern: str) -> str:
    if pattern != pattern.strip():
        return "has a blank at its beginning or end"
    if pattern.startswith(("/", "./", "../")):
        return "matches no file: paths begin at the root of the repository, without `/` or `.`"
    return "matches no file: write `**` after the last `/` for everything in the folder" if pattern.endswith("/") else ""


_FILTERS = {
    **dict.fromkeys(("branches", "branches-ignore", "tags", "tags-ignore"), _of_a_ref),
    **dict.fromkeys(("paths", "paths-ignore"), _of_a_path),
}
