"""Releases made only with the commands that an operator runs."""

from __future__ import annotations

from rehearsal.application import CHANGELOGS
from rehearsal.definitions import PRODUCT
from rehearsal.engine.scenario import Commit, Expect, RunCommand, Scenario

_RELEASED = Expect(
    runs=("success", "success"),
    staging="1.3.0-staging.0",
    latest="1.3.0-staging.0",
    versions=("1.3.0-staging.0",),
    releases=("1.3.0",),
    github_latest="1.3.0",
)
_NOTES = f"{CHANGELOGS}/1.3.0.md"
_EDITOR = "sed -i s/^-.*/-Faster/"
_TARGETS = ("I3", "I4", "I6", "I7", "I10")

_REQUIRES = ("node", "npm") if PRODUCT.npm else ("node",)
_BUMP, _PREFLIGHT = "scripts/publish/bump-version.sh", "scripts/publish/preflight.sh"
_TO_STAGING = f"scripts/publish/sync-{PRODUCT.development_branch}-to-{PRODUCT.staging_branch}.sh"
_TO_MAIN = f"scripts/publish/sync-{PRODUCT.staging_branch}-to-{PRODUCT.release_branch}.sh"
_PINNED = ("newTag: 1.3.0",) if PRODUCT.gitops else ()

_QUICK_START = Scenario(
    name="operator-quick-start",
    description="The operator runs the quick start of the guide, which waits for the staged build and promotes it.",
    events=(RunCommand(f"export BASE=1.3.0 EDITOR='{_EDITOR}'", block="quick-start", prints=_PINNED),),
    expect=_RELEASED,
    targets=_TARGETS,
    requires=_REQUIRES,
)
_WITH_STAGING_BRANCH = (
    Scenario(
        name="operator-release",
        description="The operator makes a release step by step: bump, preflight, sync, preflight, sync, and the checklist.",
        events=(
            RunCommand(f"{_BUMP} --yes --push minor", prints=("1.2.3 → 1.3.0", "pushed to origin")),
            RunCommand(f"{_EDITOR} {_NOTES} && git commit -qam 'docs: release notes' && git push -q"),
            RunCommand(f"{_PREFLIGHT} {PRODUCT.staging_branch}"),
            RunCommand(f"{_TO_STAGING} --yes"),
            RunCommand(f"{_PREFLIGHT} {PRODUCT.release_branch}", prints=("1.3.0-staging.0",)),
            RunCommand(f"{_TO_MAIN} --yes"),
            *(
                [RunCommand("linesmith -C ../linesmith gitops checklist 1.3.0", prints=("newTag: 1.3.0", "?ref=1.3.0"))]
                if PRODUCT.gitops
                else ()
            ),
        ),
        expect=_RELEASED,
        targets=_TARGETS,
        requires=_REQUIRES,
    ),
    _QUICK_START,
    Scenario(
        name="operator-skip-instruction",
        description="The sync script refuses a commit with a skip instruction, and prints the commands that publish it.",
        events=(
            Commit("fix: something [skip ci]"),
            RunCommand(
                f"! {_TO_STAGING} --yes",
                prints=(
                    "starts no workflow: its message has [skip ci]",
                    f"gh workflow run publish-staging.yml --ref {PRODUCT.staging_branch}",
                ),
            ),
        ),
        expect=Expect(runs=(), staging="", versions=()),
        targets=("I10",),
        requires=_REQUIRES,
    ),
)

SCENARIOS = _WITH_STAGING_BRANCH if PRODUCT.staging_branch != PRODUCT.development_branch else (_QUICK_START,)
