"""Reads the scripts in `templates/`: their headers and the libraries that they source.

A script sources libraries from the folder `lib/` next to it, whose path is in the variable `lib`. `templates/` has the same layout as
`scripts/publish/` in the application repository, so the relative paths are the same in both.

A library that is needed only if a variable is set is sourced by `[[ -z "${NAME:-}" ]] || source "$lib/name.sh"`. The header declares the
variable. Such a library is not generated if no script that sources it has a value for the variable.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple, get_args

from compiler.diagnostic import Finding, Origin, suggestion
from compiler.file_header import MARK
from compiler.model.permissions import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

STEPS = "steps"
"""The folder in `templates/` with the scripts that workflows run."""
PUBLISHED = "scripts/publish"
"""The folder in the application repository that has the scripts of `templates/`."""

_SHEBANG = "#!/usr/bin/env bash\n"
_DECLARATION = re.compile(r"# (?P<kind>env|output): (?P<name>[^\s?]+)(?P<optional>\??)(?:\s+(?P<text>.*))?$")
_KINDS = {"env": "a variable", "output": "an output"}
_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]*\Z")
_OUTPUT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_PERMISSION = re.compile(r"\b(?P<scope>[a-z]+(?:-[a-z]+)*): (?P<access>read|write)\b(?: if (?P<condition>[A-Z_][A-Z0-9_]*) is set)?")
_SCOPES = frozenset(get_args(Scope))
_EXPRESSION = "${{"
_SOURCED = re.compile(r'\s*(?:source|\.)\s|[^#]*\bsource "\$lib/')
_LIBRARY = re.compile(
    r'\s*(?:\[\[ -z "\$\{(?P<variable>[A-Z_][A-Z0-9_]*):-\}" \]\] \|\| )?'
    r'source "\$lib/(?P<path>(?:\.\./)*(?:[a-z0-9-]+/)*[a-z0-9-]+\.sh)"\Z'
)
_FORMS = 'write `source "$lib/name.sh"`, after `[[ -z "${NAME:-}" ]] || ` if only scripts with the variable NAME need it'
_FOLDER = 'lib="$(dirname "${BASH_SOURCE[0]}")/lib"\n'
"""The line with which a script finds its libraries."""


class Library(NamedTuple):
    """A file that scripts source."""

    path: str
    """Relative to `templates/`."""
    source: str
    sourcing: tuple[tuple[int, str], ...]
    """Its lines that source another library, each with its number."""


class Sourced(NamedTuple):
    """A line that sources a library."""

    by: str
    """The library that has the line, relative to `templates/`; empty if it is the script."""
    line: int
    library: str
    """Relative to `templates/`."""
    variable: str
    """The variable that must be set for it; empty if the library is always sourced."""


class Permission(NamedTuple):
    """What a token in a variable has to be allowed to do: `contents: write` in the text of its `# env:` line."""

    variable: str
    scope: str
    access: str
    condition: str
    """Another variable, without which it is not needed; empty if it is always needed."""


class ScriptFile(NamedTuple):
    """A script with its libraries, and the interface in its header."""

    path: str
    """Relative to the repository."""
    source: str
    libraries: tuple[Library, ...]
    """All libraries, including those that libraries source, in the order in which they are first sourced."""
    sourced: tuple[Sourced, ...]
    """The lines that source them, including those in libraries."""
    required: frozenset[str]
    optional: frozenset[str]
    outputs: frozenset[str]
    permissions: tuple[Permission, ...] = ()
    """What the tokens in its variables need, in the order of the header."""

    @property
    def about(self) -> list[str]:
        """The lines of the header without declarations. Of two empty lines around declarations, one is kept."""
        text = [line for line in split_header(self.source)[0] if not _DECLARATION.match(line)]
        return [line for before, line in zip([None, *text], text, strict=False) if line != before]

    def libraries_without(self, unset: Collection[str]) -> list[Library]:
        """The libraries that it sources if these variables are not set."""
        used: set[str] = set()
        left = [""]
        while left:
            by = left.pop()
            found = {source.library for source in self.sourced if source.by == by and source.variable not in unset} - used
            used |= found
            left += found
        return [library for library in self.libraries if library.path in used]


class ScriptError(Exception):
    """A script that cannot be used; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def split_header(source: str) -> tuple[list[str], str]:
    """The leading comment lines without the shebang, and the rest."""
    lines = source.split("\n")
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = [line for line in lines[:end] if not line.startswith("#!")]
    return header, "\n".join(lines[end:]).lstrip("\n")


