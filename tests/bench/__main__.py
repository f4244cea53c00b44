"""Measure whole processes, all commands in turn in each round, and print medians as ratios to a baseline."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.application import Application
from rehearsal.registry.memory import MemoryStore
from tests.bench import alternatives, checkers, promotions, reading
from tests.scripts.counted import PLAIN, promotion, reservation
from tests.scripts.steps import environment

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv/bin/python"
ALTERNATIVES = ROOT / ".venv/alternatives/bin"
ROUNDS = int(os.environ.get("ROUNDS", "15"))
FLOOR = (str(PYTHON), "-c", "from pydantic import BaseModel; import ruamel.yaml, jinja2, click")
WORKFLOWS, JOBS, STEPS = 30, 10, 10
_KIT = ("ci.py", "check.py", "operator_scripts.py", "documents.py", "application.py")


@dataclass
class Row:
    """One command, and how long each of its runs took in seconds."""

    name: str
    command: tuple[str, ...]
    folder: Path
    seconds: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run the command once. Stops the benchmark if it fails, since a failed run measures nothing."""
        start = time.perf_counter()
        done = subprocess.run(self.command, cwd=self.folder, env=_environment(), capture_output=True, text=True, check=False)
        self.seconds.append(time.perf_counter() - start)
        if done.returncode:
            sys.exit(f"{self.name}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")

    @property
    def median(self) -> float:
        """The median of all runs except the first, whose caches are cold."""
        return statistics.median(self.seconds[1:])


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}}


def _linesmith(folder: Path, *arguments: str) -> tuple[str, ...]:
    return (str(PYTHON), "-m", "compiler", "-C", str(folder), *arguments)


def _release_pipelines(folder: Path) -> Path:
    """This repository's definitions of the release pipelines alone: the other compilers have no operator scripts or documents."""
    shutil.copytree(ROOT / "templates", folder / "templates")
    shutil.copytree(ROOT / "pipelines", folder / "pipelines", ignore=shutil.ignore_patterns(*_KIT, "__pycache__"))
    (folder / "pyproject.toml").write_text("[tool.linesmith]\n", encoding="utf-8")
    return folder


