"""The runner: runs with act, and what act does not report."""

from __future__ import annotations

import tempfile
import time
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from rehearsal.runner import Attempt, Runner, act
from rehearsal.runner.concurrency import ConcurrencyGroups
from rehearsal.runner.path_shims import Crash, NotRunnableError
from rehearsal.runner.processes import crash_job_at
from rehearsal.tokens import Grant
from tests.tools import HOW_TO_GET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry

pytestmark = [
    pytest.mark.skipif(act() is None, reason=f"act is missing. To have it: {HOW_TO_GET['act']}"),
    pytest.mark.waits,
]

CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"
HEAD = """\
name: Small
on: {push: {branches: [staging]}, workflow_dispatch: {inputs: {version_override: {type: string, required: false}}}}
permissions: {}
defaults: {run: {shell: bash}}
"""
TWO_JOBS = f"""{HEAD}
jobs:
  one:
    runs-on: ubuntu-24.04
    permissions: {{contents: read}}
    concurrency: {{group: small, cancel-in-progress: false, queue: max}}
    outputs: {{commit: "${{{{ steps.look.outputs.commit }}}}"}}
    steps:
      - uses: {CHECKOUT}
        with: {{fetch-depth: 1, persist-credentials: false}}
      - id: look
        name: Look around
        env: {{OVERRIDE: "${{{{ inputs.version_override }}}}", TOKEN: "${{{{ secrets.GITHUB_TOKEN }}}}"}}
        run: |
          echo "commit=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
          echo "## Seen" >> "$GITHUB_STEP_SUMMARY"
          echo "::warning::careful"
          echo "override=$OVERRIDE token=$TOKEN remote=$(git remote get-url origin) tags=$(git tag | wc -l)"
          echo "$GITHUB_REPOSITORY $GITHUB_REF $GITHUB_ACTOR $GITHUB_RUN_ID/$GITHUB_RUN_ATTEMPT $GITHUB_API_URL"
          false | true || echo "pipefail is on"
  two:
    needs: one
    runs-on: ubuntu-24.04
    permissions: {{packages: write}}
    strategy: {{fail-fast: false, matrix: {{image: [api, web]}}}}
    steps:
      - run: echo "${{{{ matrix.image }}}} of ${{{{ needs.one.outputs.commit }}}} to ${{{{ vars.REGISTRY || 'ghcr.io' }}}}"
"""


