"""`linesmith plan`, for definitions and for files: text, JSON, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from compiler.cli import main
from compiler.files import MAX_BYTES
from tests.projects import REPOSITORY, CommandResult, TempProject

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

EVERYTHING = """\
name: Every kind
run-name: by ${{ github.actor }}
on:
  push: {branches: [main], paths-ignore: [docs/**]}
  workflow_dispatch: {inputs: {level: {type: choice, options: [low, high], default: low}, dry: {type: boolean}}}
concurrency: {group: "g-${{ github.ref }}", cancel-in-progress: true}
jobs:
  called:
    uses: ./.github/workflows/called.yml
    with: {level: "${{ inputs.level }}"}
  elsewhere:
    uses: octo-org/example/.github/workflows/other.yml@v1
  test:
    needs: called
    runs-on: ${{ matrix.os }}
    environment: {name: "test-${{ matrix.os }}"}
    strategy: {matrix: {os: [ubuntu-24.04, windows-2025], include: [{os: ubuntu-24.04, extra: true}]}}
    steps:
      - {name: First, id: first, run: "make a\\nmake b\\n"}
      - {run: make extra, if: matrix.extra}
      - {uses: ./action, if: steps.first.outputs.go == 'yes', with: {x: "${{ needs.called.outputs.digest }}"}}
  last:
    needs: [test, elsewhere]
    if: always() && needs.elsewhere.outputs.x != '' && !inputs.dry
    runs-on: ubuntu-24.04
    steps: [{parallel: [{run: a}, {run: b}]}, {run: c, id: c, background: true}, {wait: [c]}, {wait-all: true}, {cancel: c}]
  never:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
"""
CALLED = """\
on: {workflow_call: {inputs: {level: {type: string}}, outputs: {digest: {value: "${{ jobs.build.outputs.digest }}"}}}}
jobs:
  build:
    if: inputs.level != 'none'
    runs-on: ubuntu-24.04
    steps: [{run: x, id: x}]
    outputs: {digest: "${{ steps.x.outputs.digest }}"}
  extra: {if: inputs.level == 'high', runs-on: ubuntu-24.04, needs: build, steps: [{run: y}]}
"""


@pytest.fixture
def made(tmp_path: Path) -> TempProject:
    """A repository with two workflow files."""
    made = TempProject(tmp_path)
    made.put(".github/workflows/every.yml", EVERYTHING)
    made.put(".github/workflows/called.yml", CALLED)
    return made


FILE = ".github/workflows/every.yml"


def plan(*arguments: str, source: str | bytes = "") -> CommandResult:
    """`linesmith plan …` in this repository, with this standard input."""
    result = CliRunner(catch_exceptions=False).invoke(main, ["-C", str(REPOSITORY), "plan", *arguments], input=source)
    return CommandResult(result.exit_code, result.output)


def test_a_plan_of_the_staging_pipeline(snapshot: SnapshotAssertion) -> None:
    ran = plan("publish-staging", "--event", "push", "--ref", "refs/heads/staging")
    assert ran.code == 0
    assert ran.output == snapshot


def test_a_definition_and_its_file_have_one_plan() -> None:
    options = ("--event", "push", "--ref", "staging", "--fail", "publish-docker (web).build", "--output", "reserve-version.version=1.2.3",
        "--output", "publish-docker.find-image.exists=false")  # fmt: skip
    of_definition = plan("publish-staging", *options)
    of_file = plan("generated/.github/workflows/publish-staging.yml", *options)
    assert of_definition.code == of_file.code == 0
    assert of_definition.output == of_file.output
    assert "github-prerelease does not run: publish-docker fails" in of_file.output
    assert "workflow-summary runs" in of_file.output


@pytest.mark.parametrize("name", ["Publish (staging)", "publish-staging.yml"])
def test_a_definition_has_several_names(name: str) -> None:
    assert "starts: no: `branches` does not include x" in plan(name, "--event", "push", "--ref", "x").output


def test_every_kind_of_entry(made: TempProject, snapshot: SnapshotAssertion) -> None:
    ran = made.run("plan", FILE, "--event", "push", "--ref", "main")
    assert ran.code == 0
    assert ran.output == snapshot


def test_what_is_supplied_decides(made: TempProject, snapshot: SnapshotAssertion) -> None:
    options = [
        "--event",
        "workflow_dispatch",
        "--ref",
        "main",
        "--input",
        "level=high",
        "--fail",
        "called / extra",
        "--output",
        "elsewhere.x=1",
    ]
    ran = made.run("plan", FILE, *options, "--output", "called.digest=sha256:1", "--output", "test.first.go=yes")
    assert ran.code == 0
    assert ran.output == snapshot


def test_json_has_the_same_with_values_and_places(made: TempProject) -> None:
    ran = made.run("plan", FILE, "--event", "push", "--ref", "main", "--changed", "a", "--format", "json")
    described = json.loads(ran.output)
    jobs: dict[str, Any] = {job["id"]: job for job in described["jobs"]}
    assert (described["version"], described["workflow"], described["starts"]) == (1, "Every kind", True)
    assert described["run_name"] == {"unknown": "github.actor"}
    assert described["concurrency"] == {"group": "g-refs/heads/main", "cancel-in-progress": True}
    assert list(jobs) == ["called", "elsewhere", "test", "last", "never"]
    assert jobs["called"]["line"] == 8
    assert jobs["never"]["reason"] == "github.event_name == 'pull_request' is false"
    assert jobs["last"]["depends_on"] == "elsewhere.x"
    inner = jobs["called"]["matrix_jobs"][0]["jobs"]
    assert [(job["id"], job["runs"]) for job in inner] == [("called / build", True), ("called / extra", False)]
    step = jobs["test"]["matrix_jobs"][1]["steps"][2]
    assert step["with"] == {"x": {"unknown": "called.digest"}}
    assert (step["kind"], step["depends_on"], step["line"]) == ("uses", "test.first.go", 21)
    assert jobs["test"]["matrix_jobs"][1]["environment"] == {"name": "test-windows-2025"}


def test_a_payload_decides(made: TempProject) -> None:
    made.put("payload.json", '{"ref": "refs/heads/other"}')
    assert "starts: no: `branches` does not include other" in made.run("plan", FILE, "--event", "push", "--payload", "payload.json").output


def test_the_base_of_a_pull_request_target_is_not_asked_for_where_it_decides_nothing() -> None:
    job = "{if: github.ref == 'refs/heads/main', runs-on: x, steps: [{run: x}]}"
    ran = plan("-", "--event", "pull_request_target.opened", source=f"on: pull_request_target\njobs: {{a: {job}}}\n")
    assert "a may run: depends on github.ref\n" in ran.output
    assert "--ref" not in ran.output


def test_standard_input_is_planned() -> None:
    ran = plan("-", source="on: push\njobs: {a: {runs-on: x, steps: [{run: x}]}}\n")
    assert ran.code == 0
    assert "a runs\n  1. x\n" in ran.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("publish-stagin",), 'there is no file or workflow named "publish-stagin". Expected: one of'),
        (("publish-stagin",), "write `publish-staging`"),
        (("none/none.yml",), "none/none.yml: No such file or directory. Expected: a workflow file"),
        (("docs",), "docs: a folder, not a file"),
        (("publish-staging",), "the workflow has several events. To do: name one with --event: push, workflow_dispatch"),
        (("publish-staging", "--event", "pusch"), 'GitHub has no event "pusch"'),
        (("publish-staging", "--event", "pusch"), "write `push`"),
        (("publish-staging", "--event", "push.opened"), 'the event push has no activity types. To do: remove ".opened"'),
        (("publish-staging", "--event", "release.publish"), 'the event release has no activity type "publish". Expected: one of'),
        (("publish-staging", "--event", "release.publish"), "write `published`"),
        (("publish-staging", "--event", "push", "--input", "a=b"), "the event push has no inputs"),
        (("publish-staging", "--event", "workflow_dispatch", "--input", "verson_override=b"), "write `version_override`"),
        (("publish-staging", "--event", "push", "--input", "a"), "'a' is not of the form NAME=VALUE"),
        (("publish-staging", "--event", "push", "--fail", "publish-dokcer"), "write `publish-docker`"),
        (("publish-staging", "--event", "push", "--fail", "publish-docker.bild"), "write `publish-docker.build`"),
        (("publish-staging", "--event", "push", "--output", "reserve-version.verson=1"), "write `reserve-version.version`"),
        (("publish-staging", "--event", "push", "--payload", "none.json"), "none.json: No such file or directory. Expected: a JSON file"),
        (("publish-staging", "--event", "push", "--fail", "a\x1b[31m"), 'no job or step "a\\x1b[31m"'),
    ],
)
def test_a_wrong_name_is_a_usage_error(arguments: tuple[str, ...], message: str) -> None:
    ran = plan(*arguments)
    assert ran.code == 2
    assert message in " ".join(ran.output.split())


@pytest.mark.parametrize("event", ["deployment_status.created", "repository_dispatch.mine", "release.published"])
def test_an_activity_type_of_the_event_is_accepted(event: str) -> None:
    name = event.partition(".")[0]
    ran = plan("-", "--event", event, source=f"on: {name}\njobs: {{a: {{runs-on: x, steps: [{{run: x}}]}}}}\n")
    assert ran.code == 0, ran.output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[" * 100_000, "text that is not JSON"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "text that is not JSON"),
        (b"[1]", "not a JSON object. Expected: the payload of the event"),
        (b'"x"', "not a JSON object"),
        (b"\xff", "text that is not UTF-8"),
        (b"", "an empty text"),
        (b'{"a": NaN}', "text that is not JSON"),
        (b" " * (MAX_BYTES + 1), f"larger than {MAX_BYTES} bytes"),
        (b'{"a": 1' + b"0" * 100_000 + b"}", ""),
        (b'{"ref": {"a": ["\\u001b[31m"]}}', ""),
        (b'{"ref": "\\u001b[31m\\ud800"}', ""),
    ],
)
def test_a_hostile_payload_is_refused_or_harmless(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "payload.json").write_bytes(content)
    ran = plan("publish-staging", "--event", "push", "--payload", str(tmp_path / "payload.json"))
    assert ran.code == (2 if message else 0), ran.output
    assert message in " ".join(ran.output.split())
    assert all(one.isprintable() or one == "\n" for one in ran.output)


def test_an_invalid_file_is_its_findings() -> None:
    ran = plan("-", source="on: push\njobs: {a: {runs-on: x, needs: b}}\n")
    assert ran.code == 1
    assert 'the job "a" needs "b"' in ran.output
    assert ran.output.endswith("nothing was planned\n")
    assert json.loads(CliRunner().invoke(main, ["plan", "-", "--format", "json"], input="on: [\n").stdout)["findings"]


def test_a_file_with_an_expression_that_github_refuses_starts_nothing() -> None:
    ran = plan("-", source="on: push\njobs: {a: {runs-on: x, env: {A: '${{ nothing }}', B: '${{ steps.x }}'}}}\n")
    assert ran.code == 1
    assert '<stdin>:2:38: there is no context "nothing"' in ran.output
    assert "<stdin>:2:54: the context `steps` is not available" in ran.output


def test_a_definition_that_cannot_be_imported_is_its_findings(tmp_path: Path) -> None:
    ran = TempProject.of(tmp_path, {"pipelines/a.py": "import nothing_of_this_name\n"}).run("plan", "a")
    assert ran.code == 1
    assert "pipelines/a.py:1: this raised ModuleNotFoundError" in ran.output


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_of_a_file_acts_on_a_terminal(form: str) -> None:
    condition = "github.ref == '\\e[1m'"
    source = (
        f'name: "\\e[31m\\u202e"\non: push\njobs: {{a: {{runs-on: x, name: "\\e", steps: [{{run: "\\e]0;x\\a", if: "{condition}"}}]}}}}\n'
    )
    output = plan("-", "--format", form, source=source).output
    assert "a runs" in output or '"a"' in output
    assert all(one.isprintable() or one == "\n" for one in output)


@pytest.mark.parametrize(
    "context", ["github", "github.event", "steps", "steps.s.outputs", "needs", "needs.call.outputs", "secrets", "env", "runner"]
)
def test_a_whole_context_is_not_known(context: str) -> None:
    whole = f"${{{{ {context} }}}}"
    using = {"uses": "x/y@v1", "with": {"a": whole}, "env": {"B": whole}}
    job = {"needs": "call", "runs-on": "x", "steps": [{"run": "x", "id": "s"}, using]}
    source = {"on": "push", "jobs": {"call": {"uses": "octo-org/x/.github/workflows/a.yml@v1"}, "a": job}}
    for form in ("text", "json"):
        assert plan("-", "--format", form, source=json.dumps(source)).code == 0
    steps = json.loads(plan("-", "--format", "json", source=json.dumps(source)).output)["jobs"][1]["matrix_jobs"][0]["steps"]
    assert '"unknown"' in json.dumps(steps[1]["with"]) or context == "env"