def add_header(source: str, path: str) -> str:
    """Add the header of a generated file to a script or a library. `path` is the source, relative to the repository."""
    shebang = _SHEBANG if source.startswith(_SHEBANG) else ""
    head = f"{MARK} from {path}. Do not edit this file:\n# change that one, then run `make generate`.\n#\n"
    return shebang + head + source.removeprefix(shebang)


def relocate_libraries(text: str, path: str) -> str:
    """Change the path of the libraries in a script that is generated outside of `scripts/publish/`."""
    here = posixpath.relpath(f"{PUBLISHED}/lib", posixpath.dirname(path) or ".")
    return text.replace(_FOLDER, _FOLDER.replace("/lib", f"/{here}")).replace("source-path=SCRIPTDIR/lib", f"source-path=SCRIPTDIR/{here}")


class Scripts:
    """The scripts of one project. Each is read once."""

    def __init__(self, templates: Path) -> None:
        self.templates = templates
        self._read: dict[str, ScriptFile] = {}
        self._libraries: dict[str, Library] = {}

    def names(self, folder: str) -> list[str]:
        """The names of the scripts in a folder of `templates/`."""
        return sorted(path.stem for path in (self.templates / folder).glob("*.sh"))

    def read(self, name: str) -> ScriptFile:
        """Read and check `templates/<name>.sh` and its libraries.

        Raises:
            ScriptError: if the script or a library does not exist or is invalid.
        """
        if name not in self._read:
            self._read[name] = self._read_script(name)
        return self._read[name]

    def _read_script(self, name: str) -> ScriptFile:
        path = self.templates / f"{name}.sh"
        shown = f"{self.templates.name}/{name}.sh"
        try:
            source = _text(path)
        except OSError:
            raise ScriptError(
                Finding(rule="unknown-script", message=f'there is no script "{posixpath.basename(name)}": {shown} does not exist')
            ) from None
        if not source.startswith(_SHEBANG):
            raise _script_error(path, 1, f"its first line is not {_SHEBANG.strip()}", "make that its first line")
        required, optional, outputs = _interface(path, source)
        sourced: list[Sourced] = []
        self._follow(f"{name}.sh", _sourcing(source), posixpath.join(posixpath.dirname(name), "lib"), sourced, ())
        self._check_variables(f"{name}.sh", sourced, required | optional)
        if sourced and _FOLDER not in source:
            raise _script_error(
                path, 1, "it sources libraries, but does not set `lib`", f"write `{_FOLDER.strip()}` before the first `source`"
            )
        libraries = tuple(self._libraries[library] for library in dict.fromkeys(source.library for source in sourced))
        permissions = tuple(_permissions(path, source, required | optional))
        return ScriptFile(shown, source, libraries, tuple(sourced), required, optional, outputs, permissions)

    def _check_variables(self, path: str, sourced: Iterable[Sourced], declared: Collection[str]) -> None:
        """Raises `ScriptError` if a library is sourced under the condition of a variable that the header of the script does not declare."""
        for source in sourced:
            if source.variable and source.variable not in declared:
                shown = f"{self.templates.name}/{source.library}"
                what = f'it sources {shown} if "{source.variable}" is set, and the header of {path} declares no such variable'
                raise _script_error(
                    self.templates / (source.by or path), source.line, what, f"declare it: `# env: {source.variable}?  what it is`"
                )

    def _follow(self, path: str, sourcing: Iterable[tuple[int, str]], folder: str, sourced: list[Sourced], inside: tuple[str, ...]) -> None:
        """Find the libraries that these lines of a file source, and those of each library.

        `$lib` is this `folder` of `templates/`; `inside` has the libraries that led here.
        """
        for number, line in sourcing:
            named = _LIBRARY.match(line)
            if named is None:
                raise _script_error(self.templates / path, number, f"the line `{line.strip()}` cannot be followed", _FORMS)
            name = posixpath.normpath(posixpath.join(folder, named["path"]))
            if name in inside:
                cycle = " → ".join((*inside, name))
                raise _script_error(self.templates / path, number, f"libraries source each other in a cycle: {cycle}", "remove this line")
            known = any(source.library == name for source in sourced)
            library = self._library(path, number, name)
            sourced.append(Sourced(inside[-1] if inside else "", number, name, named["variable"] or ""))
            if not known:
                self._follow(name, library.sourcing, folder, sourced, (*inside, name))

    def _library(self, path: str, number: int, name: str) -> Library:
        """Raises `ScriptError`, at the line that sources the library, if it does not exist."""
        if name not in self._libraries:
            try:
                source = _text(self.templates / name)
            except OSError:
                shown = f"{self.templates.name}/{name}"
                remedy = f"use one of the files in {posixpath.dirname(shown)}/"
                raise _script_error(self.templates / path, number, f"it sources {shown}, which does not exist", remedy) from None
            self._libraries[name] = Library(name, source, _sourcing(source))
        return self._libraries[name]


