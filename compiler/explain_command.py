"""The command `linesmith explain`: what a finding means, with a wrong definition, the message and the fix."""

from __future__ import annotations

import re
import shutil
import textwrap
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from compiler.checks_page import descriptions, first_sentence, without_links
from compiler.diagnostic import suggestion
from compiler.terminal import ExitCode, colour_diff, stop

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = re.compile(r"^```(?P<kind>\w+) ?(?P<path>\S*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_WIDEST = 100
"""Longer lines of prose are hard to read."""
_OF_CHECKERS = (
    ("ShellCheck", re.compile(r"shellcheck/(SC[0-9]{4})"), "https://www.shellcheck.net/wiki/{}"),
    ("zizmor", re.compile(r"zizmor/([a-z][a-z-]*)"), "https://docs.zizmor.sh/audits/#{}"),
    ("actionlint", re.compile(r"actionlint/([a-z][a-z-]*)"), "https://github.com/rhysd/actionlint/blob/main/docs/checks.md"),
)
"""The rules of each checker, and its page about one of them."""


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names for the completion of a shell."""
    del context, parameter
    found = descriptions().items()
    return [CompletionItem(name, help=first_sentence(about)) for name, about in found if name.startswith(incomplete)]


@click.command(epilog="Exit codes: 0 explained, 2 usage error, 3 internal error (please report).")
@click.argument("rule", required=False, shell_complete=_complete)
def explain(rule: str | None) -> None:
    """Explain a finding, with an example and the fix.

    RULE is the name in brackets after the message. Without it, lists all of them. docs/checks.md has the same text. For a rule of a
    checker, such as shellcheck/SC2086, prints the address of the checker's own explanation.
    """
    try:
        known = descriptions()
    except OSError as error:
        found = f"{error.filename}: {error.strerror}"
        stop(f"{found}. Expected: the page that comes with linesmith. To do: install linesmith again", ExitCode.USAGE_ERROR)
    if rule is None:
        width = max(map(len, known))
        for name, description in known.items():
            click.echo(f"{name:<{width}}  {first_sentence(description)}")
    elif rule in known:
        for line in _as_text(rule, known[rule]):
            click.echo(line)
    elif page := _page_of_checker(rule):
        click.echo(page)
    else:
        hint = suggestion(rule, known) or "`linesmith explain` lists them"
        stop(f'there is no rule "{rule}". To do: {hint}', ExitCode.USAGE_ERROR)


def _page_of_checker(rule: str) -> str:
    """Where a checker explains a rule of its own; empty if no checker has such rules."""
    for checker, pattern, page in _OF_CHECKERS:
        if found := pattern.fullmatch(rule):
            return f"{rule} is a rule of {checker}, which explains it: {page.format(found[1])}"
    return ""


def _as_text(rule: str, description: str) -> Iterator[str]:
    """Lines for a terminal: the heading, and paragraphs and examples in their order."""
    yield click.style(rule, bold=True)
    end = 0
    for block in _BLOCK.finditer(description):
        yield from _prose(description[end : block.start()])
        yield from _example(block["kind"], block["path"], block["body"])
        end = block.end()
    yield from _prose(description[end:])


def _prose(markdown: str) -> Iterator[str]:
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    for paragraph in filter(None, markdown.strip().split("\n\n")):
        yield ""
        yield from textwrap.wrap(" ".join(without_links(paragraph).split()), width, break_long_words=False, break_on_hyphens=False)


def _example(kind: str, path: str, body: str) -> Iterator[str]:
    """A block below a line that says what it is: the message of a command, a change to a file, or a file."""
    yield ""
    yield click.style({"text": "linesmith check prints:", "diff": f"The fix, in {path}:"}.get(kind, f"{path}:"), underline=True)
    yield ""
    for line in body.splitlines():
        yield f"    {colour_diff(line) if kind == 'diff' else line}".rstrip()
