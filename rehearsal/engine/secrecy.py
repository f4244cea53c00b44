"""The invariant I10: no token, secret or signed URL is in a log, a summary, a release or a request to a third party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.engine.history import Violation
from rehearsal.tokens import sought

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from rehearsal.engine.environment import World
    from rehearsal.engine.history import History

READER = "GHCR_REGISTRY_TOKEN"
"""The secret that is for the registry alone, and the holder of its token."""


def check(world: World, history: History) -> Iterator[Violation]:
    """What was told to somebody whom it is not for."""
    tokens = sought([*world.github.tokens.grants, *world.registry.mint.secrets()])
    secret = sought([*world.github.tokens.grants, *world.registry.mint.secrets(), *world.elsewhere.signatures])
    if tokens and secret:
        yield from _written_down(world, history, secret)
        yield from _given_away(world, tokens)


def _written_down(world: World, history: History, secret: re.Pattern[str]) -> Iterator[Violation]:
    for run in history.runs:
        for attempt in run.attempts:
            if any(secret.search(text) for text in (attempt.outcome.log, *(job.summary for job in attempt.outcome.jobs))):
                yield Violation(
                    "I10", f"{run.title}: a token or a signed address is in the log or in a summary of attempt {attempt.number}"
                )
    for answered in world.person.typed:
        if secret.search(answered.said):
            yield Violation("I10", f"a token is in what this printed: {answered.command}")
    for release in world.github.releases.history:
        if secret.search(f"{release.name}\n{release.body}"):
            yield Violation("I10", f"a token or a signed address is in the text of the release {release.tag_name}")


def _given_away(world: World, tokens: re.Pattern[str]) -> Iterator[Violation]:
    """Tokens in addresses, which servers write down, and tokens that went to a host that they are not for."""
    for asked in world.asked():
        if tokens.search(asked.target):
            yield Violation("I10", f"a token is in the address of a request: {asked.method} {asked.target.partition('?')[0]}")
    for request in world.elsewhere.received:
        told = [f"the header {name}" for name in request.credentials] or ["a token"] * bool(tokens.search(request.text))
        if told:
            yield Violation("I10", f"{request.host} is told {', '.join(told)}: {request.method} {request.path}")
    for entry in world.github.log:
        unknown = entry.status and not entry.caller and any(name.lower() == "authorization" for name, _ in entry.headers)
        if unknown or entry.caller == READER:
            yield Violation("I10", f"GitHub is told a token that is not for it: {entry.method} {entry.target.partition('?')[0]}")
