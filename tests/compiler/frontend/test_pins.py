"""What a pin says: inputs with their defaults, the runtime, and what a reusable workflow needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.frontend.pins import read_pins
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

PIN = """\
[actions."acme/tool"]
version = "v1.2.3"
commit = "0123456789abcdef0123456789abcdef01234567"
using = "node24"
inputs = ["file!", "depth!=1", "token=${{ github.token }}", "empty=", "name"]
outputs = ["digest"]

[actions."acme/shared/.github/workflows/lint.yml"]
version = "v1"
commit = "0123456789abcdef0123456789abcdef01234567"
inputs = []
outputs = []
secrets = ["TOKEN!", "KEY"]
permissions = { contents = "read" }
"""


def test_pin_has_what_the_table_says(tmp_path: Path) -> None:
    (tmp_path / "pins.toml").write_text(PIN, encoding="utf-8")
    pins, findings = read_pins(tmp_path / "pins.toml")
    assert findings == []
    tool, lint = pins.values()
    assert tool.inputs == {"file", "depth", "token", "empty", "name"}
    assert tool.required == {"file"}
    assert tool.defaults == {"depth": "1", "token": "${{ github.token }}", "empty": ""}
    assert (tool.using, tool.secrets, tool.permissions) == ("node24", None, None)
    assert (lint.using, lint.secrets, lint.permissions) == ("", {"TOKEN": True, "KEY": False}, {"contents": "read"})
    assert [pin.place.line for pin in pins.values() if pin.place] == [1, 8]


def test_pins_of_this_repository_have_their_runtimes() -> None:
    pins, findings = read_pins(REPOSITORY / "pipelines/pins.toml")
    assert findings == []
    assert {pin.using for pin in pins.values()} == {"node24"}
