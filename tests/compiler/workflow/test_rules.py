"""The rules find mistakes in files, at a line and column, and in no file that the compiler wrote. A new case is two files."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from compiler.workflow.reader import read_action, read_workflow
from compiler.workflow.rules import MAX_FINDINGS, RULES, check_action, check_workflow
from tests.projects import CASES, REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.diagnostic import Finding

NAMES = [*(rule.__name__.replace("_", "-") for rule in RULES), "invalid-workflow"]
FILES = sorted((CASES / "rules").glob("*.yml"))
COMPILED = sorted((REPOSITORY / "generated/.github/workflows").glob("*.yml"))


def found(text: str, file: str = "ci.yml") -> list[Finding]:
    """The findings of the rules about a file that is read without any."""
    read = read_workflow(text, file)
    assert read.document is not None, read.findings
    return check_workflow(read.document)


def _shown(finding: Finding) -> str:
    remedy = f"  to do: {finding.remedy}\n" if finding.remedy else ""
    return f"{finding.origin}: {finding.message} [{finding.rule}]\n  expected: {finding.expected}\n{remedy}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_has_the_findings_that_are_expected(path: Path) -> None:
    findings = found(path.read_text("utf-8"), path.name)
    assert "".join(map(_shown, findings)) == path.with_suffix(".txt").read_text("utf-8")
    assert {finding.rule for finding in findings} == {next(rule for rule in NAMES if path.stem.startswith(rule))}
    assert all(finding.origin is not None and finding.origin.column for finding in findings)


OF_DEFINITIONS = re.compile(r'~\w|"[\w-]+": |[a-z]_`|`\w+=[…\w]|\b[A-Z]\w+\(')
"""Syntax that only Python has: `~cancelled()`, `"NAME": …`, `if_`, `id=…` and `WorkflowDispatch(…)`."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_remedy_for_a_file_has_no_syntax_of_definitions(path: Path) -> None:
    shown = [line for line in path.with_suffix(".txt").read_text("utf-8").splitlines() if line.startswith("  ")]
    assert [line for line in shown if OF_DEFINITIONS.search(line)] == []


NEEDING = """\
on: push
jobs:
  a: {runs-on: x, steps: [run: make]}
  b:
    if: CONDITION
    needs: a
    runs-on: x
    steps: [run: make]
"""


@pytest.mark.parametrize("condition", ["needs.a.result == 'failure'", "needs.a.result == 'failure' || needs.a.result == 'cancelled'"])
def test_a_status_check_that_a_remedy_names_removes_the_finding(condition: str) -> None:
    (finding,) = found(NEEDING.replace("CONDITION", condition))
    statuses = re.findall(r"`(.+?)`", finding.remedy)
    assert len(statuses) == 3
    assert [status for status in statuses if found(NEEDING.replace("CONDITION", status.replace("…", condition)))] == []


@pytest.mark.parametrize("rule", NAMES)
def test_rule_has_a_case(rule: str) -> None:
    assert [path for path in FILES if path.stem.startswith(rule)]


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.name)
def test_file_of_the_compiler_has_no_finding(path: Path) -> None:
    assert found(path.read_text("utf-8")) == []


ACTION = """\
name: Set up
inputs:
  version: {default: "1"}
outputs:
  path: {value: "${{ steps.instal.outputs.path }}"}
runs:
  using: composite
  steps:
    - run: make ${{ inputs.Version }} ${{ steps.install.outcome }}
      shell: bash
    - {id: install, run: make, shell: bash, env: {TOKEN: "${{ secrets.TOKEN }}", V: "${{ inputs.verison }}"}}
    - {id: install, run: make, shell: bash, if: "steps.install.outputs.ok && vars.A"}
"""


def test_action_has_the_findings_that_are_expected() -> None:
    document = read_action(ACTION, "action.yml").document
    assert document is not None
    assert [f"{finding.origin} {finding.message} [{finding.rule}]" for finding in check_action(document)] == [
        'action.yml:5:17 this uses the outputs of the step "instal" in the action "Set up", which does not have that step [unknown-output]',
        'action.yml:9:12 this uses the outcome of the step "install" before the step runs [unknown-output]',
        "action.yml:11:58 the context `secrets` is not available in an action [unavailable-context]",
        'action.yml:11:85 the action "Set up" does not declare the input "verison" [unknown-input]',
        'action.yml:12:8 the action "Set up" has two steps "install"; the other one is on line 11 [duplicate-id]',
        "action.yml:12:49 the context `vars` is not available in an action [unavailable-context]",
        'action.yml:12:49 this uses the outputs of the step "install" before the step runs [unknown-output]',
    ]


