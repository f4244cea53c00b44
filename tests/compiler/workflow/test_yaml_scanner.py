"""White space and line breaks in YAML are read as libyaml, and so GitHub, reads them: https://github.com/yaml/libyaml ."""

from __future__ import annotations

import time
from typing import Any

import pytest

from compiler.workflow.yaml_reader import YamlNode, _build_fast, parse
from tests.tools import require_libyaml

WITHOUT_TABS = """\
a: b c # d
e: |- # f
  g h
   i
"j k": >

  l
  m
n: &o p q
  r
s: [*o , t]
u:
- v: {w: 'x y'}
"""


def _value(node: YamlNode | None) -> Any:
    if node is None or node.kind == "scalar":
        return node and node.value
    if node.kind == "alias":
        return _value(node.value)
    if node.kind == "sequence":
        return [_value(element) for element in node.value]
    return {_value(key): _value(value) for key, value in zip(node.value[::2], node.value[1::2], strict=True)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a:\tb", "b"),
        ("a: b\t# c", "b"),
        ("a: echo b\tc", "echo b\tc"),
        ("a: echo\tb\n  c\t\n \t d", "echo\tb c d"),
        ("a: b\n\n \t\n  c", "b\n\nc"),
        ("a: |\t# c\n  b", "b"),
        ("a: >-\t\n  b", "b"),
        ("a: |2-\t# c\n   b", " b"),
        ("a: !!str\tb", "b"),
        ("a: &b\tc", "c"),
        ("%YAML\t1.2\t# c\n---\na: b", "b"),
        ("a: [b\t,\tc\n\t, d]", ["b", "c", "d"]),
    ],
)
def test_tab_separates_where_no_indentation_is_expected(text: str, value: object) -> None:
    document = parse(text, "ci.yml")
    assert document.root, document.findings
    assert _value(document.root) == {"a": value}


@pytest.mark.parametrize(("text", "place"), [("a: b\n\tc", "2:1"), ("a:\n\tb: c", "2:1"), ("a: |\n \tb", "2:2"), ("a:\n-\tb: c", "2:2")])
def test_tab_in_an_indentation_is_an_error(text: str, place: str) -> None:
    (finding,) = parse(text, "ci.yml").findings
    assert str(finding.origin) == f"ci.yml:{place}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: |\n \n   b\n", "\nb\n"),
        ("a: |\r\n \r\n\r\n   b\r\n", "\n\nb\n"),
        ("a: >-\n \n  \n   b\n", "\n\nb"),
        ("a: |+\n  \n b\n\n", None),
    ],
)
def test_empty_line_before_a_block_may_be_indented_less_than_the_block(text: str, value: str | None) -> None:
    assert _value(parse(text, "ci.yml").root) == (value and {"a": value})


@pytest.mark.parametrize("tab", ["\t", "\t\t", " \t"])
def test_tab_anywhere_is_read_as_by_libyaml(tab: str) -> None:
    require_libyaml()
    accepted = 0
    for place in range(len(WITHOUT_TABS)):
        text = WITHOUT_TABS[:place] + tab + WITHOUT_TABS[place:]
        libyaml = _build_fast(text)
        assert _value(parse(text, "ci.yml").root) == (libyaml and _value(libyaml.root[0])), text
        accepted += libyaml is not None
    assert 60 < accepted < 110


LINES = """\
---
a: b # c
d: &e "f
  g"
h: |- # i
  j

  k
l: >
  m
  n
o: [*e, p]
q:
- r
- s: t
"""


@pytest.mark.parametrize("mark", ["\r", "\x85", "\u2028", "\u2029"])
def test_line_ends_at_every_line_break(mark: str) -> None:
    separator = mark if mark in "\u2028\u2029" else "\n"  # as in libyaml, the others are line feeds in a value
    text = f"f{separator if separator == mark else ' '}g"
    folded = f"m{separator if separator == mark else ' '}n{separator}"
    expected = {"a": "b", "d": text, "h": f"j{separator * 2}k", "l": folded, "o": [text, "p"], "q": ["r", {"s": "t"}]}
    root, usual = parse(LINES.replace("\n", mark), "ci.yml").root, parse(LINES, "ci.yml").root
    assert _value(root) == expected
    assert root is not None
    assert usual is not None
    assert [(node.line, node.column) for node in root.value] == [(node.line, node.column) for node in usual.value]


@pytest.mark.parametrize("mark", ["\r", "\r\n", "\x85", "\x85 ", "\u2028", "\u2029  "])
def test_line_break_anywhere_is_read_as_by_libyaml(mark: str) -> None:
    require_libyaml()
    accepted = 0
    for place in range(len(LINES)):
        text = LINES[:place] + mark + LINES[place:]
        if LINES[place] == ":":
            continue  # a key that is empty, which ruamel.yaml takes, and the reader refuses
        libyaml = _build_fast(text)
        assert _value(parse(text, "ci.yml").root) == (libyaml and _value(libyaml.root[0])), text
        accepted += libyaml is not None
    assert 10 < accepted < 99


@pytest.mark.untraced
def test_many_blocks_take_linear_time() -> None:
    def seconds(count: int) -> float:
        text = "# \U0001f600\n" + "".join(f"k{number}: |\n  {'x' * 60}\n" for number in range(count))
        begin = time.process_time()
        assert parse(text, "ci.yml").root
        return time.process_time() - begin

    assert any(seconds(8000) < 8 * seconds(1000) * 1.6 for _ in range(3)), "three times in a row"
