"""Step scripts: what is inlined, what is declared, and what cannot be a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.script import ScriptError, Scripts, split_header

if TYPE_CHECKING:
    from tests.projects import Made


def test_header_and_shebang_are_cut_from_a_script_and_from_what_it_includes(hello: Made) -> None:
    script = Scripts(hello.root / "templates").read("greet")
    assert script.text == (
        "set -u\n\nsay() {\n  printf '%s\\n' \"$*\"\n}\n\n"
        'say "${GREETING:-Hello}, $NAME"\nprintf \'text=%s\\n\' "${GREETING:-Hello}, $NAME" >>"$GITHUB_OUTPUT"\n'
    )
    assert (script.path, script.required, script.optional, script.outputs) == (
        "templates/greet.sh",
        frozenset({"NAME"}),
        frozenset({"GREETING"}),
        frozenset({"text"}),
    )


@pytest.mark.parametrize(
    ("source", "header", "body"),
    [
        ("#!/bin/bash\n# What.\n\necho\n", ["# What."], "echo\n"),
        ("# What.\necho\n", ["# What."], "echo\n"),
        ('# What.\n#% include "lib/a.sh"\n', ["# What."], '#% include "lib/a.sh"\n'),
        ("echo\n# not a header\n", [], "echo\n# not a header\n"),
        ("# Only a header.", ["# Only a header."], ""),
        ("", [], ""),
    ],
)
def test_the_first_line_that_is_no_comment_ends_the_header(source: str, header: list[str], body: str) -> None:
    assert split_header(source) == (header, body)


def test_a_comment_further_down_declares_nothing(hello: Made) -> None:
    hello.put("templates/late.sh", "#!/bin/bash\n# Late.\n\n# env: NAME  too late\necho\n")
    assert Scripts(hello.root / "templates").read("late").required == set()


def test_a_script_is_read_once(hello: Made) -> None:
    scripts = Scripts(hello.root / "templates")
    first = scripts.read("greet")
    hello.put("templates/greet.sh", "echo\n")
    assert scripts.read("greet") is first


def test_a_script_longer_than_a_step_may_be_is_refused(hello: Made) -> None:
    hello.put("templates/long.sh", "# Long.\n\n" + "echo 0123456789\n" * 6_250)
    assert len(Scripts(hello.root / "templates").read("long").text) == 100_000
    hello.put("templates/long.sh", "# Long.\n\n" + "echo 0123456789\n" * 6_250 + "true\n")
    with pytest.raises(ScriptError, match="it has 100,005 characters; 100,000 are allowed"):
        Scripts(hello.root / "templates").read("long")


def test_only_scripts_of_the_first_level_can_be_named(hello: Made) -> None:
    assert Scripts(hello.root / "templates").names() == ["greet"]
