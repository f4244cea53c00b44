"""Step scripts: real bash in `templates/`, with a header that declares what goes in and out.

Jinja's only syntax in them is a line `#% include "lib/name.sh"`, a comment to the shell, so that the source stays a script that runs
and that ShellCheck reads. Nothing varies in a script but its environment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping
    from pathlib import Path

    from jinja2 import Environment

_DECLARATION = re.compile(r"# (?P<kind>env|output): (?P<name>[^\s?]+)(?P<optional>\??)(?:\s+(?P<text>.*))?$")
_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]*\Z")
_OUTPUT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_INCLUDE = re.compile(r'#% include "(programs/)?lib/[a-z0-9-]+\.sh"\Z')
# GitHub takes a script with an expression in it as one expression, which may hold 21,000 characters; and it would be open to injection.
_EXPRESSION = "${{"
# A workflow file may hold 500 KB (https://docs.github.com/en/actions/reference/limits); one step should leave room for the others.
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class StepScript:
    """A script as it is inlined, and the interface that its header declares."""

    path: str
    """Relative to the repository."""
    about: tuple[str, ...]
    """The lines of the header that declare nothing."""
    text: str
    """Rendered, without shebang and header."""
    required: frozenset[str]
    optional: frozenset[str]
    outputs: frozenset[str]


class ScriptError(Exception):
    """A template that cannot be used."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def split_header(source: str) -> tuple[list[str], str]:
    """The leading comment lines without the shebang, and what follows them."""
    lines = source.split("\n")
    end = next((number for number, line in enumerate(lines) if not line.startswith("#") or line.startswith("#%")), len(lines))
    header = [line for line in lines[:end] if not line.startswith("#!")]
    return header, "\n".join(lines[end:]).lstrip("\n")


