"""CODEOWNERS is read as GitHub reads it, and scripts that are owned less well than workflows are reported."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from compiler.output.code_owners import code_owner_notices, owners_of, parse
from tests.compiler.output.test_install import OPERATOR_SCRIPT, SCRIPT, SCRIPT_PATH, application, content
from tests.owners import CASES
from tests.projects import HELLO

if TYPE_CHECKING:
    from tests.projects import TempProject

__all__ = ["application"]  # a fixture


@pytest.fixture
def project(hello: TempProject) -> TempProject:
    """A workflow that runs a script."""
    hello.put("pipelines/hello.py", HELLO.replace("echo hello", SCRIPT_PATH))
    hello.put("pipelines/operator_scripts.py", OPERATOR_SCRIPT)
    hello.put("templates/hello.sh", SCRIPT)
    return hello


@pytest.mark.parametrize(("pattern", "path", "matches"), CASES)
def test_pattern_matches_like_on_github(pattern: str, path: str, matches: bool) -> None:
    assert owners_of(parse(f"{pattern} @mona\n"), path) == ({"@mona"} if matches else set())


def test_last_pattern_decides_even_without_owners() -> None:
    rules = parse("* @a @B # all\n\n# comment\n/docs/ docs@example.org\r\n/docs/free\nbad owner\n*.md @a nobody\n")
    assert owners_of(rules, "x.md") == {"@a", "@b"}
    assert owners_of(rules, "docs/x.md") == {"docs@example.org"}
    assert owners_of(rules, "docs/free/x.md") == set()


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("", ""),
        ("/scripts/ @devs\n", ""),
        ("* @admins\n", ""),
        ("/.github/ @admins\n", "scripts/ has no code owner, and .github/workflows/ has @admins."),
        ("* @devs\n/.github/ @admins\n", "scripts/ has @devs, and .github/workflows/ has @admins."),
        ("* @devs @admins\n/.github/ @admins\n", "scripts/ has @admins @devs, and .github/workflows/ has @admins."),
        ("/.github/ @admins @more\n/scripts/ @admins\n", ""),
        ("* @admins\n/scripts/\n", "scripts/ has no code owner, and .github/workflows/ has @admins."),
    ],
)
@pytest.mark.parametrize("file", [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"])
def test_install_reports_scripts_with_other_owners_than_workflows(
    text: str, reported: str, file: str, project: TempProject, application: TempProject
) -> None:
    application.put(file, text)
    before = content(application)
    ran = project.run("install", "--dry-run", str(application.root))
    assert ran.code == 0
    assert ("code owner" in ran.output or " has @" in ran.output) is bool(reported)
    if reported:
        assert f"\n{file}: {reported} A token needs the `workflow` scope" in ran.output
        assert ran.output.endswith(
            f" To do: make `/scripts/ @admins` the last line of {file}, and let rulesets for .github/ name scripts/ too\n"
        )
        application.put(file, f"{text}/scripts/ @admins\n")
        assert not list(code_owner_notices(project.compiled().files, application.root))
        application.put(file, text)
    assert content(application) == before


def test_folder_without_a_script_that_a_workflow_runs_is_not_reported(project: TempProject, application: TempProject) -> None:
    application.put("CODEOWNERS", "/.github/ @admins\n")
    other = 'OTHER = OperatorScript("hello", path="scripts/development/other.sh", settings={"NAME": "me"})\n'
    project.put("pipelines/operator_scripts.py", f"{OPERATOR_SCRIPT}{other}")
    (reported,) = code_owner_notices(project.compiled().files, application.root)
    assert "CODEOWNERS: scripts/ has no code owner" in reported


def test_byte_order_mark_is_not_part_of_a_pattern(project: TempProject, application: TempProject) -> None:
    application.put("CODEOWNERS", "\ufeff/.github/ @admins\n")
    (reported,) = code_owner_notices(project.compiled().files, application.root)
    assert "scripts/ has no code owner" in reported


def test_only_the_first_codeowners_file_is_read(project: TempProject, application: TempProject) -> None:
    application.put(".github/CODEOWNERS", "* @admins\n")
    application.put("CODEOWNERS", "/.github/ @admins\n")
    assert not list(code_owner_notices(project.compiled().files, application.root))


def test_hostile_codeowners_file_neither_hangs_nor_prints(project: TempProject, application: TempProject) -> None:
    outputs = project.compiled().files
    application.put("CODEOWNERS", f"{'*a' * 3000} @x\n{'**/' * 3000}zz @x\n/.github/ @\x1b[31m@::error::\n")
    begun = time.monotonic()
    (reported,) = code_owner_notices(outputs, application.root)
    assert time.monotonic() - begun < 5
    assert "\x1b" not in reported
    application.put("CODEOWNERS", "x" * 300_000)
    assert list(code_owner_notices(outputs, application.root)) == [
        "CODEOWNERS: found a file that cannot be read (larger than 262144 bytes), so the owners of the generated files are unknown"
    ]
    (application.root / "CODEOWNERS").unlink()
    (application.root / "CODEOWNERS").symlink_to("/etc/passwd")
    assert list(code_owner_notices(outputs, application.root)) == [
        "CODEOWNERS: found a symbolic link, so the owners of the generated files are unknown"
    ]
