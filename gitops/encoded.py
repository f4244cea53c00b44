"""Decodes YAML escapes and base64, so that a name is found in either form."""

from __future__ import annotations

import base64
import re
import sys

# https://yaml.org/spec/1.2.2/#57-escaped-characters, those that can occur in a name, which includes an escaped line break
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(/)|\r?\n[ \t]*)")
_RUN = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}")


def decode(value: str) -> str:
    """Decode base64 text; return the value itself if it is not base64 of UTF-8 text."""
    try:
        return base64.b64decode("".join(value.split()), validate=True).decode("utf-8")
    except ValueError:
        return value


def decode_all(source: str) -> str:
    """Resolve the escapes in a text, and append everything in it that is base64: enough to see which names it contains, not where."""
    runs = (base64.b64decode(run[: len(run) // 4 * 4]).decode("utf-8", "replace") for run in _RUN.findall(source))
    return _ESCAPED.sub(_resolve, source) + "\n" + "".join(runs)


def _resolve(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2] or escape[3] or "0", 16)
    return escape[4] or (chr(code) if 0 < code <= sys.maxunicode else "")