@pytest.fixture
def runner(
    github: GitHub, registry: Registry, application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Runner]:
    """A runner that leaves nothing behind."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield Runner(github, registry, application, timeout=60)
    assert list(place.iterdir()) == []


def one_job(steps: str, label: str = "ubuntu-24.04") -> str:
    return f"{HEAD}jobs:\n  only:\n    runs-on: {label}\n    steps:\n{steps}"


def test_two_jobs_run(runner: Runner, application: Application, registry: Registry) -> None:
    outcome = runner.run(TWO_JOBS, branch="staging")
    outcome.expect_success("one", "two")
    one = outcome.job("one")
    assert one.summary == "## Seen\n"
    assert [(note.level, note.message) for note in one.annotations] == [("warning", "careful")]
    (token,) = (token for token, grant in runner.github.tokens.grants.items() if grant.holder.endswith(" one"))
    assert f"override= token={token} remote={runner.github.url}/Podverse/Metaboost tags=0" in one.output
    assert f"Podverse/Metaboost refs/heads/staging mona 9000000001/1 {runner.github.api_url}" in one.output
    assert "pipefail is on" in one.output
    assert one.step("Look around").result == "success"
    assert len(outcome.matrix_jobs("two")) == 2
    assert f"web of {application.head('staging')} to {registry.address}" in outcome.job("two", image="web").output


def test_a_dispatch_has_its_inputs(runner: Runner) -> None:
    outcome = runner.run(TWO_JOBS, branch="staging", event="workflow_dispatch", inputs={"version_override": "1.2.3-staging.7"}, attempt=2)
    assert "override=1.2.3-staging.7" in outcome.job("one").output
    assert "9000000001/2" in outcome.job("one").output


def test_each_job_has_a_token_of_its_own(runner: Runner) -> None:
    before = set(runner.github.tokens.grants)
    outcome = runner.run(TWO_JOBS, branch="staging")
    made = {token: grant for token, grant in runner.github.tokens.grants.items() if token not in before}
    assert list(made.values()) == [Grant(contents="read", holder="9000000001.1 one"), Grant(packages="write", holder="9000000001.1 two")]
    assert [token in outcome.log for token in made] == [True, False], "the step of the first prints it, on purpose"


def test_a_job_is_limited_to_its_permissions(runner: Runner) -> None:
    steps = f"      - uses: {CHECKOUT}\n"
    outcome = runner.run(one_job(steps), branch="staging")
    outcome.expect_jobs("only")
    assert outcome.job("only").result == "failure"
    assert "403" in outcome.job("only").output


def test_a_job_with_an_unknown_label_is_detected(runner: Runner) -> None:
    text = one_job("      - run: echo never\n", label="ubuntu-99")
    outcome = runner.run(text, branch="staging")
    assert outcome.exit_code == 0, "act itself says that all is well"
    assert outcome.job("only").result == "no runner"
    assert not outcome.succeeded
    with pytest.raises(AssertionError, match=r"only \(no runner\)"):
        outcome.expect_jobs("only")


def test_missing_and_unexpected_jobs_are_named(runner: Runner) -> None:
    outcome = runner.run(one_job("      - run: echo hi\n"), branch="staging")
    with pytest.raises(AssertionError, match=r"other \(not in the file\)"):
        outcome.expect_jobs("only", "other")
    with pytest.raises(AssertionError, match="unexpected jobs: \\['only'\\]"):
        outcome.expect_jobs()
    with pytest.raises(AssertionError, match="0 jobs are other"):
        outcome.job("other")
    with pytest.raises(AssertionError, match="no step 'x' ran"):
        outcome.job("only").step("x")


def test_failed_and_successful_matrix_jobs_are_distinguished(runner: Runner) -> None:
    text = f"""{HEAD}
jobs:
  build:
    runs-on: ubuntu-24.04
    strategy: {{fail-fast: false, matrix: {{image: [api, web]}}}}
    steps:
      - {{run: exit 3, continue-on-error: true}}
      - name: Try
        run: |
          test "${{{{ matrix.image }}}}" = api || {{ echo "::error::web is broken"; exit 1; }}
  after:
    needs: build
    runs-on: ubuntu-24.04
    steps:
      - run: echo never
  always:
    needs: build
    if: ${{{{ !cancelled() }}}}
    runs-on: ubuntu-24.04
    steps:
      - run: echo "build ended in ${{{{ needs.build.result }}}}"
