"""Comments of a YAML file: finds them between the scalars, and gives each to the entry that it belongs to.

A comment on a line of its own belongs to the next entry, any other comment to the entry on whose line it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from compiler.workflow.node import Comment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.node import Node
    from compiler.workflow.yaml_reader import YamlNode

_COMMENT = re.compile(r"(?:(?<=[ \t\r\n])|\A)#[^\r\n]*")
_ONLY_INDICATORS = re.compile(r"[-?:\s]*\Z")


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
    first, last = [], []
    for index, comment in _comments(text, scalars):
        line = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
        before = bisect_right(starts, index)
        if before and not _ONLY_INDICATORS.match(text[line:index]) and _add_at_end(entries[before - 1], comment):
            continue
        if not before:
            first.append(comment)
        elif before == len(entries):
            last.append(comment)
        else:
            _add_above(entries[before], comment)
    if first or last:
        root.comments[""] = Comment(tuple(first), "\n".join(last))


def _add_at_end(entry: Entry, comment: str) -> bool:
    above, end = entry.node.comments.get(entry.name, Comment())
    if end:
        return False
    entry.node.comments[entry.name] = Comment(above, comment)
    return True


def _add_above(entry: Entry, comment: str) -> None:
    above, end = entry.node.comments.get(entry.name, Comment())
    entry.node.comments[entry.name] = Comment((*above, comment), end)


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
    # The first line of a block scalar has its indicator only, and a comment may follow.
    return scalar.style not in {"|", ">"} or not set(text[scalar.index : index]).isdisjoint("\r\n")