def _sourcing(source: str) -> tuple[tuple[int, str], ...]:
    """The lines that source a file, each with its number."""
    return tuple((number, line) for number, line in enumerate(source.split("\n"), 1) if _SOURCED.match(line))


def _text(path: Path) -> str:
    """Raises `OSError`, and `ScriptError` if bash or GitHub would read the text differently from an editor."""
    try:
        source = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _script_error(path, 1, f"it is not UTF-8 text (byte {error.start})") from None
    if "\r" in source:
        line = source[: source.index("\r")].count("\n") + 1
        raise _script_error(
            path, line, "a line ends with a carriage return, which bash reads as a part of a word", "save it with LF line endings"
        )
    if _EXPRESSION in source:
        line = source[: source.index(_EXPRESSION)].count("\n") + 1
        remedy = "declare an environment variable, and set it to the expression in the `env` of the step"
        raise _script_error(path, line, f"it contains {_EXPRESSION}, which GitHub evaluates only in workflow files", remedy)
    return source if source.endswith("\n") else f"{source}\n"


def _script_error(path: Path, line: int, what: str, remedy: str = "") -> ScriptError:
    return ScriptError(
        Finding(rule="invalid-script", message=f"the script cannot be used: {what}", remedy=remedy, origin=Origin(str(path), line))
    )


def _interface(path: Path, source: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    names: dict[tuple[str, bool], set[str]] = {("env", False): set(), ("env", True): set(), ("output", False): set()}
    for number, line in _declarations(source):
        found = _DECLARATION.match(line)
        if found is None:
            raise _script_error(
                path, number, f"the header line `{line}` is malformed", "write `# env: NAME  text` or `# output: name  text`"
            )
        kind, name, optional = found["kind"], found["name"], bool(found["optional"])
        if not (_ENV_NAME if kind == "env" else _OUTPUT_NAME).match(name) or (kind, optional) not in names:
            remedy = "use upper case in `# env:`" if kind == "env" else "remove the `?`: only variables can be optional" if optional else ""
            raise _script_error(path, number, f'"{name}{found["optional"]}" cannot be the name of {_KINDS[kind]}', remedy)
        if any(name in known for (other, _), known in names.items() if other == kind):
            raise _script_error(path, number, f'{_KINDS[kind]} is declared twice: "{name}"')
        names[kind, optional].add(name)
    return frozenset(names["env", False]), frozenset(names["env", True]), frozenset(names["output", False])


def _permissions(path: Path, source: str, declared: Collection[str]) -> Iterator[Permission]:
    """The permissions in the header. Raises `ScriptError` for a misspelt scope, and for a condition that is not a variable."""
    for number, line in _declarations(source):
        found = _DECLARATION.match(line)
        for named in _PERMISSION.finditer(found["text"] or "") if found and found["kind"] == "env" else ():
            scope, condition = named["scope"], named["condition"] or ""
            if scope not in _SCOPES:
                if hint := suggestion(scope, _SCOPES):
                    raise _script_error(path, number, f'there is no permission "{scope}"', hint)
            elif condition and condition not in declared:
                raise _script_error(path, number, f'a permission depends on "{condition}", which the header does not declare')
            else:
                yield Permission(found["name"], scope, named["access"], condition)  # type: ignore[index]


def _declarations(source: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.split("\n"), 1):
        if not line.startswith("#"):
            return
        if line.startswith(("# env:", "# output:")):
            yield number, line
