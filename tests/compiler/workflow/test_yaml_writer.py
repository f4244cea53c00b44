"""What is written reads back as what went in, whoever reads it: YAML 1.1 or 1.2."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml as yaml_1_1  # type: ignore[import-untyped]  # comes with yamllint, and without types
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.tree import Defaults, DefaultsRun, Event, Job, RunStep, Workflow
from compiler.workflow.yaml_scalar import block_lines, is_block, write_scalar
from compiler.workflow.yaml_writer import write_yaml

TRAPS = [
    "", " ", "on", "On", "OFF", "no", "Yes", "y", "N", "true", "False", "null", "~", "Null", "1", "-1", "+1", "0o10", "010", "0x1F",
    "0b11", "1e3", "1E+3", "1.", ".5", "1_000", "12:30", "12:30:45", "190:20:30.15", ".inf", "-.INF", ".nan", "2026-01-01",
    "2026-01-01T10:00:00Z", "2026-1-1 10:00:00 +1", "=", "<<", "-", "- a", "?", "? a", ": a", "a: b", "a:", "a :b", "a #b", "a#b", "#a",
    "&a", "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", "[a]", "{a}", "a,b", "a]", "'a'", '"a"', "it's", 'say "x"', "it's \"x\"",
    "back\\slash", '\\"', "a\\", "tab\there", "\ta", "a\t", " a", "a ", "a  b", "---", "--- a", "...", "a\nb", "a\nb\n", "\na", "a\n\n",
    "a \nb", "a\n b\n", " a\nb\n", "a\n\nb\n", "a\r\nb", "a\rb", "\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u2028", "\u2029",
    "\ufeff", "\ufeffa", "é", "日本", "😀", "${{ github.ref }}", "${{ a == 'b: c' }}", "x" * 500, "word " * 100 + "end", "a: " * 40 + "b",
    "deadbeef", "3d3c42e5", "1.2.3", "v1", "24", "latest", "0", "00", "1:2", "0.0.0.0:80", "5e1a", "1e3x", "-x", "+x", ".", "..", "/",
    "$", "^", "(", "\U000e0001", "\ufffe", "\x9f", "a\x85b", "a\u2028b", "\t", "\n", "\n\n", " \n", "| a", "> b\nc\n", "#\n", "a\n#b\n",
    "a\n  - b\n", "%YAML 1.1\n",
]  # fmt: skip

NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123456789", min_size=1, max_size=12)
TEXTS = st.one_of(st.sampled_from(TRAPS), st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
SCALARS = st.one_of(TEXTS, st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False))


_YAML_1_2 = YAML(typ="safe", pure=True)


def _read_1_2(text: str) -> Any:
    return _YAML_1_2.load(text)


def _read_1_1(text: str) -> Any:
    return yaml_1_1.safe_load(text)


def _workflow(env: dict[str, Any], command: str = "true", comment: str = "") -> str:
    permissions: Mapping[str] = Mapping({"contents": "read"}.items())
    permissions.comment("contents", end=comment or "why")
    steps: Sequence[Any] = Sequence([RunStep(name="x", env=Mapping(env.items()), run=command)])
    steps.comment(0, above=comment)
    job = Job(name="a", permissions=permissions, runs_on="x", timeout_minutes=1, steps=steps)
    on: Mapping[Any] = Mapping({"push": Event()}.items())
    defaults = Defaults(run=DefaultsRun(shell="bash"))  # noqa: S604 - a key of the file, not a command
    tree = Workflow(name="W", on=on, permissions=Mapping(), defaults=defaults, jobs=Mapping({"a": job}.items()))
    tree.comment("", above=comment)
    return write_yaml(tree, ["# Generated"])


@pytest.mark.untraced
@pytest.mark.parametrize("read", [_read_1_1, _read_1_2], ids=["YAML 1.1", "YAML 1.2"])
@pytest.mark.parametrize("value", TRAPS, ids=repr)
def test_ambiguous_scalar_reads_back(read: Any, value: str) -> None:
    found = read(_workflow({"V": value}, command=value))
    assert found["jobs"]["a"]["steps"][0] == {"name": "x", "env": {"V": value}, "run": value}


@given(st.dictionaries(NAMES, SCALARS, max_size=4), TEXTS)
def test_any_value_reads_back(env: dict[str, Any], command: str) -> None:
    text = _workflow(env, command)
    for read in (_read_1_1, _read_1_2):
        step = read(text)["jobs"]["a"]["steps"][0]
        assert step["run"] == command
        assert step["env"] == env
        assert {name: type(value) for name, value in step["env"].items()} == {name: type(value) for name, value in env.items()}


@given(st.dictionaries(TEXTS, st.lists(st.one_of(SCALARS, st.dictionaries(NAMES, SCALARS, max_size=2)), max_size=3), max_size=3))
def test_any_matrix_reads_back(matrix: dict[str, Any]) -> None:
    text = _workflow({"V": matrix})  # the writer takes a mapping anywhere
    for read in (_read_1_1, _read_1_2):
        assert read(text)["jobs"]["a"]["steps"][0]["env"]["V"] == matrix


@cache
def _without_a_comment(read: Any) -> Any:
    return read(_workflow({"V": "v"}))


@given(TEXTS)
@example("a\r::b")
@example("a\x85b\u2028c: d")
def test_comment_never_becomes_content(comment: str) -> None:
    text = _workflow({"V": "v"}, comment=comment)
    for read in (_read_1_1, _read_1_2):
        assert read(text) == _without_a_comment(read)


@given(TEXTS)
def test_block_scalar_reads_back(text: str) -> None:
    if is_block(text):
        indicator, *lines = block_lines(text, "  ")
        document = "\n".join([f"k: {indicator}", *lines]) + "\n"
        assert _read_1_1(document) == _read_1_2(document) == {"k": text}
        assert not any(line != line.rstrip() for line in lines)


def test_script_is_written_as_a_block() -> None:
    lines = _workflow({}, command='set -u\n\nif [[ -n "$A" ]]; then\n  echo "$A" # why\nfi\n').splitlines()
    assert lines[-6:] == [
        "        run: |",
        "          set -u",
        "",
        '          if [[ -n "$A" ]]; then',
        '            echo "$A" # why',
        "          fi",
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain words", "plain words"),
        ("${{ github.sha }}", "${{ github.sha }}"),
        ("on", '"on"'),
        ("it's", "it's"),
        ('"x" it\'s', "'\"x\" it''s'"),
        ("back\\slash: x", '"back\\\\slash: x"'),
        ("a: b", '"a: b"'),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (1.5, "1.5"),
        (1e16, "1.0e+16"),
        (1e-7, "1.0e-07"),
        ("\x1b", '"\\x1b"'),
        ("\u2028", '"\\u2028"'),
    ],
)
def test_scalar_has_the_style(value: Any, written: str) -> None:
    assert write_scalar(value) == written


def test_numbers_and_strings_keep_their_types() -> None:
    env = {"A": 1, "B": "1", "C": 1.0, "D": "1.0", "E": True, "F": "true"}
    for read in (_read_1_1, _read_1_2):
        assert {name: type(value) for name, value in read(_workflow(env))["jobs"]["a"]["steps"][0]["env"].items()} == {
            name: type(value) for name, value in env.items()
        }


def test_equal_trees_give_equal_bytes() -> None:
    text = _workflow({"V": "v"})
    assert text == _workflow({"V": "v"})
    assert text.startswith("# Generated\n---\nname: W\n")
    assert text.isascii()
