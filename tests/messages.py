"""What the step scripts say when they stop, read from their sources: one row for each `refuse` and `complain`.

An expansion becomes a word in braces: `$base` is {base}, `$(answer …)` is {answer}.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.frontend.script import split_header
from rehearsal.engine.invariants import ALWAYS, THREATS
from rehearsal.scenarios import ALL, sweeps

ROOT = Path(__file__).resolve().parents[1]
GUARANTEES = ROOT / "docs/guarantees.md"

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STEPS = ROOT / "templates/steps"
_CALL = re.compile(r"""^(?!\s*#)(?P<before>.*?)(?<![\w-])(?:refuse|complain) (?=['"])(?!"\$@")""", re.MULTILINE)
_STATUSES = ("401", "403", "404", "409", "422", "500", "000")
# What an expansion stands for, where its name does not say it.
_WORDS = (
    (r"answer\b.*", "answer"),
    (r"(?:registry|github|refused)_remedy\b.*", "remedy by status"),
    (r"annotation \S+ (\w+).*", r"\1"),
    (r'<".*[./](\w+)"', r"\1"),
    (r"said_by_crane .*", "what crane said"),
    (r"tag_place\b.*", "commit"),
    (r"said_set\b.*", "names"),
    (r"own_set", "names"),
    (r"printf .*owners.*", "owners"),
    (r"jq .*length.*", "number"),
    (r"beginning .*", "error"),
    (r"\(number - 1\)", "number"),
    (r"bump_remedy", "command for a higher version"),
    (r"set_version", "command that sets the version"),
)


@dataclass(frozen=True, order=True)
class Message:
    """One refusal."""

    file: str
    title: str
    found: str
    expected: str
    remedy: str

    @property
    def who(self) -> str:
        """Who brings the run to its end."""
        if self.remedy.startswith("re-run"):
            return "a re-run"
        return "by status" if self.remedy in {"{remedy by status}", "{remedy}"} else "a person"


def messages() -> list[Message]:
    """All of them, in the order of the files. Programs have messages of another form, and no annotations to explain."""
    return [message for folder in ("", "lib") for file in sorted((STEPS / folder).glob("*.sh")) for message in _of(file)]


def _of(file: Path) -> Iterator[Message]:
    text = file.read_text(encoding="utf-8")
    for call in _CALL.finditer(text):
        words: list[str] = []
        at = call.end()
        while len(words) < 4:
            word, at = _word(text, at)
            words.append(word)
            at += len(text[at:]) - len(re.sub(r"^[ \t]*(?:\\\n\s*)?", "", text[at:]))
        yield Message(str(file.relative_to(STEPS)), *words)


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


def remedies() -> list[tuple[str, ...]]:
    """What is said to do, by status: for the registry, for listing its tags, for reads of GitHub, for a tag, for a release."""
    libraries = [
        (STEPS / "lib" / f"{name}.sh").read_text(encoding="utf-8") for name in ("registry", "listing-token", "github-api", "create-tag")
    ]
    release = (STEPS / "publish-release.sh").read_text(encoding="utf-8")
    of_release = release[release.index("refused_remedy() {") :].partition("\n}\n")[0] + "\n}"
    prologue = "REGISTRY=x work=. images=() github=/nowhere GITHUB_REPOSITORY={repository}\n"
    prologue += "header() { :; }; asked_wait() { return 1; }; answer() { :; }\n"
    rows = []
    for status in _STATUSES:
        calls = (
            f"{libraries[0]}\nregistry_remedy {status}",
            f"{libraries[0]}\n{libraries[1]}\nregistry_remedy {status}",
            f"{libraries[2]}\ngithub_remedy OUT {status}",
            f'{libraries[3]}\nrefuse() {{ printf "%s" "$4"; }}\nrefuse_tag OUT {status} TAG',
            f"{of_release}\nrefused_remedy {status}",
        )
        rows.append((status, *(_said(prologue + call) for call in calls)))
    return rows


def _said(script: str) -> str:
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """In Markdown."""
    lines = [headers, ("---",) * len(headers), *(tuple(map(_cell, row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def tables() -> dict[str, str]:
    """What the document holds between `<!-- begin: name -->` and `<!-- end: name -->`, by name."""
    kinds: dict[str, list[tuple[str, ...]]] = {"a person": [], "a re-run": [], "by status": []}
    for message in messages():
        kinds[message.who].append((f"`{message.file}`", message.title, message.found, message.expected, message.remedy))
    headers = ("script", "message", "found", "expected", "to do")
    by_status = ("status", "registry", "registry, its tags", "GitHub", "creating a Git tag", "writing a release")
    return {
        **{name: table(headers, rows) for name, rows in kinds.items()},
        "remedies": table(by_status, remedies()),
        "invariants": table(("", "always", "what would break it", "scenarios that try to"), invariants()),
        "bounds": table(("script", "without faults", "worst case"), bounds()),
    }


def invariants() -> list[tuple[str, ...]]:
    """Each with what would break it, and the scenarios of the rehearsal that try to."""
    return [(name, sentence, THREATS[name], ", ".join(f"`{scenario}`" for scenario in _trying(name))) for name, sentence in ALWAYS.items()]


def _trying(invariant: str) -> list[str]:
    """The names of the scenarios; the sweeps, all of which try to break everything, as one."""
    assert all(invariant in sweep.tries for sweep in sweeps.SCENARIOS)
    swept = {sweep.name for sweep in sweeps.SCENARIOS}
    return [*(name for name, scenario in ALL.items() if invariant in scenario.tries and name not in swept), "sweep-*"]


def bounds() -> list[tuple[str, ...]]:
    """What the header of each script says of its requests and its time."""
    rows: list[tuple[str, ...]] = []
    for file in sorted(STEPS.glob("*.sh")):
        header = " ".join(line.removeprefix("#").strip() for line in split_header(file.read_text(encoding="utf-8"))[0])
        usual = re.search(r"With(?:out faults|out contention:) (.+?)\.(?: |$)", header)
        worst = re.search(r"Worst case: (.+?)\.(?: |$)", header)
        if usual and worst:
            rows.append((f"`{file.name}`", usual[1], worst[1]))
    return rows


def scenarios() -> str:
    """All that is played, in Markdown."""
    rows: list[tuple[str, ...]] = [(f"`{scenario.name}`", scenario.about, " ".join(scenario.tries)) for scenario in ALL.values()]
    return table(("scenario", "what happens", "tries to break"), rows)


def told(text: str, contents: Mapping[str, str]) -> str:
    """A document with these contents between its marks."""
    for name, content in contents.items():
        begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
        before, _, rest = text.partition(begin)
        assert rest, f"the document lacks {begin}"
        text = f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}"
    return text
