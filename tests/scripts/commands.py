"""Commands in place of those of the machine: a clock that only sleeping advances, and records of the arguments in the folder $RECORDS."""

from __future__ import annotations

import shlex
import shutil

NOW = 1_800_000_000
"""The second at which every step begins. It lasts until something sleeps."""

SLEEP = 'printf \'%s\\n\' "$1" >>"$RECORDS/sleep"\n'
DATE = f"""local seconds now={NOW}
while read -r seconds; do now=$((now + seconds)); done <"$RECORDS/sleep"
echo "$now"
"""


def recorder(name: str) -> str:
    """Record the arguments of a program, and run it."""
    program = shutil.which(name)
    assert program, f"{name} is needed to run the scripts"
    return f'printf "%s\\n" "$*" >>"$RECORDS/{name}"\n{shlex.quote(program)} "$@"\n'
