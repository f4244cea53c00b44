"""Names, messages, diagrams and links of the guide are up to date with the definitions, scripts and workflows."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from compiler.backend.document import Page, page
from compiler.compile import compile_project
from compiler.frontend.load import load
from compiler.frontend.pins import read_pins
from compiler.frontend.script import Scripts
from compiler.passes.resolve import resolve
from compiler.project import Project
from tests.documents import blocks
from tests.projects import REPOSITORY
from tests.test_docs import anchors

if TYPE_CHECKING:
    from pathlib import Path

    from compiler.frontend.load import Loaded

TEMPLATES = REPOSITORY / "templates"
TROUBLESHOOTING = TEMPLATES / "documents/troubleshooting.md"
PAGES = sorted((TEMPLATES / "documents").glob("*.md"))
DOCS = REPOSITORY / "generated/docs"
GUIDE = DOCS / "PUBLISH.md"
PROJECT = Project.containing(REPOSITORY)

_ENTRY = re.compile(r'^\{\{ entry\("(?P<script>[^"]+)", "(?P<says>[^"]+)", (?P<means>.+), (?P<do>.+)\) \}\}$', re.MULTILINE)
# An operator script does the same in JavaScript by `fail(…)`, and after `$(…)` by `refuse_task $? …`.
_CALL = re.compile(
    r"""^(?!\s*#).*?(?<![\w-])(?:(?:refuse|report_error|warn|notice|usage_error|report_problem|refuse_task \$\?)"""
    r""" (?=['"])(?!"\$@")|fail\((?=['"`]))""",
    re.MULTILINE,
)
# The expansion in a script for which an entry has braces; it may contain parentheses.
_EXPANSION = r"(?:\$\w+|\$\{[^}]*\}|\$\((?:[^()]|\([^()]*\))*\))"


def entries() -> list[tuple[str, str]]:
    """Script and message of each entry."""
    return [(found["script"], found["says"]) for found in _ENTRY.finditer(TROUBLESHOOTING.read_text(encoding="utf-8"))]


def _form(says: str) -> re.Pattern[str]:
    """The first argument of a call with this message."""
    parts = re.split(r"\{[^}]*\}", says)
    return re.compile(r"(?P<quote>['\"`])" + _EXPANSION.join(map(re.escape, parts)) + r"(?P=quote)")


def _calls(script: str) -> list[str]:
    """The text after each call that prints a message."""
    text = (TEMPLATES / script).read_text(encoding="utf-8")
    return [text[call.end() : call.end() + 300] for call in _CALL.finditer(text)]


def _steps() -> list[str]:
    """Step scripts and their libraries."""
    found = (path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "steps").rglob("*.sh"))
    return sorted(name for name in found if name != "steps/lib/annotate.sh")


@pytest.mark.parametrize(("script", "says"), entries())
def test_every_entry_is_a_message_of_its_script(script: str, says: str) -> None:
    assert any(_form(says).match(call) for call in _calls(script))


@pytest.mark.parametrize("script", _steps())
def test_every_message_of_a_step_has_an_entry(script: str) -> None:
    documented = [_form(says) for of, says in entries() if of == script]
    assert [call.partition("\n")[0] for call in _calls(script) if not any(form.match(call) for form in documented)] == []


