"""The guide is true: names are the definitions', messages the scripts', diagrams the workflows', and links lead somewhere."""

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
PAGES = sorted((TEMPLATES / "documents").glob("*.md"))
DOCS = REPOSITORY / "generated/docs"
GUIDE = DOCS / "PUBLISH.md"
PROJECT = Project.containing(REPOSITORY)

_ENTRY = re.compile(r'^\{\{ trouble\("(?P<script>[^"]+)", "(?P<says>[^"]+)", (?P<means>.+), (?P<do>.+)\) \}\}$', re.MULTILINE)
# A program says the same in JavaScript by `fail(…)`, and behind `$(…)` by `told $? …`.
_CALL = re.compile(
    r"""^(?!\s*#).*?(?<![\w-])(?:(?:refuse|complain|warn|notice|misused|object|told \$\?) (?=['"])(?!"\$@")|fail\((?=['"`]))""",
    re.MULTILINE,
)
# What stands for braces in a script; what it holds may hold brackets itself.
_EXPANSION = r"(?:\$\w+|\$\{[^}]*\}|\$\((?:[^()]|\([^()]*\))*\))"


def entries() -> list[tuple[str, str]]:
    """Script and message of each entry."""
    return [
        (found["script"], found["says"]) for found in _ENTRY.finditer((TEMPLATES / "documents/troubles.md").read_text(encoding="utf-8"))
    ]


def _form(says: str) -> re.Pattern[str]:
    """The first word of a call that says this."""
    parts = re.split(r"\{[^}]*\}", says)
    return re.compile(r"(?P<quote>['\"`])" + _EXPANSION.join(map(re.escape, parts)) + r"(?P=quote)")


def _calls(script: str) -> list[str]:
    """What stands behind each call that speaks."""
    text = (TEMPLATES / script).read_text(encoding="utf-8")
    return [text[call.end() : call.end() + 300] for call in _CALL.finditer(text)]


def _steps() -> list[str]:
    """Scripts of steps, and what they include."""
    found = (path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "steps").rglob("*.sh"))
    return sorted(name for name in found if name != "steps/lib/annotate.sh")


@pytest.mark.parametrize(("script", "says"), entries())
def test_every_entry_is_a_message_of_its_script(script: str, says: str) -> None:
    assert any(_form(says).match(call) for call in _calls(script))


@pytest.mark.parametrize("script", _steps())
def test_every_message_of_a_step_has_an_entry(script: str) -> None:
    told = [_form(says) for of, says in entries() if of == script]
    assert [call.partition("\n")[0] for call in _calls(script) if not any(form.match(call) for form in told)] == []


