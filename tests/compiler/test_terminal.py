"""What a terminal shows and a pipe does not, and shell completion."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from compiler import terminal
from compiler.terminal import progress
from tests.projects import REPOSITORY, TempProject, another

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "generated/.github/workflows/hello.yml"
MORE = another("more.yml")
COLOUR = "\x1b["


@pytest.fixture
def stale(hello: TempProject) -> TempProject:
    """A project with one file that is up to date and one that is not."""
    hello.put("pipelines/more.py", MORE)
    assert hello.run("generate").code == 0
    hello.put("pipelines/more.py", MORE.replace("echo hello", "echo bye"))
    return hello


def on_a_terminal(project: TempProject, *arguments: str, code: str = "", **variables: str) -> str:
    """Everything that a command writes to a pseudo-terminal."""
    script = f"import sys\nfrom compiler import terminal\n{code}\nfrom compiler.cli import run\nsys.argv[0] = 'linesmith'\nrun()\n"
    leader, follower = pty.openpty()
    command = [sys.executable, "-c", script, "-C", str(project.root), *arguments]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdin=follower, stdout=follower, stderr=follower, env={**os.environ, **variables})
    os.close(follower)
    written = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:  # the process has closed its end
            break
        if not part:
            break
        written += part
    os.close(leader)
    process.wait(timeout=60)
    return written.decode().replace("\r\n", "\n")


def plain(text: str) -> str:
    """Without colour."""
    for number in (0, 1, 31, 32, 36):
        text = text.replace(f"\x1b[{number}m", "")
    return text


@pytest.mark.parametrize("arguments", [("check",), ("diff",)])
def test_output_has_colour_on_a_terminal(arguments: tuple[str, ...], stale: TempProject) -> None:
    coloured = on_a_terminal(stale, *arguments)
    assert "\x1b[32m+      - run: echo bye\x1b[0m\n" in coloured
    assert "\x1b[31m-      - run: echo hello\x1b[0m\n" in coloured
    assert plain(coloured) == stale.run(*arguments).output, "colour is the only difference"


def test_output_has_no_colour_when_no_color_is_set(stale: TempProject) -> None:
    without = on_a_terminal(stale, "check", NO_COLOR="1")
    assert COLOUR not in without
    assert without == stale.run("check").output
    assert COLOUR in on_a_terminal(stale, "check", NO_COLOR="")


@pytest.mark.parametrize("arguments", [("check",), ("diff",), ("check", "--format", "github"), ("check", "--format", "json")])
def test_output_has_no_colour_in_a_pipe(arguments: tuple[str, ...], stale: TempProject) -> None:
    assert COLOUR not in stale.run_apart(*arguments).output


@pytest.mark.parametrize("form", ["github", "json"])
def test_json_and_github_formats_have_no_colour(form: str, stale: TempProject) -> None:
    assert COLOUR not in on_a_terminal(stale, "check", "--format", form).partition("linesmith:")[0].removesuffix("\x1b[31m\x1b[1m")


def test_check_names_only_files_that_are_out_of_date(stale: TempProject) -> None:
    ran = stale.run("check")
    assert f"{FILE}: " not in ran.output
    assert ran.output.endswith("\nlinesmith: 1 of 2 files is not up to date\n")
    assert f"{FILE}: up to date\n" in stale.run("check", "--verbose").output


def test_generate_names_only_what_changed(stale: TempProject) -> None:
    assert f"{FILE}: up to date\n" in stale.run("generate", "--verbose").output
    assert stale.run("generate").output == "2 files are up to date\n"
    assert stale.run("generate", "--verbose").output.splitlines() == [
        f"{FILE}: up to date",
        f"{FILE.replace('hello', 'more')}: up to date",
        "2 files are up to date",
    ]


def test_json_lists_current_files_in_one_field(stale: TempProject) -> None:
    document = json.loads(stale.run("check", "--format", "json").output.partition("linesmith:")[0])
    assert document["current_files"] == [FILE]
    assert [file["path"] for file in document["files"]] == [FILE.replace("hello", "more")]


class Terminal(io.StringIO):
    """A standard error that is a terminal, or not."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("patience", [0.01, 30.0])
def test_progress_is_shown_after_a_delay_and_erased(patience: float, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal(is_terminal=True)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(terminal, "PATIENCE", patience)
    with progress("compiling the definitions"):
        if patience < 1:
            wait_for(lambda: "compiling the definitions (0 s)" in stream.getvalue())
    if patience < 1:
        assert stream.getvalue().endswith("(0 s)\r\x1b[2K")
    else:
        assert stream.getvalue() == ""


def test_progress_is_shown_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal(is_terminal=False)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(terminal, "PATIENCE", 0.0)
    with progress("compiling the definitions"):
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_slow_compilation_shows_progress(hello: TempProject) -> None:
    hello.run("generate")
    hello.put("pipelines/slow.py", "import time\ntime.sleep(0.5)\n")
    assert "linesmith: compiling the definitions (0 s)\r\x1b[2K" in on_a_terminal(hello, "check", code="terminal.PATIENCE = 0.1")
    assert "compiling" not in hello.run_apart("check").output


def complete(words: str) -> list[str]:
    """What bash would suggest after these words."""
    script = "import sys; sys.argv[:] = ['linesmith']; from compiler.cli import run; run()"
    variables = {"_LINESMITH_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, env={**os.environ, **variables}, capture_output=True, text=True, check=True
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("linesmith ge", ["generate"]),
        ("linesmith g", ["generate", "gitops"]),
        ("linesmith gitops ch", ["check", "checklist"]),
        ("linesmith check --form", ["--format"]),
        ("linesmith check --format ", ["text", "github", "json", "sarif"]),
        ("linesmith explain unknown-a", ["unknown-action", "unknown-artifact", "unknown-action-input"]),
    ],
)
def test_shell_completes_commands_and_options(words: str, offered: list[str]) -> None:
    assert complete(words) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_documented_command_prints_the_completion_script(shell: str) -> None:
    assert f"_LINESMITH_COMPLETE={shell}_source linesmith" in (REPOSITORY / "docs/cli.md").read_text("utf-8")
    script = "import sys; sys.argv[:] = ['linesmith']; from compiler.cli import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        env={**os.environ, "_LINESMITH_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"_LINESMITH_COMPLETE={shell}_complete" in done.stdout