def test_every_entry_is_parsed_and_shown_in_the_guide() -> None:
    text = TROUBLESHOOTING.read_text(encoding="utf-8")
    assert len(entries()) == text.count("{{ entry(") > 40
    assert len(set(entries())) == len(entries())
    shown = re.findall(r"^- \*\*`(.+?)`\*\* (\S.*) _To do:_ (\S.*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    of_npm = re.sub(r"^{% else %}$.*?^{% endif %}$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert [says for says, _, _ in shown] == [found["says"] for found in _ENTRY.finditer(of_npm)], (
        "all but the entries for products without npm"
    )
    assert all(text.endswith(".") for _, means, do in shown for text in (means, do))


OPERATOR_SCRIPTS = [
    ("lib/repository.sh", "this script is not in a Git repository", True),
    ("lib/repository.sh", "the working tree is not clean: {first line}{how many more}", True),
    ("lib/repository.sh", "the working tree is not clean", False),
    ("lib/terminal.sh", "not confirmed; nothing was changed", True),
]


@pytest.mark.parametrize(("script", "says", "exists"), OPERATOR_SCRIPTS)
def test_an_entry_can_quote_an_operator_script(script: str, says: str, exists: bool) -> None:
    assert any(_form(says).match(call) for call in _calls(script)) is exists


def test_an_entry_fails_when_no_script_prints_its_message() -> None:
    calls = _calls("steps/check-declaration.sh")
    assert len(calls) >= 5
    assert not any(_form("No changelog at all").match(call) for call in calls)
    assert not any(_form("No change").match(call) for call in calls), "a part of a message does not count"


def _loaded() -> Loaded:
    return load(PROJECT)


def _pages() -> dict[str, Page]:
    """Each workflow, as the guide's template sees it, by the name of its file."""
    pins, _ = read_pins(PROJECT.pins)
    found = {workflow.file: resolve(workflow, pins, Scripts(PROJECT.templates)) for workflow in _loaded().workflows}
    assert not any(findings for _, findings in found.values())
    return {file: page(resolved) for file, (resolved, _) in found.items()}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _graph(diagram: str) -> dict[str, set[str]]:
    """For each label, the labels from which an arrow leads to it. Every line of the diagram must have a known form."""
    first, *lines = diagram.rstrip("\n").split("\n")
    assert first == "flowchart LR"
    labels: dict[str, str] = {}
    arrows = []
    for line in lines:
        if node := re.fullmatch(r'  (job[0-9]+)\["([A-Za-z_][A-Za-z0-9_-]*)"\]', line):
            assert node[1] not in labels
            labels[node[1]] = node[2]
        else:
            arrow = re.fullmatch(r"  (job[0-9]+) --> (job[0-9]+)", line)
            assert arrow, line
            arrows.append((arrow[1], arrow[2]))
    assert len(set(arrows)) == len(arrows)
    graph: dict[str, set[str]] = {label: set() for label in labels.values()}
    for start, end in arrows:
        graph[labels[end]].add(labels[start])
    return graph


def _before(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """For each name, all names before it, directly or indirectly."""
    found = {name: set(direct) for name, direct in graph.items()}
    for _ in found:
        found = {name: direct.union(*(found[other] for other in direct)) for name, direct in found.items()}
    return found


def _needs(jobs: dict[str, Any]) -> dict[str, set[str]]:
    return {name: {job["needs"]} if isinstance(job.get("needs"), str) else set(job.get("needs", [])) for name, job in jobs.items()}


@pytest.mark.parametrize("file", sorted(_pages()))
def test_a_diagram_shows_the_jobs_and_their_needs(file: str) -> None:
    root = REPOSITORY / ("." if file == "ci.yml" else "generated")
    jobs = YAML(typ="safe", pure=True).load(_read(root / ".github/workflows" / file))["jobs"]
    graph = _graph(_pages()[file].diagram)
    assert list(graph) == list(jobs)
    assert _before(graph) == _before(_needs(jobs))
    for name, direct in graph.items():
        assert not any(start in _before(graph)[other] for start in direct for other in direct), f"{name} has a redundant arrow"


def test_the_guide_shows_both_pipelines() -> None:
    shown = [block.body for block in blocks(_read(GUIDE)) if block.kind == "mermaid"]
    assert shown == [f"{_pages()[file].diagram}\n" for file in ("publish-staging.yml", "publish-main.yml")]


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_have_a_target(document: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", _read(document), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert targets or "CHECKLIST" in document.name
    for target in targets:
        path, _, anchor = target.partition("#")
        if not target.startswith("https://"):
            linked = (document.parent / path).resolve() if path else document
            assert linked.is_file(), target
            assert not anchor or anchor in anchors(linked), target


def test_the_contents_are_the_headings() -> None:
    listed = re.findall(r"^- \[(.+)\]\(#.+\)$", _read(GUIDE), re.MULTILINE)
    assert listed == re.findall(r"^## (.+)$", _read(GUIDE), re.MULTILINE)


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_it_is_well_formed(document: Path) -> None:
    text = _read(document)
    assert len(re.findall(r"^```", text, re.MULTILINE)) % 2 == 0
    assert "{{ " not in text.replace("{{.Manifest.Digest}}", "")
    assert "{%" not in text
    assert "\t" not in text
    assert not re.search(r" +$", text, re.MULTILINE)
    levels = [
        len(found) for found in re.findall(r"^(#+) ", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    ]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_quick_start_is_one_block_of_commands() -> None:
    (block,) = (block for block in blocks(_read(GUIDE)) if (block.kind, block.path) == ("sh", "quick-start"))
    commands = [line.split()[0] for line in block.body.splitlines()]
    scripts = [command for command in commands if command.startswith("scripts/")]
    assert [script.rpartition("/")[2] for script in scripts] == ["bump-version.sh", "sync-develop-to-staging.sh", "sync-staging-to-main.sh"]
    assert commands[-1] == "linesmith"
    assert {script for script in scripts if f"| `{script}`" not in _read(GUIDE)} == set()


def test_templates_repeat_nothing_that_the_definitions_declare() -> None:
    """A name in a template would not follow a change to the product."""
    product = next(document.values["product"] for document in _loaded().documents if document.template == "PUBLISH.md")
    branches = {product.development_branch, product.staging_branch, product.release_branch}
    names = {
        *(image for image in product.images if "-" in image),
        *(f"`{name}`" for name in branches),
        *(f":{tag}`" for tag in (product.staging_tag, product.release_tag)),
        f"-{product.prerelease}.",
        product.registry,
        product.gitops.repository,
        product.gitops.bases,
        product.changelogs,
        product.dockerfiles,
        *product.gitops.release_variables.values(),
        *(workflow.file for workflow in _loaded().workflows),
        *(workflow.name for workflow in _loaded().workflows if workflow.name and "(" in workflow.name),
        "scripts/publish/",
        "GHCR_REGISTRY_TOKEN",
    }
    assert len(names) > 15
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        says = "".join(says for _, says in entries())
        assert [name for name in sorted(names) if name in text and name not in says] == [], path.name


def test_jobs_in_the_guide_are_jobs_of_the_pipelines() -> None:
    jobs = {job.id for workflow in _loaded().workflows for job in workflow.jobs}
    named = re.findall(r"^- \*\*([a-z-]+)\*\* ", _read(GUIDE), re.MULTILINE)
    assert len(named) == 9
    assert set(named) <= jobs


def test_the_secret_of_the_guide_is_the_one_that_the_pipelines_read() -> None:
    (document,) = (document for document in _loaded().documents if document.template == "PUBLISH.md")
    texts = [output.text for output in compile_project(PROJECT).files if output.path.endswith(("staging.yml", "main.yml"))]
    assert all(f"secrets.{document.values['listing_secret']} " in text for text in texts)
