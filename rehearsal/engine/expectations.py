"""Check the expectations of a scenario, and that each successful run made its release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.engine.history import Violation
from rehearsal.engine.invariants import FLOATING, RegistryView, is_staged_version, version_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rehearsal.engine.history import AttemptResult, History, Run
    from rehearsal.engine.operator import CommandResult
    from rehearsal.engine.scenario import Expect, RunCommand
    from rehearsal.engine.simulation import Simulation
    from rehearsal.http.server import Server


def check_command(event: RunCommand, result: CommandResult) -> list[Violation]:
    """Check that a command succeeded and printed the expected texts."""
    last = "; ".join(line.strip() for line in result.output.splitlines()[-8:] if line.strip())
    if result.exit_code:
        return [
            Violation(
                "expected",
                f"success of this command: {result.command}; found: exit code {result.exit_code}, and the output ends with: {last}",
            )
        ]
    missing = [text for text in event.prints if text not in result.output]
    return [Violation("expected", f"{text!r} in the output of {result.command}; its last lines: {last}") for text in missing]


def check_releases(simulation: Simulation, runs: Sequence[Run]) -> Iterator[Violation]:
    """Find successful runs without a release.

    Each staging run makes a prerelease, or that of its override. The runs of main make one release for each commit.
    """
    existing: dict[tuple[str, str], set[str]] = {}
    for release in simulation.github.releases.all(drafts=False):
        commit = simulation.github.repository.peel(f"refs/tags/{release.tag_name}")
        if commit and version_key(release.tag_name) and release.prerelease == is_staged_version(release.tag_name):
            existing.setdefault(("staging" if release.prerelease else "main", commit), set()).add(release.tag_name)
    succeeded = [run for run in runs if run.conclusion == "success"]
    for pipeline, sha in sorted({(run.pipeline, run.sha) for run in succeeded}):
        own = [run.inputs.get("version_override", "") for run in succeeded if (run.pipeline, run.sha) == (pipeline, sha)]
        found = existing.get((pipeline, sha), set())
        automatic = min(own.count(""), 1) if pipeline == "main" else own.count("")
        if len(found) < automatic or not found >= set(own) - {""}:
            kind = "prereleases" if pipeline == "staging" else "a release"
            yield Violation("expected", f"{kind} of {sha}, for {len(own)} successful runs of {pipeline}; found: {sorted(found)}")


def check_faults(server: Server) -> list[Violation]:
    """Find the faults of a server that no request met, so that nothing was tested."""
    faults = [f"{fault.method.replace('.*', 'any')} {fault.path}, number {fault.nth}" for fault in server.faults.unused()]
    return [Violation("expected", f"a request to {server.name} that meets the fault: {fault}") for fault in faults]


def check_crashes(attempt: AttemptResult) -> list[Violation]:
    """Find the planned crashes that did not happen."""
    return [Violation("expected", f"a step of {crash.job} to crash {crash.when}: {crash.step}") for crash in attempt.result.unused_crashes]


def check(simulation: Simulation, history: History, expect: Expect) -> list[Violation]:
    """Compare the final state with the expected one."""
    found = list(check_releases(simulation, history.runs))

    def compare(what: str, wanted: object, got: object) -> None:
        if wanted is not None and wanted != got:
            found.append(Violation("expected", f"{what}: {wanted}; found: {got}"))

    view = RegistryView(simulation)
    if expect.runs is not None:
        compare("runs", *_conclusions(expect.runs, history.runs))
    tags = [ref.name.removeprefix("refs/tags/") for ref in simulation.github.repository.refs("refs/tags/")]
    compare("staged versions", None if expect.versions is None else set(expect.versions), {tag for tag in tags if is_staged_version(tag)})
    final = [release.tag_name for release in simulation.github.releases.all(drafts=False) if not release.prerelease]
    of_releases = [tag for tag in tags if version_key(tag) and not is_staged_version(tag) and tag not in expect.unrelated_tags]
    for what, names in (("releases", final), ("Git tags of releases", of_releases)):
        compare(what, None if expect.releases is None else sorted(expect.releases), sorted(names))
    latest = simulation.github.releases.latest()
    compare("GitHub's latest release", expect.github_latest, latest.tag_name if latest else "")
    for floating, wanted in zip(FLOATING, (expect.staging, expect.latest), strict=True):
        compare(f":{floating}", wanted, _version_of(view, floating))
    for image, floating, version in expect.unmoved:
        named = view.versions_of(floating, is_staged=True)[image]
        compare(f"{image}:{floating}", version, max(named, key=lambda tag: version_key(tag) or (), default=""))
    messages = _messages(history)
    return [*found, *(Violation("expected", f"a message with: {text}") for text in expect.messages if text not in messages)]


def _conclusions(wanted: Sequence[str], runs: Sequence[Run]) -> tuple[list[str], list[str]]:
    """Both lists in start order. Runs started by one event are sorted, as their order is not defined."""
    numbers = [run.event_number for run in runs]
    if len(wanted) != len(numbers):
        return list(wanted), [run.conclusion for run in runs]
    expected = sorted(zip(numbers, wanted, strict=True))
    ended = sorted((run.event_number, run.conclusion) for run in runs)
    return [conclusion for _, conclusion in expected], [conclusion for _, conclusion in ended]


def _messages(history: History) -> str:
    notes = (note for run in history.runs for attempt in run.attempts for job in attempt.result.jobs for note in job.shown)
    return "".join(f"{note.title}\n{note.message}\n" for note in notes)


def _version_of(view: RegistryView, floating: str) -> str:
    """The highest version that a floating tag names; "" without one, "mixed" if an image of its set has another."""
    if not view.digests(floating):
        return ""
    names = view.versions_of(floating, is_staged=True)
    highest = max(set.union(*names.values()), key=lambda tag: version_key(tag) or (), default="mixed")
    return highest if all(highest in names.get(image, set()) for image in view.members(highest)) else "mixed"
