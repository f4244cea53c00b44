"""What is read and written again is the same tree, the same data for other readers, and has the same comments."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
import yaml as yaml_1_1  # type: ignore[import-untyped]  # comes with yamllint, and without types
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from yamllint import parser as yamllint  # type: ignore[import-untyped]  # no types

from compiler.workflow import tree
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.reader import read_action, read_workflow
from compiler.workflow.yaml_writer import write_yaml
from tests.compiler.workflow.test_yaml_writer import NAMES, TEXTS
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

YAML_1_2 = YAML(typ="safe", pure=True)
FILES = sorted(
    path
    for place in ("generated", ".github", "tests/__snapshots__")
    for path in (REPOSITORY / place).rglob("*.yml")
    if path.read_text("utf-8").count("\njobs:") == 1  # a snapshot may contain two files
)
ACTIONS = [REPOSITORY / "action.yml"]

EVERYTHING = """\
# Licence
# of the file

#!pragma
name: Everything # the name
run-name: 1.50
on: # events
  # on main
  push:
    branches: [main, "releases/**"] # patterns
    paths-ignore: docs/** # one
  pull_request: {}
  workflow_dispatch:
  schedule:
    - cron: '0 5 * * *'   # daily
permissions: read-all
env: &env
  NUMBER: 0x10
  EMPTY:
  QUOTED: 'it''s' # quoted
  LONG: >
    folded
    text

  # above a key
  WIDE: "a
    b" # at its last line
jobs:
  # the first job
  build: # build
    runs-on: [self-hosted, linux]
    # needs nothing
    env: *env
    strategy:
      matrix:
        # versions
        python: [3.9, "3.10", # new
          3.11] # newest
        include:
          - python: 3.12
            # of 3.12
            extra: true
    steps:
      # first
      - # between
        uses: actions/checkout@v4 # v4.2.0
        with: {fetch-depth: 0, "a b": ~}
      - run: |2
            indented # no comment
          text
      - run: "no \\
          comment # here"
      # commented-out: step
  # the second job
  call:
    needs: build
    uses: ./.github/workflows/called.yml
    secrets: inherit
# the end
"""


def _read(source: str | bytes, path: Path | str) -> Any:
    read = (read_action if str(path).endswith("action.yml") else read_workflow)(source, str(path))
    assert read.document is not None, read.findings
    return read.document


def _read_1_1(text: str) -> Any:
    """The data, with scalars as text: YAML 1.1 has other truth values."""
    return yaml_1_1.load(text, Loader=yaml_1_1.BaseLoader)  # noqa: S506 - it makes no objects


def _comments(text: str) -> list[str]:
    """The comments that yamllint sees."""
    return sorted(str(each).rstrip() for each in yamllint.token_or_comment_generator(text) if isinstance(each, yamllint.Comment))


def _check(text: str, path: Path | str) -> str:
    """The text as it is written."""
    document = _read(text, path)
    written = write_yaml(document)
    again = _read(written, path)
    assert again == document
    assert write_yaml(again) == written
    assert YAML_1_2.load(written) == YAML_1_2.load(text)
    assert _comments(written) == _comments(text)
    return written


@pytest.mark.untraced
@pytest.mark.parametrize("path", [*FILES, *ACTIONS], ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_file_keeps_its_meaning_and_its_comments(path: Path) -> None:
    text = path.read_text("utf-8")
    written = _check(text, path)
    assert _read_1_1(written) == _read_1_1(text)


def test_there_are_files() -> None:
    assert len(FILES) > 40


@pytest.mark.parametrize("path", [path for path in FILES if path.is_relative_to(REPOSITORY / "generated")], ids=lambda path: path.name)
def test_file_of_the_compiler_keeps_every_byte(path: Path) -> None:
    text = path.read_text("utf-8")
    assert write_yaml(_read(text, path)) == text


def test_file_with_every_form_keeps_its_meaning_and_its_comments() -> None:
    assert len(_comments(EVERYTHING)) == 25
    _check(EVERYTHING, "ci.yml")
    _check(EVERYTHING.replace("\n", "\r\n"), "ci.yml")


@pytest.mark.parametrize("mark", ["\r", "\x85"])
def test_every_line_break_ends_a_comment(mark: str) -> None:
    assert write_yaml(_read(EVERYTHING.replace("\n", mark), "ci.yml")) == write_yaml(_read(EVERYTHING, "ci.yml"))


@pytest.mark.parametrize("mark", ["\u2028", "\u2029"])
def test_separator_ends_a_comment_and_stays_in_a_value(mark: str) -> None:
    written = write_yaml(_read(EVERYTHING.replace("\n", mark), "ci.yml"))
    assert _comments(written) == _comments(EVERYTHING)
    assert f'WIDE: "a\\u{ord(mark):x}b" # at its last line' in written


def test_comment_of_an_empty_element_stays_with_it() -> None:
    matrix = "strategy: {matrix: {x: [a,\n        null, # of null\n        b]}}"
    written = _check(f"on: push\njobs:\n  a:\n    runs-on: x\n    {matrix}\n    steps: [run: make]\n", "ci.yml")
    assert "          - null # of null\n          - b\n" in written


def test_ignored_key_without_a_value_is_kept() -> None:
    head = "on:\n  push:\n    nothing: # ignored\n    other: ~\n  workflow_run:\n    workflows: [x]\n    more:\n"
    assert "    nothing: # ignored\n    other:\n" in _check(head + "jobs:\n  a:\n    runs-on: x\n    steps: [run: make]\n", "ci.yml")


def test_short_forms_are_written_as_they_were() -> None:
    lines = write_yaml(_read(EVERYTHING, "ci.yml")).splitlines()
    for line in (
        "run-name: 1.5",
        "    paths-ignore: docs/** # one",
        "  pull_request: {}",
        "  workflow_dispatch:",
        "    needs: build",
        "  EMPTY:",
    ):
        assert line in lines


SMALL = """\
on:
  push:
    branches: [main, 'releases/**']
  workflow_dispatch:
jobs:
  a:
    runs-on: [self-hosted,
      linux]
    needs:
      - b
      - c
    steps:
      - name: one
        run: make

      -
        uses: actions/checkout@v4
        with: {fetch-depth: 0}
  b:
    uses: ./called.yml
"""
COMMENTS = st.sampled_from(["# own line", "#", "##  x", "# a: b", "# - 'c'", "#!x"])


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 9), COMMENTS), max_size=4))
def test_comment_is_kept_on_a_line_of_its_own(places: list[tuple[int, int, str]]) -> None:
    lines = SMALL.splitlines()
    for number, column, comment in places:
        lines.insert(number, " " * column + comment)
    _check("\n".join(lines) + "\n", "ci.yml")


@settings(max_examples=30)
@given(st.dictionaries(st.integers(0, 19), COMMENTS, max_size=8))
def test_comment_is_kept_at_the_end_of_a_line(comments: dict[int, str]) -> None:
    _check("".join(f"{line} {comments.get(number, '')}\n" for number, line in enumerate(SMALL.splitlines())), "ci.yml")


WORDS = TEXTS.filter(lambda text: "${{" not in text)
SCALARS = st.one_of(WORDS, st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False), st.none())
ENVS = st.dictionaries(NAMES, SCALARS, max_size=4).filter(lambda env: len({key.upper() for key in env}) == len(env)).map(dict.items)


@st.composite
def _steps(draw: st.DrawFn) -> tree.Step:
    if draw(st.booleans()):
        return tree.RunStep(name=draw(st.none() | WORDS), env=draw(st.none() | ENVS.map(Mapping)), run=draw(WORDS))
    step = tree.UsesStep(uses=draw(NAMES), with_=draw(st.none() | ENVS.map(Mapping)), timeout_minutes=draw(st.none() | st.integers(1, 360)))
    step.comment("uses", above=draw(TEXTS), end=draw(TEXTS))
    return step


@st.composite
def _workflows(draw: st.DrawFn) -> tree.Workflow:
    steps: Sequence[tree.Step] = Sequence(draw(st.lists(_steps(), max_size=3)))
    for index in range(len(steps)):
        steps.comment(index, above=draw(TEXTS))
    matrix: Mapping[Any] = Mapping({"x": Sequence(draw(st.lists(SCALARS, max_size=3)))}.items())
    job = tree.Job(
        runs_on=draw(NAMES), needs=draw(st.none() | st.lists(NAMES).map(Sequence)), steps=steps, strategy=tree.Strategy(matrix=matrix)
    )
    jobs: Mapping[Any] = Mapping({draw(NAMES): job}.items())
    document = tree.Workflow(
        name=draw(WORDS), on=Mapping({"push": tree.Event()}.items()), env=draw(st.none() | ENVS.map(Mapping)), jobs=jobs
    )
    document.comment("", above=draw(TEXTS))
    return document


@settings(max_examples=40)
@given(_workflows())
def test_tree_that_is_written_is_read_again(document: tree.Workflow) -> None:
    text = write_yaml(document)
    assert _read(text, "ci.yml") == document
    _check(text, "ci.yml")


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_any_text_is_read_or_refused(source: str | bytes) -> None:
    read = read_workflow(source, "ci.yml")
    assert read.findings or read.document is not None


@given(st.integers(0, 10**9))
def test_any_damaged_file_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    text = list(EVERYTHING)
    for _ in range(chance.randrange(1, 6)):
        start = chance.randrange(len(text))
        text[start : start + chance.randrange(4)] = chance.choices("{}[]&*!|>'\"%@`#:-?, \n\t\x00\ufeff", k=chance.randrange(3))
    read = read_workflow("".join(text), "ci.yml")
    for finding in read.findings:
        assert finding.origin is not None
        assert finding.origin.line <= text.count("\n") + 2
        assert finding.origin.column > 0
    if read.document is not None:
        assert _read_loosely(write_yaml(read.document)) == read.document


def _read_loosely(text: str) -> Any:
    return read_workflow(text, "ci.yml").document
