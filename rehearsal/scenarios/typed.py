"""A whole release by nothing but what a person types."""

from __future__ import annotations

from rehearsal.scenario.scenario import Commit, Expect, Scenario, Typed

_RELEASED = Expect(
    runs=("green", "green"),
    staging="1.3.0-staging.0",
    latest="1.3.0-staging.0",
    versions=("1.3.0-staging.0",),
    releases=("1.3.0",),
    shown="1.3.0",
)
_NOTES = "docs/development/CHANGELOGS/1.3.0.md"
_EDITOR = "sed -i s/^-.*/-Faster/"
_TRIES = ("I3", "I4", "I6", "I7", "I10")

SCENARIOS = (
    Scenario(
        name="typed-release",
        about="Somebody types a release step by step: bump, look, sync, look, sync, and the checklist.",
        events=(
            Typed("scripts/publish/bump-version.sh --yes --push minor", says=("1.2.3 → 1.3.0", "origin has it")),
            Typed(f"{_EDITOR} {_NOTES} && git commit -qam 'docs: release notes' && git push -q"),
            Typed("scripts/publish/preflight.sh staging"),
            Typed("scripts/publish/sync-develop-to-staging.sh --yes"),
            Typed("scripts/publish/preflight.sh main", says=("1.3.0-staging.0",)),
            Typed("scripts/publish/sync-staging-to-main.sh --yes"),
            Typed("linesmith -C ../linesmith checklist 1.3.0", says=("newTag: 1.3.0", "?ref=1.3.0")),
        ),
        expect=_RELEASED,
        tries=_TRIES,
        needs=("node", "npm"),
    ),
    Scenario(
        name="typed-quick-start",
        about="Somebody types the quick start of the guide, which waits for the staged build and goes on.",
        events=(Typed(f"export BASE=1.3.0 EDITOR='{_EDITOR}'", block="quick-start", says=("newTag: 1.3.0",)),),
        expect=_RELEASED,
        tries=_TRIES,
        needs=("node", "npm"),
    ),
    Scenario(
        name="typed-skip",
        about="A commit with a skip instruction is not synced, since nothing would publish it: the script says what to type instead.",
        events=(
            Commit("fix: something [skip ci]"),
            Typed(
                "! scripts/publish/sync-develop-to-staging.sh --yes",
                says=("starts no workflow: its message has [skip ci]", "gh workflow run publish-staging.yml --ref staging"),
            ),
        ),
        expect=Expect(runs=(), staging="", versions=()),
        tries=("I10",),
        needs=("node", "npm"),
    ),
)
