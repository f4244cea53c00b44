"""A stand-in for npm: checks that what is asked for could be done, and writes down that it was asked.

`python -m rehearsal.stand_ins.npm ci --include=optional` … . Each call is one line of JSON in the file that
REHEARSAL_NPM_CALLS names. REHEARSAL_NPM_FAILS, a regular expression, makes the calls that it matches fail.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    line = " ".join(arguments)
    problem = _problem(list(arguments)) or _planned(line)
    if record := os.environ.get("REHEARSAL_NPM_CALLS"):
        with Path(record).open("a", encoding="utf-8") as calls:
            calls.write(json.dumps({"call": list(arguments), "ok": not problem}) + "\n")
    print(f"npm error {problem}" if problem else f"npm {line}: done", file=sys.stderr if problem else sys.stdout)
    return 1 if problem else 0


def _planned(line: str) -> str:
    fails = os.environ.get("REHEARSAL_NPM_FAILS", "")
    return f"npm {line}: planned to fail" if fails and re.search(fails, line) else ""


def _problem(arguments: list[str]) -> str:
    """Why the real npm would refuse; "" if it would not."""
    match [word for word in arguments if not word.startswith("-")]:
        case ["--version"] | []:
            return "" if "--version" in arguments else "no command"
        case ["ci" | "audit"]:
            return "" if Path("package-lock.json").is_file() else "code EUSAGE: no package-lock.json"
        case ["run" | "run-script", script, *_]:
            manifest = Path("package.json")
            scripts = json.loads(manifest.read_text("utf-8")).get("scripts", {}) if manifest.is_file() else {}
            return "" if script in scripts else f'Missing script: "{script}"'
        case words:
            return f'Unknown command: "{" ".join(words)}"'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
