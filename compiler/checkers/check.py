"""Runs checkers over what the definitions make. What they said about the same files before is not asked again."""

from __future__ import annotations

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from compiler.checkers import program
from compiler.checkers.actionlint import ACTIONLINT
from compiler.checkers.cache import Cache, Kept, key_of
from compiler.checkers.checker import CheckerError
from compiler.checkers.findings import Findings
from compiler.checkers.shellcheck import SHELLCHECK
from compiler.checkers.subjects import subjects_of
from compiler.checkers.zizmor import ZIZMOR
from compiler.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from compiler.backend.generated_file import GeneratedFile
    from compiler.checkers.checker import Checker, Task
    from compiler.diagnostic import Finding
    from compiler.passes.resolve import ResolvedProject

T = TypeVar("T")
CHECKERS: Mapping[str, Checker] = {checker.name: checker for checker in (ACTIONLINT, SHELLCHECK, ZIZMOR)}
_LONGEST = 300
"""Characters of a problem."""


@dataclass
class Checked:
    """What the checkers say."""

    findings: list[Finding] = field(default_factory=list)
    """Without those that the definitions ignore, and without those that are ours already."""
    problems: list[str] = field(default_factory=list)
    """What a checker could not do, in a sentence each."""
    failed: list[str] = field(default_factory=list)
    """The checkers that gave no answer, or none about some of the files."""

    def fails(self, checker: str, why: Exception) -> None:
        """A checker gives no answer."""
        self.problem(f"{checker} did not run: {why}")
        if checker not in self.failed:
            self.failed.append(checker)

    def problem(self, message: str) -> None:
        """Add a problem, once."""
        shown = plain(message)[:_LONGEST]
        if shown not in self.problems:
            self.problems.append(shown)


def check(resolved: ResolvedProject, ours: Sequence[Finding], programs: Mapping[str, str], files: Sequence[GeneratedFile] = ()) -> Checked:
    """Run checkers over everything that a project makes.

    Args:
        resolved: the project.
        ours: the findings that are known already.
        files: those that were generated; with findings of ours there are none yet.
        programs: the path of each checker that runs, by name.
    """
    cache, checked = Cache(resolved.project.root), Checked()
    versions = _versions(programs, cache, checked)
    subjects = subjects_of(resolved, versions, files)
    findings = Findings(subjects, ours)
    answers = _answers([task for task, _ in subjects.tasks], programs, versions, cache, checked)
    for number, kept in answers.items():
        findings.add(number, kept.remarks)
        for message in kept.unread:
            checked.problem(f"{subjects.tasks[number][0].checker.name} left a file out: {message}")
    checked.findings += findings.all(programs.keys() - set(checked.failed))
    try:
        cache.save()
    except OSError as error:
        checked.problem(f"the answers of the checkers are not kept: {error.filename}: {error.strerror}")
    return checked


def _versions(programs: Mapping[str, str], cache: Cache, checked: Checked) -> dict[str, str]:
    found = {}
    for name, path in programs.items():
        try:
            found[name] = cache.version(CHECKERS[name], path)
        except (CheckerError, OSError) as error:
            checked.fails(name, error)
    return found


def _answers(
    tasks: Sequence[Task], programs: Mapping[str, str], versions: Mapping[str, str], cache: Cache, checked: Checked
) -> dict[int, Kept]:
    """The answer to each task, by its number: one that is known, or one of a program that runs now. Where it fails, there is none."""
    keys = [key_of(task, versions[task.checker.name]) for task in tasks]
    answers = {number: kept for number, key in enumerate(keys) if (kept := cache.get(key)) is not None}
    left = {keys[number]: task for number, task in enumerate(tasks) if number not in answers}

    def ask(task: Task) -> Kept | Exception:
        try:
            return Kept(*program.run(programs[task.checker.name], task))
        except (CheckerError, OSError) as error:
            return error

    given: dict[str, Kept] = {}
    for (key, task), answer in zip(left.items(), _in_parallel(ask, list(left.values())), strict=True):
        if isinstance(answer, Kept):
            given[key] = answer
            cache.put(key, answer)
        else:
            checked.fails(task.checker.name, answer)
    return answers | {number: given[key] for number, key in enumerate(keys) if key in given}


def _in_parallel(ask: Callable[[Task], T], tasks: Sequence[Task]) -> list[T]:
    """The results in order. The programs work, and threads only wait for them; an interrupt ends them all."""
    if not tasks:
        return []
    asked: list[Future[T]] = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try:
            asked.extend(pool.submit(ask, task) for task in tasks)
            return [each.result() for each in asked]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(each.done() for each in asked):  # a program may be about to start
                program.stop()
                time.sleep(0.05)
            raise
