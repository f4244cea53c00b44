"""A fake npm: runs the scripts of package.json, and validates other commands without executing them.

Run it as `python -m rehearsal.fakes.npm ci --include=optional`. Each call is logged as a line of JSON to the file in
REHEARSAL_NPM_CALLS. Calls that match the regular expression REHEARSAL_NPM_FAILS fail.
"""

# ruff: noqa: T201  its output is the log of a step

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


NO_ADVISORY = json.dumps({"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {}})
"""The report of npm for dependencies without advisories."""


def main(arguments: Sequence[str]) -> int:
    """Run one command, and return its exit code."""
    line = " ".join(arguments)
    if record := os.environ.get("REHEARSAL_NPM_CALLS"):
        with Path(record).open("a", encoding="utf-8") as calls:
            calls.write(json.dumps({"call": list(arguments)}) + "\n")
    own, more = _split(arguments)
    if problem := _problem(own) or _injected_failure(line):
        print(f"npm error {problem}", file=sys.stderr)
        return 1
    words = _words(own)
    if words == ["audit"] and "--json" in own:
        print(NO_ADVISORY)
        return 0
    if words[:1] in (["run"], ["run-script"]):
        return _run(words[1], more)
    print(f"npm {line}: done")
    return 0


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments for npm, and those after `--` for the script."""
    own = list(arguments)
    place = own.index("--") if "--" in own else len(own)
    return own[:place], own[place + 1 :]


def _words(arguments: Sequence[str]) -> list[str]:
    return [word for word in arguments if not word.startswith("-")]


def _injected_failure(line: str) -> str:
    fails = os.environ.get("REHEARSAL_NPM_FAILS", "")
    return f"npm {line}: injected failure" if fails and re.search(fails, line) else ""


def _problem(arguments: list[str]) -> str:
    """Why the real npm would fail, or why the fake does not support the command; "" otherwise."""
    match _words(arguments):
        case ["--version"] | []:
            return "" if "--version" in arguments else "no command"
        case ["ci" | "audit"]:
            return "" if Path("package-lock.json").is_file() else "code EUSAGE: no package-lock.json"
        case ["run" | "run-script", script, *others]:
            if script not in _scripts():
                return f'Missing script: "{script}"'
            return f'the fake npm does not support "{" ".join(others)}"' if others else ""
        case words:
            return f'Unknown command: "{" ".join(words)}"'


def _folder() -> Path:
    """The nearest folder with a package.json, from here upwards."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "package.json").is_file()), here)


def _scripts() -> dict[str, Any]:
    manifest = _folder() / "package.json"
    found: dict[str, Any] = json.loads(manifest.read_text("utf-8")).get("scripts", {}) if manifest.is_file() else {}
    return found


def _run(script: str, more: Sequence[str]) -> int:
    """Run a script with its pre and post scripts, until one fails: <https://docs.npmjs.com/cli/using-npm/scripts>."""
    folder, scripts = _folder(), _scripts()
    path = f"{folder / 'node_modules' / '.bin'}:{os.environ.get('PATH', os.defpath)}"
    for name in (f"pre{script}", script, f"post{script}"):
        if name not in scripts:
            continue
        command = f"{scripts[name]} {shlex.join(more)}".rstrip() if name == script else scripts[name]
        print(f"\n> {name}\n> {command}\n", flush=True)
        environment = {**os.environ, "PATH": path, "npm_lifecycle_event": name}
        done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, check=False)
        if done.returncode:
            return done.returncode if done.returncode > 0 else 128 - done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
