"""Messages describe what was expected in words, not as a pattern."""

from __future__ import annotations

import re

from compiler.frontend import validation_errors
from tests.projects import REPOSITORY


def test_each_pattern_of_the_model_has_words() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "compiler/model").glob("*.py")))
    assert set(re.findall(r'pattern=r?"([^"]+)"', sources)) == validation_errors._PATTERNS.keys()
