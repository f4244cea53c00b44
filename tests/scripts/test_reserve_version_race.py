"""reserve-version.sh run many times at once: no two runs share a number, whichever number they begin with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.scripts.steps import Steps


def reserved(steps: Steps, commits: Sequence[str]) -> list[str]:
    """The versions of one run for each of these commits, all at once and all beginning at 0."""
    steps.github.faults.add(Fault("info/refs", times=0, status=500))
    with ThreadPoolExecutor(len(commits)) as pool:
        done = list(pool.map(lambda sha: steps.run("reserve-version", sha=sha, IMAGES="api\n"), commits))
    for outcome, sha in zip(done, commits, strict=True):
        ref = steps.github.repository.ref(f"refs/tags/{outcome.outputs['version']}")
        assert ref is not None
        assert ref.sha == sha
    return sorted((outcome.outputs["version"] for outcome in done), key=lambda version: int(version.rpartition(".")[2]))


def test_ten_runs_of_one_commit_reserve_ten_numbers(steps: Steps) -> None:
    """More runs would test the same: every number is requested by all runs that have none yet."""
    assert reserved(steps, [steps.sha] * 10) == [f"1.2.3-staging.{number}" for number in range(10)]


def test_two_runs_of_different_commits_reserve_two_numbers(steps: Steps) -> None:
    before = steps.sha
    steps.application.commit("feat: more", {"more": "x"})
    after = steps.application.fast_forward("staging", "develop")
    assert reserved(steps, [before, after]) == ["1.2.3-staging.0", "1.2.3-staging.1"]
