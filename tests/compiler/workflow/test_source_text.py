"""A text of a file knows where each of its characters is, in every style of YAML."""

from __future__ import annotations

import copy
import io
import random

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    PlainScalarString,
    SingleQuotedScalarString,
)

from compiler.workflow.reader import read_workflow
from compiler.workflow.rules import check_workflow
from compiler.workflow.source_text import SourceText
from compiler.workflow.yaml_reader import parse

STYLES = [PlainScalarString, SingleQuotedScalarString, DoubleQuotedScalarString, LiteralScalarString, FoldedScalarString]
WORDS = ["github.sha", "it's", '"a"', "$", "ä", "\\n", "${{", "}}", "=", "é{", "x-y", "end."]


def _scalar(source: str) -> SourceText:
    """The value of the last key of a file."""
    document = parse(source, "ci.yml")
    assert document.root is not None, document.findings
    node = document.root.value[-1]
    return SourceText(node.value, node, source)


@pytest.mark.untraced
@pytest.mark.parametrize("style", STYLES)
def test_every_character_is_where_the_file_has_it(style: type[str]) -> None:
    chance = random.Random(style.__name__)  # noqa: S311 - the same texts in each run
    for _ in range(60):
        words = [chance.choice(WORDS) for _ in range(chance.randint(3, 20))]
        text = "start " + "".join(word + chance.choice([" ", " ", "\n", "\n\n"]) for word in words) + "stop"
        if style in {PlainScalarString, SingleQuotedScalarString}:
            text = " ".join(text.split())
        stream = io.StringIO()
        yaml = YAML()
        yaml.width = 30
        yaml.dump({"first": "ä", "key": style(text)}, stream)
        source = stream.getvalue()
        read, lines = _scalar(source), source.splitlines()
        for offset, character in enumerate(read):
            if not character.isspace():
                line, column = read.place_at(offset)
                assert lines[line - 1][column - 1] in {character, "\\"}, (source, offset)


def test_escapes_are_one_character() -> None:
    read = _scalar('a: 1\nkey: "\\u0041\\x20\\t\\\\n \\\n  \\"b\\" \\U0001F600 c"\n')
    assert read == 'A \t\\n "b" \U0001f600 c'
    assert [read.place_at(read.index(character)) for character in 'An"b\U0001f600c'] == [(2, 7), (2, 21), (3, 3), (3, 5), (3, 9), (3, 20)]


def test_missing_text_is_at_the_beginning() -> None:
    read = _scalar("key: text\n")
    assert read.place_at(4) == (1, 6)
    assert _scalar("key: " + "x" * 30_000).place_at(25_000) == (1, 6)


def test_a_copy_is_text() -> None:
    assert type(copy.deepcopy(_scalar("key: text"))) is str


FILE = """\
on: push
env:
  A: "x \\"${{ github.sha }}\\" ${{ githib.ref }}"
  B: 'it''s ${{ github.sha ++ }}'
  C: plain ${{ github.sha }}
    folded ${{ foo(1) }}
jobs:
  a:
    if: github.ref == 'a' && githib.x
    runs-on: ubuntu-24.04
    steps:
      - if: |
          github.ref == 'a'
          || foo.bar
        run: |
          echo ${{ github.sha }}
            indented ${{ github.sha == }}
"""


def test_a_wrong_expression_is_found_at_its_place() -> None:
    document = read_workflow(FILE, "ci.yml").document
    assert document is not None
    lines = FILE.splitlines()
    found = [finding.origin for finding in check_workflow(document) if finding.origin]
    assert [(place.line, lines[place.line - 1][place.column - 1 :]) for place in found] == [
        (3, 'githib.ref }}"'),
        (4, "++ }}'"),
        (6, "foo(1) }}"),
        (9, "githib.x"),
        (14, "foo.bar"),
        (17, "== }}"),
    ]
