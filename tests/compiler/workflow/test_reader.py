"""Workflow files and `action.yml` files become trees, with places and comments; all that is wrong with a file is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.workflow import yaml_reader
from compiler.workflow.classes import ACTION_CLASSES, WORKFLOW_CLASSES
from compiler.workflow.reader import read_action, read_workflow
from compiler.workflow.rules import check_workflow
from compiler.workflow.tree import Event, Job, Strategy
from compiler.workflow.yaml_reader import MAX_CHARACTERS, MAX_DEPTH, MAX_EVENTS
from compiler.workflow.yaml_writer import write_yaml
from tests.bench import reading
from tests.projects import CASES
from tests.tools import require_libyaml

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.diagnostic import Finding
    from compiler.workflow.tree import Workflow

JOBS = "jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n"


def _shown(finding: Finding) -> str:
    return f"{finding.origin}: {finding.message} [{finding.rule}]\n  expected: {finding.expected}\n  to do: {finding.remedy}\n"


@pytest.mark.parametrize("path", sorted((CASES / "read").glob("*.yml")), ids=lambda path: path.stem)
def test_reader_finds_what_is_expected_when_a_file_is_wrong(path: Path) -> None:
    read = read_workflow(path.read_bytes(), path.name)
    assert "".join(map(_shown, read.findings)) == path.with_suffix(".txt").read_text("utf-8")
    assert read.is_valid == all(finding.rule == "ignored-key" for finding in read.findings)
    assert read.document is not None or not read.is_valid


def workflow(text: str) -> Workflow:
    """The tree of a file."""
    read = read_workflow(text, "ci.yml")
    assert read.document is not None, read.findings
    return read.document


def job(document: Workflow, name: str = "a") -> Job:
    """A job with steps."""
    found = document.jobs[name]
    assert isinstance(found, Job)
    return found


def test_places_are_those_of_keys_and_elements() -> None:
    tree = workflow("on: push\njobs:\n  a:\n    runs-on: x\n    needs: [b,   c]\n    steps:\n      - name: n\n        run:   make\n")
    assert str(tree.places["jobs"]) == "ci.yml:2:1"
    assert str(tree.jobs.places["a"]) == "ci.yml:3:3"
    assert str(job(tree).place) == "ci.yml:4:5"
    needs, steps = job(tree).needs, job(tree).steps
    assert needs is not None
    assert steps is not None
    assert [str(needs.places[index]) for index in (0, 1)] == ["ci.yml:5:13", "ci.yml:5:18"]
    step = steps[0]
    assert (str(step.place), str(step.places["run"]), str(step.value_places["run"])) == ("ci.yml:7:9", "ci.yml:8:9", "ci.yml:8:16")
    assert str(step.place_of("env")) == "ci.yml:7:9"


def test_comments_belong_to_what_follows_or_precedes_them() -> None:
    text = (
        "# top\n#no blank\non: # events\n  # why\n  push: # all\njobs:\n  a: # first\n    # where\n    runs-on: x\n    needs: [b, # one\n"
        "      c] # two\n    steps:\n      # step\n      - run: | # block\n          echo # no comment\n      # after\n# end\n# of file\n"
    )
    tree = workflow(text)
    first = job(tree)
    assert tree.comments == {"": (("# top", "#no blank"), "# after\n# end\n# of file"), "on": ((), "# events")}
    assert tree.on.comments == {"push": (("# why",), "# all")}
    assert tree.jobs.comments == {"a": ((), "# first")}
    assert first.comments == {"runs-on": (("# where",), "")}
    assert first.needs is not None
    assert first.steps is not None
    assert first.needs.comments == {0: ((), "# one"), 1: ((), "# two")}
    assert first.steps.comments == {0: (("# step",), "")}
    assert first.steps[0].comments == {"run": ((), "# block")}
    assert workflow(text.replace("\n", "\r\n")) == tree


def test_second_comment_of_an_entry_is_above_the_next_one() -> None:
    tree = workflow("on:\n  push:\n    branches: [main, # one\n    ] # two\n" + JOBS)
    branches = tree.on["push"].branches  # type: ignore[union-attr]
    assert branches is not None
    assert branches.comments == {0: ((), "# one")}
    assert tree.comments == {"jobs": (("# two",), "")}


def test_comments_are_left_out_by_default() -> None:
    read = read_workflow("# top\non: push # x\n" + JOBS, "ci.yml", comments=False)
    assert read.document is not None
    assert read.document.comments == {}


def test_forms_with_one_meaning_are_one_form() -> None:
    short = workflow("on: push\njobs:\n  a:\n    runs-on: x\n    needs: b\n    name: 1.10\n")
    long = workflow("on:\n  push:\njobs:\n  a:\n    runs-on: x\n    needs: [b]\n    name: '1.1'\n")
    listed = workflow("on: [push]\njobs:\n  a:\n    runs-on: x\n    needs:\n      - b\n    name: '1.1'\n")
    assert short == long == listed
    assert short.on["push"] == long.on["push"]
    assert short.jobs["a"].needs == ["b"]


@pytest.mark.parametrize("event", ["[push]", "{push: {}}", "~", "1"])
def test_event_of_another_kind_in_a_sequence_is_a_finding(event: str) -> None:
    read = read_workflow(f"name: x\non: [{event}]\n{JOBS}", "ci.yml")
    assert read.document is None
    assert "ci.yml:2:6" in [str(finding.origin) for finding in read.findings]


def test_alias_is_the_node_of_its_anchor() -> None:
    tree = workflow("on: push\nenv: &env\n  A: 1 # one\njobs:\n  a:\n    runs-on: &runner x\n    env: *env\n  b:\n    runs-on: *runner\n")
    assert job(tree).env == tree.env == {"A": 1}
    assert job(tree, "b").runs_on == "x"


def test_expression_stands_for_any_value_where_github_allows_it() -> None:
    tree = workflow(
        "on: push\njobs:\n  a:\n    runs-on: ${{ x }}\n    timeout-minutes: ${{ x }}\n    strategy: ${{ x }}\n    env: ${{ x }}\n"
        "    services: ${{ x }}\n    container: ${{ x }}\n    environment: ${{ x }}\n    concurrency: ${{ x }}\n"
        "    continue-on-error: ${{ x }}\n  b:\n    runs-on: x\n    strategy:\n      matrix: ${{ x }}\n"
    )
    values = dict(job(tree).items())
    assert len(values) == 9
    assert set(values.values()) == {"${{ x }}"}
    strategy = job(tree, "b").strategy
    assert isinstance(strategy, Strategy)
    assert strategy.matrix == "${{ x }}"


def test_image_that_is_no_text_is_text() -> None:
    text = "on: push\njobs:\n  a:\n    runs-on: x\n    container: true\n    services: {a: true, b: 1.50, c: x}\n"
    tree = workflow(text)
    assert (job(tree).container, job(tree).services) == ("true", {"a": "true", "b": "1.5", "c": "x"})
    assert workflow(write_yaml(tree)) == tree


def test_key_that_github_ignores_is_none_of_the_object() -> None:
    text = f"on:\n  issues:\n    types: opened\n    branches: '!main' # why\n{JOBS}"
    read = read_workflow(text, "ci.yml")
    assert read.document is not None
    event = read.document.on["issues"]
    assert isinstance(event, Event)
    assert (event.types, event.branches, event.others) == (["opened"], None, {"branches": "!main"})
    assert '    branches: "!main" # why\n' in write_yaml(read.document)
    assert check_workflow(read.document) == []


def test_filter_that_is_empty_is_kept() -> None:
    tree = workflow(f"on:\n  push:\n    branches:\n{JOBS}")
    assert tree.on["push"].branches is None  # type: ignore[union-attr]
    assert "    branches:\n" in write_yaml(tree)


def test_keys_that_are_expressions_are_kept() -> None:
    tree = workflow("on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      ${{ insert }}: ${{ x }}\n")
    strategy = job(tree).strategy
    assert isinstance(strategy, Strategy)
    assert strategy.others == {"${{ insert }}": "${{ x }}"}


@pytest.mark.parametrize(
    ("runs", "kind"),
    [
        ("{using: node24, main: index.js, post-if: always()}", "NodeRuns"),
        ("{using: Docker, image: Dockerfile, args: ['${{ inputs.a }}']}", "ContainerRuns"),
        ("{using: composite, steps: [{run: make, shell: bash}, {uses: actions/checkout@v4, if: github.ref == 'x'}]}", "CompositeRuns"),
    ],
)
def test_action_has_the_class_of_its_runs(runs: str, kind: str) -> None:
    read = read_action(f"name: A\ndescription: B\ninputs:\n  a: {{required: true, deprecationMessage: no}}\nruns: {runs}\n", "action.yml")
    assert read.findings == []
    assert read.document is not None
    assert type(read.document.runs).__name__ == kind
    assert read.document.inputs is not None
    assert read.document.inputs["a"].deprecationMessage == "no"


def test_action_file_has_findings_with_places() -> None:
    read = read_action("name: A\nruns:\n  using: composite\n  steps:\n    - run: make\nmore: x\n", "action.yml")
    assert read.document is None
    assert [(str(finding.origin), finding.rule) for finding in read.findings] == [
        ("action.yml:5:7", "invalid-workflow"),
        ("action.yml:6:1", "ignored-key"),
    ]


def test_steps_of_an_action_have_findings_with_places() -> None:
    steps = "[{uses: actions/checkout, id: a}, {run: make, shell: bash, id: A}]"
    read = read_action(f"runs: {{using: composite, steps: {steps}}}\n", "action.yml")
    assert read.document is not None
    assert [str(finding.origin) for finding in read.findings] == ["action.yml:1:41", "action.yml:1:96"]


def test_finding_inside_an_anchor_is_reported_once() -> None:
    text = "on: push\nenv: &env\n  A: [x]\njobs:\n  a:\n    runs-on: x\n    env: *env\n"
    assert _problem(text) == "ci.yml:3:6 a sequence is not valid here"


def test_events_in_a_list_keep_their_comments_and_places() -> None:
    tree = workflow("on:\n  - push # pushed\n  # every day\n  - schedule\n  - create\n" + JOBS)
    assert list(tree.on) == ["push", "schedule", "create"]
    assert str(tree.on["create"].place) == "ci.yml:5:5"
    assert write_yaml(tree).splitlines()[1:6] == ['"on":', "  - push # pushed", "  # every day", "  - schedule", "  - create"]


def test_classes_are_each_used_by_one_kind_of_file() -> None:
    assert not set(WORKFLOW_CLASSES.values()) & set(ACTION_CLASSES.values())


def _problem(text: str | bytes) -> str:
    (finding,) = read_workflow(text, "ci.yml").findings
    return f"{finding.origin} {finding.message}"


def test_nesting_ends_at_the_limit() -> None:
    deep = "on: push\njobs: " + "[" * 100_000
    assert _problem(deep) == f"ci.yml:2:{7 + MAX_DEPTH - 1} this is nested more than {MAX_DEPTH} levels deep"
    allowed = MAX_DEPTH - 4  # the file, `jobs`, the job and the matrix
    for depth, findings in ((allowed - 1, 0), (allowed + 1, 1)):
        matrix = "[" * depth + "]" * depth
        text = f"on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        x: {matrix}\n"
        assert len(read_workflow(text, "ci.yml").findings) == findings


def test_aliases_of_aliases_end_at_the_limit() -> None:
    levels = "".join(f"  A{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    text = f"on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        A0: &a0 [1]\n{levels.replace('  A', '        A')}"
    assert f"more than {MAX_EVENTS} YAML events" in _problem(text)


def test_number_of_events_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 500
    monkeypatch.setattr(yaml_reader, "MAX_EVENTS", limit)
    head = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [run: make]\n    env: &env {}\n    strategy:\n      matrix:\n        x: ["
    around = 35  # the events without the elements of `x`
    for last, alias in (("1", 1), ("*env", 2)):
        text = head + "1," * (limit - around - alias)
        assert read_workflow(f"{text}{last}]\n", "ci.yml").findings == []
        assert f"more than {limit} YAML events" in _problem(f"{text}1,{last}]\n")


def test_size_ends_at_the_limit() -> None:
    assert _problem("#" * (MAX_CHARACTERS + 1)) == f"ci.yml:1:1 the file has {MAX_CHARACTERS + 1} characters"


def test_carriage_returns_and_a_byte_order_mark_change_no_line() -> None:
    text = "on: push\nnmae: x\n" + JOBS
    assert _problem(text.replace("\n", "\r\n").encode()) == _problem("\ufeff" + text) == _problem(text) == 'ci.yml:2:1 unknown key "nmae"'


def test_byte_order_mark_is_no_column() -> None:
    assert _problem("\ufeffnmae: x\non: push\n" + JOBS) == 'ci.yml:1:1 unknown key "nmae"'


@pytest.mark.parametrize("group", ["concurrency: {}", "concurrency:\n  group: {}"])
def test_name_of_a_concurrency_group_ends_at_the_limit(group: str) -> None:
    assert read_workflow(f"on: push\n{group.format('x' * 400)}\n{JOBS}", "ci.yml").is_valid
    assert read_workflow(f"on: push\n{group.format('${{ github.ref }}' + 'x' * 400)}\n{JOBS}", "ci.yml").is_valid
    (finding,) = read_workflow(f"on: push\n{group.format('x' * 401)}\n{JOBS}", "ci.yml").findings
    assert finding.message == "the name of the concurrency group has 401 characters"
    assert str(finding.origin) == ("ci.yml:3:10" if "group" in group else "ci.yml:2:14")


def test_expression_adds_required_keys_except_those_of_concurrency() -> None:
    inserted = "{'${{ insert }}': '${{ fromJSON(vars.X) }}'}"
    text = f"on: push\njobs:\n  a:\n    runs-on: x\n    environment: {inserted}\n    snapshot: {inserted}\n"
    tree = workflow(text)
    assert workflow(write_yaml(tree)) == tree
    (finding,) = read_workflow(f"{text}    concurrency: {inserted}\n", "ci.yml").findings
    assert str(finding.origin) == "ci.yml:7:19"
    assert finding.message == "a key of `concurrency` is an expression"


def test_tab_between_a_key_and_its_value_is_white_space() -> None:
    text = "on: push # a\njobs: # b\n  a:\n    runs-on: x # c\n    env: {A: 1, B: 2}\n    steps:\n      - run: a b\n"
    with_tabs = text.replace(": ", ":\t").replace(" #", "\t#").replace(", ", ",\t")
    tree = workflow(with_tabs)
    assert tree == workflow(text)
    assert tree.comments == workflow(text).comments
    assert str(job(tree).value_places["runs-on"]) == "ci.yml:4:14"
    assert read_workflow(with_tabs, "ci.yml", comments=False).document == tree
    assert not read_workflow("on: push\n\tjobs:\n", "ci.yml").is_valid


def test_expressions_are_reported_beside_mistakes_of_syntax() -> None:
    text = f"on: push\nfoo: 1\nrun-name: ${{{{ githu.ref }}}} ${{{{ secrets.A }}}}\n{JOBS}        if: foo(\n"
    assert [str(finding.origin) for finding in read_workflow(text, "ci.yml").findings] == ["ci.yml:2:1", "ci.yml:3:15", "ci.yml:9:16"]
    text = text.replace("githu.ref", "github.ref").replace("foo(", "hashFiles('x') == env.A && secrets.B")
    assert [(str(finding.origin), finding.message) for finding in read_workflow(text, "ci.yml").findings[1:]] == [
        ("ci.yml:3:11", "the context `secrets` is not available in `run-name`"),
        ("ci.yml:9:13", "the context `secrets` is not available in `jobs.<job_id>.steps.if`"),
    ]
    action = "runs: {using: composite, steps: [{run: '${{ secrets.A }}'}]}\n"
    assert [str(finding.origin) for finding in read_action(action, "action.yml").findings] == ["action.yml:1:34", "action.yml:1:40"]


def test_number_of_findings_is_limited() -> None:
    read = read_workflow("".join(f"k{number}: x\n" for number in range(5000)), "ci.yml")
    assert len(read.findings) == 1000


@pytest.mark.untraced
def test_reading_takes_no_longer_than_loading() -> None:
    assert any(reading.ratios(reading.generated(), 3)["read"] < 1.3 for _ in range(5)), "five times in a row"


@pytest.mark.untraced
def test_reading_without_comments_is_three_times_faster() -> None:
    require_libyaml()
    measured = (reading.ratios(reading.generated(), 3) for _ in range(5))
    assert any(ratio["read without comments"] * 3 < min(1, ratio["read"]) for ratio in measured), "five times in a row"


def test_fast_way_reads_the_same() -> None:
    for text in [*reading.generated(), *(path.read_text("utf-8", errors="replace") for path in (CASES / "read").glob("*.yml"))]:
        fast, full = read_workflow(text, "ci.yml", comments=False), read_workflow(text, "ci.yml")
        assert fast.document == full.document
        assert fast.findings == full.findings


def test_a_file_of_more_than_500_kb_is_read_and_reported() -> None:
    text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [run: make]\n#"
    read = read_workflow(text + "ü" * 256_000, "ci.yml")
    assert [f"{finding.origin} {finding.message}" for finding in read.findings] == ["ci.yml:1:1 the file has 512070 bytes"]
    assert read.document is not None
    assert read_workflow(text.ljust(512_000, "x"), "ci.yml").is_valid
