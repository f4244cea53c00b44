"""Commands in place of those of the machine: a clock that only sleeping advances, and records of the arguments in the folder $RECORDS."""

from __future__ import annotations

import shlex
import shutil

NOW = 1_800_000_000
"""The second at which every step begins. It lasts until something sleeps."""

SLEEP = 'printf \'%s\\n\' "$1" >>"$RECORDS/sleep"\n'
PRINTF = f"""if [[ "${{3-}}" != '%(%s)T' ]]; then
  builtin printf "$@"
  return
fi
local fake_time={NOW} fake_pause
while read -r fake_pause; do fake_time=$((fake_time + fake_pause)); done <"$RECORDS/sleep"
builtin printf -v "$2" %s "$fake_time"
"""
"""`printf -v NAME '%(%s)T' -1` is how a script reads the clock. Other names might be those of the caller."""


def recorder(name: str) -> str:
    """Record the arguments of a program, and run it."""
    program = shutil.which(name)
    assert program, f"{name} is needed to run the scripts"
    return f'printf "%s\\n" "$*" >>"$RECORDS/{name}"\n{shlex.quote(program)} "$@"\n'
