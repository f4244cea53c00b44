"""Examples, links, paths, tables and generated pages of the documents are up to date with the code."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from compiler import api, cli
from compiler.output.definitions_commit import FILE
from compiler.rules import NAMES, RULES
from compiler.terminal import ExitCode
from compiler.workflow.rules import RULES as SYNTAX_RULES
from tests import cli_page, reference_page
from tests.document_tables import GUARANTEES, scenarios, tables, with_tables
from tests.documents import DOCUMENTS, EXECUTED, ROOT, SCENARIOS, Block, Copy, blocks, chapters, execute

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

README = ROOT / "README.md"
TESTING = ROOT / "docs/testing.md"
COMPARISON = ROOT / "docs/comparison.md"
CHAPTERS = [(document, heading, chapter) for document in EXECUTED for heading, chapter in chapters(document)]
_PATH = re.compile(r"\.?[\w-]+(/[\w.*-]+)+/?|[\w-]+/")


def prose(document: Path) -> str:
    """The text without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def cells(text: str, header: str) -> list[list[str]]:
    """The rows of the first table whose first column has this header."""
    table = re.search(rf"^\| {re.escape(header)} \|.*\n\| ---.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table, f"no table with the column {header}"
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]


def packages(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=~!]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize(
    ("heading", "chapter"),
    [pytest.param(heading, chapter, id=f"{document.name}: {heading}") for document, heading, chapter in CHAPTERS],
)
def test_examples_give_the_output_that_is_shown(heading: str, chapter: list[Block], repository_copy: Copy, tmp_path: Path) -> None:
    del heading
    for block, body in execute(chapter, Copy(tmp_path / "a copy", repository_copy)):
        assert block.body == body, "if this is what it should say now: python -m tests.documents"


def test_each_kind_of_example_is_executed() -> None:
    executed = {(document.name, block.kind) for document, _, chapter in CHAPTERS for block in chapter}
    assert {("README.md", "python"), ("README.md", "yaml"), ("README.md", "console"), ("CONTRIBUTING.md", "python")} <= executed


def test_every_definition_is_executed() -> None:
    loose = [
        block.body
        for document in EXECUTED
        for block in blocks(document.read_text(encoding="utf-8"))
        if block.kind == "python" and not block.path
    ]
    assert not loose


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_has_a_target(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", prose(document)):
        if re.match(r"https://|\.\./\.\./actions/", target):  # the second is a page of the repository on GitHub
            continue
        path, _, anchor = target.partition("#")
        linked = (document.parent / path).resolve() if path else document
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_path_exists(document: Path) -> None:
    top_level = {entry.name for entry in ROOT.iterdir()}
    known = {block.path for block in blocks(document.read_text(encoding="utf-8"))} | {FILE}  # which only an application has
    for code in re.findall(r"`([^`\n]+)`", prose(document)):
        if _PATH.fullmatch(code) and code.split("/")[0] in top_level and code not in known:
            assert any(list(root.glob(code.rstrip("/"))) for root in (ROOT, ROOT / "generated")), code


@pytest.mark.parametrize("rule", [*RULES, *SYNTAX_RULES], ids=lambda rule: str(rule.__module__))
def test_every_rule_has_a_heading_and_a_case(rule: Callable[..., object]) -> None:
    name = rule.__name__.replace("_", "-")
    assert name in anchors(ROOT / "docs/checks.md")
    assert list((ROOT / "tests/cases/err").glob(f"{name}*"))


def test_the_readme_has_at_most_200_lines() -> None:
    assert README.read_text(encoding="utf-8").count("\n") <= 200


def test_the_page_of_the_command_line_is_up_to_date() -> None:
    assert cli_page.PATH.read_text(encoding="utf-8") == cli_page.page(), "python -m tests.documents"


def test_the_exit_codes_of_the_command_line_are_documented() -> None:
    assert [code for code, _ in cli_page.exit_codes(cli.main)] == list(ExitCode)


def test_exit_codes_of_a_command_include_that_of_an_internal_error() -> None:
    codes = {" ".join(path): cli_page.exit_codes(command) for path, command in cli_page.commands(cli.main, ("linesmith",))}
    assert "linesmith gitops check" in codes
    assert [name for name, own in codes.items() if own and own[-1][0] != ExitCode.INTERNAL_ERROR] == []


def test_the_reference_is_up_to_date() -> None:
    assert reference_page.PATH.read_text(encoding="utf-8") == reference_page.page(), "python -m tests.documents"


def test_the_reference_has_every_name_that_definitions_may_import() -> None:
    assert sorted(name for names in reference_page.GROUPS.values() for name in names) == api.__all__


def test_every_name_and_field_of_the_reference_is_documented() -> None:
    assert reference_page.undocumented() == []


def test_the_readme_links_to_every_page() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")}
    assert pages <= set(re.findall(r"\]\(([^)#]+)", README.read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", EXECUTED, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_target_of_make_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shell = "".join(block.body for block in blocks(document.read_text(encoding="utf-8")) if block.kind in {"sh", "console"})
    named = re.findall(r"`make ([a-z-]+)", prose(document)) + re.findall(r"^(?:\$ )?make ([a-z-]+)", shell, re.MULTILINE)
    assert named or document.parent.name == "docs"
    assert set(named) <= targets


def test_the_comparison_has_the_number_of_rules() -> None:
    assert f"| rules of its own | {len(NAMES)}, each with an example" in COMPARISON.read_text(encoding="utf-8")


def test_the_comparison_has_the_measured_speed() -> None:
    between = re.search(r"<!-- bench -->(.*)<!-- /bench -->", COMPARISON.read_text(encoding="utf-8"), re.DOTALL)
    assert between
    for command in ("generate", "check"):
        assert len(re.findall(rf"^\| linesmith {command} \| \d+\.\d+ \|", between[1], re.MULTILINE)) == 2, "one for each set"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    node = json.loads((ROOT / "tests/conformance/node/package.json").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    ours = project["project"]["dependencies"] + [one for name, group in groups.items() if name != "alternatives" for one in group]
    used = packages(ours) | set(node["dependencies"])
    reasons = re.findall(r"^\| (@?\w[\w./-]*) \| .+ \|$", prose(ROOT / "docs/decisions.md"), re.MULTILINE)
    assert used == set(reasons) - {"package"}


def test_every_optional_tool_is_in_the_table() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    listed = " ".join(row[0].lower() for row in cells(prose(TESTING), "tool"))
    for package in groups["checkers"] + groups["tools"]:
        assert re.sub(r"(-(bin|kjanat|py)|>=.*)$", "", package) in listed


def test_the_compared_versions_are_those_that_the_bench_measures() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    compared = prose(COMPARISON)
    for package in groups["alternatives"]:
        assert package.replace("==", " ") in compared


def test_the_tables_of_messages_bounds_and_invariants_are_those_of_the_code() -> None:
    text = GUARANTEES.read_text(encoding="utf-8")
    assert text == with_tables(text, tables()), "python -m tests.documents"


def test_the_page_of_the_rehearsal_shows_all_scenarios() -> None:
    text = SCENARIOS.read_text(encoding="utf-8")
    assert text == with_tables(text, {"scenarios": scenarios()}), "python -m tests.documents"


def test_a_table_that_lacks_a_message_is_noticed() -> None:
    text = GUARANTEES.read_text(encoding="utf-8")
    changed = text.replace("no file {file}", "no such file {file}")
    assert text != changed
    assert with_tables(changed, tables()) != changed
