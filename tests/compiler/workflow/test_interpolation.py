"""Expressions in the text of a file: where they end, how long they are, and which are no more than a string."""

from __future__ import annotations

import pytest

from compiler.workflow.limits import MAX_EXPRESSION_LENGTH
from compiler.workflow.parsed import parsed_workflow
from compiler.workflow.reader import read_workflow
from compiler.workflow.yaml_writer import write_yaml
from tests.compiler.workflow.test_reader import JOBS, workflow


def _problem(text: str) -> str:
    (finding,) = read_workflow(text, "ci.yml").findings
    return f"{finding.origin} {finding.message}"


@pytest.mark.parametrize(("character", "length"), [("x", 1), ("ü", 1), ("😀", 2), ("'", 2), ("{", 2), ("}", 2)])
def test_text_with_an_expression_ends_at_the_limit(character: str, length: int) -> None:
    most = (MAX_EXPRESSION_LENGTH - len("format('{0}', github.sha)")) // length
    text = 'on: push\nenv:\n  A: "${{{{ github.sha }}}}{}"\n' + JOBS
    assert read_workflow(text.format(character * most), "ci.yml").is_valid
    assert _problem(text.format(character * (most + 1))).startswith("ci.yml:3:6 GitHub makes one expression of this text")


def test_blanks_around_an_expression_do_not_count() -> None:
    document = read_workflow(f"on: push\nenv:\n  A: ${{{{{' ' * MAX_EXPRESSION_LENGTH}github.sha }}}}\n{JOBS}", "ci.yml").document
    assert document is not None
    assert parsed_workflow(document).findings == []


def test_expression_that_is_one_string_is_that_string() -> None:
    head = "on:\n  ${{ 'push' }}:\n    branches: ${{ 'it''s' }}\nenv:\n  ${{ 'A' }}: ${{ 'b' }}\n"
    tree = workflow(head + JOBS.replace("run: make", "uses: ${{ 'a/b@v1' }}"))
    assert tree.on["push"].branches == ["it's"]  # type: ignore[union-attr]
    assert tree.env == {"A": "${{ 'b' }}"}
    written = write_yaml(tree)
    assert workflow(written) == tree
    assert "    branches: ${{ 'it''s' }}\n" in written
    assert "      - uses: ${{ 'a/b@v1' }}\n" in written


def test_event_that_is_one_string_is_written_as_it_was() -> None:
    tree = workflow("on: ${{ 'push' }}\n" + JOBS)
    assert list(tree.on) == ["push"]
    assert "\"on\": ${{ 'push' }}\n" in write_yaml(tree)


@pytest.mark.parametrize("entry", ["services: ${{ 'x' }}", "timeout-minutes: ${{ '5' }}", "container: {image: x, ports: [\"${{ '' }}\"]}"])
def test_expression_that_is_one_string_is_refused_where_that_string_is(entry: str) -> None:
    assert "is not valid here" in _problem(f"on: push\n{JOBS}    {entry}\n")


@pytest.mark.parametrize("text", ["${{ insert }}", "a ${{ insert }}"])
def test_insert_is_no_value(text: str) -> None:
    assert "`${{ insert }}` is only allowed as the key of a mapping" in _problem(f"on: push\nrun-name: {text}\n{JOBS}")


def test_braces_in_quotes_do_not_end_an_expression() -> None:
    text = "${{ format('}} ''{0}', 'a') }}"
    assert workflow(f'on: push\nrun-name: "{text}"\n{JOBS}').run_name == text
    assert "not closed" in _problem(f'on: push\nrun-name: "${{{{ format(\'}}}}"\n{JOBS}')
