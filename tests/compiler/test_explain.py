"""`linesmith explain` prints what docs/checks.md says about a finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from compiler import checks_page
from compiler.cli import main
from tests import documents
from tests.projects import REPOSITORY, CommandResult

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (REPOSITORY / "docs/checks.md").read_text(encoding="utf-8")
RULES = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
BLOCKS = [block for block in documents.blocks(PAGE) if block.heading in RULES]


def explain(*arguments: str, columns: int = 100) -> CommandResult:
    result = CliRunner(catch_exceptions=False, env={"COLUMNS": str(columns)}).invoke(main, ["explain", *arguments])
    return CommandResult(result.exit_code, result.output)


def test_explain_lists_every_rule_on_one_line() -> None:
    lines = explain().output.splitlines()
    assert [line.split()[0] for line in lines] == RULES
    assert all(len(line.split()) > 3 and not line.endswith(".") for line in lines)
    assert "unknown-action               An action without a pin" in lines


@pytest.mark.parametrize("rule", RULES)
def test_explain_prints_the_description_and_every_example(rule: str) -> None:
    ran = explain(rule)
    assert ran.code == 0
    lines = ran.output.splitlines()
    assert lines[:2] == [rule, ""]
    assert "```" not in ran.output
    assert "](" not in ran.output
    for block in BLOCKS:
        if block.heading == rule:
            indented = [f"    {line}".rstrip() for line in block.body.splitlines()]
            assert any(lines[start : start + len(indented)] == indented for start in range(len(lines))), block.body
            assert block.path in ran.output


def test_explain_wraps_prose_at_the_width_of_the_terminal_and_no_example() -> None:
    prose, _, rest = explain("script-without-checkout", columns=50).output.partition("pipelines/ci.py:\n")
    assert max(map(len, prose.splitlines())) <= 50
    assert len(prose.splitlines()) > 6
    assert max(map(len, rest.splitlines())) > 100


def test_explain_keeps_the_address_of_a_link() -> None:
    assert "GitHub's\ntable\n(https://docs.github.com/" in explain("unavailable-context", columns=40).output


def test_explain_suggests_a_name_when_it_is_misspelt() -> None:
    ran = explain("unknown-putput")
    assert (ran.code, ran.output) == (2, 'linesmith: there is no rule "unknown-putput". To do: write `unknown-output`\n')
    assert explain("xyzzy").output == 'linesmith: there is no rule "xyzzy". To do: `linesmith explain` lists them\n'


@pytest.mark.parametrize(
    ("rule", "page"),
    [
        ("shellcheck/SC2086", "https://www.shellcheck.net/wiki/SC2086"),
        ("zizmor/template-injection", "https://docs.zizmor.sh/audits/#template-injection"),
        ("actionlint/glob", "https://github.com/rhysd/actionlint/blob/main/docs/checks.md"),
    ],
)
def test_explain_prints_where_a_checker_explains_its_rule(rule: str, page: str) -> None:
    ran = explain(rule)
    assert (ran.code, ran.output.rpartition(" ")[2]) == (0, f"{page}\n")
    assert ran.output.startswith(f"{rule} is a rule of ")


@pytest.mark.parametrize("rule", ["shellcheck/2086", "shellcheck/", "other/SC2086", "zizmor/../x"])
def test_explain_knows_no_other_name_with_a_slash(rule: str) -> None:
    assert explain(rule).code == 2


def test_explain_needs_its_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks_page, "__file__", str(tmp_path / "compiler/checks_page.py"))
    ran = explain()
    assert ran.code == 2
    assert ran.output.endswith("To do: install linesmith again\n")


def test_a_heading_in_an_example_is_no_description(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "compiler/checks.md"
    page.parent.mkdir()
    page.write_text("# Findings\n\n## one\n\nFirst. Second.\n\n```sh a.sh\n## not one\n```\n\n## two\n\nThird: more.\n", encoding="utf-8")
    monkeypatch.setattr(checks_page, "__file__", str(tmp_path / "compiler/checks_page.py"))
    assert explain().output == "one  First\ntwo  Third\n"
    assert explain("one").output == "one\n\nFirst. Second.\n\na.sh:\n\n    ## not one\n"