TITLE = """\
runs:
  using: composite
  steps:
    - {run: 'echo "${{ github.event.issue.title }} ${{ inputs.name }}"', shell: bash}
    - {run: 'echo "$T" >>"$GITHUB_ENV"', shell: bash, env: {T: "${{ github.head_ref }}"}}
    - {run: 'echo "$T"', shell: bash, env: {T: "${{ github.head_ref }}"}}
    - {uses: actions/github-script@v8, with: {script: "f('${{ github.head_ref }}')"}}
inputs: {name: {}}
"""


def test_text_that_others_choose_is_found_in_an_action() -> None:
    document = read_action(TITLE, "action.yml").document
    assert document is not None
    assert [f"{finding.origin} {finding.message.partition(':')[0]}" for finding in check_action(document)] == [
        "action.yml:4:13 the command contains `github.event.issue.title`",
        "action.yml:5:8 the command writes $T (`github.head_ref`) to GITHUB_ENV",
        'action.yml:7:55 the input "script" of actions/github-script contains `github.head_ref`',
    ]


FLOW = """\
name: Flow
inputs:
  fast: {default: "false"}
  unused: {}
  name: {default: ""}
outputs:
  path: {value: "${{ steps.find.outputs.paht }}"}
runs:
  using: composite
  steps:
    - {id: find, run: "echo path=1 >>$GITHUB_OUTPUT", shell: bash, if: inputs.fast == true}
    - {run: "echo other=1 >>$GITHUB_OUTPUT", shell: bash, if: "failure() || github.actor == 'a'"}
    - {run: make, shell: bash, if: steps.find.outcome == 'failure'}
    - {run: make, shell: bash, if: "steps.find.outcome == 'failed' && always()"}
    - {run: make, shell: bash, if: "!inputs.fast && inputs.name"}
    - {run: make, shell: bash, if: job.status == 'failure', env: {A: "${{ github.reff }} ${{ env.SET_BY_THE_JOB }}"}}
"""


def test_action_has_the_findings_about_conditions_and_data_flow() -> None:
    document = read_action(FLOW, "action.yml").document
    assert document is not None
    assert [
        f"{finding.origin and finding.origin.line}: {finding.message[:100]} [{finding.rule}]" for finding in check_action(document)
    ] == [
        '4: nothing uses the input "unused" of the action [unused-input]',
        '7: the command of the step "find" does not write the output "paht" [unwritten-output]',
        "11: `inputs.fast` is a string, and the string 'true' does not equal the Boolean true [impossible-comparison]",
        '12: the command writes the output "other", and nothing can use it: the step has no id [unused-output]',
        "12: `github.actor == 'a'` also applies after a failure or a cancellation: GitHub adds no `success()` to  [lost-success]",
        "13: this is always false: without a status check function in `if`, GitHub adds `success() &&` [constant-condition]",
        '14: this is always false: `steps.find.outcome` is never "failed" [impossible-comparison]',
        "15: `inputs.fast` is a string, and a string that is not empty is true, even 'false' [string-condition]",
        '16: `github` has no property "reff" [unknown-property]',
    ]


STEPS = "runs: {using: composite, steps: [{shell: bash, run: make"
DOCKER = "runs: {using: docker, image: Dockerfile, "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "inputs: {a: {default: '${{ inputs.b }}'}}\n" + STEPS + "}]}",
            "the context `inputs` is not available in `inputs.<input_id>.default`",
        ),
        (
            "outputs: {a: {value: \"${{ hashFiles('x') }}\"}}\n" + STEPS + "}]}",
            "`hashFiles()` is not available in `outputs.<output_id>.value`",
        ),
        (STEPS + ", name: '${{ always() }}'}]}", "`always()` is not available in `runs.steps.name`"),
        (STEPS + ", if: secrets.A == ''}]}", "the context `secrets` is not available in an action"),
        (DOCKER + "args: ['${{ github.ref }}']}", "the context `github` is not available in `runs.args`"),
        (DOCKER + "env: {A: '${{ github.ref }}'}}", "the context `github` is not available in `runs.env`"),
        (DOCKER + "args: ['${{ inputs.a }}'], post-if: always() && github.ref == 'refs/heads/main'}", ""),
        (STEPS + ", if: \"always() && hashFiles('x') != ''\"}]}", ""),
    ],
)
def test_context_in_an_action_is_available_by_its_key(text: str, message: str) -> None:
    document = read_action(f"{text}\n", "action.yml").document
    assert document is not None
    found = [finding.message for finding in check_action(document) if finding.rule == "unavailable-context"]
    assert found == ([message] if message else [])


