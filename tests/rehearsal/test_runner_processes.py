"""What the runner does around act: turns of jobs that wait for each other, and processes that end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rehearsal.runner import processes
from rehearsal.runner.concurrency import QUEUE, Turns
from rehearsal.runner.processes import end_job_at

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_hundred_wait_in_a_queue_and_no_more() -> None:
    with Turns() as turns, ThreadPoolExecutor(QUEUE) as threads:
        assert turns.take("group", "first job", "max")
        waiting = [threads.submit(turns.take, "group", f"{number} job", "max") for number in range(QUEUE)]
        while len(turns.waiting("group")) < QUEUE:
            time.sleep(0.001)
        assert not turns.take("group", "late job", "max")
        turns.stop()
        assert not any(one.result(10) for one in waiting)


def test_who_has_ended_waits_for_no_turn() -> None:
    with Turns() as turns, ThreadPoolExecutor() as threads:
        assert turns.take("group", "one job", "max")
        gone = threads.submit(turns.take, "group", "two job", "max")
        while not turns.waiting("group"):
            time.sleep(0.001)
        last = threads.submit(turns.take, "group", "three job", "max")
        turns.give_back("two")
        assert not gone.result(10)
        turns.give_back("one")
        assert last.result(10)


def test_what_a_job_leaves_running_is_ended(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], processes.MARK: "a-mark"}
    heard: list[str] = []
    command = ["bash", "-c", "setsid sleep 60 >/dev/null 2>&1 & echo started; exit 7"]
    done = processes.run(command, cwd=tmp_path, env=env, seconds=20, heard=heard.append)
    assert (done.exit_code, done.timed_out, heard) == (7, False, ["started\n"])
    assert processes.marked("a-mark") == []


def test_the_job_behind_a_connection_is_found_while_other_processes_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proc, leg = tmp_path / "proc", tmp_path / "leg"
    with subprocess.Popen(["sleep", "20"]) as job, subprocess.Popen(["true"]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        own, other = proc / str(job.pid), proc / str(ended.pid)
        for folder in (own / "fd", other, proc / "net", leg):
            folder.mkdir(parents=True)
        (own / "fd" / "3").symlink_to("socket:[4242]")
        (own / "environ").write_text(f"PATH=/bin\0{processes.LEG}={leg}\0")
        (other / "fd").symlink_to(f"/proc/{ended.pid}/net")  # of a zombie: a folder that is there and cannot be listed
        (proc / "net" / "tcp").write_text("  sl  local_address ...\n   0: 0100007F:1F90 0200007F:01BB 01 0:0 00:0 0 0 0 4242\n")
        monkeypatch.setattr(processes, "PROC", proc)
        end_job_at(0x1F90)
        assert job.wait(10) == -signal.SIGKILL
    assert (leg / "dead").read_text() == "in a request\n"
