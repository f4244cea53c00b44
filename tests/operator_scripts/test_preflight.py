"""preflight.sh: what would happen, and every reason why not; nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from tests.operator_scripts.published import Published

PREFLIGHT = "preflight.sh"


def ready(pipeline: Published) -> str:
    pipeline.clone.commit()
    commit = pipeline.push("develop", "staging")
    pipeline.stage("1.2.3-staging.0", commit)
    pipeline.ran(commit)
    return commit


def test_passes_when_everything_is_ready(pipeline: Published) -> None:
    commit = ready(pipeline)
    before = pipeline.clone.state()
    ran = pipeline.run(PREFLIGHT)
    assert ran.code == 0, ran.output
    for text in (
        "Publish (staging): develop → staging\n",
        f"  commit     {commit}\n",
        "  version    1.2.3-staging.1, or a higher number\n",
        "  changelog  docs/development/CHANGELOGS/1.2.3.md\n",
        "Publish (main): staging → main\n",
        "  release    1.2.3\n",
        "  staged     1.2.3-staging.0\n",
        "web-sidecar@sha256:",
        "no problems found",
    ):
        assert text in ran.output, ran.output
    assert pipeline.clone.state() == before


def test_number_of_eleven_digits_is_accepted(pipeline: Published) -> None:
    """The workflow counts on from up to 18 digits."""
    commit = ready(pipeline)
    pipeline.clone.git("push", "--quiet", "origin", f"{commit}:refs/tags/1.2.3-staging.12345678901")
    assert "1.2.3-staging.12345678902, or a higher number" in pipeline.run(PREFLIGHT, "staging").output


def test_all_reasons_are_reported(pipeline: Published) -> None:
    pipeline.clone.commit(files={"docs/development/CHANGELOGS/1.2.3.md": "\n \n"})
    commit = pipeline.push("develop", "staging")
    pipeline.clone.git("push", "--quiet", "origin", f"{commit}~1:refs/tags/1.2.3")
    pipeline.ran(commit, "completed", "failure")
    before = pipeline.clone.state()
    ran = pipeline.run(PREFLIGHT)
    assert ran.code == 1
    for text in (
        "✗ docs/development/CHANGELOGS/1.2.3.md is empty: it has no visible text; expected: release notes ",
        "✗ 1.2.3 is already released, from ",
        "To do: scripts/publish/bump-version.sh 1.2.4",
        f"✗ Publish (staging) did not succeed for {commit}: failure",
        "✗ there is nothing to promote: no staged version of 1.2.3 has this content",
        "6 problems found",
    ):
        assert text in ran.output, ran.output
    assert ran.output.count("✗") == 6
    assert pipeline.clone.state() == before


def test_one_branch_alone_is_checked(pipeline: Published) -> None:
    ready(pipeline)
    assert "Publish (main)" not in pipeline.run(PREFLIGHT, "staging", GH_TOKEN="").output
    assert "Publish (staging):" not in pipeline.run(PREFLIGHT, "main").output
    assert pipeline.run(PREFLIGHT, "develop").code == 2
    assert pipeline.run(PREFLIGHT, "main", "staging").code == 2


def test_options_of_the_other_scripts_are_ignored(pipeline: Published) -> None:
    ready(pipeline)
    plain = pipeline.run(PREFLIGHT, "staging")
    assert pipeline.run(PREFLIGHT, "--dry-run", "staging", "--yes") == plain
    assert plain.code == 0


def test_diverged_branches_are_reported(pipeline: Published) -> None:
    ready(pipeline)
    pipeline.clone.commit("fix: \x1b[31mred")
    pipeline.push("main")
    pipeline.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    pipeline.clone.commit("feat: here alone")
    ran = pipeline.run(PREFLIGHT)
    assert "develop has commits here that origin lacks" in ran.output
    assert "main has commits that staging lacks" in ran.output
    assert "\x1b" not in ran.output


def test_stops_when_a_server_is_unreachable(pipeline: Published) -> None:
    ready(pipeline)
    pipeline.registry.faults.add(Fault("/manifests/", times=0, status=401))
    pipeline.github.faults.add(Fault("/actions/", times=0, status=401, body='{"message": "Bad credentials"}'))
    ran = pipeline.run(PREFLIGHT, "main")
    assert ran.code == 1
    assert "GitHub did not list its runs: HTTP 401: Bad credentials" in ran.output
    assert "cannot tell whether api:1.2.3 exists (HTTP 401)" in ran.output
    assert "ghp_" not in ran.output
