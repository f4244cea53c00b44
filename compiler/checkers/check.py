"""Runs checkers on the generated files, unless their results are cached."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from compiler.checkers import program
from compiler.checkers.actionlint import ACTIONLINT
from compiler.checkers.cache import Cache, Result, key_of
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
_MAX_MESSAGE_LENGTH = 300
"""The maximum length of a message, in characters."""


@dataclass
class Checked:
    """The results of all checkers."""

    findings: list[Finding] = field(default_factory=list)
    """Without those that the definitions ignore, and those that a rule of Linesmith already reports."""
    problems: list[str] = field(default_factory=list)
    """What went wrong with a checker, one sentence each."""
    failed: list[str] = field(default_factory=list)
    """The checkers that failed, on all files or on some."""

    def add_failure(self, checker: str, error: Exception) -> None:
        """Record that a checker failed."""
        self.add_problem(f"{checker} failed: {error}")
        if checker not in self.failed:
            self.failed.append(checker)

    def add_problem(self, message: str) -> None:
        """Add a problem, once."""
        shown = plain(message)[:_MAX_MESSAGE_LENGTH]
        if shown not in self.problems:
            self.problems.append(shown)


def check(resolved: ResolvedProject, ours: Sequence[Finding], programs: Mapping[str, str], files: Sequence[GeneratedFile] = ()) -> Checked:
    """Run checkers on everything that a project generates.

    Args:
        resolved: the project.
        ours: the findings of Linesmith's own rules.
        files: the generated files; empty if there are findings of our own.
        programs: the path of each checker that runs, by name.
    """
    cache, checked = Cache(resolved.project.root), Checked()
    versions = _versions(programs, cache, checked)
    subjects = subjects_of(resolved, versions, files)
    findings = Findings(subjects, ours)
    results = _run_tasks([task for task, _ in subjects.tasks], programs, versions, cache, checked)
    for number, result in results.items():
        findings.add(number, result.remarks)
        for message in result.unread:
            checked.add_problem(f"{subjects.tasks[number][0].checker.name} skipped a file: {message}")
    checked.findings += findings.all(programs.keys() - set(checked.failed))
    try:
        cache.save()
    except OSError as error:
        checked.add_problem(f"the results of the checkers cannot be cached: {error.filename}: {error.strerror}")
    return checked


def _versions(programs: Mapping[str, str], cache: Cache, checked: Checked) -> dict[str, str]:
    found = {}
    for name, path in programs.items():
        try:
            found[name] = cache.version(CHECKERS[name], path)
        except (CheckerError, OSError) as error:
            checked.add_failure(name, error)
    return found


def _run_tasks(
    tasks: Sequence[Task], programs: Mapping[str, str], versions: Mapping[str, str], cache: Cache, checked: Checked
) -> dict[int, Result]:
    """The result of each task by its number, cached or from a run of the program. A task whose program fails has no result."""
    keys = [key_of(task, versions[task.checker.name]) for task in tasks]
    results = {number: cached for number, key in enumerate(keys) if (cached := cache.get(key)) is not None}
    left = {keys[number]: task for number, task in enumerate(tasks) if number not in results}

    def run(task: Task) -> Result | Exception:
        try:
            return Result(*program.run(programs[task.checker.name], task))
        except (CheckerError, OSError) as error:
            return error

    new: dict[str, Result] = {}
    for (key, task), result in zip(left.items(), _in_parallel(run, list(left.values())), strict=True):
        if isinstance(result, Result):
            new[key] = result
            cache.put(key, result)
        else:
            checked.add_failure(task.checker.name, result)
    return results | {number: new[key] for number, key in enumerate(keys) if key in new}


def _in_parallel(run: Callable[[Task], T], tasks: Sequence[Task]) -> list[T]:
    """The results in order. Threads only wait for the programs; an interrupt kills all programs."""
    if not tasks:
        return []
    ended, active = threading.Event(), set[int]()

    def run_unless_ended(number: int) -> T:
        active.add(number)
        try:
            if ended.is_set():
                raise CancelledError
            return run(tasks[number])
        finally:
            active.discard(number)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try:
            return [each.result() for each in [pool.submit(run_unless_ended, number) for number in range(len(tasks))]]
        except BaseException:
            ended.set()
            pool.shutdown(wait=False, cancel_futures=True)
            while active:  # a program may be about to start
                program.stop()
                time.sleep(0.05)
            raise
