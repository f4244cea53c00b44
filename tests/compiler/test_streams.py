"""What a definition prints becomes neither a part of the result nor a workflow command, whichever way it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.projects import HELLO, REPOSITORY, TempProject

if TYPE_CHECKING:
    from collections.abc import Sequence

PRINTS = {
    "print": 'print("noise")',
    "kept stream": 'import sys\nsys.__stdout__.write("noise\\n")',
    "descriptor": 'import os\nos.write(1, b"noise\\n")',
    "process": 'import subprocess\nsubprocess.run(["echo", "noise"], check=True)',
    "shell": 'import os\nos.system("echo noise")',
    "logging": 'import logging, sys\nlogging.basicConfig(stream=sys.stdout)\nlogging.warning("noise")',
    "warning": 'import warnings\nwarnings.warn("noise")',
    "at the end": 'import atexit\natexit.register(print, "noise")',
    "bytes": 'import sys\nsys.stdout.buffer.write(b"noise\\n")',
}
COMMANDS = """\
import os, sys
print("::error::noise")
os.write(2, b"  ::add-mask::noise\\n##[warning]noise\\n")
print("::stop-commands::x", file=sys.stderr)
"""


def run(made: TempProject, *arguments: str, close: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with its two outputs apart."""
    closed = " ".join(f"{number}>&-" for number in close)
    return subprocess.run(
        ["bash", "-c", f'"$@" {closed}', "-", sys.executable, "-m", "compiler", "-C", str(made.root), *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("way", PRINTS)
def test_stdout_has_only_json_when_the_format_is_json(way: str, hello: TempProject) -> None:
    hello.put("pipelines/hello.py", f"{PRINTS[way]}\n{HELLO}")
    done = run(hello, "check", "--format", "json")
    assert json.loads(done.stdout)["files"][0]["state"] == "missing"
    assert "noise" in done.stderr


THREADS = {
    "timer": 'import threading\nthreading.Timer(0, print, ["::error::noise"]).start()',
    "thread": "import threading\nthreading.Thread(target=lambda: [print('::error::noise') for _ in iter(int, 1)], daemon=True).start()",
    "pool": 'from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(print, "::error::noise")',
}


@pytest.mark.parametrize("form", ["json", "github"])
@pytest.mark.parametrize("way", THREADS)
def test_output_of_processes_that_a_definition_starts_is_not_in_the_json(way: str, form: str, hello: TempProject) -> None:
    hello.put("pipelines/hello.py", f"{THREADS[way]}\n{HELLO}")
    done = run(hello, "check", "--format", form)
    assert "noise" not in done.stdout + done.stderr
    if form == "json":
        (finding,) = json.loads(done.stdout)["findings"]
        assert (finding["rule"], finding["line"]) == ("broken-definition", 2)
        assert "a definition must not start a thread or a timer" in finding["message"]
    else:
        assert done.stdout.startswith("::error file=pipelines/hello.py,line=2,title=broken-definition::")


def test_output_of_a_definition_that_raises_is_not_in_the_json(hello: TempProject) -> None:
    hello.put("pipelines/hello.py", f"{PRINTS['print']}\nraise KeyError\n")
    done = run(hello, "check", "--format", "json")
    assert json.loads(done.stdout)["findings"][0]["rule"] == "broken-definition"
    assert "noise" in done.stderr


def test_printed_text_is_never_a_workflow_command(hello: TempProject) -> None:
    hello.put("pipelines/hello.py", COMMANDS + HELLO)
    done = run(hello, "check", "--format", "github")
    assert done.stdout.startswith("::error file=generated/.github/workflows/hello.yml,line=1,title=missing file::")
    assert "noise" not in done.stdout
    lines = done.stderr.splitlines()
    assert lines[-1].startswith("linesmith: ")
    assert sorted(lines[:-1]) == ["|   ::add-mask::noise", "| ## [warning]noise", "| ::error::noise", "| ::stop-commands::x"]


@pytest.mark.parametrize("command", [("gitops", "checklist", "1.2.3"), ("list",)])
def test_output_of_other_commands_is_never_a_workflow_command(command: tuple[str, ...]) -> None:
    done = run(TempProject(REPOSITORY), *command)
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize("close", [(1,), (2,), (1, 2)])
def test_closed_stdout_is_not_an_internal_error(close: tuple[int, ...], hello: TempProject) -> None:
    hello.put("pipelines/hello.py", f"{PRINTS['print']}\n{HELLO}")
    done = run(hello, "generate", close=close)
    assert done.returncode == 0, done.stderr
    assert (hello.root / "generated/.github/workflows/hello.yml").exists()
