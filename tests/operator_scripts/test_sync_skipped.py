"""sync-develop-to-staging.sh and sync-staging-to-main.sh: a commit whose message tells GitHub to start no workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.github import skips

if TYPE_CHECKING:
    from tests.operator_scripts.published import Published

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


def test_every_skip_instruction_of_the_rehearsal_is_known() -> None:
    assert {*skips.INSTRUCTIONS, "skip-checks: true", "skip-checks:true"} == set(INSTRUCTIONS)
    assert all(skips.instruction(message.lower()) == instruction for instruction, message in [*INSTRUCTIONS.items(), *VARIANTS.items()])


@pytest.mark.parametrize(("instruction", "message"), [*INSTRUCTIONS.items(), *VARIANTS.items()])
def test_stops_when_the_commit_has_a_skip_instruction(pipeline: Published, instruction: str, message: str) -> None:
    pipeline.clone.put("fix", "it\n")
    pipeline.clone.git("add", "--all")
    pipeline.clone.git("commit", "--quiet", "--cleanup=verbatim", "--message", message)
    commit = pipeline.push("develop")
    ran = pipeline.run(STAGING, "--yes")
    assert f"a push of {commit} to staging starts no workflow: its message has {instruction}. To do: " in ran.output, ran.output
    assert f"git push --no-verify origin {commit}:refs/heads/staging, then gh workflow run publish-staging.yml --ref staging" in ran.output
    assert pipeline.head("staging") != commit


@pytest.mark.parametrize("message", ["fix: [skip-ci]", "fix: it\n\nskip-checks: false", "fix: it\n\nNot skip-checks: true here"])
def test_passes_when_the_message_only_resembles_an_instruction(pipeline: Published, message: str) -> None:
    pipeline.clone.commit(message)
    pipeline.push("develop")
    assert pipeline.run(STAGING, "--dry-run").code == 0


def test_does_not_wait_when_the_commit_has_a_skip_instruction(pipeline: Published) -> None:
    pipeline.ran(pipeline.clone.git("rev-parse", "HEAD"))
    pipeline.clone.commit("docs: more [skip ci]")
    pipeline.push("develop", "staging")
    pipeline.clone.skip_sleep()
    ran = pipeline.run(MAIN, "--yes", "--wait=90")
    assert ran.code == 1
    assert ", whose message has [skip ci]. To do: gh workflow run publish-staging.yml --ref staging" in ran.output
    assert ran.output.count("0 of 90 minutes") < 10
