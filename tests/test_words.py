"""One word for one thing: words that the glossary replaced do not come back."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.projects import REPOSITORY

PLACES = ("compiler", "docs", "gitops", "linesmith", "pipelines", "rehearsal", "templates", "tests")
PAGES = (".ci/run", "CONTRIBUTING.md", "README.md", "SECURITY.md", "action.yml", "Makefile", "pyproject.toml")
NOT_OURS = ("tests/fixtures/", "tests/conformance/node/", "tests/conformance/openapi/", "tests/conformance/schema/")
REPLACED = {
    r"publish lines?\b": "release pipelines",
    r"\bstand-?ins?\b": "fake",
    r"\boracles?\b": "conformance test",
    r"\bunfit\b": "invalid",
    r"\bwrong use\b": "usage error",
    r"\bthis is a bug of\b": "internal error (please report)",
    r"\bmend(s|ed)?\b": "fix",
    r"\bforeign (file|code)\b": "unmanaged file, untrusted code",
    r"--adopt\b": "--overwrite-unmanaged",
    r"\blinesmith (pins|checklist)\b": "linesmith gitops check, linesmith gitops checklist",
    r"\bmatrix legs?\b": "matrix job",
    r"\bstrangers?\b": "attacker",
    r"\b(is|are|was|until) green\b": "succeeds",
    r"\bintrud(e|es|ed|er)\b": "push",
    r"\bjobs? (dies|die|died)\b|job-dies": "a job crashes",
    r"\bjudge(s|d|ment)?\b|_judge": "check, verify, compare",
    r"\bchecks? (the|its|a|that) \w+ out\b": "checks out the …",
    r"(?<!check )\bstatus functions?\b": "status check function",
    r"\bstatus functions?\b": "status check function",
    r"\bis told\b|\btold\(": "is given, describe",
}


@cache
def _texts() -> dict[str, str]:
    files = [path for place in PLACES for path in (REPOSITORY / place).rglob("*") if path.suffix in {".md", ".py", ".sh", ".toml", ".yml"}]
    files += [REPOSITORY / page for page in PAGES]
    names = {path.relative_to(REPOSITORY).as_posix(): path for path in files if path != Path(__file__)}
    return {name: path.read_text("utf-8", errors="replace") for name, path in names.items() if not name.startswith(NOT_OURS)}


@pytest.mark.parametrize(("word", "now"), REPLACED.items())
def test_a_replaced_word_does_not_come_back(word: str, now: str) -> None:
    texts = _texts()
    assert len(texts) > 200
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts.items()
        if re.search(word, text, re.IGNORECASE)
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(word, line, re.IGNORECASE)
    ]
    assert found == [], f"write: {now}"
