"""Invariant I10: no token, secret or signed URL is in a log, a summary, a release or a request to a third party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.engine.history import Violation
from rehearsal.tokens import secret_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from rehearsal.engine.history import History
    from rehearsal.engine.simulation import Simulation

READER = "GHCR_REGISTRY_TOKEN"
"""The secret that only the registry may receive, and the holder of its token."""


def check(simulation: Simulation, history: History) -> Iterator[Violation]:
    """Find every disclosed secret."""
    every = [*simulation.github.tokens.grants, *simulation.registry.mint.secrets(), *simulation.sigstore.secrets()]
    tokens, secret = secret_pattern(every), secret_pattern([*every, *simulation.third_parties.signatures])
    if tokens and secret:
        yield from _check_texts(simulation, history, secret)
        yield from _check_requests(simulation, tokens)


def _check_texts(simulation: Simulation, history: History, secret: re.Pattern[str]) -> Iterator[Violation]:
    for run in history.runs:
        for attempt in run.attempts:
            if any(secret.search(text) for text in (attempt.result.log, *(job.summary for job in attempt.result.jobs))):
                yield Violation("I10", f"{run.title}: a token or a signed URL is in the log or a summary of attempt {attempt.number}")
    for done in simulation.operator.commands:
        if secret.search(done.output):
            yield Violation("I10", f"a token is in the output of this command: {done.command}")
    for release in simulation.github.releases.history:
        if secret.search(f"{release.name}\n{release.body}"):
            yield Violation("I10", f"a token or a signed URL is in the text of the release {release.tag_name}")


def _check_requests(simulation: Simulation, tokens: re.Pattern[str]) -> Iterator[Violation]:
    """Find tokens in URLs, which servers log, and tokens sent to the wrong host."""
    for logged in simulation.requests():
        if tokens.search(logged.target):
            yield Violation("I10", f"a token is in the URL of a request: {logged.method} {logged.target.partition('?')[0]}")
    for request in simulation.third_parties.received:
        found = [f"the header {name}" for name in request.credentials] or ["a token"] * bool(tokens.search(request.text))
        if found:
            yield Violation("I10", f"{request.host} receives {', '.join(found)}: {request.method} {request.path}")
    for entry in simulation.github.log:
        unknown = entry.status and not entry.caller and any(name.lower() == "authorization" for name, _ in entry.headers)
        if unknown or entry.caller == READER:
            yield Violation(
                "I10", f"GitHub receives a token that belongs to another server: {entry.method} {entry.target.partition('?')[0]}"
            )
