"""The generated files, and a function that runs an external tool on them."""

from __future__ import annotations

import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from compiler.compile import compile_project
from compiler.project import Project
from tests.tools import ROOT, node_package

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COMPILATION = compile_project(Project.containing(ROOT))
MADE = {ROOT / output.location: output.text for output in COMPILATION.files}
"""The text of each generated file."""
FILES = sorted(path for path in MADE if path.suffix == ".yml")
"""The workflows."""
PROGRAMS = sorted(path for path in MADE if path.suffix == ".sh")
"""The scripts."""
NAMES = [str(path.relative_to(ROOT)) for path in FILES]
PRETTIERS = ("prettier-3.0", "prettier-3.8", "prettier")
"""The oldest prettier 3, the one that the application has, and the newest."""
WIDTHS = (80, 100, 120, 140)
"""Common values of `printWidth`; 80 is prettier's own default."""
PAGES = sorted(path for path in MADE if path.suffix == ".md")
"""The documents."""
STAGING, MAIN = (ROOT / f"generated/.github/workflows/publish-{line}.yml" for line in ("staging", "main"))
CHECK = ROOT / "generated/.github/workflows/check-release-pipelines.yml"


@cache
def load(path: Path) -> Any:
    """A workflow file as plain values, read by YAML 1.2. Nobody changes them: they are read once."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def run_tool(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program; its verdict is its exit code and its output."""
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


# One process for all files and widths: to start prettier takes longer than to format a page.
_CHECK = """
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const [package_, widths, ...files] = process.argv.slice(1);
const prettier = await import(pathToFileURL(package_));
for (const file of files)
  for (const printWidth of widths.split(","))
    if (!(await prettier.check(readFileSync(file, "utf8"), { filepath: file, printWidth: Number(printWidth) })))
      console.log(`${file} ${printWidth}`);
"""


def reformatted(version: str, files: Iterable[Path]) -> list[tuple[Path, int]]:
    """The files that this prettier would change, each with the width at which it would; the other options are prettier's defaults."""
    node, package = node_package(f"node_modules/{version}/index.mjs")
    given, widths = {str(path): path for path in files}, ",".join(map(str, WIDTHS))
    done = run_tool(node, "--input-type=module", "--eval", _CHECK, package, widths, *given)
    assert done.returncode == 0, done.stderr
    pairs = (line.rpartition(" ") for line in done.stdout.splitlines())
    return [(given[file], int(width)) for file, _, width in pairs]
