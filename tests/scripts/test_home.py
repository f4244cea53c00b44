"""Files in the HOME of a self-hosted runner do not change the result of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools import program

if TYPE_CHECKING:
    from tests.scripts.steps import Steps

NOWHERE = "http://127.0.0.1:1/"
FILES = {
    ".curlrc": f'proxy = "{NOWHERE}"\nfail\ninclude\noutput = "/dev/null"\nheader = "Authorization: Bearer another"\n',
    ".gitconfig": f'[url "{NOWHERE}"]\n\tinsteadOf = http://127.0.0.1\n[http]\n\textraHeader = "Authorization: Basic YTpi"\n',
    ".jq": 'def map(f): error("theirs"); def test(r): false; def strings: "theirs"; def select(f): empty; def has(k): false;\n',
    ".docker/config.json": '{"credsStore": "absent", "auths": {"127.0.0.1": {"auth": "YTpi"}}}',
}


@pytest.mark.parametrize("name", FILES)
def test_number_is_reserved_when_home_is_hostile(steps: Steps, name: str) -> None:
    """Git only gives a hint, so a number that it does not list is found to be taken when the tag is created."""
    steps.tag("1.2.3-staging.0")
    steps.shim("jq", f'#!/bin/sh\nexec {program("jq")} "$@"\n')  # the cached jq of the other tests ignores HOME
    file = steps.folder / "run-1" / name
    file.parent.mkdir(parents=True)
    file.write_text(FILES[name], "utf-8")
    done = steps.run("reserve-version")
    assert (done.code, done.outputs) == (0, {"version": "1.2.3-staging.1", "base": "1.2.3"}), done.log
