"""The findings of actionlint, zizmor and ShellCheck in all cases, compared with ours. A difference without a reason is a failure.

Each program runs once over the files of all cases, with a folder for each.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from compiler.checkers import program
from compiler.checkers.actionlint import ACTIONLINT, actionlint_task
from compiler.checkers.cache import key_of
from compiler.checkers.check import CHECKERS
from compiler.checkers.checker import Task
from compiler.checkers.findings import Findings
from compiler.checkers.same_mistake import SAME_MISTAKE
from compiler.checkers.shellcheck import SHELLCHECK
from compiler.checkers.subjects import subjects_of
from compiler.workflow.reader import read_workflow
from compiler.workflow.rules import check_workflow
from compiler.workflow.syntax import IGNORED
from tests.projects import CASES, TempProject
from tests.tools import ROOT
from tests.tools import program as required

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from compiler.checkers.checker import Remark
    from compiler.checkers.subjects import Subjects
    from compiler.diagnostic import Finding

DIFFERENCES = tomllib.loads((ROOT / "tests/conformance/checker_differences.toml").read_text("utf-8"))
DEFINED = sorted(f"{kind}/{path.name}" for kind in ("ok", "err") for path in (CASES / kind).iterdir())
READ = sorted(path.name for path in (CASES / "read").glob("*.yml"))


@dataclass
class Verdict:
    """The findings about one case."""

    ours: list[Finding]
    theirs: list[Remark]
    left: list[Finding]
    """Theirs that are not ours too."""


def _ask(name: str, tasks: Mapping[str, Task]) -> dict[str, list[Remark]]:
    """The results of one process for tasks, each by the name of its case."""
    files = {f"{case}/{path}": text for case, task in tasks.items() for path, text in task.files.items()}
    targets = tuple(f"{case}/{path}" for case, task in tasks.items() for path in task.targets)
    remarks, _ = program.run(required(name), Task(CHECKERS[name], files, targets))
    found: dict[str, list[Remark]] = defaultdict(list)
    for remark in remarks:
        case = next(case for case in tasks if remark.path.startswith(f"{case}/"))
        found[case].append(remark._replace(path=remark.path.removeprefix(f"{case}/")))
    return found


def _answers(subjects: Mapping[str, Subjects]) -> dict[tuple[str, int], list[Remark]]:
    """The remarks about each task of each case. A script with libraries needs its own process; the same script is checked once."""
    tasks = {(case, number): task for case, each in subjects.items() for number, (task, _) in enumerate(each.tasks)}
    alone: dict[str, list[Remark]] = {}
    found: dict[tuple[str, int], list[Remark]] = {}
    for name in CHECKERS:
        one = {f"{case}/{number}": task for (case, number), task in tasks.items() if task.checker.name == name and not task.options}
        answers = _ask(name, one)
        found |= {(case.rpartition("/")[0], int(case.rpartition("/")[2])): answers[case] for case in one}
    for place, task in tasks.items():
        if task.options:
            key = key_of(task, "")
            if key not in alone:
                alone[key], _ = program.run(required(SHELLCHECK.name), task)
            found[place] = alone[key]
    return found


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """The verdicts about every case with definitions in which every name is known: the others have no files."""
    subjects: dict[str, Subjects] = {}
    ours: dict[str, list[Finding]] = {}
    for case in DEFINED:
        folder = tmp_path_factory.mktemp("case") / "project"
        TempProject.of(folder, {})
        compilation = TempProject.of(folder, {}, base=CASES / case).compiled()
        if compilation.resolved is not None:
            subjects[case] = subjects_of(compilation.resolved, CHECKERS)
            ours[case] = compilation.findings
    answers = _answers(subjects)
    found = {}
    for case, each in subjects.items():
        findings, theirs = Findings(each, ours[case]), []
        for number in range(len(each.tasks)):
            findings.add(number, answers[case, number])
            theirs += answers[case, number]
        found[case] = Verdict(ours[case], theirs, findings.all(CHECKERS))
    return found


def _unlisted(table: str, found: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The differences that are not listed, and those that are and do not exist. An entry without cases is for any of them."""
    listed = DIFFERENCES[table]
    expected = {rule: set(entry.get("cases", found.get(rule, {"any case"}))) for rule, entry in listed.items()}
    rules = found.keys() | expected.keys()
    return {rule: each for rule in sorted(rules) if (each := found.get(rule, set()) ^ expected.get(rule, set()))}


def _by_rule(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for rule, case in pairs:
        found[rule].add(case)
    return dict(found)


def test_what_checkers_find_beyond_ours_is_listed(verdicts: dict[str, Verdict]) -> None:
    assert len(verdicts) > 150
    left = _by_rule((finding.rule, case) for case, verdict in verdicts.items() for finding in verdict.left)
    assert _unlisted("theirs", left) == {}


def test_what_no_checker_finds_is_listed(verdicts: dict[str, Verdict]) -> None:
    """A wrong definition about which no checker says what our rule says."""
    missed = [
        (finding.rule, case)
        for case, verdict in verdicts.items()
        for finding in verdict.ours
        if not {remark.rule for remark in verdict.theirs} & SAME_MISTAKE.get(finding.rule, frozenset())
    ]
    assert _unlisted("ours", _by_rule(missed)) == {}


def test_every_pair_of_equal_rules_is_seen_in_a_case(verdicts: dict[str, Verdict]) -> None:
    """A pair that no case shows may be wrong."""
    seen = {(mine.rule, remark.rule) for verdict in verdicts.values() for mine in verdict.ours for remark in verdict.theirs}
    assert {(mine, rule) for mine, rules in SAME_MISTAKE.items() for rule in rules} - seen == set()


def test_actionlint_refuses_the_files_that_we_refuse_and_no_others() -> None:
    """The cases that are read, each as a file of its own repository. zizmor looks for other mistakes in them."""
    workflows = {name: text for name in READ if (text := _text(CASES / "read" / name)) is not None}
    tasks = {name.removesuffix(".yml"): actionlint_task({".github/workflows/a.yml": text}, {}) for name, text in workflows.items()}
    theirs = _ask(ACTIONLINT.name, tasks)
    assert len(tasks) > 25
    differ: dict[str, set[str]] = defaultdict(set)
    for name, text in workflows.items():
        case = name.removesuffix(".yml")
        refused = any(finding.rule != IGNORED for finding in _ours(text, name))
        if refused != bool(theirs[case]):
            differ["ours" if refused else "theirs"].add(case)
    assert _unlisted("read", differ) == {}


def _ours(text: str, name: str) -> list[Finding]:
    read = read_workflow(text, name)
    return read.findings or (check_workflow(read.document) if read.document else [])


def _text(path: Path) -> str | None:
    """The text of a workflow; None for what is not text."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("table", ["theirs", "ours", "read"])
def test_every_difference_has_a_reason(table: str) -> None:
    for rule, entry in DIFFERENCES[table].items():
        assert len(entry["reason"].split()) > 5, rule
        assert entry.get("cases", []) == sorted(entry.get("cases", [])), rule


def test_a_difference_that_is_not_listed_is_seen() -> None:
    found = {rule: {"ok/action"} for rule in DIFFERENCES["theirs"]}
    assert _unlisted("theirs", {**found, "zizmor/new": {"ok/a"}})["zizmor/new"] == {"ok/a"}
    assert _unlisted("theirs", {})["zizmor/artipacked"] == {"any case"}
    assert "ok/action" in _unlisted("theirs", found)["actionlint/expression"]
