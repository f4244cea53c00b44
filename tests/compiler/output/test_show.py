"""`linesmith show` prints a workflow file or an `action.yml` as the tree has it, and the findings of an invalid one."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from compiler.cli import main
from compiler.output.show import describe
from compiler.output.show_text import as_text
from compiler.workflow.yaml_reader import MAX_CHARACTERS
from tests.projects import REPOSITORY, CommandResult

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

STAGING = "generated/.github/workflows/publish-staging.yml"
EVERYTHING = """\
name: Every kind
run-name: by ${{ github.actor }}
on:
  push: {branches: [main], paths-ignore: [docs/**]}
  schedule: [{cron: 17 3 * * *, timezone: Europe/Berlin}]
  workflow_dispatch: {inputs: {level: {type: choice, options: [a, b], default: a, required: true}, dry: {type: boolean, default: false}}}
  workflow_call: {inputs: {x: {type: string}}, secrets: {KEY: {required: true}}, outputs: {y: {value: "${{ jobs.a.outputs.y }}"}}}
permissions: read-all
concurrency: {group: g, cancel-in-progress: true}
jobs:
  last:
    name: The last
    needs: [called, test]
    if: always() && github.ref == 'refs/heads/main'
    permissions: {}
    runs-on: {group: large, labels: [linux, x64]}
    environment: {name: live, url: https://example.org}
    concurrency: one
    steps:
      - {run: "make a\\nmake b\\n", id: first, background: true}
      - uses: actions/checkout@v4
      - {wait: [first]}
      - {wait-all: true}
      - {cancel: first}
      - parallel: [{run: make c, if: false}, {name: Also, uses: ./x}]
  called:
    if: "${{ inputs.x }} "
    strategy: {matrix: {v: [1, "${{ inputs.x }}"], include: [{w: {deep: [.inf]}}]}}
    uses: ./.github/workflows/other.yml
  test:
    needs: called
    timeout-minutes: ${{ fromJSON(vars.MINUTES) }}
    strategy: {matrix: "${{ fromJSON(needs.called.outputs.matrix) }}"}
    runs-on: ${{ matrix.os }}
    environment: test
"""


def show(*arguments: str, source: str | bytes = "") -> CommandResult:
    """`linesmith show …` in the repository, with this standard input."""
    result = CliRunner(catch_exceptions=False).invoke(main, ["-C", str(REPOSITORY), "show", *arguments], input=source)
    return CommandResult(result.exit_code, result.output)


def shown(source: str, file: str = "ci.yml") -> str:
    return "\n".join(click.unstyle(line) for line in as_text(describe(source.encode(), file)))


def test_the_staging_pipeline_is_shown(snapshot: SnapshotAssertion) -> None:
    ran = show(STAGING)
    assert ran.code == 0
    assert ran.output == snapshot


def test_every_kind_of_entry_is_shown(snapshot: SnapshotAssertion) -> None:
    ran = show("-", source=EVERYTHING)
    assert ran.code == 0
    assert ran.output == snapshot


def test_the_action_of_this_repository_is_shown(snapshot: SnapshotAssertion) -> None:
    ran = show("action.yml")
    assert ran.code == 0
    assert ran.output == snapshot


def test_json_has_the_same_with_places() -> None:
    ran = show("-", "--format", "json", source=EVERYTHING)
    described = json.loads(ran.output)
    assert ran.code == 0
    assert {key: described[key] for key in ("version", "file", "kind", "valid", "findings")} == {
        "version": 1,
        "file": "<stdin>",
        "kind": "workflow",
        "valid": True,
        "findings": [],
    }
    assert [(job["id"], job["line"], job["column"]) for job in described["jobs"]] == [("called", 26, 3), ("test", 30, 3), ("last", 11, 3)]
    called, test, last = described["jobs"]
    deep = {"deep": ["Infinity"]}
    assert called["matrix"] == {
        "jobs": 2,
        "combinations": [{"v": 1, "w": deep}, {"v": {"unknown": "depends on ${{ inputs.x }}"}, "w": deep}],
        "unknown": None,
    }
    assert test["matrix"]["unknown"] == "depends on ${{ fromJSON(needs.called.outputs.matrix) }}"
    assert last["permissions"] == {"from": "job", "access": {}}
    assert test["permissions"] == {"from": "workflow", "access": "read-all"}
    assert called["if"] == {"written": "${{ inputs.x }} ", "evaluated": "success() && format('{0} ', inputs.x)", "constant": True}
    assert [(step["kind"], step["line"], step["column"]) for step in last["steps"]] == [
        ("run", 20, 9), ("uses", 21, 9), ("wait", 22, 9), ("wait-all", 23, 9), ("cancel", 24, 9), ("parallel", 25, 9),
    ]  # fmt: skip
    assert all(job.keys() == called.keys() for job in described["jobs"])


def test_json_of_an_action() -> None:
    described = json.loads(show("action.yml", "--format", "json").output)
    assert described["kind"] == "action"
    assert [entry["id"] for entry in described["inputs"]] == ["path", "token", "definitions"]
    assert described["runs"]["using"] == "composite"
    assert [step["kind"] for step in described["runs"]["steps"]] == ["run", "uses", "run"]


@pytest.mark.parametrize(
    ("source", "file", "kind"),
    [
        ("jobs:\n", "action.yml", "workflow"),
        ("runs:\n", "other.yml", "action"),
        ("'runs' :\n", "-", "action"),
        ("name: x\n", "folder/action.yaml", "action"),
        ("name: x\n", "ci.yml", "workflow"),
        ("jobs:\nruns:\n", "ci.yml", "workflow"),
        ("jobs:\n  runs:\n", "ci.yml", "workflow"),
    ],
)
def test_the_kind_of_file_is_that_of_its_keys(source: str, file: str, kind: str) -> None:
    assert describe(source.encode(), file)["kind"] == kind


def test_permissions_that_nothing_sets_are_those_of_the_repository() -> None:
    text = shown("on: push\njobs:\n  a:\n    runs-on: x\n")
    assert text.count("permissions: those that the settings of the repository give") == 2


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("on: push\njobs: {}\nnmae: x\n", '<stdin>:3:1: unknown key "nmae" [invalid-workflow]'),
        ("on: push\njobs: {a: {runs-on: x, needs: b}, c: {runs-on: x}}\n", '<stdin>:2:31: the job "a" needs "b", which the workflow does'),
        ("on: push\njobs: {a: {runs-on: x, if: github.}}\n", "<stdin>:2:34: the expression ends after `.`"),
        ("on: push\njobs: {a: {runs-on: x, steps: [{run: x, if: x(}]}}\n", "<stdin>:2:46: the expression ends after `(`"),
        ("on: push\njobs: {a: {runs-on: x, strategy: {matrix: {b: []}}}}\n", '<stdin>:2:47: "b" of the matrix has no values'),
        ("runs: {using: composite, steps: [{run: x, shell: bash, if: 'a'}]}\n", '<stdin>:1:61: there is no context "a"'),
        ("on: push\njobs: {a: {runs-on: x, env: {A: 'x ${{ 1 + }}'}}}\n", "<stdin>:2:42: unexpected symbol `+`"),
        ("on: push\njobs: {a: {runs-on: x, env: {A: '${{ nothing.x }}'}}}\n", '<stdin>:2:38: there is no context "nothing"'),
        ("on: push\njobs: {a: {runs-on: x, env: {'${{ nothing }}': 1}}}\n", '<stdin>:2:30: there is no context "nothing"'),
        ("on: push\njobs: {a: {runs-on: x, env: {'${{ INSERT }}': x}}}\n", '<stdin>:2:30: there is no context "INSERT"'),
        ("on: push\njobs: {a: {runs-on: x, strategy: {'${{ insert }}': {b: '${{ steps.x }}'}}}}\n", "<stdin>:2:56: the context `st"),
        ("on: push\njobs: {a: {runs-on: '${{ runner.os }}'}}\n", "<stdin>:2:21: the context `runner` is not available in `jobs"),
        ("on: push\njobs: {a: {runs-on: x, env: {A: '${{ hashFiles(1) }}'}}}\n", "<stdin>:2:33: `hashFiles()` is not available in `jobs"),
        ("runs: {using: composite, steps: [{run: '${{ secrets.x }}', shell: sh}]}\n", "<stdin>:1:40: the context `secrets` is not"),
        (b"\xff", "<stdin>:1:1: the file is not UTF-8 text"),
        ("", "<stdin>:1:1: the file is empty"),
        ("#" * (MAX_CHARACTERS + 1), f"<stdin>:1:1: the file has {MAX_CHARACTERS + 1} characters"),
    ],
)  # fmt: skip
def test_an_invalid_file_is_its_findings(source: str | bytes, finding: str) -> None:
    ran = show("-", source=source)
    assert ran.code == 1
    assert finding in ran.output
    assert "  expected: " in ran.output
    assert "to do: \n" not in ran.output
    assert "not shown" in ran.output.splitlines()[-1]
    described = json.loads(CliRunner().invoke(main, ["show", "-", "--format", "json"], input=source).stdout)
    assert described.keys() == {"version", "file", "kind", "valid", "findings"}
    assert finding.startswith("<stdin>:{line}:{column}:".format(**described["findings"][-1]))


def test_a_key_that_github_ignores_is_a_finding_of_a_valid_file() -> None:
    ran = show("-", source="on: {push: {brunches: x}}\njobs: {a: {runs-on: x}}\n")
    assert ran.code == 0
    assert "a (line 2)" in ran.output
    assert '<stdin>:1:13: GitHub ignores the key "brunches" here [ignored-key]' in ran.output


def test_filter_that_github_ignores_is_not_shown() -> None:
    text = "on:\n  issues:\n    types: opened\n    branches: '!main'\n    paths: [a]\njobs:\n  a:\n    runs-on: x\n    steps: [run: make]\n"
    described = describe(text.encode(), "ci.yml")
    assert [finding["rule"] for finding in described["findings"]] == ["ignored-key", "ignored-key"]
    assert described["on"][0]["filters"] == {"types": ["opened"]}


def test_each_wrong_condition_is_one_finding() -> None:
    described = describe(b"on: push\njobs: {a: {runs-on: x, if: 'a b', steps: [{run: x, if: c d}]}}\n", "ci.yml")
    assert [finding["column"] for finding in described["findings"]] == [29, 56]


def test_an_inserted_object_and_an_ignored_key_are_no_wrong_expressions() -> None:
    inserted = "{'${{ insert }}': '${{ fromJSON(vars.X) }}'}"
    keys = f"env: {inserted}, environment: {inserted}, strategy: {inserted}"
    ran = show("-", source=f"on: {{push: {{x: 1}}}}\njobs: {{a: {{runs-on: x, {keys}}}}}\n")
    assert ran.code == 0
    assert "environment: depends on an expression\n" in ran.output
    assert "matrix: depends on ${{ insert }}\n" in ran.output


@pytest.mark.parametrize(
    ("name", "message"),
    [("none.yml", "none.yml: No such file or directory"), ("docs", "docs: a folder, not a file"), ("no\x1bne", "no\\x1bne: No such file")],
)
def test_a_file_that_cannot_be_read_is_a_usage_error(name: str, message: str) -> None:
    ran = show(name)
    assert ran.code == 2
    assert message in ran.output


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "a named pipe, not a file" in show(str(tmp_path / "pipe")).output


HOSTILE: list[tuple[str, Any]] = [
    ("name", 'name: "\\e[31m\\u009b2J\\u202e"\non: push\njobs: {a: {runs-on: x}}\n'),
    ("surrogate", 'name: "\\ud800"\non: push\njobs: {a: {runs-on: x}}\n'),
    ("step", 'on: push\njobs: {a: {runs-on: x, steps: [{run: "\\e]0;x\\a\\n"}]}}\n'),
    ("matrix", 'on: push\njobs: {a: {runs-on: x, strategy: {matrix: {"\\e[1m": ["\\e[2m", {"\\e": ["\\r"]}]}}}}\n'),
    ("key", '"\\e[31m\\n": x\non: push\n'),
    ("need", 'on: push\njobs: {a: {runs-on: x, needs: "\\e[31m\\u202e"}}\n'),
    ("condition", 'on: push\njobs: {a: {runs-on: x, if: "\\e[31m == 1"}}\n'),
    ("string in a condition", "on: push\njobs: {a: {runs-on: x, if: \"github.ref == '\\e[31m'\"}}\n"),
    ("input", 'on: {workflow_dispatch: {inputs: {"a": {default: "\\e[31m", description: "\\b"}}}}\njobs: {a: {runs-on: x}}\n'),
    ("action", 'name: "\\e[31m"\ndescription: "\\e"\nruns: {using: docker, image: "\\e", args: ["\\e"]}\n'),
]


@pytest.mark.parametrize(("form", "source"), [(form, source) for _, source in HOSTILE for form in ("text", "json")])
def test_nothing_of_a_file_acts_on_a_terminal(form: str, source: str) -> None:
    output = show("-", "--format", form, source=source).output
    assert all(one.isprintable() or one == "\n" for one in output)
    assert output


def test_long_text_is_cut() -> None:
    long = "x" * 100_000
    text = shown(f"name: {long}\non: push\njobs: {{a: {{runs-on: {long}, steps: [{{run: {long}}}]}}}}\n")
    assert max(map(len, text.splitlines())) < 200


def test_jobs_that_need_many_others_take_linear_time() -> None:
    jobs = "".join(f"  j{number}: {{runs-on: x, needs: [{f'j{number - 1}' if number else ''}]}}\n" for number in range(500))
    assert len(describe(f"on: push\njobs:\n{jobs}".encode(), "ci.yml")["jobs"]) == 500


def test_filter_without_values_is_shown() -> None:
    read = show("-", source="on:\n  push:\n    branches:\njobs:\n  a:\n    runs-on: x\n    steps: [run: a]\n")
    assert read.code == 0
    assert "  on: push, branches: none\n" in read.output
