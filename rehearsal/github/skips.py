"""Skip instructions: commit messages that keep a push or a pull request from starting workflows.

https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs : one of five words anywhere in the message
of the head commit, or the trailer `skip-checks: true` at its end. A dispatch starts its workflow regardless.
GitHub requires two empty lines before the trailer, but Git collapses them by default; here one is enough.
"""

from __future__ import annotations

import re

INSTRUCTIONS = ("[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]")
_TRAILER = re.compile(r"(?:^|\n)\n(?:[^\n]+\n)*(skip-checks: ?true)\s*\Z")


def instruction(message: str) -> str:
    """The skip instruction in a message; "" without one."""
    found = next((instruction for instruction in INSTRUCTIONS if instruction in message), "")
    trailer = _TRAILER.search(message.replace("\r\n", "\n"))
    return found or (trailer[1] if trailer else "")