def _large(folder: Path) -> Path:
    """Thirty workflows of ten jobs of ten steps, each job after the one before and using an output of it."""
    (folder / "pipelines").mkdir(parents=True)
    (folder / "templates").mkdir()
    (folder / "pyproject.toml").write_text("[tool.linesmith]\n", encoding="utf-8")
    shutil.copy(ROOT / "pipelines/pins.toml", folder / "pipelines/pins.toml")
    for number in range(WORKFLOWS):
        lines = ["from compiler import Job, Push, Run, Uses, Workflow, github, matrix, secrets", "jobs = []"]
        for job in range(JOBS):
            before = f"'BEFORE': jobs[{job - 1}].outputs.value, " if job else ""
            lines += [
                f"first = Run('echo value={job} >> \"$GITHUB_OUTPUT\"', id='first', name='Step 0', env={{{before}'SHA': github.sha}})",
                f"jobs.append(Job('job-{job}', timeout_minutes=10, permissions={{'contents': ('read', 'checks out')}}, steps=[",
                "    first, Uses('actions/checkout', name='Check out', with_={'fetch-depth': 1, 'persist-credentials': False}),",
                *(
                    f"    Run('make target-{step}', name='Step {step}', env={{'TOKEN': secrets.GITHUB_TOKEN, 'NUMBER': {step}}}),"
                    for step in range(2, STEPS)
                ),
                "], outputs={'value': first.outputs.value}))",
            ]
        lines.append(f"W = Workflow(file='w{number}.yml', name='W {number}', on=[Push(branches=['main'])], jobs=jobs,")
        lines.append("    ignore={'unused-output': 'the last job has one too'})")
        (folder / f"pipelines/w{number:02}.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _rows(folder: Path) -> list[Row]:
    """Linesmith on a project, and the other compilers on the same workflows. Each generates once first, so that a check passes."""
    subprocess.run(_linesmith(folder, "generate"), check=True, capture_output=True)
    workflows = alternatives.read(sorted((folder / "generated/.github/workflows").glob("*.yml")))
    of_ghagen, of_yamloom = folder / "ghagen", folder / "yamloom"
    for place, name, source in (
        (of_ghagen, "ghagen_workflows.py", alternatives.ghagen(workflows)),
        (of_yamloom, "yamloom_workflows.py", alternatives.yamloom(workflows)),
    ):
        (place / ".github").mkdir(parents=True)
        (place / ".github" / name).write_text(source, encoding="utf-8")
        (place / ".git").mkdir()
    script = str(of_yamloom / ".github/yamloom_workflows.py")
    return [
        Row("linesmith generate", _linesmith(folder, "generate"), folder),
        Row("linesmith check", _linesmith(folder, "check"), folder),
        Row("ghagen 0.5.0 synth", (str(ALTERNATIVES / "ghagen"), "synth"), of_ghagen),
        Row("ghagen 0.5.0 check-synced", (str(ALTERNATIVES / "ghagen"), "check-synced"), of_ghagen),
        Row("yamloom 0.6.1 sync", (str(ALTERNATIVES / "yamloom"), "sync", "--file", script), of_yamloom),
        Row("yamloom 0.6.1 check", (str(ALTERNATIVES / "yamloom"), "check", "--file", script), of_yamloom),
    ]


def _measure(title: str, rows: list[Row]) -> None:
    floor = Row("importing pydantic, ruamel.yaml, jinja2, click", FLOOR, ROOT)
    for _ in range(ROUNDS):
        for row in (floor, *rows):
            row.run()
    print(f"| {title} | ratio | ms |\n| --- | --- | --- |")  # noqa: T201 - the point of the script
    for row in (floor, *rows):
        print(f"| {row.name} | {row.median / floor.median:.2f} | {row.median * 1000:.0f} |")  # noqa: T201
    print()  # noqa: T201


def _count() -> None:
    """The requests of the pipelines without faults, which are the same on every machine."""
    print("| six images, no faults | requests | Git | GitHub's API | registry | downloads |\n| --- | --- | --- | --- | --- | --- |")  # noqa: T201
    for name, count in (("a reservation", reservation), ("a promotion", promotion)):
        with (
            tempfile.TemporaryDirectory() as folder,
            environment(Application.make(Path(folder, "a")), MemoryStore(), Path(folder, "s")) as steps,
        ):
            made = count(steps)
        print(f"| {name} | {made.total} | {made.git} | {made.api} | {made.registry} | {made.downloads} |")  # noqa: T201
    print(f"| a promotion the plain way | {PLAIN} | | | {PLAIN} | |\n")  # noqa: T201


def _wait() -> None:
    """A promotion where every request takes a while. Both ways start programs, and ours starts more: measure it on an idle machine."""
    ours, plain = promotions.medians(max(1, ROUNDS // 5))
    print(f"| a promotion of six images, {promotions.SECONDS * 1000:.0f} ms a request | in a row | seconds | of the plain way |")  # noqa: T201
    print("| --- | --- | --- | --- |")  # noqa: T201
    for name, made in (("the job promote", ours), ("the plain way", plain)):
        print(f"| {name} | {made.in_a_row} | {made.seconds:.1f} | {made.seconds / plain.seconds:.2f} |")  # noqa: T201
    print()  # noqa: T201


def _read() -> None:
    """Reading workflow files, in this process."""
    print("| reading, as a ratio to a load by ruamel.yaml | the generated workflows | 3,000 steps |\n| --- | --- | --- |")  # noqa: T201
    small, large = reading.ratios(reading.generated(), ROUNDS), reading.ratios([reading.large(3000)], max(1, ROUNDS // 5))
    for name, ratio in small.items():
        print(f"| {name} | {ratio:.2f} | {large[name]:.2f} |")  # noqa: T201
    print()  # noqa: T201


def _check() -> None:
    """The time that checkers add to a check of this repository, and of the large set, with and without cached results."""
    with tempfile.TemporaryDirectory() as temporary:
        large = _large(Path(temporary, "large"))
        print("| `check --checkers`, in seconds of CPU and of waiting | this repository | 3,000 steps |\n| --- | --- | --- |")  # noqa: T201
        for name, here, there in zip(checkers.WAYS, checkers.costs(ROOT, ROUNDS), checkers.costs(large, ROUNDS), strict=True):
            print(f"| {name} | {here} | {there} |")  # noqa: T201
        print()  # noqa: T201


def main() -> None:
    """The requests, what waiting for them costs, then both sets of definitions, in temporary folders."""
    _count()
    _wait()
    _read()
    _check()
    with tempfile.TemporaryDirectory() as temporary:
        two, large = _release_pipelines(Path(temporary, "two")), _large(Path(temporary, "large"))
        starting = Row("linesmith --help", _linesmith(two, "--help"), two)
        everything = Row("linesmith check, with operator scripts and guide", _linesmith(ROOT, "check"), ROOT)
        _measure("the two release pipelines", [starting, *_rows(two), everything])
        _measure(f"{WORKFLOWS} workflows, {WORKFLOWS * JOBS * STEPS:,} steps", _rows(large))


if __name__ == "__main__":
    main()
