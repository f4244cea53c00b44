"""Concurrency groups, and the processes of a run."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rehearsal.runner import processes
from rehearsal.runner.concurrency import QUEUE, ConcurrencyGroups
from rehearsal.runner.processes import crash_job_at

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_hundred_wait_in_a_queue_and_no_more() -> None:
    with ConcurrencyGroups() as groups, ThreadPoolExecutor(QUEUE) as threads:
        assert groups.acquire("group", "first job", "max")
        waiting = [threads.submit(groups.acquire, "group", f"{number} job", "max") for number in range(QUEUE)]
        while len(groups.waiting("group")) < QUEUE:
            time.sleep(0.001)
        assert not groups.acquire("group", "late job", "max")
        groups.stop()
        assert not any(one.result(10) for one in waiting)


def test_an_ended_holder_no_longer_waits() -> None:
    with ConcurrencyGroups() as groups, ThreadPoolExecutor() as threads:
        assert groups.acquire("group", "one job", "max")
        gone = threads.submit(groups.acquire, "group", "two job", "max")
        while not groups.waiting("group"):
            time.sleep(0.001)
        last = threads.submit(groups.acquire, "group", "three job", "max")
        groups.release("two")
        assert not gone.result(10)
        groups.release("one")
        assert last.result(10)


def test_background_processes_of_a_job_are_killed(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], processes.MARK: "a-mark"}
    heard: list[str] = []
    command = ["bash", "-c", "setsid sleep 60 >/dev/null 2>&1 & echo started; exit 7"]
    done = processes.run(command, cwd=tmp_path, env=env, seconds=20, on_line=heard.append)
    assert (done.exit_code, done.timed_out, heard) == (7, False, ["started\n"])
    assert processes.find_marked("a-mark") == []


def test_the_job_behind_a_connection_is_found_while_other_processes_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proc, job_dir = tmp_path / "proc", tmp_path / "job"
    with subprocess.Popen(["sleep", "20"]) as job, subprocess.Popen(["true"]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        own, other = proc / str(job.pid), proc / str(ended.pid)
        for folder in (own / "fd", other, proc / "net", job_dir):
            folder.mkdir(parents=True)
        (own / "fd" / "3").symlink_to("socket:[4242]")
        (own / "environ").write_text(f"PATH=/bin\0{processes.JOB_DIR}={job_dir}\0")
        (other / "fd").symlink_to(f"/proc/{ended.pid}/net")  # of a zombie: a folder that is there and cannot be listed
        (proc / "net" / "tcp").write_text("  sl  local_address ...\n   0: 0100007F:1F90 0200007F:01BB 01 0:0 00:0 0 0 0 4242\n")
        monkeypatch.setattr(processes, "PROC", proc)
        crash_job_at(0x1F90)
        assert job.wait(10) == -signal.SIGKILL
    assert (job_dir / "crashed").read_text() == "in a request\n"
