"""A whole release by nothing but what a person types."""

from __future__ import annotations

from rehearsal.application import CHANGELOGS
from rehearsal.definitions import PRODUCT
from rehearsal.engine.scenario import Commit, Expect, Scenario, Typed

_RELEASED = Expect(
    runs=("green", "green"),
    staging="1.3.0-staging.0",
    latest="1.3.0-staging.0",
    versions=("1.3.0-staging.0",),
    releases=("1.3.0",),
    shown="1.3.0",
)
_NOTES = f"{CHANGELOGS}/1.3.0.md"
_EDITOR = "sed -i s/^-.*/-Faster/"
_TRIES = ("I3", "I4", "I6", "I7", "I10")

_NEEDS = ("node", "npm") if PRODUCT.npm else ("node",)
_BUMP, _PREFLIGHT = "scripts/publish/bump-version.sh", "scripts/publish/preflight.sh"
_TO_STAGING = f"scripts/publish/sync-{PRODUCT.development_branch}-to-{PRODUCT.staging_branch}.sh"
_TO_MAIN = f"scripts/publish/sync-{PRODUCT.staging_branch}-to-{PRODUCT.release_branch}.sh"
_PINNED = ("newTag: 1.3.0",) if PRODUCT.gitops else ()

_QUICK_START = Scenario(
    name="typed-quick-start",
    about="Somebody types the quick start of the guide, which waits for the staged build and goes on.",
    events=(Typed(f"export BASE=1.3.0 EDITOR='{_EDITOR}'", block="quick-start", says=_PINNED),),
    expect=_RELEASED,
    tries=_TRIES,
    needs=_NEEDS,
)
_WITH_STAGING_BRANCH = (
    Scenario(
        name="typed-release",
        about="Somebody types a release step by step: bump, look, sync, look, sync, and the checklist.",
        events=(
            Typed(f"{_BUMP} --yes --push minor", says=("1.2.3 → 1.3.0", "origin has it")),
            Typed(f"{_EDITOR} {_NOTES} && git commit -qam 'docs: release notes' && git push -q"),
            Typed(f"{_PREFLIGHT} {PRODUCT.staging_branch}"),
            Typed(f"{_TO_STAGING} --yes"),
            Typed(f"{_PREFLIGHT} {PRODUCT.release_branch}", says=("1.3.0-staging.0",)),
            Typed(f"{_TO_MAIN} --yes"),
            *([Typed("linesmith -C ../linesmith gitops checklist 1.3.0", says=("newTag: 1.3.0", "?ref=1.3.0"))] if PRODUCT.gitops else ()),
        ),
        expect=_RELEASED,
        tries=_TRIES,
        needs=_NEEDS,
    ),
    _QUICK_START,
    Scenario(
        name="typed-skip",
        about="A commit with a skip instruction is not synced, since nothing would publish it: the script says what to type instead.",
        events=(
            Commit("fix: something [skip ci]"),
            Typed(
                f"! {_TO_STAGING} --yes",
                says=(
                    "starts no workflow: its message has [skip ci]",
                    f"gh workflow run publish-staging.yml --ref {PRODUCT.staging_branch}",
                ),
            ),
        ),
        expect=Expect(runs=(), staging="", versions=()),
        tries=("I10",),
        needs=_NEEDS,
    ),
)

SCENARIOS = _WITH_STAGING_BRANCH if PRODUCT.staging_branch != PRODUCT.development_branch else (_QUICK_START,)
