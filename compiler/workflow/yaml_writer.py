"""Writes a workflow tree as YAML.

The format is that of prettier, and yamllint accepts it: two spaces, indented lists, block style, one space before a comment.
`on` is quoted, since YAML 1.1 reads the plain word as true. Equal trees give equal bytes on every machine.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from compiler.workflow.tree import Block, Commented, Mapping
from compiler.workflow.yaml_scalar import block_lines, is_block, replace_unprintable, write_scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compiler.workflow.tree import Node, Workflow

_INDENT = "  "


def write_yaml(workflow: Workflow, header: Sequence[str] = ()) -> str:
    """The text of a workflow file.

    Args:
        workflow: the tree to write.
        header: comment lines above the workflow's own comment, each with its `#`.
    """
    comment = [] if workflow.comment is None else _comment(workflow.comment, "")
    lines = [*header, *(["#"] if header and comment else []), *comment, "---"]
    for key, value in _items(workflow):
        if isinstance(value, Mapping | dict | list) and lines[-1] != "---":
            lines.append("")
        _entry(lines, key, value, "", spaced=key == "jobs")
    return "\n".join(lines) + "\n"


_KEYS: dict[type[Mapping], list[tuple[str, str]]] = {}


def _keys(kind: type[Mapping]) -> list[tuple[str, str]]:
    if kind not in _KEYS:
        names = (field.name for field in fields(kind) if "comment" not in field.metadata)
        _KEYS[kind] = [(name, name.removesuffix("_").replace("_", "-")) for name in names]
    return _KEYS[kind]


def _items(mapping: Mapping | dict[str, Node]) -> list[tuple[str, Node]]:
    if isinstance(mapping, dict):
        return list(mapping.items())
    pairs = [(key, getattr(mapping, name)) for name, key in _keys(type(mapping))]
    return [(key, value) for key, value in pairs if value is not None]


def _comment(text: str, indent: str) -> list[str]:
    return [f"{indent}# {replace_unprintable(line)}".rstrip() for line in text.splitlines()]


def _line_end_comment(text: str) -> str:
    return " # " + " ".join(replace_unprintable(text).split())


def _entry(lines: list[str], key: str, value: Node, indent: str, *, spaced: bool = False) -> None:
    if isinstance(value, Mapping) and value.comment:
        lines += _comment(value.comment, indent)
    _value(lines, f"{indent}{write_scalar(key)}:", value, indent + _INDENT, spaced=spaced)


def _value(lines: list[str], head: str, value: Node, indent: str, *, spaced: bool = False) -> None:
    """Append the value after `head`, on the same line or indented below it."""
    match value:
        case None:
            lines.append(head)
        case Commented():
            lines.append(f"{head} {write_scalar(value.value)}{_line_end_comment(value.comment)}")
        case Block():
            if is_block(value.text):
                indicator, *body = block_lines(value.text, indent)
                lines.append(f"{head} {indicator}")
                lines += body
            else:
                lines.append(f"{head} {write_scalar(value.text)}")
        case Mapping() | dict():
            items = _items(value)
            lines.append(head if items else f"{head} {{}}")
            for number, (key, inner) in enumerate(items):
                if spaced and number:
                    lines.append("")
                _entry(lines, key, inner, indent)
        case list():
            lines.append(head if value else f"{head} []")
            for element in value:
                _element(lines, element, indent)
        case _:
            lines.append(f"{head} {write_scalar(value)}")


def _element(lines: list[str], element: Node, indent: str) -> None:
    items = _items(element) if isinstance(element, Mapping | dict) else []
    if not items:
        _value(lines, f"{indent}-", element, indent + _INDENT)
        return
    if isinstance(element, Mapping) and element.comment:
        lines += _comment(element.comment, indent)
    start = len(lines)
    for key, value in items:
        _entry(lines, key, value, indent + _INDENT)
    lines[start] = f"{indent}- {lines[start].removeprefix(indent + _INDENT)}"
