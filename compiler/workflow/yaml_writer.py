"""Writes a syntax tree as YAML.

The format is that of prettier, and yamllint accepts it: two spaces, indented lists, block style, one space before a comment.
`on` is quoted, since YAML 1.1 reads the plain word as true. Equal trees give equal bytes on every machine. A tree that was read keeps
the order of its keys, its comments, and short forms such as `needs: build`; a text of several lines is a block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiler.workflow.node import Comment, Node, Object, Sequence
from compiler.workflow.tree import Job, ReusableWorkflowJob
from compiler.workflow.yaml_scalar import block_lines, is_block, replace_unprintable, write_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as Lines

    from compiler.workflow.node import Mapping, Value

_INDENT = "  "
_NO_COMMENT = Comment()


def write_yaml(document: Object, header: Lines[str] = ()) -> str:
    """The text of a workflow file or of an `action.yml`.

    Args:
        document: the tree to write.
        header: comment lines above the document's own comment, each with its `#`.
    """
    lines = list(header)
    above, end = document.comments.get("", _NO_COMMENT)
    lines += ["#"] if header and above else []
    lines += [*_comment(above, ""), "---"]
    for key, value in _pairs(document):
        if isinstance(value, Node | dict | list) and lines[-1] != "---":
            lines.append("")
        _pair(lines, document, key, value, "")
    lines += _comment(end.splitlines(), "")
    return "\n".join(lines) + "\n"


def _pairs(node: Object | Mapping[Any] | dict[str, Any]) -> Iterable[tuple[str, Value]]:
    pairs = node.items()
    written = getattr(node, "written", None)
    return [(key, written.get(key, value)) for key, value in pairs] if written else pairs


def _comments(node: Any, entry: str | int) -> Comment:
    return node.comments.get(entry, _NO_COMMENT) if isinstance(node, Node) else _NO_COMMENT


def _comment(lines: Iterable[str], indent: str) -> list[str]:
    return [indent + replace_unprintable(line).rstrip() for line in lines]


def _line_end(comment: str) -> str:
    return f" {replace_unprintable(comment).rstrip()}" if comment else ""


def _pair(lines: list[str], parent: Any, key: str, value: Value, indent: str) -> None:
    above, end = _comments(parent, key)
    lines += _comment(above, indent)
    _value(lines, f"{indent}{write_scalar(key)}:", value, indent + _INDENT, _line_end(end))


def _value(lines: list[str], head: str, value: Value, indent: str, end: str) -> None:
    """Append the value after `head`, on the same line or indented below it; `end` is the comment of the first line."""
    match value:
        case None if end and head.endswith("-"):
            lines.append(f"{head} null{end}")  # a comment after a dash alone would belong to what follows
        case None:
            lines.append(head + end)
        case Object() | dict():
            pairs = list(_pairs(value))
            lines.append((head if pairs else f"{head} {{}}") + end)
            for number, (key, inner) in enumerate(pairs):
                if number and isinstance(inner, Job | ReusableWorkflowJob):
                    lines.append("")
                _pair(lines, value, key, inner, indent)
        case list():
            lines.append((head if value else f"{head} []") + end)
            _elements(lines, value, indent)
        case str() if "\n" in value and is_block(value):
            indicator, *body = block_lines(value, indent)
            lines += [f"{head} {indicator}{end}", *body]
        case _:
            lines.append(f"{head} {write_scalar(value)}{end}")


def _elements(lines: list[str], sequence: list[Any], indent: str) -> None:
    written = sequence.written if isinstance(sequence, Sequence) else {}
    for index, element in enumerate(sequence):
        above, end = _comments(sequence, index)
        lines += _comment(above, indent)
        _element(lines, written.get(index, element), indent, _line_end(end))


def _element(lines: list[str], element: Value, indent: str, end: str) -> None:
    pairs = list(_pairs(element)) if isinstance(element, Object | dict) else []
    if not pairs:
        _value(lines, f"{indent}-", element, indent + _INDENT, end)
        return
    start = len(lines)
    if end or _comments(element, pairs[0][0]).above:  # a comment is between the dash and the first key
        lines.append(f"{indent}-{end}")
    for key, value in pairs:
        _pair(lines, element, key, value, indent + _INDENT)
    if lines[start].startswith(indent + _INDENT):
        lines[start] = f"{indent}- {lines[start].removeprefix(indent + _INDENT)}"
