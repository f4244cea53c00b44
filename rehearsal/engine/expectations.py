"""What a scenario expects beside the invariants, and what every line promises that is green."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.engine.history import Violation
from rehearsal.engine.invariants import FLOATING, Look, rank, staged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rehearsal.engine.environment import World
    from rehearsal.engine.history import History, Run, Tried
    from rehearsal.engine.operator import Answered
    from rehearsal.engine.scenario import Expect, Typed
    from rehearsal.http.server import Server


def answered(event: Typed, answer: Answered) -> list[Violation]:
    """What a command that somebody typed did not do."""
    last = "; ".join(line.strip() for line in answer.said.splitlines()[-8:] if line.strip())
    if answer.code:
        return [Violation("expected", f"that this succeeds: {answer.command}; it ended with {answer.code} and said: {last}")]
    missing = [text for text in event.says if text not in answer.said]
    return [Violation("expected", f"that {answer.command} prints {text!r}; its last lines: {last}") for text in missing]


def released(world: World, runs: Sequence[Run]) -> Iterator[Violation]:
    """Green runs without a release. A staging run makes a prerelease of its own, or that of its override; main makes one for a commit."""
    there: dict[tuple[str, str], set[str]] = {}
    for release in world.github.releases.all(drafts=False):
        commit = world.github.repository.peeled(f"refs/tags/{release.tag_name}")
        if commit and rank(release.tag_name) and release.prerelease == staged(release.tag_name):
            there.setdefault(("staging" if release.prerelease else "main", commit), set()).add(release.tag_name)
    green = [run for run in runs if run.conclusion == "green"]
    for line, sha in sorted({(run.line, run.sha) for run in green}):
        own = [run.inputs.get("version_override", "") for run in green if (run.line, run.sha) == (line, sha)]
        found = there.get((line, sha), set())
        automatic = min(own.count(""), 1) if line == "main" else own.count("")
        if len(found) < automatic or not found >= set(own) - {""}:
            kind = "prereleases" if line == "staging" else "a release"
            yield Violation("expected", f"{kind} of {sha}, of which {len(own)} runs of {line} are green; found: {sorted(found)}")


def struck(server: Server) -> list[Violation]:
    """The faults of a server that hit no request: they prove nothing."""
    asked = [f"{fault.method.replace('.*', 'any')} {fault.path}, number {fault.nth}" for fault in server.faults.unmet()]
    return [Violation("expected", f"a request to {server.name} that the fault could meet: {one}") for one in asked]


def died(tried: Tried) -> list[Violation]:
    """The planned deaths that nobody died."""
    return [
        Violation("expected", f"a step of {death.job} that it could die {death.when}: {death.step}") for death in tried.outcome.survived
    ]


def met(world: World, history: History, expect: Expect) -> list[Violation]:
    """What was expected at the end, and is not so."""
    found = list(released(world, history.runs))

    def compare(what: str, wanted: object, got: object) -> None:
        if wanted is not None and wanted != got:
            found.append(Violation("expected", f"{what}: {wanted}; found: {got}"))

    look = Look(world)
    if expect.runs is not None:
        compare("runs", *_conclusions(expect.runs, history.runs))
    tags = [ref.name.removeprefix("refs/tags/") for ref in world.github.repository.refs("refs/tags/")]
    compare("staged versions", None if expect.versions is None else set(expect.versions), {tag for tag in tags if staged(tag)})
    final = [release.tag_name for release in world.github.releases.all(drafts=False) if not release.prerelease]
    of_releases = [tag for tag in tags if rank(tag) and not staged(tag) and tag not in expect.strangers]
    for what, names in (("releases", final), ("Git tags of releases", of_releases)):
        compare(what, None if expect.releases is None else sorted(expect.releases), sorted(names))
    shown = world.github.releases.latest()
    compare("GitHub's latest release", expect.shown, shown.tag_name if shown else "")
    for floating, wanted in zip(FLOATING, (expect.staging, expect.latest), strict=True):
        compare(f":{floating}", wanted, _all_named(look, floating))
    for image, floating, version in expect.kept:
        named = look.named(floating, is_staged=True)[image]
        compare(f"{image}:{floating}", version, max(named, key=lambda tag: rank(tag) or (), default=""))
    said = _said(history)
    return [*found, *(Violation("expected", f"a message with: {text}") for text in expect.says if text not in said)]


def _conclusions(wanted: Sequence[str], runs: Sequence[Run]) -> tuple[list[str], list[str]]:
    """Both in the order in which the runs began; those that began with one event are in no order."""
    numbers = [run.event_number for run in runs]
    if len(wanted) != len(numbers):
        return list(wanted), [run.conclusion for run in runs]
    asked = sorted(zip(numbers, wanted, strict=True))
    ended = sorted((run.event_number, run.conclusion) for run in runs)
    return [conclusion for _, conclusion in asked], [conclusion for _, conclusion in ended]


def _said(history: History) -> str:
    notes = (note for run in history.runs for tried in run.attempts for job in tried.outcome.jobs for note in job.shown)
    return "".join(f"{note.title}\n{note.message}\n" for note in notes)


def _all_named(look: Look, floating: str) -> str:
    """The highest version that a floating tag names; "" where there is none, "mixed" where an image of its set names another."""
    if not look.digests(floating):
        return ""
    names = look.named(floating, is_staged=True)
    highest = max(set.union(*names.values()), key=lambda tag: rank(tag) or (), default="mixed")
    return highest if all(highest in names.get(image, set()) for image in look.members(highest)) else "mixed"
