"""The errors of the step scripts, parsed from their sources: one for each `refuse` and `report_error`.

An expansion becomes a word in braces: `$base` is {base}, `$(response …)` is {response}. A remedy in a constant of the file is read there.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from rehearsal.engine.documented_errors import DocumentedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rehearsal.engine.documented_errors import Resolver

STEPS = Path(__file__).resolve().parents[1] / "templates/steps"
_CALL = re.compile(r"""^(?!\s*#)(?P<before>.*?)(?<![\w-])(?:refuse|report_error) (?=['"])(?!"\$@")""", re.MULTILINE)
_CONSTANT = re.compile(r"^(\w+)='([^']*)'$", re.MULTILINE)
_STATUSES = ("401", "403", "404", "409", "422", "500", "000")
# What an expansion stands for, where its name does not say it.
_WORDS = (
    (r"response\b.*", "response"),
    (r"(?:registry|github|release)_remedy\b.*", "remedy by status"),
    (r'<".*[./](\w+)"', r"\1"),
    (r"crane_output .*", "output of crane"),
    (r"tag_place\b.*", "commit"),
    (r"printf .*owners.*", "owners"),
    (r"jq .*length.*", "number"),
    (r"excerpt .*", "error"),
    (r"\(number - 1\)", "number"),
    (r"bump_remedy", "command for a higher version"),
    (r"set_version", "command that sets the version"),
)


def errors(steps: Path = STEPS) -> list[DocumentedError]:
    """All errors, in the order of the files. Operator scripts have messages of another form, and no annotations."""
    return [error for folder in ("", "lib") for file in sorted((steps / folder).glob("*.sh")) for error in _errors_of(file, steps)]


def resolver(to_do: str) -> Resolver:
    """Who resolves an error with this remedy."""
    if to_do.startswith("re-run"):
        return "re-run"
    return "status" if to_do in {"{remedy by status}", "{remedy}"} else "operator"


def _errors_of(file: Path, steps: Path) -> Iterator[DocumentedError]:
    text = file.read_text(encoding="utf-8")
    constants = {f"{{{name}}}": value for name, value in _CONSTANT.findall(text)}
    for call in _CALL.finditer(text):
        words: list[str] = []
        at = call.end()
        while len(words) < 4:
            word, at = _word(text, at)
            words.append(word)
            at += len(text[at:]) - len(re.sub(r"^[ \t]*(?:\\\n\s*)?", "", text[at:]))
        title, found, expected, to_do = words
        to_do = constants.get(to_do, to_do)
        yield DocumentedError(str(file.relative_to(steps)), title, found, expected, to_do, resolver(to_do))


def _word(text: str, at: int) -> tuple[str, int]:
    """One word of bash, as people read it, and where it ends."""
    parts = []
    while at < len(text) and text[at] not in " \t\n;)\\":
        if text[at] == "'":
            end = text.index("'", at + 1)
            parts.append(text[at + 1 : end])
            at = end + 1
        elif text[at] == '"':
            part, at = _quoted(text, at + 1)
            parts.append(part)
        else:
            part, at = _expansion(text, at) if text[at] == "$" else (text[at], at + 1)
            parts.append(part)
    return "".join(parts), at


def _quoted(text: str, at: int) -> tuple[str, int]:
    parts = []
    while text[at] != '"':
        if text[at] == "\\":
            parts.append(text[at + 1])
            at += 2
        elif text[at] == "$":
            part, at = _expansion(text, at)
            parts.append(part)
        else:
            parts.append(text[at])
            at += 1
    return "".join(parts), at + 1


def _expansion(text: str, at: int) -> tuple[str, int]:
    """`$name`, `${name…}`, `$(command)` and `$((…))`, which may hold quotes and expansions themselves."""
    if match := re.compile(r"\$(\w+|\*)").match(text, at):
        return f"{{{match[1]}}}", match.end()
    opening, closing = text[at + 1], {"(": ")", "{": "}"}[text[at + 1]]
    depth, end = 1, at + 2
    while depth:
        depth += {opening: 1, closing: -1}.get(text[end], 0)
        end += 1
    inner = text[at + 2 : end - 1]
    if opening == "{":
        name = re.match(r"#?(\w+)", inner)
        assert name, inner
        return f"{{{'number of ' * inner.startswith('#')}{name[1]}}}", end
    for pattern, word in _WORDS:
        if found := re.fullmatch(pattern, inner, re.DOTALL):
            return f"{{{found.expand(word)}}}", end
    raise ValueError(f"no word for $({inner})")


def remedies(steps: Path = STEPS) -> dict[str, dict[str, str]]:
    """What the scripts say to do, by kind of request and HTTP status. It comes from calling the functions that say it."""
    registry, listing, github, tag = (
        (steps / "lib" / f"{name}.sh").read_text(encoding="utf-8") for name in ("registry", "listing-token", "github-api", "create-tag")
    )
    release = (steps / "publish-release.sh").read_text(encoding="utf-8")
    of_release = release[release.index("release_remedy() {") :].partition("\n}\n")[0] + "\n}"
    calls = {
        "registry": f"{registry}\nregistry_remedy STATUS",
        "registry_tags": f"{registry}\n{listing}\nregistry_remedy STATUS",
        "github": f"{github}\ngithub_remedy OUT STATUS",
        "git_tag": f'{tag}\nrefuse() {{ printf "%s" "$4"; }}\nrefuse_tag OUT STATUS TAG',
        "release": f"{of_release}\nrelease_remedy STATUS",
    }
    return {kind: {status: _run(call.replace("STATUS", status)) for status in _STATUSES} for kind, call in calls.items()}


def _run(script: str) -> str:
    prologue = "REGISTRY=x work=. images=() github=/nowhere GITHUB_REPOSITORY={repository}\n"
    prologue += "header() { :; }; rate_limit_seconds() { return 1; }; response() { :; }\n"
    return subprocess.run(["bash", "-c", prologue + script], capture_output=True, text=True, check=True).stdout
