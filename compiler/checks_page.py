"""Reads docs/checks.md, which describes each finding, for `linesmith explain` and for the rules of a SARIF document."""

from __future__ import annotations

import re
from pathlib import Path

_FENCE = "```"
_HEADING = "## "
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_SENTENCE = re.compile(r"[.:](?=\s)")


def descriptions() -> dict[str, str]:
    """The description of each finding, as Markdown without the heading, by the name of the finding and in the order of the page.

    Raises `OSError` if this installation has no page.
    """
    found: dict[str, list[str]] = {}
    section: list[str] = []  # before the first heading: the introduction
    fenced = False
    for line in _page().read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith(_FENCE)
        if line.startswith(_HEADING) and not fenced:
            section = found.setdefault(line.removeprefix(_HEADING), [])
        else:
            section.append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _page() -> Path:
    """The path of the page: in a wheel it is a file of this package, in a working copy it is in `docs/`."""
    package = Path(__file__).resolve().parent
    packaged = package / "checks.md"
    return packaged if packaged.exists() else package.parent / "docs/checks.md"


def first_paragraph(description: str) -> str:
    """The first paragraph of a description, on one line and without links."""
    return without_links(" ".join(description.partition("\n\n")[0].split()))


def first_sentence(description: str) -> str:
    """The first sentence of a description, without what follows a colon, and without its full stop."""
    return _SENTENCE.split(first_paragraph(description) + " ", maxsplit=1)[0]


def without_links(text: str) -> str:
    """Markdown in which a link to another page of the documentation is its text, and any other is its text and address."""
    return _LINK.sub(lambda link: f"{link[1]} ({link[2]})" if "://" in link[2] else link[1], text)
