"""`linesmith rehearse` from the command line: what it runs, what it prints, and that nothing is left behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from compiler.cli import main
from pipelines.product import PRODUCT
from rehearsal import PROJECT, ROOT
from rehearsal.isolation import namespace
from rehearsal.scenarios import ALL
from tests.rehearsal.few_images import FEW, few_images
from tests.rehearsal.requirements import namespaces
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

pytestmark = pytest.mark.waits
GENERATED = ROOT / "generated/.github/workflows"
BY_HAND = Path(__file__).parent / "hand_written"


def rehearse(*arguments: str, folder: Path, project: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command, and check that it leaves no temporary files."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "compiler", "-C", str(project), "rehearse", *arguments]
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    assert list(folder.iterdir()) == []
    return done


@pytest.fixture
def run_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command in this process, for messages before the rehearsal starts, since that is faster."""
    folder = tmp_path / "t"
    folder.mkdir()
    monkeypatch.setenv(PROJECT, str(ROOT))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    def run(*arguments: str) -> Result:
        result = CliRunner(catch_exceptions=False).invoke(main, ["-C", str(ROOT), "rehearse", *arguments])
        assert list(folder.iterdir()) == []
        return result

    return run


def test_it_lists_the_scenarios(run_here: Callable[..., Result]) -> None:
    done = run_here("--list")
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(ALL)
    some = run_here("--list", "hostile-*")
    assert {line.split("-")[0] for line in some.stdout.splitlines()} == {"hostile"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no-such",), "no scenario matches 'no-such'. To do: list them with `linesmith rehearse --list`"),
        (("--workflows", "/nowhere", "promote"), "/nowhere/publish-staging.yml: No such file or directory. Expected: workflow files"),
        (("--jobs", "0"), "Invalid value for '--jobs'"),
        (("--report", "/dev/null/report.html", "promote"), "/dev/null: File exists. Expected: a writable folder"),
        (("--report", "/proc/report.html", "promote"), "/proc: No such file or directory. Expected: a writable folder"),
    ],
)
def test_a_usage_error_has_no_traceback(run_here: Callable[..., Result], arguments: tuple[str, ...], message: str) -> None:
    done = run_here(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("there", ["mine", "folder", "link to nothing", "pipe"])
def test_a_report_only_replaces_a_report(tmp_path: Path, run_here: Callable[..., Result], there: str) -> None:
    place = tmp_path / "report.html"
    if there == "mine":
        place.write_text("<!doctype html><title>Mine</title>", "utf-8")
    elif there == "link to nothing":
        place.symlink_to("nowhere")
    elif there == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    done = run_here("promote", "--report", str(place))
    assert done.exit_code == 2
    assert "give another" in done.stderr or "is a directory" in done.stderr
    assert there != "mine" or place.read_text("utf-8") == "<!doctype html><title>Mine</title>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"jobs: [", "line 1: not valid YAML: expected the node content, but found '<stream end>'"),
        (b"on: push\n\njobs: {}\njobs: {}\n", 'line 4: not valid YAML: found duplicate key "jobs"'),
        (b"\0", "not valid YAML: unacceptable character"),
        (b"", "not a workflow: it has no `jobs`"),
        (b"- jobs", "not a workflow: it has no `jobs`"),
        (b"jobs: [a]", "not a workflow: it has no `jobs`"),
        (b"jobs:\n  a:\n    uses: ./.github/workflows/a.yml\n", "line 2: the job a has no steps"),
        (b"jobs:\n  a:\n    steps: [make]\n", "line 2: the job a has no steps"),
        (b"jobs:\n  a: make\n", "line 2: the job a has no steps"),
    ],
)
def test_an_invalid_workflow_file_is_rejected_before_the_rehearsal(
    tmp_path: Path, run_here: Callable[..., Result], text: bytes, message: str
) -> None:
    (tmp_path / "publish-staging.yml").write_bytes((GENERATED / "publish-staging.yml").read_bytes())
    (tmp_path / "publish-main.yml").write_bytes(text)
    done = run_here("promote", "--workflows", str(tmp_path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"linesmith: {tmp_path / 'publish-main.yml'}: {message}"), done.stderr
    wanted = "Expected: workflow files publish-staging.yml and publish-main.yml"
    assert done.stderr.endswith(f"{wanted}. To do: correct it, or name another folder with --workflows\n")


def test_missing_programs_are_named(tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "python").symlink_to(sys.executable)
    command = [sys.executable, "-m", "compiler", "-C", str(ROOT), "rehearse", "promote"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PATH": str(bare)}, check=False)
    assert done.returncode == 2
    assert "missing:" in done.stderr
    assert "jq (apt-get install jq)" in done.stderr


def test_a_scenario_without_its_programs_is_skipped_with_a_message(
    tmp_path: Path, run_here: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    namespaces()
    (tmp_path / "bin").mkdir()
    for path in (entry for folder in ("/usr/bin", "/bin", "/usr/sbin", "/sbin") for entry in Path(folder).iterdir()):
        if path.name not in {"node", "npm"} and not (tmp_path / "bin" / path.name).is_symlink():
            (tmp_path / "bin" / path.name).symlink_to(path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    report = ("--report", str(tmp_path / "report.html"))
    output = "operator-release is skipped: node and npm cannot be found"
    monkeypatch.setenv("LINESMITH_REQUIRE_TOOLS", "1")
    required = run_here("operator-release", "wrong-branch", *report)
    monkeypatch.delenv("LINESMITH_REQUIRE_TOOLS")
    for refused in (required, run_here("operator-release", *report)):
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert output in refused.stderr
    done = rehearse("operator-release", "wrong-branch", *report, folder=tmp_path / "t")
    assert done.returncode == 0, done.stderr
    assert output in done.stderr
    assert "wrong-branch" in done.stdout


def test_the_quick_start_is_a_release_with_other_branches_and_another_changelog_folder(tmp_path: Path) -> None:
    for name in ("node", "npm"):
        program(name)
    namespaces()
    branches = {"development_branch": "trunk", "staging_branch": "candidate", "release_branch": "stable"}
    project = few_images(tmp_path / "few", changelogs="notes/changes", **branches).root
    report = tmp_path / "out" / "report.html"
    done = rehearse("operator-quick-start", "--report", str(report), folder=tmp_path / "t", project=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^operator-quick-start +passed ", done.stdout, re.MULTILINE)
    assert "✓ operator-quick-start" in done.stderr
    assert "publish-main.yml: `queue` removed in 1 place" in done.stdout
    assert "CRANE_SHA256 set to the checksum of the archive that the rehearsal serves" in done.stdout
    assert "operator-quick-start" in report.read_text("utf-8")
    assert "create-release" in report.read_text("utf-8")


def test_hand_written_workflows_fail(tmp_path: Path) -> None:
    namespaces()
    written = tmp_path / "written"
    written.mkdir()
    for path in BY_HAND.iterdir():
        text = path.read_text("utf-8")
        for between in (" ", ", "):
            text = text.replace(between.join(PRODUCT.images), between.join(FEW))
        assert "management" not in text, "only the images of the project are left"
        (written / path.name).write_text(text, "utf-8")
    arguments = ("unstaged-content", "--workflows", str(written), "--report", str(tmp_path / "report.html"))
    done = rehearse(*arguments, folder=tmp_path / "t", project=few_images(tmp_path / "few").root)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "unstaged-content: I7 is violated (X.Y.Z is byte for byte a staged build of main's content)" in done.stdout
    assert "the last requests before it:\n    " in done.stdout


def test_a_file_that_cannot_be_run_is_an_error(tmp_path: Path) -> None:
    namespaces()
    for name in ("publish-staging.yml", "publish-main.yml"):
        text = (BY_HAND / name).read_text("utf-8").replace("actions/checkout@v4", "someone/checkout@v4")
        (tmp_path / name).write_text(text, "utf-8")
    done = rehearse("promote", "--workflows", str(tmp_path), "--report", str(tmp_path / "r.html"), folder=tmp_path / "t")
    assert done.returncode == 3
    assert "someone/checkout@v4: this action has no fake" in done.stdout


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_however_it_ends(tmp_path: Path, end: signal.Signals) -> None:
    namespaces()
    folder = tmp_path / "t"
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "compiler", "-C", str(ROOT), "rehearse", "eight-at-once", "train", "--jobs", "2"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    limit, seen = time.monotonic() + 60, processes_of(folder)
    while not busy(seen) and time.monotonic() < limit:
        time.sleep(0.1)
        seen = processes_of(folder)
    process.send_signal(end)
    assert busy(seen), seen
    assert process.wait(60) == (-end if end is signal.SIGKILL else 128 + end)
    limit = time.monotonic() + 20
    while processes_of(folder) and time.monotonic() < limit:
        time.sleep(0.1)
    assert processes_of(folder) == []
    left = [path for path in folder.iterdir() if end is not signal.SIGKILL or any(path.iterdir())]
    assert left == [], "after SIGKILL an empty folder may be left: nobody was there to remove it"


def busy(commands: list[str]) -> bool:
    """Whether both scenarios have been started, and act runs a workflow of one."""
    return len(commands) >= 12 and any("/act " in command for command in commands)


def processes_of(folder: Path) -> list[str]:
    """The processes whose environment names a folder: with it as TMPDIR, or with folders in it, as act and its steps have."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if bytes(folder) in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().decode(errors="replace").replace("\0", " "))
        except OSError:
            continue
    return found


INSIDE = """
import socket, sys, urllib.request
from pathlib import Path
from rehearsal.isolation import namespace
namespace.set_up(Path(sys.argv[1]), {"ghcr.io": "127.0.0.2"}, b"")
print(socket.gethostbyname("ghcr.io"))
for host in ("192.0.2.1", "github.com"):
    try:
        socket.create_connection((host, 443), 3)
    except OSError as error:
        print(type(error).__name__, error)
Path(sys.argv[1], "file").write_text("x")
print(len(list(Path("/proc").glob("[0-9]*"))))
"""


def test_a_namespace_is_isolated_from_the_network_and_the_host(tmp_path: Path) -> None:
    namespaces()
    hosts = namespace.HOSTS.read_bytes()
    folder = tmp_path / "memory"
    folder.mkdir()
    command = namespace.wrap_command([sys.executable, "-c", INSIDE, str(folder)])
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    address, unreachable, unknown, processes = done.stdout.splitlines()
    assert address == "127.0.0.2"
    assert "unreachable" in unreachable
    assert unknown.startswith("gaierror")
    assert int(processes) < 5
    assert list(folder.iterdir()) == []
    assert namespace.HOSTS.read_bytes() == hosts


ORPHANS = """
import subprocess, sys, time
from pathlib import Path
from rehearsal.isolation import namespace
namespace.reap()
for _ in range(20):
    subprocess.run(["sh", "-c", "true & true & true"], check=True)
limit = time.monotonic() + 10
while len(list(Path("/proc").glob("[0-9]*"))) > 2 and time.monotonic() < limit:
    time.sleep(0.01)
print(len(list(Path("/proc").glob("[0-9]*"))))
exec(sys.argv[1])
"""


@pytest.mark.parametrize(("end", "code"), [("sys.exit(0)", 0), ("sys.exit(3)", 3), ("import os; os.kill(os.getpid(), 9)", 137)])
def test_no_zombie_is_left_in_the_namespace(end: str, code: int) -> None:
    """A sweep starts thousands of processes, many of which outlive their parents; zombies would exhaust the process ids."""
    namespaces()
    done = subprocess.run(
        namespace.wrap_command([sys.executable, "-uc", ORPHANS, end]), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (code, "2\n"), done.stderr


def test_without_unshare_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    namespace._unshare_options.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(namespace.NoNamespacesError, match="unshare was not found"):
        namespace.wrap_command(("true",))
    namespace._unshare_options.cache_clear()
