"""sync-develop-to-staging.sh and sync-staging-to-main.sh: a commit whose message tells GitHub to start no workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.github import skips

if TYPE_CHECKING:
    from tests.programs.published import Published

STAGING, MAIN = "sync-develop-to-staging.sh", "sync-staging-to-main.sh"

INSTRUCTIONS = {
    "[skip ci]": "fix: it [skip ci]",
    "[ci skip]": "[ci skip] fix: it",
    "[no ci]": "fix: it\n\nBecause [no ci] is needed",
    "[skip actions]": "fix: it [Skip Actions]",
    "[actions skip]": "fix: it [actions skip]",
    "skip-checks: true": "fix: it\n\n\nSigned-off-by: Mona\nskip-checks: true\n",
    "skip-checks:true": "fix: it\n\n\nskip-checks:true\n",
}
# The same, as editors of other systems and other hands write them.
VARIANTS = {
    "[no ci]": "fix: it [NO CI]\r\n",
    "[ci skip]": "fix: it\r\n\r\nbecause\r\n[ci skip]\r\n",
    "skip-checks: true": "fix: it\r\n\r\n\r\nSkip-Checks: True \r\n",
    "skip-checks:true": "fix: it\n\n\nskip-checks:true\r",
}


def test_no_instruction_that_the_rehearsal_knows_is_left_out() -> None:
    assert {*skips.INSTRUCTIONS, "skip-checks: true", "skip-checks:true"} == set(INSTRUCTIONS)
    assert all(skips.instruction(message.lower()) == instruction for instruction, message in [*INSTRUCTIONS.items(), *VARIANTS.items()])


@pytest.mark.parametrize(("instruction", "message"), [*INSTRUCTIONS.items(), *VARIANTS.items()])
def test_no_branch_is_pushed_to_a_commit_whose_push_starts_nothing(line: Published, instruction: str, message: str) -> None:
    line.clone.put("fix", "it\n")
    line.clone.git("add", "--all")
    line.clone.git("commit", "--quiet", "--cleanup=verbatim", "--message", message)
    commit = line.push("develop")
    ran = line.run(STAGING, "--yes")
    assert f"a push of {commit} to staging starts no workflow: its message has {instruction}. To do: " in ran.said, ran.said
    assert f"git push --no-verify origin {commit}:refs/heads/staging, then gh workflow run publish-staging.yml --ref staging" in ran.said
    assert line.head("staging") != commit


@pytest.mark.parametrize("message", ["fix: [skip-ci]", "fix: it\n\nskip-checks: false", "fix: it\n\nNot skip-checks: true here"])
def test_other_messages_skip_nothing(line: Published, message: str) -> None:
    line.clone.commit(message)
    line.push("develop")
    assert line.run(STAGING, "--dry-run").code == 0


def test_nobody_waits_for_a_run_that_github_was_told_to_skip(line: Published) -> None:
    line.ran(line.clone.git("rev-parse", "HEAD"))
    line.clone.commit("docs: more [skip ci]")
    line.push("develop", "staging")
    line.clone.program("sleep", "#!/bin/sh\n")
    ran = line.run(MAIN, "--yes", "--wait=90")
    assert ran.code == 1
    assert ", whose message has [skip ci]. To do: gh workflow run publish-staging.yml --ref staging" in ran.said
    assert ran.said.count("0 of 90 minutes") < 10