class Scripts:
    """The scripts of one project; each is read once."""

    def __init__(self, templates: Path) -> None:
        self.templates = templates
        self._read: dict[str, StepScript] = {}

    def names(self, folder: str = ".") -> list[str]:
        """What a step may name; or, of another folder, what a program may."""
        return sorted(path.stem for path in (self.templates / folder).glob("*.sh"))

    def read(self, name: str) -> StepScript:
        """Read, check and render `templates/<name>.sh`.

        Raises:
            ScriptError: if there is none, its header is malformed, an include fails, or its text cannot be a step.
        """
        if name not in self._read:
            self._read[name] = self._checked(name)
        return self._read[name]

    def _checked(self, name: str) -> StepScript:
        path = self.templates / f"{name}.sh"
        relative = f"{self.templates.name}/{name}.sh"
        try:
            source = path.read_bytes().decode("utf-8")
        except OSError:
            raise ScriptError(Finding("unknown-script", f'there is no script "{name}": {relative} does not exist')) from None
        except UnicodeDecodeError as error:
            raise _unfit(path, 1, f"it is not UTF-8 text (byte {error.start})") from None
        if "\r" in source:
            line = source[: source.index("\r")].count("\n") + 1
            raise _unfit(path, line, "a line ends with a carriage return, which bash takes as part of a word", "save it with LF line ends")
        required, optional, outputs = _interface(path, source)
        text = self._render(name, path)
        if _EXPRESSION in text:
            remedy = "declare an environment variable and give the expression in the step's `env`"
            raise _unfit(path, _line_with(_EXPRESSION, source), f"it contains {_EXPRESSION}", remedy)
        if len(text) > _LONGEST:
            raise _unfit(path, 1, f"it has {len(text):,} characters; {_LONGEST:,} are allowed", "split the step")
        said = (line for line in split_header(source)[0] if not _DECLARATION.match(line))
        about = tuple(line for line, _ in groupby(said))  # where declarations stood between two empty lines, one is left
        return StepScript(relative, about, text, required, optional, outputs)

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound  # noqa: PLC0415 - for runs that compile

        templates = self.templates

        class Bodies(BaseLoader):
            """Serves the files without their headers. Jinja swallows the lines after an include; a blank line keeps the parts apart."""

            def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:  # noqa: A002 - Jinja's name
                path = templates / name
                if not path.is_file():
                    raise TemplateNotFound(name)
                source = path.read_text(encoding="utf-8")
                for number, line in enumerate(source.split("\n"), 1):
                    if line.lstrip().startswith("#%") and not _INCLUDE.match(line):
                        raise _unfit(
                            path, number, f"the line `{line}` is not an include", 'write `#% include "lib/name.sh"` at its beginning'
                        )
                body = split_header(source)[1].strip("\n") + "\n\n"
                if "#%" in body:
                    return environment.template_class.from_code(environment, environment.compile(body, name), globals or {})

                # Text without a statement needs no compiling, which is most of what a run of the compiler would do.
                def root(_: object) -> Iterator[str]:
                    yield body

                plain = {"__file__": str(path), "name": name, "blocks": {}, "root": root, "debug_info": ""}
                return environment.template_class.from_module_dict(environment, plain, globals or {})

        never = "\x00{0}\x00".format  # delimiters that no script contains: a step script has includes and nothing else
        return Environment(
            loader=Bodies(),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - the output is bash
            keep_trailing_newline=True,
            line_statement_prefix="#%",
            block_start_string=never("block"),
            block_end_string=never("endblock"),
            variable_start_string=never("variable"),
            variable_end_string=never("endvariable"),
            comment_start_string=never("comment"),
            comment_end_string=never("endcomment"),
        )

    def _render(self, name: str, path: Path) -> str:
        from jinja2 import TemplateNotFound  # noqa: PLC0415

        try:
            text = self._environment.get_template(f"{name}.sh").render()
        except TemplateNotFound as error:
            line = _line_with(f'"{error.name}"', path.read_text(encoding="utf-8"))
            remedy = f"name one of the files of {self.templates.name}/lib/"
            raise _unfit(path, line, f'it includes "{error.name}", which is not in {self.templates.name}/', remedy) from None
        except RecursionError:
            raise _unfit(path, 1, "its includes go in a circle", "remove one of them") from None
        except UnicodeDecodeError as error:
            raise _unfit(path, 1, f"what it includes is not UTF-8 text (byte {error.start})") from None
        return text.strip("\n") + "\n"


def _unfit(path: Path, line: int, what: str, remedy: str = "") -> ScriptError:
    return ScriptError(Finding("unfit-script", f"the script cannot be used: {what}", remedy=remedy, origin=Origin(str(path), line)))


def _line_with(text: str, source: str) -> int:
    """The first line with the text; 1 if an included file has it."""
    return next((number for number, line in enumerate(source.split("\n"), 1) if text in line), 1)


def _interface(path: Path, source: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    names: dict[tuple[str, bool], set[str]] = {("env", False): set(), ("env", True): set(), ("output", False): set()}
    for number, line in enumerate(source.split("\n"), 1):
        if not line.startswith("#") or line.startswith("#%"):
            break
        if not line.startswith(("# env:", "# output:")):
            continue
        found = _DECLARATION.match(line)
        if found is None:
            raise _unfit(path, number, f"the header line `{line}` is malformed", "write `# env: NAME  text` or `# output: name  text`")
        kind, name, optional = found["kind"], found["name"], bool(found["optional"])
        if not (_ENV_NAME if kind == "env" else _OUTPUT_NAME).match(name) or (kind, optional) not in names:
            raise _unfit(path, number, f'"{name}{found["optional"]}" cannot be the name of an {kind}', "environment names are upper-case")
        if any(name in known for (other, _), known in names.items() if other == kind):
            raise _unfit(path, number, f'the {kind} "{name}" is declared twice')
        names[kind, optional].add(name)
    return frozenset(names["env", False]), frozenset(names["env", True]), frozenset(names["output", False])
