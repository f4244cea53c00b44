"""Comments of a YAML file: finds them between the scalars, and assigns each to its entry.

A comment on a line of its own belongs to the next entry, any other comment to the entry on whose line it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.node import Comment
from compiler.workflow.yaml_scanner import BREAKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Node
    from compiler.workflow.yaml_reader import YamlNode

_COMMENT = re.compile(rf"(?:(?<=[ \t{BREAKS}])|\A)#[^{BREAKS}]*")
_INDICATORS = "-?: \t"
_LINE_END = re.compile(rf"[{BREAKS}]")


class Entry(NamedTuple):
    """A pair of a mapping, or an element of a sequence."""

    start: int
    """Where it starts in the text."""
    node: Node
    """The node that contains it."""
    name: str | int


def attach(text: str, scalars: list[YamlNode], entries: list[Entry], root: Node) -> None:
    """Put the comments of a file into its tree.

    Args:
        text: the file.
        scalars: its scalars, which may contain `#`, in the order of the text.
        entries: the entries of the tree, in the order of the text.
        root: gets the comments at the start and the end of the file as those of the entry `""`.
    """
    starts = [entry.start for entry in entries]
    first: list[str] = []
    last: list[str] = []
    above: dict[int, list[str]] = {}
    end: dict[int, str] = {}
    for index, comment in _comments(text, scalars):
        following = bisect_right(starts, index)
        if following and following - 1 not in end and not _begins_line(text, index):
            end[following - 1] = comment
        elif 0 < following < len(entries):
            above.setdefault(following, []).append(comment)
        else:
            (last if following else first).append(comment)
    for number in above.keys() | end.keys():
        entry = entries[number]
        entry.node.comments[entry.name] = Comment(tuple(above.get(number, ())), end.get(number, ""))
    if first or last:
        root.comments[""] = Comment(tuple(first), "\n".join(last))


def _begins_line(text: str, index: int) -> bool:
    """Whether only indicators are before it on its line."""
    while index and text[index - 1] in _INDICATORS:
        index -= 1
    return not index or text[index - 1] in BREAKS


def _comments(text: str, scalars: list[YamlNode]) -> Iterator[tuple[int, str]]:
    """Where each comment starts, and its text from the `#`."""
    starts = [scalar.index for scalar in scalars]
    for found in _COMMENT.finditer(text):
        before = bisect_right(starts, found.start())
        if before and _contains(text, scalars[before - 1], found.start()):
            continue
        yield found.start(), found[0].rstrip()


def _contains(text: str, scalar: YamlNode, index: int) -> bool:
    if index >= scalar.end:
        return False
    if scalar.style not in {"|", ">"}:
        return True
    # The first line of a block scalar has its indicator only, and a comment may follow.
    found = _LINE_END.search(text, scalar.index)
    return found is not None and found.start() < index
