"""preflight.sh reports where CODEOWNERS covers scripts less well than workflows: a notice, and no reason against a push."""

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

    from tests.operator_scripts.published import Published

WEAKER = (
    "in {}, scripts/publish/ has {}, and .github/workflows/ has @admins: "
    "someone who cannot change workflows can change the scripts that the workflows run."
)
# The text of the script, run for each case in one process. The workflow is always @mona's, and so is what the pattern does not match.
_ALL = """
const [text, folder, ...cases] = process.argv.slice(1);
const run = new Function("require", "process", "console", text);
const { writeFileSync } = require("node:fs");
for (const [pattern, path] of cases.map((one) => JSON.parse(one))) {
  writeFileSync(`${folder}/owners`, `* @mona\\n${pattern} @else\\n/.github/workflows/w.yml @mona\\n`);
  writeFileSync(`${folder}/listed`, `${path}\\0`);
  const argv = ["node", "-", `${folder}/owners`, `${folder}/listed`, "CODEOWNERS", "scripts/", "w.yml"];
  run(require, { argv }, { log: (output) => console.log(output !== "") });
}
"""


def test_patterns_match_as_in_linesmith_install(tmp_path: Path) -> None:
    text = (REPOSITORY / "templates/lib/owners.sh").read_text("utf-8").partition("<<'JAVASCRIPT'\n")[2].partition("\nJAVASCRIPT\n")[0]
    cases = [json.dumps([pattern, path]) for pattern, path, _ in CASES]
    done = subprocess.run(
        [program("node"), "--eval", _ALL, text, str(tmp_path), *cases], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    matches = [line == "true" for line in done.stdout.splitlines()]
    wrong = [(case, found) for case, found in zip(CASES, matches, strict=True) if case[2] is not found]
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
def test_weaker_ownership_is_a_notice(text: str, has: str, file: str, pipeline: Published) -> None:
    pipeline.clone.commit(files={file: text})
    pipeline.push("develop")
    ran = pipeline.run("preflight.sh", "staging")
    assert ran.code == 0, ran.output
    assert ("  notice     " in ran.output) is bool(has)
    if has:
        assert WEAKER.format(file, has) in ran.output
        assert "To do: make this its last line: /scripts/publish/ @admins\n" in ran.output
    assert "no problems found" in ran.output


def test_code_owners_are_those_of_the_commit(pipeline: Published) -> None:
    pipeline.clone.commit(files={"CODEOWNERS": "* @admins\n", ".github/workflows/x.yml": "x\n"})
    pipeline.push("develop")
    pipeline.clone.put(".github/CODEOWNERS", "/.github/ @admins\n")
    assert "notice" not in pipeline.run("preflight.sh", "staging").output


def test_hostile_code_owners_are_one_line_of_output(pipeline: Published) -> None:
    pipeline.clone.commit(files={"CODEOWNERS": f"{'*a' * 3000} @x\n/.github/ @\x1b[31m@::error::\n"})
    pipeline.push("develop")
    output = pipeline.run("preflight.sh", "staging").output
    assert "  notice     in CODEOWNERS, scripts/publish/ has no code owner" in output
    assert "\x1b[31m" not in output
    pipeline.clone.commit(files={"CODEOWNERS": "x" * 300_000})
    pipeline.push("develop")
    assert "  notice     CODEOWNERS has more than 262144 characters" in pipeline.run("preflight.sh", "staging").output


def test_code_owners_are_not_read_through_a_link(pipeline: Published) -> None:
    (pipeline.clone.folder / "CODEOWNERS").symlink_to("/etc/passwd")
    pipeline.clone.commit()
    pipeline.push("develop")
    assert (
        "  notice     CODEOWNERS is a symbolic link, so the owners of the scripts are unknown\n"
        in pipeline.run("preflight.sh", "staging").output
    )
