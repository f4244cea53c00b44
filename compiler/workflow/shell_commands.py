"""The parts of a command that rules look at: its text without comments, and the simple commands that it consists of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = r"""(?xs) '[^']*' | "(?:\\.|[^"\\])*" | \\. | \$\{[^}]*\} | (?<![^\s;&|()])(?P<comment>\#[^\n]*)"""
_SUBSTITUTION = r"""\$\((?!\()(?P<inner>(?:[^()"'`]|"[^"()`]*"|'[^'()]*')*)\)"""
_INSERTED = r"\$\{\{(?:(?!\}\})[^\n]){0,300}\}\}" rf"|\$\(\([^()\n]*\)\)|{_SUBSTITUTION.replace('?P<inner>', '?:')}|\$(?!\(|\{{\{{)"
"""An expression of GitHub, arithmetic, the output of a command, or a variable."""
_PIECE = rf"""(?x)
      (?P<word>(?:'[^'\n]*' | "(?:\\[^\n]|{_INSERTED}|[^"\\`$\n])*" | \\[^\n] | {_INSERTED} | [^\s'"\\`$|;&<>()])+)
    | (?P<copy>>&[0-9-])
    | (?P<redirection>&?>>?|<(?![<(]))
    | (?P<separator>&&|\|\||\|&?|;(?!;)|&|\n)
    | [ \t]+"""
_OPENING = frozenset({"!", "do", "elif", "else", "if", "then", "until", "while", "{"})
"""Words after which a command begins."""
CLOSING = frozenset({"done", "fi", "}"})
"""Words that end a group."""


class SimpleCommand(NamedTuple):
    """A program or a builtin with its arguments."""

    after: str
    """What separates it from the command before: `;`, a line break, `&&`, `||`, `|` or `&`; empty for the first."""
    words: tuple[str, ...]
    """With their quotes."""
    redirections: tuple[tuple[str, str], ...]
    """The operators and their targets, with quotes."""


def without_comments(command: str) -> str:
    """The text without the comments of the shell: a `#` at the beginning of a word, outside of quotes."""
    if "#" not in command:
        return command
    return re.sub(_COMMENT, lambda found: "" if found["comment"] else found[0], command)


def simple_commands(text: str) -> list[SimpleCommand] | None:
    """The simple commands of a text, with the words that end their groups; None if the text has anything that is not understood.

    A redirection of a group is not understood: it would be one of each command in it.
    """
    source = without_comments(text).replace("\\\n", " ") + "\n"
    pieces = list(re.finditer(_PIECE, source))
    if sum(len(piece[0]) for piece in pieces) < len(source):
        return None
    commands: list[SimpleCommand] = []
    after = operator = ""
    words: list[str] = []
    redirections: list[tuple[str, str]] = []
    for piece in pieces:
        if piece["word"] and operator:
            redirections.append((operator, piece["word"]))
            operator = ""
        elif piece["word"] and (words or piece["word"] not in _OPENING):
            words.append(piece["word"])
        elif operator and piece.lastgroup:
            return None
        elif piece["redirection"]:
            operator = piece["redirection"]
        elif piece["separator"] and (words or redirections):
            commands.append(SimpleCommand(after, tuple(words), tuple(redirections)))
            after, words, redirections = piece["separator"], [], []
    return None if any(map(_redirects_group, commands)) else commands


def _redirects_group(command: SimpleCommand) -> bool:
    return bool(command.words) and command.words[0] in CLOSING and len(command.words + command.redirections) > 1


def substitutions(word: str) -> Iterator[str]:
    """The commands whose output a word contains."""
    return (found["inner"] for found in re.finditer(_SUBSTITUTION, word))
