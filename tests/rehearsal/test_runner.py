"""The runner: what act does and what it hides."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rehearsal.runner import Runner, act, processes
from rehearsal.runner.programs import NotRunnableError
from rehearsal.tokens import Grant
from tests.tools import HOW_TO_GET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry

pytestmark = pytest.mark.skipif(act() is None, reason=f"act is missing. To have it: {HOW_TO_GET['act']}")

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
def runner(github: GitHub, registry: Registry, application: Application) -> Iterator[Runner]:
    """A runner that leaves nothing behind."""
    before = set(Path(tempfile.gettempdir()).glob("rehearsal-*"))
    yield Runner(github, registry, application, seconds=60)
    mine = [path for path in set(Path(tempfile.gettempdir()).glob("rehearsal-*")) - before if path.stat().st_uid == os.getuid()]
    assert not [
        path for path in mine if (path / "clone").exists() and str(application.bare) in (path / "clone" / ".git" / "config").read_text()
    ]


def one_job(steps: str, label: str = "ubuntu-24.04") -> str:
    return f"{HEAD}jobs:\n  only:\n    runs-on: {label}\n    steps:\n{steps}"


def test_two_jobs_run(runner: Runner, application: Application, registry: Registry) -> None:
    outcome = runner.run(TWO_JOBS, branch="staging")
    outcome.expect_green("one", "two")
    one = outcome.job("one")
    assert one.summary == "## Seen\n"
    assert [(note.level, note.message) for note in one.annotations] == [("warning", "careful")]
    assert f"override= token=*** remote={runner.github.url}/Podverse/Metaboost tags=0" in one.output
    assert f"Podverse/Metaboost refs/heads/staging mona 9000000001/1 {runner.github.api_url}" in one.output
    assert "pipefail is on" in one.output
    assert one.step("Look around").result == "success"
    assert len(outcome.legs("two")) == 2
    assert f"web of {application.head('staging')} to {registry.address}" in outcome.job("two", image="web").output


def test_a_dispatch_has_its_inputs(runner: Runner) -> None:
    outcome = runner.run(TWO_JOBS, branch="staging", event="workflow_dispatch", inputs={"version_override": "1.2.3-staging.7"}, attempt=2)
    assert "override=1.2.3-staging.7" in outcome.job("one").output
    assert "9000000001/2" in outcome.job("one").output


def test_no_token_is_in_the_log_and_each_job_has_its_own(runner: Runner) -> None:
    before = set(runner.github.tokens.grants)
    outcome = runner.run(TWO_JOBS, branch="staging")
    made = {token: grant for token, grant in runner.github.tokens.grants.items() if token not in before}
    assert list(made.values()) == [Grant(contents="read"), Grant(packages="write")]
    assert not [token for token in made if token in outcome.log]


def test_a_job_cannot_do_what_its_permissions_do_not_name(runner: Runner) -> None:
    runner.pace = 0.01
    steps = f"      - uses: {CHECKOUT}\n"
    outcome = runner.run(one_job(steps), branch="staging")
    outcome.expect_jobs("only")
    assert outcome.job("only").result == "failure"
    assert "403" in outcome.job("only").output


def test_a_job_whose_label_nobody_runs_is_noticed(runner: Runner) -> None:
    text = one_job("      - run: echo never\n", label="ubuntu-99")
    outcome = runner.run(text, branch="staging")
    assert outcome.exit_code == 0, "act itself says that all is well"
    assert outcome.job("only").result == "no runner"
    assert not outcome.green
    with pytest.raises(AssertionError, match=r"only \(no runner\)"):
        outcome.expect_jobs("only")


def test_jobs_that_are_missing_or_too_many_are_named(runner: Runner) -> None:
    outcome = runner.run(one_job("      - run: echo hi\n"), branch="staging")
    with pytest.raises(AssertionError, match=r"other \(not in the file\)"):
        outcome.expect_jobs("only", "other")
    with pytest.raises(AssertionError, match="nobody expected: \\['only'\\]"):
        outcome.expect_jobs()
    with pytest.raises(AssertionError, match="0 jobs are other"):
        outcome.job("other")
    with pytest.raises(AssertionError, match="no step 'x' ran"):
        outcome.job("only").step("x")


def test_one_leg_that_fails_is_told_from_one_that_does_not(runner: Runner) -> None:
    text = f"""{HEAD}
jobs:
  legs:
    runs-on: ubuntu-24.04
    strategy: {{fail-fast: false, matrix: {{image: [api, web]}}}}
    steps:
      - {{run: exit 3, continue-on-error: true}}
      - name: Try
        run: |
          test "${{{{ matrix.image }}}}" = api || {{ echo "::error::web is broken"; exit 1; }}
  after:
    needs: legs
    runs-on: ubuntu-24.04
    steps:
      - run: echo never
  always:
    needs: legs
    if: ${{{{ !cancelled() }}}}
    runs-on: ubuntu-24.04
    steps:
      - run: echo "legs ended in ${{{{ needs.legs.result }}}}"
"""
    outcome = runner.run(text, branch="staging")
    outcome.expect_jobs("legs", "always")
    assert (outcome.job("legs", image="api").result, outcome.job("legs", image="web").result) == ("success", "failure")
    assert outcome.job("after").result == "skipped"
    assert "legs ended in failure" in outcome.job("always").output
    assert not outcome.green
    assert "web is broken" in outcome.told()
    with pytest.raises(AssertionError, match="expected a green run"):
        outcome.expect_green("legs", "always")


def test_the_time_limit_ends_everything(runner: Runner, tmp_path: Path) -> None:
    runner.seconds = 3
    marker = tmp_path / "marker"
    steps = f"      - run: |\n          (sleep 6; touch {marker}) & setsid sleep 60 & sleep 60\n"
    began = time.monotonic()
    outcome = runner.run(one_job(steps), branch="staging")
    assert time.monotonic() - began < 10
    assert outcome.timed_out
    assert outcome.job("only").result == "unfinished"
    time.sleep(4)
    assert not marker.exists()


def test_sleep_is_counted_and_paced(runner: Runner) -> None:
    runner.pace = 0.01
    began = time.monotonic()
    runner.run(one_job("      - run: sleep 20 && sleep 1.5 && sleep 0.01s\n"), branch="staging").expect_green("only")
    assert time.monotonic() - began < 10
    assert runner.naps == [20.0, 1.5]


def test_what_a_job_leaves_running_is_ended(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], processes.MARK: "a-mark"}
    done = processes.run(["bash", "-c", "setsid sleep 60 & echo started; exit 7"], cwd=tmp_path, env=env, seconds=20)
    assert (done.exit_code, done.timed_out, done.output) == (7, False, "started\n")
    assert processes.marked("a-mark") == []


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("      - uses: someone/else@v1\n", "someone/else@v1: no stand-in"),
        (f"      - uses: {CHECKOUT}\n        with: {{lfs: true}}\n", r"does not know the inputs \['lfs'\]"),
    ],
)
def test_what_cannot_be_played_is_refused(runner: Runner, step: str, said: str) -> None:
    with pytest.raises(NotRunnableError, match=said):
        runner.run(one_job(step), branch="staging")