def test_action_of_this_repository_has_no_finding() -> None:
    document = read_action((REPOSITORY / "action.yml").read_text("utf-8"), "action.yml").document
    assert document is not None
    assert check_action(document) == []


def _jobs(needs: dict[str, str]) -> str:
    lines = [f"  {name}: {{runs-on: x, steps: [run: x], needs: {need}}}" for name, need in needs.items()]
    return "\n".join(["on: push", "jobs:", *lines, ""])


@pytest.mark.untraced
def test_cycle_of_thousands_of_jobs_is_one_finding() -> None:
    names = [f"j{number}" for number in range(2000)]
    (finding,) = found(_jobs({**dict(pairwise(names)), names[-1]: names[0]}))
    shown = " → ".join(f'"{name}"' for name in names[:20])
    assert finding.message == f'the jobs {shown} → … → "j0" need each other in a cycle'


def test_cycles_that_share_jobs_are_one_finding() -> None:
    needs = {"a": "[b, c]", "b": "[a, c]", "c": "[c, a]", "d": "e", "e": "[d, a]"}
    assert [finding.message for finding in found(_jobs(needs))] == [
        'the jobs "a" → "b" → "a" need each other in a cycle',
        'the job "c" needs itself',
        'the jobs "d" → "e" → "d" need each other in a cycle',
    ]


@pytest.mark.untraced
def test_number_of_findings_is_limited() -> None:
    assert len(found(_jobs({f"j{number}": f"j{number}" for number in range(MAX_FINDINGS + 100)}))) == MAX_FINDINGS


@pytest.mark.untraced
@pytest.mark.parametrize(
    "line",
    [
        "  push: {branches: ['" + "[" * 200_000 + "']}",
        "  push: {tags: ['" + "\\\\" * 100_000 + "[a-']}",
        "  push: {paths: ['" + "[a-b" * 50_000 + "]']}",
        "  schedule: [cron: '" + ",".join(map(str, range(10, 60))) * 2 + ",*/7" * 40_000 + " * * * *']",
        "  schedule: [{cron: '* * * * *', timezone: " + "x" * 200_000 + "}]",
        "  workflow_dispatch: {inputs: {a: {type: choice, options: [b], default: " + "x" * 200_000 + "}}}",
        "  workflow_dispatch: {inputs: {a: {type: number, default: '" + "9" * 200_000 + "'}}}",
    ],
)
def test_long_texts_take_no_time_and_are_cut(line: str) -> None:
    text = f"on:\n{line}\njobs:\n  a:\n    runs-on: {'x' * 100_000}\n    steps: [{{run: make, shell: {'y' * 100_000}}}]\n"
    read = read_workflow(text, "ci.yml")
    assert read.document is not None
    findings = [*read.findings, *check_workflow(read.document, {"x"})]
    assert {"unknown-runner-label", "unknown-shell"} <= {finding.rule for finding in findings}
    assert max(len(finding.message + finding.remedy) for finding in findings) < 1000


@pytest.mark.parametrize(
    ("trigger", "remedy"),
    [
        ("push: {branches: [refs/tags/v1]}", 'write "v1" in `tags`'),
        ("push: {branches-ignore: [refs/tags/v1]}", 'write "v1" in `tags-ignore`'),
        ("push: {branches: [main, '!refs/tags/v1']}", "remove it"),
        ("pull_request: {branches: [refs/tags/v1]}", "remove it"),
        ("workflow_run: {workflows: [A], branches: [refs/tags/v1]}", 'write "v1"'),
        ("push: {branches: [refs/heads/main]}", 'write "main"'),
    ],
)
def test_remedy_for_a_ref_fits_its_trigger(trigger: str, remedy: str) -> None:
    text = f"on:\n  {trigger}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [run: make]\n"
    assert [each.remedy for each in found(text) if each.rule == "ref-in-filter"] == [remedy]
