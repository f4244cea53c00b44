"""Linters and formatters report nothing about the committed files. Each must also report a wrong file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from compiler.checkers.check import check
from compiler.checkers.shellcheck import SHELLCHECK
from compiler.checkers.subjects import subjects_of
from tests.conformance.files import COMPILATION, FILES, MADE, NAMES, PROGRAMS, run_tool
from tests.tools import ROOT, program

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

TEMPLATES = ROOT / "templates"
SOURCES = sorted(TEMPLATES.rglob("*.sh"))
STRICT = "{extends: default, rules: {line-length: disable, comments: {min-spaces-from-content: 1}}}"
DEFAULT = "{extends: default, rules: {line-length: disable}}"

WRONG = """\
name: wrong
on: push
jobs:
  a:
    runs-on:   ubuntu-latest
    needs: nobody
    timeout: 3
    concurrency: {group: a, queue: sometimes}
    steps:
      - run: echo ${{ github.event.issue.title }} $unquoted
"""


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    """A file in which every tool must find something."""
    path = tmp_path / ".github/workflows/wrong.yml"
    path.parent.mkdir(parents=True)
    path.write_text(WRONG, encoding="utf-8")
    return str(path)


def test_there_are_files_to_check_and_they_are_up_to_date() -> None:
    assert COMPILATION.findings == []
    assert NAMES == [
        ".github/workflows/ci.yml",
        "generated/.github/workflows/check-release-pipelines.yml",
        "generated/.github/workflows/publish-main.yml",
        "generated/.github/workflows/publish-staging.yml",
    ]
    assert [path for path, text in MADE.items() if path.read_bytes() != text.encode("utf-8")] == []


def test_actionlint_with_shellcheck(wrong: str) -> None:
    actionlint = (program("actionlint"), "-shellcheck", program("shellcheck"))
    done = run_tool(*actionlint, *NAMES)
    assert (done.returncode, done.stdout) == (0, "")
    seen = run_tool(*actionlint, wrong).stdout
    assert "[job-needs]" in seen
    assert "[expression]" in seen
    assert "SC2086" in seen


def test_zizmor_as_a_strict_auditor(wrong: str) -> None:
    zizmor = (program("zizmor"), "--offline", "--persona", "auditor", "--no-progress")
    done = run_tool(*zizmor, *NAMES)
    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stdout + done.stderr
    assert "template-injection" in run_tool(*zizmor, wrong).stdout


IGNORED = [
    ("check-release-pipelines.yml", "secrets-outside-env"),
    ("check-release-pipelines.yml", "secrets-outside-env"),
    ("publish-main.yml", "secrets-outside-env"),
    ("publish-staging.yml", "concurrency-limits"),
    ("publish-staging.yml", "secrets-outside-env"),
]


def test_what_zizmor_must_ignore_is_known_and_has_a_reason() -> None:
    ignored = [
        (path.name, *found)
        for path in FILES
        for found in re.findall(r"# zizmor: ignore\[([a-z-]+)\](.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert sorted((name, rule) for name, rule, _ in ignored) == IGNORED
    assert all(len(reason.split()) > 5 for _, _, reason in ignored)


def test_zizmor_would_find_what_it_ignores_and_nothing_else() -> None:
    done = run_tool(program("zizmor"), "--offline", "--persona", "auditor", "--no-progress", "--no-ignores", "--format", "json", *NAMES)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert sorted((_file_of(finding), str(finding["ident"])) for finding in found) == IGNORED


def _file_of(finding: dict[str, Any]) -> str:
    key = finding["locations"][0]["symbolic"]["key"]
    return str(next(iter(key.values()))["verbatim_path"]).rpartition("/")[2]


def test_files_comply_with_the_published_schema(wrong: str) -> None:
    schema = (program("check-jsonschema"), "--builtin-schema", "vendor.github-workflows")
    done = run_tool(*schema, *NAMES)
    assert done.returncode == 0, done.stdout
    seen = run_tool(*schema, wrong)
    assert seen.returncode == 1
    assert "'timeout' was unexpected" in seen.stdout
    assert "'sometimes' is not one of ['single', 'max']" in seen.stdout  # it knows the newest key that the lines use


@pytest.mark.parametrize("rules", [STRICT, DEFAULT])
def test_yamllint_accepts_the_workflows(rules: str, wrong: str) -> None:
    yamllint = (program("yamllint"), "-f", "parsable", "-d", rules)
    done = run_tool(*yamllint, *(["--strict"] if rules == STRICT else ["--no-warnings"]), *NAMES)
    assert (done.returncode, done.stdout) == (0, "")
    assert "(truthy)" in run_tool(*yamllint, "--strict", wrong).stdout


SCRIPTS = [path for path in SOURCES if path.parent.name != "lib"]
NOT_DECLARED = [ROOT / ".ci/run", ROOT / "tools/check-installed.sh"]
"""Scripts that no definition declares."""


def shellcheck(script: Path) -> subprocess.CompletedProcess[str]:
    """A library is checked as a part of the scripts that source it: `--check-sourced`."""
    return run_tool(program("shellcheck"), "--norc", "--external-sources", "--check-sourced", str(script))


def test_shellcheck_finds_nothing_without_exclusions() -> None:
    """As `make check CHECKERS=shellcheck` runs it: the results of scripts that are the same as at the last `generate` are cached."""
    assert {"--norc", "--external-sources", "--check-sourced"} <= {*SHELLCHECK.arguments}
    assert COMPILATION.resolved is not None
    tasks = [task for task, _ in subjects_of(COMPILATION.resolved, {SHELLCHECK.name}, COMPILATION.files).tasks]
    checked = [target.rpartition("/")[2] for task in tasks for target in task.targets if "/" in target]
    assert sorted(checked) == sorted(path.name for path in SCRIPTS)
    done = check(COMPILATION.resolved, [], {SHELLCHECK.name: program("shellcheck")}, COMPILATION.files)
    assert (done.findings, done.problems) == ([], [])


@pytest.mark.parametrize("script", NOT_DECLARED, ids=lambda path: path.name)
def test_shellcheck_finds_nothing_in_other_scripts(script: Path) -> None:
    done = shellcheck(script)
    assert (done.returncode, done.stdout) == (0, "")


def test_shellcheck_checks_a_sourced_library(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/bad.sh").write_text('rm -rf "$DIR"/$name\n', encoding="utf-8")
    bad = tmp_path / "bad.sh"
    bad.write_text('#!/usr/bin/env bash\n# shellcheck source-path=SCRIPTDIR/lib\n\nsource "$lib/bad.sh"\n', encoding="utf-8")
    assert "SC2086" in shellcheck(bad).stdout


def test_shellcheck_of_a_published_script_finds_its_libraries() -> None:
    """In the application too, the script of each folder that has the fewest; the folders themselves are checked above."""
    published = [path for path in PROGRAMS if path.parent.name != "lib"]
    assert len(published) == len(SCRIPTS)
    fewest = {path.parent: path for path in sorted(published, key=lambda path: -path.read_text("utf-8").count("\nsource "))}
    assert sorted(folder.name for folder in fewest) == ["development", "publish", "steps"]
    done = run_tool(program("shellcheck"), "--norc", "--external-sources", *map(str, fewest.values()))
    assert (done.returncode, done.stdout) == (0, "")


def test_every_script_that_runs_is_checked() -> None:
    """A library is checked as a part of the scripts that source it, and a script only if a definition uses it."""
    assert [*PROGRAMS] == sorted(path for path in (ROOT / "generated/scripts").rglob("*") if path.is_file())
    published = {path.relative_to(ROOT / "generated/scripts/publish").as_posix() for path in PROGRAMS if "development" not in path.parts}
    made = {path.relative_to(TEMPLATES).as_posix() for path in SOURCES}
    assert made - published == {"update-lockfile-linux.sh"}
    assert published - made == set()


def test_no_function_is_defined_twice_in_a_family() -> None:
    steps = [path for path in PROGRAMS if path.is_relative_to(ROOT / "generated/scripts/publish/steps")]
    for family in (steps, [path for path in PROGRAMS if path not in steps]):
        names = [name for path in family for name in re.findall(r"^(\w+)\(\) ", path.read_text(encoding="utf-8"), re.MULTILINE)]
        assert len(names) > 50
        assert sorted({name for name in names if names.count(name) > 1}) == []


def test_bash_can_read_what_runs_and_its_sources(tmp_path: Path) -> None:
    assert [path for path in [*SOURCES, *PROGRAMS] if run_tool("bash", "-n", str(path)).returncode] == []
    bad = tmp_path / "bad.sh"
    bad.write_text("if true; then\n", encoding="utf-8")
    assert run_tool("bash", "-n", str(bad)).returncode != 0


def test_no_script_disables_shellcheck() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in [*SOURCES, *FILES, *PROGRAMS]}
    directives = {found for text in texts.values() for found in re.findall(r"#\s*shellcheck\s+([\w-]+)=", text)}
    assert directives == {"shell", "source-path"}


def test_linters_accept_the_action_for_other_repositories(tmp_path: Path) -> None:
    action, schema = str(ROOT / "action.yml"), (program("check-jsonschema"), "--builtin-schema", "vendor.github-actions")
    zizmor = (program("zizmor"), "--offline", "--persona", "auditor", "--no-progress")
    assert run_tool(*schema, action).returncode == 0
    assert run_tool(*zizmor, action).returncode == 0
    text, bad = (ROOT / "action.yml").read_text(encoding="utf-8"), tmp_path / "action.yml"
    bad.write_text(text.replace('"$GITHUB_WORKSPACE/.linesmith" check', "${{ inputs.path }} check"), encoding="utf-8")
    assert "template-injection" in run_tool(*zizmor, str(bad)).stdout
    bad.write_text(text.replace("      shell: bash\n", ""), encoding="utf-8")
    assert run_tool(*schema, str(bad)).returncode == 1
