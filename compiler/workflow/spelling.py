"""Names as the author of a workflow wrote them: GitHub's in a file, and Python's in a definition.

The keys in a `Raw` are GitHub's. Its expressions are Python's, because it may not contain `${{ }}`.
"""

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
    """A key and its value: `cancel-in-progress: true`; in a definition `cancel_in_progress=True`, in a `Raw` as an entry."""
    if not node.is_read:
        return f'`"{key}": {value!r}`' if _has_names_of_github(node) else f"`{key_name(node, key)}={value!r}`"
    return f"`{key}: {str(value).lower() if isinstance(value, bool) else value}`"


def expression(node: Node, text: str) -> str:
    """An expression as a value: `${{ github.sha }}`; in a definition `github.sha`."""
    return f"`${{{{ {text} }}}}`" if node.is_read else f"`{text}`"


def variable(node: Node, name: str, expression: str) -> str:
    """A variable of `env` with an expression as its value: `NAME: ${{ … }}`; in a definition `"NAME": …`."""
    return f"`{name}: ${{{{ {expression} }}}}`" if node.is_read else f'`"{name}": {expression}`'


def of_input(node: Node, name: str) -> str:
    """The value of an input: `inputs.tag`; in a definition the input object."""
    return f"`inputs.{name}`" if node.is_read else "the input object"


def status_check(node: Node, call: str) -> str:
    """A status check function: `!cancelled()`, which YAML reads as a tag if it is not in `${{ }}`; in a definition `~cancelled()`."""
    if not node.is_read:
        return f"`{call.replace('!', '~')}`"
    return f"`{call}` (within `${{{{ }}}}`)" if call.startswith("!") else f"`{call}`"


def in_front(node: Node, status: str) -> str:
    """A status check function in front of a condition: `${{ !cancelled() && (…) }}`; in a definition `~cancelled() & (…)`."""
    if not node.is_read:
        return f"`{status.replace('!', '~')} & (…)`"
    return f"`${{{{ {status} && (…) }}}}`" if status.startswith("!") else f"`{status} && (…)`"


def as_condition(node: Node, status: str) -> str:
    """A status check function as the condition: `if: ${{ !cancelled() }}`; in a definition `if_=~cancelled()`."""
    if node.is_read:
        return f"`if: ${{{{ {status} }}}}`"
    key = '"if": ' if _has_names_of_github(node) else "if_="
    return f"`{key}{status.replace('!', '~')}`"


def operator_name(node: Node, operator: str) -> str:
    """An operator, `&&` or `||`; in a definition `&` or `|`."""
    return f"`{operator}`" if node.is_read else f"`{operator[0]}`"


def of_all(node: Node, field: str) -> str:
    """A field of every object in a list: `.*.name`; in a definition `[:]["name"]`."""
    return f"`.*.{field}`" if node.is_read else f'`[:]["{field}"]`'


def event_name(node: Node, event: str) -> str:
    """An event, such as `pull_request`; in a definition its class, PullRequest."""
    return f"`{event}`" if _has_names_of_github(node) else "".join(word.capitalize() for word in event.split("_"))


def _has_names_of_github(node: Node) -> bool:
    """Whether a file or data has the node: only then does it know the places of its entries."""
    return node.is_read or bool(node.places)
