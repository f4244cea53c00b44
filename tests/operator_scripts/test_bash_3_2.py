"""Operator scripts run on a Mac, with bash 3.2 and BSD's tools. The limits of that bash are a list, and each entry is tested.

Bash 3.2's own list of changes: https://git.savannah.gnu.org/cgit/bash.git/tree/CHANGES; the tools: https://man.freebsd.org/cgi/man.cgi.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from compiler.frontend.script import Scripts
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = REPOSITORY / "templates"
_SHARED = [TEMPLATES / "steps/lib" / name for name in ("changelog.sh", "version-file.sh")]
SCRIPTS = [*sorted(TEMPLATES.glob("*.sh")), *sorted((TEMPLATES / "lib").glob("*.sh")), *_SHARED]
GENERATED = sorted((REPOSITORY / "generated/scripts").glob("*/*.sh"))
# Name, pattern, and an example that must match.
NEWER = {
    "associative arrays": (r"\b(declare|local|typeset)\s+-\w*A", "declare -A found"),
    "name references": (r"\b(declare|local|typeset)\s+-\w*n", "local -n other=$1"),
    "global declarations": (r"\bdeclare\s+-\w*g", "declare -g x=1"),
    "mapfile": (r"\b(mapfile|readarray)\b", "mapfile -t lines <file"),
    "upper and lower case": (r"\$\{\w+(\[[^]]*\])?(\^|,)", '"${name,,}"'),
    "transformations": (r"\$\{[\w@*]+(\[[^]]*\])?@[A-Za-z]\}", "${branch@Q}"),
    "both streams appended": (r"&>>", "make &>>log"),
    "both streams piped": (r"\|&", "make |& tee log"),
    "fall-through": (r";;?&(\s|$)", "a) x ;;&"),
    "negative indices": (r"\$\{\w+\[-\d", "${list[-1]}"),
    "negative lengths": (r"\$\{\w+:[^}]*:\s*-\d", "${text:0:-1}"),
    "wait for any": (r"\bwait\s+-n", "wait -n"),
    "later options": (r"\b(inherit_errexit|lastpipe|globstar|compat\d+)\b", "shopt -s inherit_errexit"),
    "times by printf": (r"%\([^)]*\)T", "printf '%(%F)T' -1"),
    "tests of variables": (r"\[\[?\s+-[vR]\s", "[[ -v name ]]"),
    "coprocesses": (r"\bcoproc\b", "coproc cat"),
    "chosen descriptors": (r"\bexec\s+\{\w+\}", "exec {lock}>file"),
    "later variables": (r"\b(EPOCHSECONDS|EPOCHREALTIME|SRANDOM|BASHPID|BASH_ARGV0)\b", "$EPOCHSECONDS"),
    "escapes of Unicode": (r"\$'[^']*\\[uU][0-9A-Fa-f]", r"$'\u2713'"),
    "fractions of a second": (r"\bread\b[^|;&\n]*\s-t\s*0?\.\d", "read -t 0.1 line"),
    "unguarded arrays": (r'(?<!\+)"\$\{\w+\[[@*]\]\}"', '"${list[@]}"'),
    "GNU sed": (r"\bsed\b[^|;)\n]*\s(-i|-r|-z|-s|--\w)", "sed -i s/a/b/ file"),
    "GNU sed's escapes": (r"\bsed\b[^|\n]*\\[+?|swb]", r"sed 's/a\+/b/'"),
    "GNU date": (r"\bdate\b[^|\n]*\s(-d|-I|--\w|\+\S*%[sN])", "date -d tomorrow"),
    "GNU grep": (r"\bgrep\b[^|\n]*\s-\w*P", "grep -P '\\d' file"),
    "GNU sort": (r"\bsort\b[^|\n]*\s-\w*[VRz]", "sort -V"),
    "GNU xargs": (r"\bxargs\b[^|\n]*\s-\w*[rd]", "xargs -r rm"),
    "GNU readlink": (r"\b(readlink\s+-[fem]|realpath)\b", "readlink -f file"),
    "GNU stat": (r"\bstat\s+-?-[cf]", "stat -c %a file"),
    "GNU mktemp": (r"\bmktemp\s+(-\w+\s+)*(-p|--\w)", "mktemp --tmpdir x.XXXXXX"),
    "GNU base64": (r"\bbase64\b[^|\n]*\s(-w|--\w)", "base64 -w 0"),
    "GNU head and tail": (r"\b(head|tail)\b[^|\n]*\s-n\s*-\d", "head -n -1"),
    "GNU cp and mv": (r"(?<![-\w])(cp|mv|rm|mkdir|ln)\s[^|;)\n]*--\w", "cp --parents a b"),
    "commands that a Mac lacks": (r"(^|[\s;|(])(timeout|tac|nproc|flock|setsid|sha256sum|md5sum|jq|numfmt|shuf)\s", "timeout 5 curl"),
}
# An array that is never empty needs no guard, and says so here: its name, and the file in which it is filled first.
NEVER_EMPTY = {
    "candidates": "owners.sh",
    "files": "bump-version.sh",
    "folders": "audit-files.sh",
    "names": "staged.sh",
    "needed": "declared.sh",
    "paths": "declared.sh",
    "refs": "remote.sh",
    "controlled": "check-runtime-config.sh",
}


def code(path: Path) -> list[tuple[int, str]]:
    """The lines of a script, without comments and without what is another language."""
    lines, other = [], False
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if other:
            other = line not in {"JAVASCRIPT", "USAGE", "CHANGELOG"}
            continue
        other = bool(re.search(r"<<'?(JAVASCRIPT|USAGE|CHANGELOG)'?( \|\| true)?$", line))
        if not line.lstrip().startswith("#"):
            lines.append((number, line))
    return lines


def newer(line: str, file: str = "") -> list[str]:
    """The constructs in a line that bash 3.2 or a Mac does not support."""
    for name, place in NEVER_EMPTY.items():
        if place == file:
            line = line.replace(f'"${{{name}[@]}}"', "")
    return [name for name, (pattern, _) in NEWER.items() if re.search(pattern, line)]


@pytest.mark.parametrize("name", NEWER)
def test_every_pattern_matches_its_example(name: str) -> None:
    assert name in newer(NEWER[name][1])


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.name))
def test_scripts_use_nothing_newer_than_bash_3_2(path: Path) -> None:
    found = [f"{path.name}:{number}: {name}: {line.strip()}" for number, line in code(path) for name in newer(line, path.name)]
    assert found == []


def test_all_operator_scripts_are_read() -> None:
    assert len(SCRIPTS) > 10
    assert len(GENERATED) == len(Scripts(TEMPLATES).names("."))
    assert sum(len(code(path)) for path in SCRIPTS) > 300


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: str(path.name))
def test_every_operator_script_is_executable_and_has_help(path: Path) -> None:
    assert path.stat().st_mode & 0o111 == 0o111
    done = subprocess.run([str(path), "--help"], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stdout.startswith("Usage: "), done.stderr) == (0, True, "")
    wrong = subprocess.run([str(path), "--no-such-option"], capture_output=True, text=True, check=False, timeout=20)
    assert (wrong.returncode, "--help" in wrong.stderr, wrong.stdout) == (2, True, "")
