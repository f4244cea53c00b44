"""A program that is not the checker that its name suggests: it hangs, crashes, prints something else, or reads settings of the machine."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from compiler.checkers import program
from compiler.checkers.actionlint import ACTIONLINT, actionlint_task
from compiler.checkers.checker import CheckerError, Remark
from compiler.checkers.shellcheck import SHELLCHECK, shellcheck_task
from compiler.checkers.zizmor import ZIZMOR, zizmor_task
from tests.compiler.checkers.fake import Fakes
from tests.tools import program as required

WORKFLOW = ".github/workflows/ci.yml"
TASK = actionlint_task({WORKFLOW: "on: push\n"}, {})


def _run(tmp_path: Path, body: str) -> str:
    """The message of the error."""
    path = Fakes(tmp_path).write("actionlint", body)
    with pytest.raises(CheckerError) as raised:
        program.run(path, TASK)
    return str(raised.value).removeprefix(f"{path} ")


def test_run_stops_a_program_that_hangs_and_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "LIMIT", 0.5)
    child = tmp_path / "child"
    began = time.monotonic()
    assert _run(tmp_path, f"sleep 60 & echo $! >'{child}'; wait").endswith("took longer than 0.5 s and was stopped")
    assert time.monotonic() - began < 30
    stopped = int(child.read_text())
    deadline = time.monotonic() + 10
    while Path(f"/proc/{stopped}/stat").exists() and "Z" not in Path(f"/proc/{stopped}/stat").read_text().split()[2]:
        assert time.monotonic() < deadline, "the child runs on"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("kill -SEGV $$", "was ended by signal 11"),
        ("echo 'usage: lint [file]' >&2; exit 2", "ended with 2: usage: lint [file]"),
        ("echo hello", "it printed 'hello\\n'. Expected: the JSON of actionlint"),
        ("printf '\\033[31m\\377'", "it printed '\\x1b[31m\\ufffd'. Expected: the JSON of actionlint"),
        ("true", "it printed ''. Expected: the JSON of actionlint"),
        ("echo '{}'", "it printed '{}\\n'. Expected: the JSON of actionlint"),
        ("echo '[{}]'", "it printed '[{}]\\n'. Expected: the JSON of actionlint"),
        ("echo '[[]]'", "it printed '[[]]\\n'. Expected: the JSON of actionlint"),
        ("echo 1", "it printed '1\\n'. Expected: the JSON of actionlint"),
        (f"""'{sys.executable}' -c 'print("[" * 200000)'""", f"it printed '{'[' * 60}'. Expected: the JSON of actionlint"),
        (
            """echo '[{"kind": "a", "message": "b", "filepath": "/etc/passwd", "line": 1, "column": 1}]'""",
            "its output names a file that was not checked: /etc/passwd",
        ),
        (
            """echo '[{"kind": "a", "message": "b", "filepath": "x", "line": "one", "column": 1}]'""",
            'it printed \'[{"kind": "a", "message": "b", "filepath": "x", "line": "one\'. Expected: the JSON of actionlint',
        ),
    ],
)
def test_run_names_the_expected_output_when_it_is_another(tmp_path: Path, body: str, message: str) -> None:
    assert _run(tmp_path, body) == message


@pytest.mark.parametrize("to", ["", ">&2"])
def test_run_stops_a_program_that_prints_without_end(tmp_path: Path, to: str) -> None:
    assert _run(tmp_path, f"yes {to}").endswith("printed more than 16777216 bytes and was stopped")


def test_run_reports_a_file_that_cannot_be_started(tmp_path: Path) -> None:
    path = tmp_path / "actionlint"
    path.write_bytes(b"\x00\x01")
    path.chmod(0o755)
    with pytest.raises(CheckerError, match="cannot be run: Exec format error"):
        program.run(str(path), TASK)
    with pytest.raises(CheckerError, match="cannot be run: No such file or directory"):
        program.run(str(tmp_path / "no"), TASK)


@pytest.mark.parametrize("body", ["exit 1", "true", "echo hello"])
def test_version_is_an_error_when_the_program_does_not_print_it(tmp_path: Path, body: str) -> None:
    path = tmp_path / "zizmor"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    with pytest.raises(CheckerError, match="does not print its version"):
        program.version(str(path), "--version")


def test_a_program_gets_nothing_of_the_users_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GH_TOKEN", "SHELLCHECK_OPTS", "ZIZMOR_CONFIG", "PYTHONPATH", "GIT_DIR"):
        monkeypatch.setenv(name, "x")
    path = Fakes(tmp_path).write("actionlint", f"env >'{tmp_path}/env'; pwd >'{tmp_path}/pwd'; echo '[]'")
    program.run(path, TASK)
    env = dict(line.split("=", 1) for line in (tmp_path / "env").read_text().splitlines())
    folder = (tmp_path / "pwd").read_text().strip()
    assert env.keys() - {"PWD", "OLDPWD", "SHLVL", "_"} == {"PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "LC_ALL"}
    assert (env["HOME"], env["TMPDIR"]) == (folder, folder)
    assert not Path(folder).exists()


def test_remarks_have_paths_of_the_project_and_no_temporary_folder(tmp_path: Path) -> None:
    answer = [{"kind": "k", "message": "see @/a/../b", "filepath": f"@/{WORKFLOW}", "line": 2, "column": 3}]
    path = Fakes(tmp_path).write("actionlint", f"echo '{json.dumps(answer)}' | sed \"s|@|$PWD|g\"")
    link = "https://github.com/rhysd/actionlint/blob/main/docs/checks.md"
    assert program.run(path, TASK) == ([Remark("actionlint/k", "see a/../b", link, WORKFLOW, 2, 3)], [])


def test_find_prefers_the_folder_of_the_running_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("python", "path"):
        (tmp_path / folder).mkdir()
        Fakes(tmp_path / folder).write("zizmor", "true")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python/python"))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert program.find("zizmor") == str(tmp_path / "python/zizmor")
    (tmp_path / "python/zizmor").chmod(0o644)
    assert program.find("zizmor") == str(tmp_path / "path/zizmor")
    (tmp_path / "path/zizmor").unlink()
    assert program.find("zizmor") is None


WRONG = """\
on: push
permissions: {}
jobs:
  build:
    runs-on: my-own-label
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.head_commit.message }}
"""


def test_settings_of_the_machine_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these would hide what the checkers find."""
    tasks = [
        (ACTIONLINT, actionlint_task({WORKFLOW: WRONG}, {})),
        (ZIZMOR, zizmor_task({WORKFLOW: WRONG}, {})),
        (SHELLCHECK, shellcheck_task({"a.sh": "#!/bin/sh\necho $1\n"}, "a.sh")),
    ]
    plain = [program.run(required(checker.name), task) for checker, task in tasks]
    assert [sorted({remark.rule for remark in remarks}) for remarks, _ in plain] == [
        ["actionlint/action", "actionlint/expression"],
        ["zizmor/artipacked", "zizmor/template-injection", "zizmor/unpinned-uses"],
        ["shellcheck/SC2086"],
    ]
    home = tmp_path / "home"
    for name, text in {
        ".shellcheckrc": "disable=all\n",
        ".config/shellcheckrc": "disable=all\n",
        ".config/zizmor.yml": "rules: {artipacked: {disable: true}}\n",
        "zizmor.yml": "rules: {artipacked: {disable: true}}\n",
        ".github/actionlint.yaml": "paths: {'**': {ignore: ['.*']}}\n",
        ".git/HEAD": "",
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("SHELLCHECK_OPTS", "-e SC2086")
    monkeypatch.setenv("ZIZMOR_CONFIG", str(home / "zizmor.yml"))
    monkeypatch.setenv("ZIZMOR_MIN_SEVERITY", "high")
    monkeypatch.setenv("TMPDIR", str(home))  # the folders of the runs are inside
    monkeypatch.setattr("tempfile.tempdir", str(home))
    monkeypatch.chdir(home)
    assert [program.run(required(checker.name), task) for checker, task in tasks] == plain


def test_zizmor_reports_which_file_it_skips() -> None:
    broken = {WORKFLOW: "on: push\njobs: 1\n"}
    remarks, unread = program.run(required("zizmor"), zizmor_task(broken, {}))
    assert remarks == []
    assert [WORKFLOW in line for line in unread] == [True]
    remarks, unread = program.run(required("zizmor"), zizmor_task({**broken, ".github/workflows/a.yml": WRONG}, {}))
    assert {remark.path for remark in remarks} == {".github/workflows/a.yml"}
    assert [WORKFLOW in line for line in unread] == [True]


def test_a_version_is_one_line() -> None:
    for checker in (ACTIONLINT, SHELLCHECK, ZIZMOR):
        found = program.version(required(checker.name), checker.version)
        assert "\n" not in found
        assert any(character.isdigit() for character in found)
