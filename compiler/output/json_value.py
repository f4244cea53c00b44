"""Converts values of expressions to values that JSON can represent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from compiler.workflow.expression_values import Unknown, text_of


def json_value(value: Any) -> Any:
    """A value that JSON can represent, without `Unknown`, infinity and NaN."""
    if isinstance(value, Unknown):
        return {"unknown": value.reason}
    if isinstance(value, Mapping):
        return {key: json_value(each) for key, each in value.items()}
    if isinstance(value, list):
        return [json_value(each) for each in value]
    return text_of(value) if isinstance(value, float) and not math.isfinite(value) else value
