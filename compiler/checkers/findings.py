"""Turns the remarks of checkers into findings at lines of definitions, without those that are ignored or that our rules already report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.checkers.same_mistake import SAME_MISTAKE
from compiler.diagnostic import Finding
from compiler.passes.ignored import unused_ignore
from compiler.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from compiler.checkers.checker import Remark
    from compiler.checkers.places import Place
    from compiler.checkers.subjects import Subjects
    from compiler.diagnostic import Origin

_MAX_MESSAGE_LENGTH = 400
"""The maximum length of a message, in characters: it may quote the definition."""


class Findings:
    """Collects the findings of one run."""

    def __init__(self, subjects: Subjects, ours: Iterable[Finding]) -> None:
        self._subjects = subjects
        self._ours = _same(ours)
        self._ignored: dict[int, set[tuple[str, Origin | None]]] = {}
        self._used: set[tuple[int, str]] = set()
        self._found: set[Finding] = set()

    def add(self, number: int, remarks: Iterable[Remark]) -> None:
        """Add the remarks of a checker about the files of the task with this number."""
        _, files = self._subjects.tasks[number]
        for remark in remarks:
            subject = files[remark.path]
            place = subject.at(remark.line, remark.column)
            if place is not None and not self._is_known(remark.rule, place, subject.document):
                self._found.add(_finding(remark, place))

    def all(self, ran: Collection[str]) -> list[Finding]:
        """The findings, and one for each `ignore` of a rule of these checkers that has no effect, sorted by place."""
        begins = tuple(f"{name}/" for name in ran)
        for declared in (each for ignoring in self._subjects.ignoring for each in ignoring):
            rules = (rule for rule in declared.ignore if rule.startswith(begins))
            self._found |= {unused_ignore(rule, declared.origin, {rule}) for rule in rules if (id(declared), rule) not in self._used}
        return sorted(self._found, key=lambda finding: finding.sort_key)

    def _is_known(self, rule: str, place: Place, document: int | None) -> bool:
        """Whether a declaration around the place ignores the rule, or a finding of ours is about the same mistake."""
        if document is not None:
            for declared in self._subjects.ignoring[document]:
                if rule in declared.ignore and declared.origin in place.origins:
                    self._used.add((id(declared), rule))
                    return True
        same = self._ours | self._of_document(document)
        return any((rule, origin) in same for origin in (*place.origins, *place.named))

    def _of_document(self, document: int | None) -> set[tuple[str, Origin | None]]:
        """The mistakes that a workflow or action ignores under the names of our rules."""
        if document is None or not self._subjects.ignoring[document]:
            return set()
        if document not in self._ignored:
            self._ignored[document] = _same(self._subjects.ignored[document]())
        return self._ignored[document]


def _same(ours: Iterable[Finding]) -> set[tuple[str, Origin | None]]:
    """The names that checkers use for our findings, each with its place."""
    return {(rule, finding.origin) for finding in ours for rule in SAME_MISTAKE.get(finding.rule, ())}


def _finding(remark: Remark, place: Place) -> Finding:
    message = plain(" ".join(remark.message.split())).removesuffix(".")
    message = f"{message[:_MAX_MESSAGE_LENGTH]}…" if len(message) > _MAX_MESSAGE_LENGTH else message
    inside = f" ({place.inside})" if place.inside else ""
    return Finding(rule=remark.rule, message=message + inside, link=remark.link, origin=place.origins[-1] if place.origins else None)
