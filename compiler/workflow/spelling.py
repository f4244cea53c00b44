"""Names as the author of a workflow wrote them: GitHub's in a file and in a `Raw`, and Python's in other definitions."""

from __future__ import annotations

from keyword import iskeyword
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.workflow.expression import Scalar
    from compiler.workflow.node import Node


def key_name(node: Node, key: str) -> str:
    """A key, such as `branches-ignore` or `if`; in a definition the keyword, `branches_ignore` or `if_`."""
    if _has_names_of_github(node):
        return key
    return f"{key}_" if iskeyword(key) else key.replace("-", "_")


def argument(node: Node, key: str, value: Scalar) -> str:
    """A key and its value: `cancel-in-progress: true`; in a definition `cancel_in_progress=True`."""
    if not _has_names_of_github(node):
        return f"`{key_name(node, key)}={value!r}`"
    return f"`{key}: {str(value).lower() if isinstance(value, bool) else value}`"


def variable(node: Node, name: str, expression: str) -> str:
    """A variable of `env` with an expression as its value: `NAME: ${{ … }}`; in a definition `"NAME": …`."""
    return f"`{name}: ${{{{ {expression} }}}}`" if _has_names_of_github(node) else f'`"{name}": {expression}`'


def status_check(node: Node, call: str) -> str:
    """A status check function: `!cancelled()`, which YAML reads as a tag without `${{ }}`; in a definition `~cancelled()`."""
    if not _has_names_of_github(node):
        return f"`{call.replace('!', '~')}`"
    return f"`{call}` (within `${{{{ }}}}`)" if call.startswith("!") else f"`{call}`"


def in_front(node: Node, status: str) -> str:
    """A status check function in front of a condition: `${{ !cancelled() && (…) }}`; in a definition `~cancelled() & (…)`."""
    if not _has_names_of_github(node):
        return f"`{status.replace('!', '~')} & (…)`"
    return f"`${{{{ {status} && (…) }}}}`" if status.startswith("!") else f"`{status} && (…)`"


def operator_name(node: Node, operator: str) -> str:
    """An operator, `&&` or `||`; in a definition `&` or `|`."""
    return f"`{operator}`" if _has_names_of_github(node) else f"`{operator[0]}`"


def of_all(node: Node, field: str) -> str:
    """A field of every object in a list: `.*.name`; in a definition `[:]["name"]`."""
    return f"`.*.{field}`" if _has_names_of_github(node) else f'`[:]["{field}"]`'


def event_name(node: Node, event: str) -> str:
    """An event, such as `pull_request`; in a definition its class, PullRequest."""
    return f"`{event}`" if _has_names_of_github(node) else "".join(word.capitalize() for word in event.split("_"))


def _has_names_of_github(node: Node) -> bool:
    """Whether a file or data has the node: only then does it know the places of its entries."""
    return node.is_read or bool(node.places)