"""
    outcome = runner.run(text, branch="staging")
    outcome.expect_jobs("build", "always")
    assert (outcome.job("build", image="api").result, outcome.job("build", image="web").result) == ("success", "failure")
    assert outcome.job("after").result == "skipped"
    assert "build ended in failure" in outcome.job("always").output
    assert not outcome.succeeded
    assert "web is broken" in outcome.describe()
    with pytest.raises(AssertionError, match="expected a successful run"):
        outcome.expect_success("build", "always")


def test_the_time_limit_ends_everything(runner: Runner, tmp_path: Path) -> None:
    runner.timeout, runner.sleep_scale = 3, 1.0
    marker = tmp_path / "marker"
    steps = f"      - run: |\n          (sleep 6; touch {marker}) & setsid sleep 60 & sleep 60\n"
    began = time.monotonic()
    outcome = runner.run(one_job(steps), branch="staging")
    assert time.monotonic() - began < 10
    assert outcome.timed_out
    assert outcome.job("only").result == "unfinished"
    time.sleep(4)
    assert not marker.exists()


def test_sleep_only_advances_the_clock_of_its_job(runner: Runner) -> None:
    began = time.monotonic()
    steps = "      - run: date +%s; sleep 20; date +%s\n      - run: sleep 1.5; sleep 0.01s; date +%s; date +%Y | wc -c\n"
    outcome = runner.run(one_job(steps), branch="staging")
    outcome.expect_success("only")
    assert time.monotonic() - began < 10
    assert outcome.sleeps == (20.0, 1.5)
    assert outcome.job("only").output.split() == ["1800000000", "1800000020", "1800000021", "5"]


def test_sleep_can_take_real_time(runner: Runner) -> None:
    runner.sleep_scale = 0.05
    began = time.monotonic()
    runner.run(one_job("      - run: sleep 20\n"), branch="staging").expect_success("only")
    assert time.monotonic() - began > 1


def test_a_job_is_killed_at_its_timeout(runner: Runner) -> None:
    steps = "      - run: sleep 50; echo early; sleep 50; echo late\n      - {if: always(), run: echo after}\n"
    outcome = runner.run(one_job(steps).replace("    steps:", "    timeout-minutes: 1\n    steps:"), branch="staging")
    job = outcome.job("only")
    assert job.result == "failure"
    assert "early" in job.output
    assert outcome.timed_out_jobs == ("only",)
    assert "late" not in job.output
    assert "after" not in job.output


def test_each_job_of_a_matrix_has_its_own_home(runner: Runner) -> None:
    text = TWO_JOBS.replace('echo "${{ matrix.image }} of', 'test ! -e ~/left && touch ~/left && echo "${{ matrix.image }} of')
    runner.run(text, branch="staging").expect_success("one", "two")


@pytest.mark.parametrize(("when", "ran"), [("before", False), ("after", True)])
def test_a_matrix_job_crashes_before_or_after_a_step(runner: Runner, when: str, ran: bool) -> None:
    steps = "      - {id: tag, name: Tag it, run: echo $IMAGE tagged; echo x=1 >> $GITHUB_OUTPUT}\n"
    steps += "      - {if: always(), run: echo $IMAGE cleaned}\n"
    text = one_job(steps).replace(
        "    steps:", '    strategy: {matrix: {image: [api, web]}}\n    env: {IMAGE: "${{ matrix.image }}"}\n    steps:'
    )
    crash = Crash("only", "Tag it", when, ("image", "web"))  # type: ignore[arg-type]
    outcome = runner.attempt(text, Attempt("staging", crashes=(crash,)))
    dead, alive = outcome.job("only", image="web"), outcome.job("only", image="api")
    assert (dead.result, alive.result) == ("failure", "success")
    assert ("web tagged" in dead.output, "web cleaned" in dead.output) == (ran, False)
    assert "api cleaned" in alive.output
    assert (dead.outputs, alive.outputs) == ({}, {"tag": {"x": "1"}})
    assert outcome.unused_crashes == ()


def test_unused_crashes_are_reported(runner: Runner) -> None:
    steps = "      - {name: One, run: echo one}\n      - {name: Two, if: false, run: echo two}\n"
    died = Crash("only", "One", "after")
    unused_crashes = (Crash("only", "Two", "before"), Crash("only", "Three", "before"), Crash("other", "One", "before"))
    assert runner.attempt(one_job(steps), Attempt("staging", crashes=(*unused_crashes, died))).unused_crashes == unused_crashes


def test_a_job_can_crash_at_an_action(runner: Runner) -> None:
    steps = f"      - uses: {CHECKOUT}\n      - run: echo after\n"
    outcome = runner.attempt(one_job(steps), Attempt("staging", crashes=(Crash("only", CHECKOUT, "before"),)))
    assert "crashes here: before actions-checkout" in outcome.job("only").output
    assert outcome.job("only").output.splitlines() == ["rehearsal: the job crashes here: before actions-checkout"]


def test_a_job_can_crash_in_a_request(runner: Runner) -> None:
    runner.github.crash_job = crash_job_at
    runner.github.faults.add(Fault("/releases$", action="crash", took_effect=True))
    steps = "      - run: curl -s $GITHUB_API_URL/repos/x/releases; echo survived\n      - {if: always(), run: echo after}\n"
    outcome = runner.run(one_job(steps), branch="staging")
    assert outcome.job("only").result == "failure"
    assert "survived" not in outcome.log.splitlines()
    assert "after" not in outcome.job("only").output


def test_rerun_jobs_get_the_outputs_of_the_kept_ones(runner: Runner) -> None:
    first = runner.run(TWO_JOBS, branch="staging")
    again = runner.attempt(TWO_JOBS, Attempt("staging", number=2, kept={"one": first.job("one").outputs}, matrix=[("image", "web")]))
    again.expect_jobs("two")
    (job,) = again.matrix_jobs("two")
    assert job.matrix == {"image": "web"}
    assert f"web of {runner.application.head('staging')} to" in job.output


def test_jobs_of_one_group_wait_for_each_other(runner: Runner, tmp_path: Path) -> None:
    steps = f"      - run: mkdir {tmp_path}/held && /bin/sleep 0.2 && rmdir {tmp_path}/held\n"
    text = one_job(steps).replace(
        "    steps:", "    concurrency: {group: one, queue: max}\n    strategy: {matrix: {image: [a, b, c]}}\n    steps:"
    )
    with ConcurrencyGroups() as groups:
        runner.groups = groups
        runner.run(text, branch="staging").expect_success("only")


def test_an_annotation_is_parsed_as_on_github(runner: Runner) -> None:
    lines = [
        "::error title=Invalid%2C twice%3A a::one ::set-output name=x::two",
        "::warning file=a,title=T::50%25 of%0Ait",
        "::notice::plain",
        "::error::",
    ]
    steps = "".join(f"      - run: echo '{line}'\n" for line in lines)
    notes = runner.run(one_job(steps), branch="staging").job("only").annotations
    assert [(note.level, note.title, note.message) for note in notes] == [
        ("error", "Invalid, twice: a", "one ::set-output name=x::two"),
        ("warning", "T", "50% of\nit"),
        ("notice", "", "plain"),
        ("error", "", ""),
    ]
    assert len({note.step for note in notes}) == 4


def test_outputs_and_summaries_are_limited(runner: Runner) -> None:
    steps = """\
      - {id: half, run: "printf 'half=%0400000d\\n' 0 >>$GITHUB_OUTPUT"}
      - {name: Too much to read, run: "printf '%01048577d' 0 >>$GITHUB_STEP_SUMMARY"}
      - {name: As much as may be, run: "printf '%01048576d' 0 >>$GITHUB_STEP_SUMMARY"}
      - {name: Half again, run: "printf 'more=%0200000d\\n' 0 >>$GITHUB_OUTPUT"}
