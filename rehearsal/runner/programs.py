"""The two programs that a run finds on PATH before the machine's own: a patient bash, and a sleep that keeps count."""

from __future__ import annotations

import shlex
import shutil
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BASH = """\
    #!{bash}
    if [ -n "${{REHEARSAL_STEP:-}}" ]; then
      exec {bash} "$@"
    fi
    REHEARSAL_STEP=1 {bash} "$@" && exit 0
    status=$?
    {sleep} 0.3
    exit "$status"
    """

_SLEEP = """\
    #!{bash}
    if [[ $# != 1 || ! $1 =~ ^[0-9]+([.][0-9]+)?$ ]]; then
      exec {sleep} "$@"
    fi
    printf '%s\\n' "$1" >> "$REHEARSAL_NAPS"
    exec {sleep} "$(awk -v seconds="$1" 'BEGIN {{ print seconds * {pace} }}')"
    """


class NotRunnableError(Exception):
    """The file, or the machine, is not one that a rehearsal can run with."""


def write_programs(folder: Path, pace: float) -> None:
    """Write both into a folder that is to stand first on PATH.

    `bash` waits a little after a step that fails: act does not read such a step's output to its end, and of 40 steps 3
    lost their last line, the one that says why. `sleep` writes down how long it was to sleep, and sleeps `pace` times that.
    """
    places = {name: shlex.quote(_found(name)) for name in ("bash", "sleep")}
    for name, script in (("bash", _BASH), ("sleep", _SLEEP)):
        path = folder / name
        path.write_text(textwrap.dedent(script).format(**places, pace=f"{pace:.6f}"), encoding="utf-8")
        path.chmod(0o755)


def _found(name: str) -> str:
    place = shutil.which(name)
    if place is None:
        raise NotRunnableError(f"{name} was not found on PATH; the steps of a workflow run with it")
    return place
