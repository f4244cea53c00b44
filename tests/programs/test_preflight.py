"""preflight.sh: what would happen, and every reason why not; nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.http.faults import Fault

if TYPE_CHECKING:
    from tests.programs.published import Published

PREFLIGHT = "preflight.sh"


def ready(line: Published) -> str:
    line.clone.commit()
    commit = line.push("develop", "staging")
    line.stage("1.2.3-staging.0", commit)
    line.ran(commit)
    return commit


def test_what_would_go_through_is_told(line: Published) -> None:
    commit = ready(line)
    before = line.clone.state()
    ran = line.run(PREFLIGHT)
    assert ran.code == 0, ran.said
    for text in (
        "Publish (staging): develop → staging\n",
        f"  commit     {commit}\n",
        "  version    1.2.3-staging.1, or a higher number\n",
        "  changelog  docs/development/CHANGELOGS/1.2.3.md\n",
        "Publish (main): staging → main\n",
        "  release    1.2.3\n",
        "  staged     1.2.3-staging.0\n",
        "web-sidecar@sha256:",
        "nothing stands against it",
    ):
        assert text in ran.said, ran.said
    assert line.clone.state() == before


def test_a_number_of_eleven_digits_is_a_number(line: Published) -> None:
    """The workflow counts on from up to 18 digits."""
    commit = ready(line)
    line.clone.git("push", "--quiet", "origin", f"{commit}:refs/tags/1.2.3-staging.12345678901")
    assert "1.2.3-staging.12345678902, or a higher number" in line.run(PREFLIGHT, "staging").said


def test_all_reasons_are_told_and_not_only_the_first(line: Published) -> None:
    line.clone.commit(files={"docs/development/CHANGELOGS/1.2.3.md": "\n \n"})
    commit = line.push("develop", "staging")
    line.clone.git("push", "--quiet", "origin", f"{commit}~1:refs/tags/1.2.3")
    line.ran(commit, "completed", "failure")
    before = line.clone.state()
    ran = line.run(PREFLIGHT)
    assert ran.code == 1
    for text in (
        "✗ docs/development/CHANGELOGS/1.2.3.md is empty: it shows no word; release notes ",
        "✗ 1.2.3 is already released, from ",
        "To do: scripts/publish/bump-version.sh 1.2.4",
        f"✗ Publish (staging) is not green for {commit}: failure",
        "✗ there is nothing to promote: no staged version of 1.2.3 has this content",
        "6 reasons against it",
    ):
        assert text in ran.said, ran.said
    assert ran.said.count("✗") == 6
    assert line.clone.state() == before


def test_one_branch_alone(line: Published) -> None:
    ready(line)
    assert "Publish (main)" not in line.run(PREFLIGHT, "staging", GH_TOKEN="").said
    assert "Publish (staging):" not in line.run(PREFLIGHT, "main").said
    assert line.run(PREFLIGHT, "develop").code == 2
    assert line.run(PREFLIGHT, "main", "staging").code == 2


def test_the_options_of_the_other_scripts_change_nothing_here(line: Published) -> None:
    ready(line)
    plain = line.run(PREFLIGHT, "staging")
    assert line.run(PREFLIGHT, "--dry-run", "staging", "--yes") == plain
    assert plain.code == 0


def test_what_is_diverged_is_told(line: Published) -> None:
    ready(line)
    line.clone.commit("fix: \x1b[31mred")
    line.push("main")
    line.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    line.clone.commit("feat: here alone")
    ran = line.run(PREFLIGHT)
    assert "develop has commits here that origin lacks" in ran.said
    assert "main has commits that staging lacks" in ran.said
    assert "\x1b" not in ran.said


def test_what_cannot_be_asked_is_a_reason(line: Published) -> None:
    ready(line)
    line.registry.faults.add(Fault("/manifests/", times=0, status=401))
    line.github.faults.add(Fault("/actions/", times=0, status=401, body='{"message": "Bad credentials"}'))
    ran = line.run(PREFLIGHT, "main")
    assert ran.code == 1
    assert "GitHub cannot be asked for its runs: HTTP 401: Bad credentials" in ran.said
    assert "it is not known whether api:1.2.3 exists (HTTP 401)" in ran.said
    assert "ghp_" not in ran.said
