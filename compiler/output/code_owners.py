"""Checks that the scripts that workflows run have the same code owners as the workflows.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.files import obstacle, read_bytes
from compiler.plain_text import plain
from compiler.project import WORKFLOWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from compiler.backend.generated_file import GeneratedFile

FILES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""GitHub uses the first that exists."""
_MAX_BYTES = 256 * 1024
_MAX_OWNERS_SHOWN = 5
_WORD = re.compile(r"(?:\\.|[^ \t\r\n\v\f\\])+")
"""White space is that of ASCII: Python and JavaScript differ in what else they count as white space."""
Rule = tuple[tuple[str, ...], frozenset[str]]
"""A pattern, as the segments of a path, and its owners."""


def code_owner_notices(outputs: Iterable[GeneratedFile], root: Path) -> Iterator[str]:
    """A line for each folder from which workflows run scripts, if CODEOWNERS protects these less than the workflows. Nothing is changed."""
    file, text, wrong = _read(root)
    if wrong:
        yield f"{file}: {wrong}, so the owners of the generated files are unknown"
    rules = parse(text)
    installed = {output.path: output.text for output in outputs if output.root != "."}
    workflows = [path for path in installed if path.startswith(f"{WORKFLOWS}/")]
    scripts = [path for path in installed if path.endswith(".sh")]
    run = {_folder(path) for path in scripts if any(path in installed[workflow] for workflow in workflows)}
    weaker = less_covered(rules, workflows, [path for path in scripts if _folder(path) in run])
    for folder in sorted({_folder(path) for path in weaker}):
        wanted = " ".join(_owners(rules, workflows))
        has = _show(_owners(rules, [path for path in weaker if _folder(path) == folder]))
        yield (
            f"{file}: {folder} has {has or 'no code owner'}, and {WORKFLOWS}/ has {_show(wanted.split())}. A token needs the `workflow` "
            f"scope to change workflows, but not to change the scripts that the workflows run. To do: make "
            f"`/{folder} {plain(wanted)}` the last line of {file}, and let rulesets for .github/ name {folder} too"
        )


def _read(root: Path) -> tuple[str, str, str]:
    """The file, its text, and what is wrong if it cannot be read."""
    for file in FILES:
        try:
            return file, read_bytes(root / file, _MAX_BYTES).decode("utf-8-sig", "replace"), ""
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            return file, "", f"found {obstacle(error)}"
    return FILES[0], "", ""


def _folder(path: str) -> str:
    """The first two folders of a path, which usually have one owner."""
    return "".join(f"{part}/" for part in path.split("/")[:-1][:2])


def _owners(rules: Sequence[Rule], paths: Iterable[str]) -> list[str]:
    return sorted(frozenset().union(*(owners_of(rules, path) for path in paths)))


def _show(owners: Sequence[str]) -> str:
    more = len(owners) - _MAX_OWNERS_SHOWN
    return plain(" ".join(owners[:_MAX_OWNERS_SHOWN])) + (f" and {more} more" if more > 0 else "")


def less_covered(rules: Sequence[Rule], workflows: Iterable[str], scripts: Iterable[str]) -> list[str]:
    """The scripts without an owner, or with one who owns no workflow, since the approval of any one owner is enough."""
    wanted = set(_owners(rules, workflows))
    if not wanted:
        return []
    return [path for path in scripts if not (owners := owners_of(rules, path)) or not owners <= wanted]


def owners_of(rules: Sequence[Rule], path: str) -> frozenset[str]:
    """The owners of the last matching pattern, which may name none."""
    parts = path.split("/")
    return next((owners for pattern, owners in reversed(rules) if _matches(pattern, parts, "**", _same_part)), frozenset())


def matches(pattern: str, path: str) -> bool:
    """Whether a path matches a pattern."""
    return _matches(_segments(pattern), path.split("/"), "**", _same_part)


def parse(text: str) -> list[Rule]:
    """The rules that GitHub reads. It skips lines with unsupported syntax: `!`, `[ ]`, an escaped `#`, an owner without `@`."""
    rules = []
    for line in text.split("\n"):
        words = _words(line)
        if not words or words[0].startswith(("!", "\\#")) or "[" in words[0] or "]" in words[0]:
            continue
        pattern = _segments(re.sub(r"\\(.)", r"\1", words[0]))
        if pattern and all("@" in owner for owner in words[1:]):
            rules.append((pattern, frozenset(owner.lower() for owner in words[1:])))
    return rules


def _words(line: str) -> list[str]:
    """The words before a comment. An escaped space is a part of a word."""
    words = _WORD.findall(line)
    return words[: next((number for number, word in enumerate(words) if word.startswith("#")), len(words))]


def _segments(pattern: str) -> tuple[str, ...]:
    """A pattern as segments, with `**` for any number of them. `docs/*` does not match in subfolders."""
    parts = tuple(part for part in pattern.split("/") if part)
    if not parts:
        return ()
    start = () if "/" in pattern.rstrip("/") else ("**",)
    if pattern.endswith("/"):
        return (*start, *parts, "*", "**")
    return (*start, *parts) if parts[-1] == "*" else (*start, *parts, "**")


def _same_part(pattern: str, part: str) -> bool:
    return _matches(pattern, part, "*", _same_letter)


def _same_letter(pattern: str, letter: str) -> bool:
    return pattern in {"?", letter}


def _matches(pattern: Sequence[str], given: Sequence[str], star: str, same: Callable[[str, str], bool]) -> bool:
    """Whether a pattern matches completely, in at most as many steps as the product of both lengths."""
    at = place = after = 0
    seen = -1
    while at < len(given):
        if place < len(pattern) and pattern[place] == star:
            seen, after, place = place, at, place + 1
        elif place < len(pattern) and same(pattern[place], given[at]):
            at, place = at + 1, place + 1
        elif seen >= 0:
            after += 1
            at, place = after, seen + 1
        else:
            return False
    return all(part == star for part in pattern[place:])