"""
    outcome = runner.run(one_job(steps), branch="staging")
    job = outcome.job("only")
    assert [step.result for step in job.steps if step.stage == "Main"] == ["success", "success", "success", "failure"]
    assert job.result == "failure"
    assert [note.message.partition(",")[0] for note in job.annotations] == [
        "$GITHUB_STEP_SUMMARY upload aborted",
        "Job outputs exceed 1048576 bytes",
    ]
    assert job.outputs == {"half": {"half": "0" * 400_000}}
    assert len(job.summary) == 1_048_576


def test_a_run_without_any_job_is_an_error(runner: Runner) -> None:
    text = one_job("      - run: echo one\n").replace("    steps:", "    needs: nobody\n    steps:")
    with pytest.raises(NotRunnableError, match="act ended with 1 before any job began, and printed"):
        runner.run(text, branch="staging")


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("      - uses: someone/else@v1\n", "someone/else@v1: this action has no fake"),
        (f"      - uses: {CHECKOUT}\n        with: {{lfs: true}}\n", r"its fake lacks the inputs \['lfs'\]"),
    ],
)
def test_unsupported_workflows_are_rejected(runner: Runner, step: str, message: str) -> None:
    with pytest.raises(NotRunnableError, match=message):
        runner.run(one_job(step), branch="staging")
