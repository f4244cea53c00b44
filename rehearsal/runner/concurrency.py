"""Concurrency groups, which act does not implement.

https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency : one
run or job of a group is active at a time. With `queue: max` up to `QUEUE` others wait in order of arrival, and any more are
cancelled. Without it one waits, and the next arrival cancels it. `cancel-in-progress` is not implemented: a pipeline that
publishes cannot use it.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field

from rehearsal.http.server import Request, Response, Server

QUEUE = 100
"""The number that may wait in a group with `queue: max`."""
GO, CANCELLED = "go", "cancelled"


def holder_name(mark: str, job_id: str, matrix: object) -> str:
    """The name under which a job, or one job of a matrix, waits in a group."""
    return f"{mark} {job_id} {json.dumps(matrix or None, sort_keys=True)}"


def _belongs_to(one: str, holder: str) -> bool:
    return f"{one} ".startswith(f"{holder} ")


@dataclass
class _Group:
    holder: str = ""
    waiting: list[str] = field(default_factory=list)


class ConcurrencyGroups(Server):
    """`GET /?group=…&queue=…&holder=…` responds with "go" once the holder has acquired the group, or "cancelled"."""

    name = "concurrency"

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, _Group] = {}
        self._changed = threading.Condition()
        self._closed = False

    def handle(self, request: Request) -> Response:
        """Wait until the holder has acquired the group or is cancelled."""
        mark, job_id, matrix = request.first("holder").split(" ", 2)
        acquired = self.acquire(request.first("group"), holder_name(mark, job_id, json.loads(matrix)), request.first("queue"))
        return Response(200, (("Content-Type", "text/plain"),), (GO if acquired else CANCELLED).encode())

    def acquire(self, name: str, holder: str, queue: str) -> bool:
        """Wait for a group. False if the queue was full, or a later arrival took the one place in it."""
        with self._changed:
            group = self._groups.setdefault(name, _Group())
            if queue == "max" and len(group.waiting) >= QUEUE:
                return False
            if queue != "max":
                group.waiting.clear()
                self._changed.notify_all()
            group.waiting.append(holder)
            while not self._closed:
                if holder not in group.waiting:
                    return False
                if not group.holder and group.waiting[0] == holder:
                    group.holder = group.waiting.pop(0)
                    return True
                self._changed.wait()
            return False

    def release(self, holder: str) -> None:
        """Release every group that this holder has or waits for. A run's name is a prefix of the names of its jobs."""
        with self._changed:
            for group in self._groups.values():
                if _belongs_to(group.holder, holder):
                    group.holder = ""
                group.waiting = [other for other in group.waiting if not _belongs_to(other, holder)]
            self._changed.notify_all()

    def waiting(self, name: str) -> tuple[str, ...]:
        """The holders that wait for a group, in order."""
        with self._changed:
            return tuple(self._groups[name].waiting) if name in self._groups else ()

    def stop(self) -> None:
        """Cancel every holder that waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        super().stop()
