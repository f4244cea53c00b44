"""Concurrency groups, as GitHub plays them and act does not.

https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency : one
run or job of a group at a time. With `queue: max` all others wait, in the order in which they came, up to `QUEUE`: who comes
then is cancelled. Without it one waits, and is cancelled by the next that comes. `cancel-in-progress` is not played: no line
that publishes can have it.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field

from rehearsal.http.server import Answer, Request, Server

QUEUE = 100
"""How many may wait in a group with `queue: max`."""
GO, CANCELLED = "go", "cancelled"


def holder(mark: str, job_id: str, matrix: object) -> str:
    """The name under which a job, or a leg of its matrix, waits for its turn."""
    return f"{mark} {job_id} {json.dumps(matrix or None, sort_keys=True)}"


def _is_of(one: str, holder: str) -> bool:
    return f"{one} ".startswith(f"{holder} ")


@dataclass
class _Group:
    holder: str = ""
    waiting: list[str] = field(default_factory=list)


class Turns(Server):
    """`GET /?group=…&queue=…&holder=…` answers when it is the holder's turn: "go", or "cancelled" if it never will be."""

    name = "turns"

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, _Group] = {}
        self._changed = threading.Condition()
        self._closed = False

    def handle(self, request: Request) -> Answer:
        """Wait for the turn."""
        mark, job_id, matrix = request.first("holder").split(" ", 2)
        went = self.take(request.first("group"), holder(mark, job_id, json.loads(matrix)), request.first("queue"))
        return Answer(200, (("Content-Type", "text/plain"),), (GO if went else CANCELLED).encode())

    def take(self, name: str, holder: str, queue: str) -> bool:
        """Wait for the turn in a group; False if another came and took the one place in its queue."""
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

    def give_back(self, holder: str) -> None:
        """End the turns of this holder, and of all whose name begins with it and a space; nor do they wait for one any longer."""
        with self._changed:
            for group in self._groups.values():
                if _is_of(group.holder, holder):
                    group.holder = ""
                group.waiting = [other for other in group.waiting if not _is_of(other, holder)]
            self._changed.notify_all()

    def waiting(self, name: str) -> tuple[str, ...]:
        """Who waits for a turn in a group, in their order."""
        with self._changed:
            return tuple(self._groups[name].waiting) if name in self._groups else ()

    def stop(self) -> None:
        """Nobody waits any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        super().stop()
