"""The script around the check: its help, its arguments, its colours, and how it ends when it is stopped."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.runtime_config.pair import CHECK, CLAUSE, OF_CHECK, node_app, node_sidecar, run_check, running
from tests.tools import ROOT, program

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.waits
GIVEN = {"--pair": "web", "--app": "http://127.0.0.1:1", "--sidecar": "http://127.0.0.1:2"}
CLAUSES = re.findall(r"^([a-z-]+)\|.*\|", (ROOT / "templates/lib/clauses.sh").read_text(encoding="utf-8"), re.MULTILINE)


def arguments(**changed: str | None) -> list[str]:
    given = {**GIVEN, **{f"--{name}": value for name, value in changed.items()}}
    return [word for name, value in given.items() if value is not None for word in (name, value)]


def test_help_names_every_clause_option_and_exit_code() -> None:
    ran = run_check("--help")
    assert ran.code == 0
    assert len(CLAUSES) == 20
    for clause in CLAUSES:
        assert re.search(rf"^  {clause} ", ran.output, re.MULTILINE)
    for word in (
        "--pair NAME        web or management-web",
        "--app",
        "--sidecar",
        "--sidecar-only",
        "--control",
        "--wait",
        "--allow-unchecked",
        "restart-app",
        "app-log",
        "fail",
        "JSON.parse(",
        "Exit codes: 0",
        "2 usage error, a missing program, no response from the app or the sidecar, or a failure\nof COMMAND, 3",
    ):
        assert word in ran.output


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([], '--pair is ""; expected: web or management-web'),
        (arguments(pair="api"), '--pair is "api"; expected: web or management-web'),
        (arguments(pair=None), '--pair is ""'),
        (arguments(app=None), "--app must be an address"),
        (arguments(sidecar=None), "--sidecar must be an address"),
        (arguments(sidecar="127.0.0.1:4001"), "--sidecar must be an address"),
        (arguments(sidecar="file:///etc/passwd"), "--sidecar must be an address"),
        (arguments(sidecar="http://person:secret@127.0.0.1"), "--sidecar must be an address"),
        (arguments(sidecar="http://127.0.0.1/ -o /tmp/x"), "--sidecar must be an address"),
        (arguments(app="http://127.0.0.1/?a=b"), "--app must be an address"),
        (arguments(wait="0"), '--wait is "0"'),
        (arguments(wait="601"), '--wait is "601"'),
        (arguments(wait="1; id"), '--wait is "1; id"'),
        (arguments(control="/no/such/program"), '--control is "/no/such/program"'),
        (arguments(app="http://127.0.0.1/\xc2\x9b31m"), "--app must be an address"),
        (arguments(pair="http://person:secret@127.0.0.1"), '--pair is "http://…@127.0.0.1"'),
        (["http://person:secret@127.0.0.1"], "unknown option http://…@127.0.0.1"),
        (["--app=http://person:secret@127.0.0.1"], "unknown option --app"),
        (arguments(**{"sidecar-only": "http://127.0.0.1:1"}), "--sidecar-only cannot be combined with --app, --sidecar or --control"),
        (["--pair", "web", "--sidecar-only", "nothing"], "--sidecar-only must be an address"),
        (arguments(**{"allow-unchecked": "lost-served,none"}), '--allow-unchecked names "none"'),
        (arguments(**{"allow-unchecked": ".*"}), '--allow-unchecked names ".*"'),
        ([*arguments(), "--pair"], "--pair has no value"),
        ([*arguments(), "\x1b[31mnow"], "unknown option  [31mnow"),
    ],
)
def test_usage_errors_make_no_request(given: list[str], found: str) -> None:
    ran = run_check(*given)
    assert ran.code == 2
    assert found in ran.output
    assert ran.output.endswith("check-runtime-config.sh --help\n")
    assert ran.output.count("\n") == 1
    assert "secret" not in ran.output


def test_arguments_are_accepted_in_any_order_and_with_a_slash(tmp_path: Path) -> None:
    with running(tmp_path, partial(node_app, fault="none"), partial(node_sidecar, fault="none")) as pair:
        ran = run_check("--sidecar", pair.sidecar.url + "/", "--allow-unchecked", "all", "--app", pair.app.url + "/", "--pair", "web")
    assert ran.code == 0


def test_local_addresses_are_requested_without_a_proxy(tmp_path: Path) -> None:
    with running(tmp_path, partial(node_app, fault="none"), partial(node_sidecar, fault="none")) as pair:
        given = arguments(app=pair.app.url, sidecar=pair.sidecar.url)
        ran = run_check(*given, "--allow-unchecked", "all", http_proxy="http://127.0.0.1:1", NO_PROXY="example.com")
    assert ran.code == 0


NODE = """#!/bin/sh
printf '%s\\n' "arguments: $*" >>'{seen}'
env >>'{seen}'
exec '{node}' "$@"
"""


def test_node_gets_only_the_variables_that_it_needs(tmp_path: Path) -> None:
    """Both where it reads a response and where it replaces the sidecar."""
    seen, shim = tmp_path / "seen", tmp_path / "bin/node"
    shim.parent.mkdir()
    shim.write_text(NODE.format(seen=seen, node=shutil.which("node", path=OF_CHECK["PATH"])), "utf-8")
    shim.chmod(0o755)
    with running(tmp_path, partial(node_app, fault="none"), partial(node_sidecar, fault="none")) as pair:
        given = [*arguments(app=pair.app.url, sidecar=pair.sidecar.url), "--control", str(pair.with_control().control)]
        ran = run_check(
            *given,
            PATH=f"{shim.parent}:{OF_CHECK['PATH']}",
            https_proxy="http://127.0.0.1:1",
            GH_TOKEN="secret",  # noqa: S106 - not a password
            NODE_DEBUG="http",
            NODE_OPTIONS="--no-such-option",
            NODE_PATH="/nowhere",
        )
    assert ran.code == 0, ran.output
    lines = seen.read_text("utf-8").splitlines()
    calls = [line for line in lines if line.startswith("arguments: ")]
    assert any(" - health " in call for call in calls)
    assert any("/fake-sidecar/server.js " in call for call in calls)
    assert "https_proxy=http://127.0.0.1:1" in lines
    assert [line for line in lines if line.startswith(("GH_TOKEN=", "NODE_"))] == []


@pytest.mark.parametrize("name", ["curl", "node"])
def test_stops_when_a_program_is_missing(tmp_path: Path, name: str) -> None:
    for other in {"awk", "bash", "cat", "curl", "dirname", "node", "sed"} - {name}:
        (tmp_path / other).symlink_to(program(other))
    ran = run_check(*arguments(), PATH=str(tmp_path))
    assert (ran.code, ran.output) == (
        2,
        f"check-runtime-config.sh: {name} is not on PATH. To do: install {name}, then run check-runtime-config.sh again\n",
    )


def test_sidecar_starts_again_after_a_running_stop_ends(tmp_path: Path) -> None:
    done: list[str] = []
    with running(tmp_path, partial(node_app, fault="none"), partial(node_sidecar, fault="none")) as pair:
        checks: list[subprocess.Popen[bytes]] = []

        def slow_stop() -> None:
            checks[0].terminate()
            time.sleep(1)
            pair.sidecar.stop()
            done.append("stop")

        def start() -> None:
            done.append("start")
            pair.start_sidecar()

        pair.with_control(stop=slow_stop, start=start)
        given = [*arguments(app=pair.app.url, sidecar=pair.sidecar.url), "--control", str(pair.control)]
        with subprocess.Popen(
            [str(CHECK), *given], env={"PATH": os.environ["PATH"]}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as check:
            checks.append(check)
            assert check.wait(timeout=60) == 128 + signal.SIGTERM
        assert done == ["stop", "start"]


def on_a_terminal(*given: str, **environment: str) -> str:
    """What an operator sees."""
    person, terminal = pty.openpty()
    with subprocess.Popen(
        [str(CHECK), *given],
        env={"PATH": os.environ["PATH"], "TERM": "xterm", **environment},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    ):
        os.close(terminal)
        output = b""
        with suppress(OSError):  # how Linux says that the other side is closed
            while more := os.read(person, 4096):
                output += more
    os.close(person)
    return output.decode()


def test_colours_are_used_on_terminals_and_when_requested(tmp_path: Path) -> None:
    with running(tmp_path, partial(node_app, fault="none"), partial(node_sidecar, fault="text")) as pair:
        given = arguments(app=pair.app.url, sidecar=pair.sidecar.url, wait="1")
        assert "\x1b[32m✓\x1b[0m page-served" in on_a_terminal(*given)
        assert "\x1b" not in on_a_terminal(*given, NO_COLOR="1")
        ran = run_check(*given, TERM="xterm")
    assert "\x1b" not in ran.output
    assert len(CLAUSE.findall(ran.output)) == len(CLAUSES)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_sidecar_runs_again_when_the_check_is_interrupted(tmp_path: Path, sent: signal.Signals) -> None:
    with running(tmp_path, partial(node_app, fault="none"), partial(node_sidecar, fault="none")) as pair:
        checks: list[subprocess.Popen[str]] = []

        def stops_the_check() -> None:
            checks[0].send_signal(sent)

        pair.with_control(restart_app=stops_the_check)
        given = [*arguments(app=pair.app.url, sidecar=pair.sidecar.url), "--control", str(pair.control)]
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        with subprocess.Popen(
            [str(CHECK), *given],
            env={"PATH": os.environ["PATH"], "TMPDIR": str(temporary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as check:
            checks.append(check)
            output, _ = check.communicate(timeout=60)
        assert check.returncode == 128 + sent, output
        assert pair.starts == 2
        assert pair.sidecar.runs
        assert list(temporary.iterdir()) == []
    assert "starting the sidecar again" in output
