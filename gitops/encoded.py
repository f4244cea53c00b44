"""What a text says behind the escapes of YAML and behind base64. A name that stands there is a name all the same."""

from __future__ import annotations

import base64
import re
import sys

# https://yaml.org/spec/1.2.2/#57-escaped-characters, as far as a name can be written with them; a line break may be one too
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(/)|\r?\n[ \t]*)")
_RUN = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}")


def decoded(value: str) -> str:
    """The text that a value in base64 stands for; the value itself where it stands for none."""
    try:
        return base64.b64decode("".join(value.split()), validate=True).decode("utf-8")
    except ValueError:
        return value


def revealed(source: str) -> str:
    """A text with its escapes resolved, and behind it all that is base64 in it: enough to see which names it has, not where."""
    runs = (base64.b64decode(run[: len(run) // 4 * 4]).decode("utf-8", "replace") for run in _RUN.findall(source))
    return _ESCAPED.sub(_meant, source) + "\n" + "".join(runs)


def _meant(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2] or escape[3] or "0", 16)
    return escape[4] or (chr(code) if 0 < code <= sys.maxunicode else "")
