"""preflight.sh tells where CODEOWNERS covers scripts less well than workflows: a notice, and no reason against a push."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.owners import CASES
from tests.projects import REPOSITORY
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.programs.published import Published

WEAKER = "in {} scripts/publish/ has {}, and .github/workflows/ has @admins: who may not change workflows can change scripts that they run."
# The text of the script, run for each case in one process. The workflow is always @mona's, and so is what the pattern does not match.
_ALL = """
const [text, folder, ...cases] = process.argv.slice(1);
const run = new Function("require", "process", "console", text);
const { writeFileSync } = require("node:fs");
for (const [pattern, path] of cases.map((one) => JSON.parse(one))) {
  writeFileSync(`${folder}/owners`, `* @mona\\n${pattern} @else\\n/.github/workflows/w.yml @mona\\n`);
  writeFileSync(`${folder}/listed`, `${path}\\0`);
  const argv = ["node", "-", `${folder}/owners`, `${folder}/listed`, "CODEOWNERS", "scripts/", "w.yml"];
  run(require, { argv }, { log: (said) => console.log(said !== "") });
}
"""


def test_patterns_are_read_as_install_reads_them(tmp_path: Path) -> None:
    text = (REPOSITORY / "templates/lib/owners.sh").read_text("utf-8").partition("<<'JAVASCRIPT'\n")[2].partition("\nJAVASCRIPT\n")[0]
    cases = [json.dumps([pattern, path]) for pattern, path, _ in CASES]
    done = subprocess.run(
        [program("node"), "--eval", _ALL, text, str(tmp_path), *cases], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    said = [line == "true" for line in done.stdout.splitlines()]
    wrong = [(case, found) for case, found in zip(CASES, said, strict=True) if case[2] is not found]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("* @admins\n", ""),
        ("/scripts/ @devs\n", ""),
        ("/.github/ @admins # not the scripts\n", "no code owner"),
        ("* @Devs\n/.github/ @admins\n", "@devs"),
        ("* @admins\n/scripts/publish/steps/\n", "no code owner"),
        ("/.github/ @admins @more\n/scripts/publish/ @more\n", ""),
    ],
)
@pytest.mark.parametrize("file", [".github/CODEOWNERS", "docs/CODEOWNERS"])
def test_what_is_owned_less_well_is_told_and_not_held_against_it(text: str, has: str, file: str, line: Published) -> None:
    line.clone.commit(files={file: text})
    line.push("develop")
    ran = line.run("preflight.sh", "staging")
    assert ran.code == 0, ran.said
    assert ("  notice     " in ran.said) is bool(has)
    if has:
        assert WEAKER.format(file, has) in ran.said
        assert "To do: make this its last line: /scripts/publish/ @admins\n" in ran.said
    assert "nothing stands against it" in ran.said


def test_the_commit_counts_and_not_the_working_tree(line: Published) -> None:
    line.clone.commit(files={"CODEOWNERS": "* @admins\n", ".github/workflows/x.yml": "x\n"})
    line.push("develop")
    line.clone.put(".github/CODEOWNERS", "/.github/ @admins\n")
    assert "notice" not in line.run("preflight.sh", "staging").said


def test_a_hostile_file_is_a_line_at_most(line: Published) -> None:
    line.clone.commit(files={"CODEOWNERS": f"{'*a' * 3000} @x\n/.github/ @\x1b[31m@::error::\n"})
    line.push("develop")
    said = line.run("preflight.sh", "staging").said
    assert "  notice     in CODEOWNERS scripts/publish/ has no code owner" in said
    assert "\x1b[31m" not in said
    line.clone.commit(files={"CODEOWNERS": "x" * 300_000})
    line.push("develop")
    assert "  notice     CODEOWNERS has more than 262144 characters" in line.run("preflight.sh", "staging").said


def test_a_link_is_not_followed(line: Published) -> None:
    (line.clone.folder / "CODEOWNERS").symlink_to("/etc/passwd")
    line.clone.commit()
    line.push("develop")
    assert (
        "  notice     CODEOWNERS is a symbolic link, so it is not known who owns the scripts\n" in line.run("preflight.sh", "staging").said
    )