def test_every_line_that_looks_like_an_entry_is_one_and_is_told() -> None:
    text = (TEMPLATES / "documents/troubles.md").read_text(encoding="utf-8")
    assert len(entries()) == text.count("{{ trouble(") > 40
    assert len(set(entries())) == len(entries())
    told = re.findall(r"^- \*\*`(.+?)`\*\* (\S.*) _To do:_ (\S.*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    of_npm = re.sub(r"^{% else %}$.*?^{% endif %}$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert [says for says, _, _ in told] == [found["says"] for found in _ENTRY.finditer(of_npm)], "what an npm project is not told aside"
    assert all(text.endswith(".") for _, means, do in told for text in (means, do))


PROGRAM = [
    ("lib/repository.sh", "this program lies in no Git repository", True),
    ("lib/repository.sh", "the working tree is not clean: {first line}{how many more}", True),
    ("lib/repository.sh", "the working tree is not clean", False),
    ("lib/terminal.sh", "the answer was no; nothing was changed", True),
]


@pytest.mark.parametrize(("script", "says", "there"), PROGRAM)
def test_an_entry_can_be_of_a_program(script: str, says: str, there: bool) -> None:
    assert any(_form(says).match(call) for call in _calls(script)) is there


def test_a_message_that_no_script_prints_would_be_noticed() -> None:
    calls = _calls("steps/check-declaration.sh")
    assert len(calls) >= 5
    assert not any(_form("No changelog at all").match(call) for call in calls)
    assert not any(_form("No change").match(call) for call in calls), "a part of a message is no message"


def _loaded() -> Loaded:
    return load(PROJECT)


def _pages() -> dict[str, Page]:
    """Each workflow, as the guide's template sees it, by the name of its file."""
    pins, _ = read_pins(PROJECT.pins)
    found = {workflow.file: resolve(workflow, pins, Scripts(PROJECT.templates)) for workflow in _loaded().workflows}
    assert not any(findings for _, findings in found.values())
    return {file: page(resolved) for file, (resolved, _) in found.items()}


def _all_told(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _graph(diagram: str) -> dict[str, set[str]]:
    """What each label has arrows from. Every line of the diagram must be one that is known here."""
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
    """All that comes before each, also by way of others."""
    found = {name: set(direct) for name, direct in graph.items()}
    for _ in found:
        found = {name: direct.union(*(found[other] for other in direct)) for name, direct in found.items()}
    return found


def _needs(jobs: dict[str, Any]) -> dict[str, set[str]]:
    return {name: {job["needs"]} if isinstance(job.get("needs"), str) else set(job.get("needs", [])) for name, job in jobs.items()}


@pytest.mark.parametrize("file", sorted(_pages()))
def test_a_diagram_shows_the_jobs_and_what_each_waits_for(file: str) -> None:
    root = REPOSITORY / ("." if file == "ci.yml" else "generated")
    jobs = YAML(typ="safe", pure=True).load(_all_told(root / ".github/workflows" / file))["jobs"]
    graph = _graph(_pages()[file].diagram)
    assert list(graph) == list(jobs)
    assert _before(graph) == _before(_needs(jobs))
    for name, direct in graph.items():
        assert not any(start in _before(graph)[other] for start in direct for other in direct), f"{name} has an arrow that says nothing"


def test_the_guide_shows_both_lines() -> None:
    shown = [block.body for block in blocks(_all_told(GUIDE)) if block.kind == "mermaid"]
    assert shown == [f"{_pages()[file].diagram}\n" for file in ("publish-staging.yml", "publish-main.yml")]


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", _all_told(document), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert targets or "CHECKLIST" in document.name
    for target in targets:
        path, _, anchor = target.partition("#")
        if not target.startswith("https://"):
            linked = (document.parent / path).resolve() if path else document
            assert linked.is_file(), target
            assert not anchor or anchor in anchors(linked), target


def test_the_contents_are_the_headings() -> None:
    told = re.findall(r"^- \[(.+)\]\(#.+\)$", _all_told(GUIDE), re.MULTILINE)
    assert told == re.findall(r"^## (.+)$", _all_told(GUIDE), re.MULTILINE)


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_it_is_well_formed(document: Path) -> None:
    text = _all_told(document)
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
    (block,) = (block for block in blocks(_all_told(GUIDE)) if (block.kind, block.path) == ("sh", "quick-start"))
    commands = [line.split()[0] for line in block.body.splitlines()]
    scripts = [command for command in commands if command.startswith("scripts/")]
    assert [script.rpartition("/")[2] for script in scripts] == ["bump-version.sh", "sync-develop-to-staging.sh", "sync-staging-to-main.sh"]
    assert commands[-1] == "linesmith"
    assert {script for script in scripts if f"| `{script}`" not in _all_told(GUIDE)} == set()


def test_nothing_that_the_definitions_state_is_written_by_hand() -> None:
    """In a template a name of the product would stay as it is when the product changes."""
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
        *(workflow.name for workflow in _loaded().workflows if "(" in workflow.name),
        "scripts/publish/",
        "GHCR_REGISTRY_TOKEN",
    }
    assert len(names) > 15
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        says = "".join(says for _, says in entries())
        assert [name for name in sorted(names) if name in text and name not in says] == [], path.name


def test_a_job_that_the_guide_names_is_one_of_the_lines() -> None:
    jobs = {job.id for workflow in _loaded().workflows for job in workflow.jobs}
    named = re.findall(r"^- \*\*([a-z-]+)\*\* ", _all_told(GUIDE), re.MULTILINE)
    assert len(named) == 9
    assert set(named) <= jobs


def test_the_secret_of_the_guide_is_the_one_that_the_lines_read() -> None:
    (document,) = (document for document in _loaded().documents if document.template == "PUBLISH.md")
    texts = [output.text for output in compile_project(PROJECT).files if output.path.endswith(("staging.yml", "main.yml"))]
    assert all(f"secrets.{document.values['listing_secret']} " in text for text in texts)
