"""audit-dependencies.sh with the real npm, and a registry of the test: dependencies that cannot be audited are refused."""

from __future__ import annotations

import http.server
import json
import subprocess
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.operator_scripts.repositories import Clone, CommandResult

AUDIT = "publish/audit-dependencies.sh"
ALLOWED = "scripts/publish/audit-allow-list.txt"
ID, OTHER = "GHSA-2345-6789-cfgh", "GHSA-jmpq-rvwx-2345"


def advisory(severity: str, number: int = 1, identity: str = ID, title: str = "It is bad") -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://github.com/advisories/{identity}",
        "title": title,
        "severity": severity,
        "vulnerable_versions": "<2.0.0",
        "cwe": [],
        "cvss": {"score": 5},
    }


@dataclass
class Advisories:
    """The response of the registry to npm's request for advisories; `asked` has the paths of the requests."""

    status: int = 200
    body: str = "{}"
    hangs: bool = False
    asked: list[str] = field(default_factory=list)

    def say(self, *advisories: dict[str, Any]) -> None:
        self.body = json.dumps({"left-pad": list(advisories)})


@pytest.fixture
def advisories() -> Iterator[tuple[Advisories, str]]:
    known, over = Advisories(), threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            known.asked.append(self.path)
            if known.hangs:
                over.wait()
                return
            self.answer(known.status, known.body.encode())

        def do_GET(self) -> None:
            """Respond with the versions of a package, which npm requests if an advisory names it."""
            self.answer(200, json.dumps({"name": "left-pad", "versions": {"1.3.0": {"name": "left-pad", "version": "1.3.0"}}}).encode())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield known, f"http://127.0.0.1:{server.server_address[1]}"
        over.set()
        server.shutdown()
        thread.join()


@dataclass
class Audited:
    clone: Clone
    registry: Advisories
    url: str

    def run(self, *arguments: str, **environment: str) -> CommandResult:
        return self.clone.run(AUDIT, *arguments, **{"npm_config_registry": self.url, "npm_config_fetch_retries": "0", **environment})


@pytest.fixture
def audited(clone: Clone, advisories: tuple[Advisories, str]) -> Audited:
    """A clone that depends on left-pad 1.3.0."""
    program("npm")
    program("node")
    root = {**json.loads(clone.read("package.json")), "dependencies": {"left-pad": "1.3.0"}}
    lock = json.loads(clone.read("package-lock.json"))
    lock["packages"][""] = {**lock["packages"][""], "dependencies": {"left-pad": "1.3.0"}}
    lock["packages"]["node_modules/left-pad"] = {
        "version": "1.3.0",
        "resolved": "https://example.invalid/l.tgz",
        "integrity": "sha512-AAAA",
    }
    clone.commit(files={"package.json": json.dumps(root), "package-lock.json": json.dumps(lock)})
    return Audited(clone, *advisories)


# The list changes nothing of what npm reports.
ONCE = '#!/bin/sh\nif [ ! -f "{report}" ]; then "{npm}" "$@" >"{report}"; fi\ncat "{report}"\n'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that keeps the real npm's report on an advisory."""
    return tmp_path_factory.mktemp("report") / "high.json"


@pytest.mark.parametrize("severities", [(), ("low",), ("info", "low")])
def test_passes_when_no_advisory_is_moderate_or_above(audited: Audited, severities: tuple[str, ...]) -> None:
    audited.registry.say(*(advisory(severity, number) for number, severity in enumerate(severities)))
    before = audited.clone.state()
    ran = audited.run()
    assert (ran.code, "the dependencies pass the audit" in ran.output) == (0, True), ran.output
    assert audited.registry.asked == ["/-/npm/v1/security/advisories/bulk"]
    assert audited.clone.state() == before


@pytest.mark.parametrize("severity", ["moderate", "high", "critical", "unheard of"])
def test_stops_when_there_is_an_advisory(audited: Audited, severity: str) -> None:
    audited.registry.say(advisory(severity))
    ran = audited.run()
    assert (ran.code, f"{ID} ({severity}) in left-pad: It is bad" in ran.output) == (1, True), ran.output
    assert "1 finding of moderate severity or above" in ran.output
    assert f"in {ALLOWED}" in ran.output


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (f"{ID} # it cannot be reached", 0, f"allowed: {ID}"),
        (f"  {ID} until 2999-12-31 # it cannot be reached", 0, f"allowed: {ID}"),
        (f"{ID} until 2020-01-01 # it cannot be reached", 1, "allowed until 2020-01-01, which has passed"),
        (f"{OTHER} # another", 1, f"{OTHER} is in {ALLOWED}, but npm no longer reports it"),
        (f"# {ID} # only a remark", 1, "1 finding of"),
        (ID, 1, f'{ALLOWED}:1 reads "{ID}"; expected: GHSA-'),
        (f"{ID} #", 1, "expected: GHSA-"),
        ("CVE-2020-1 # another kind", 1, "expected: GHSA-"),
        (f"{ID} until tomorrow # soon", 1, "expected: GHSA-"),
    ],
)
def test_allow_list_decides_about_an_advisory(audited: Audited, report: Path, line: str, code: int, message: str) -> None:
    audited.registry.say(advisory("high"))
    audited.clone.shim("npm", ONCE.format(report=report, npm=program("npm")))
    audited.clone.put(ALLOWED, f"{line}\n")
    ran = audited.run()
    assert (ran.code, message in ran.output) == (code, True), ran.output


def test_stops_when_another_advisory_is_allowed(audited: Audited) -> None:
    audited.registry.say(advisory("high"), advisory("critical", 2, OTHER))
    audited.clone.put(ALLOWED, f"{ID} # it cannot be reached\n")
    assert audited.run().code == 1


@pytest.mark.parametrize(
    ("status", "body"), [(500, "{}"), (404, "{}"), (401, '{"message": "no"}'), (200, "<html>"), (200, ""), (200, '{"left-pad": 7}')]
)
def test_stops_when_npm_gives_no_report(audited: Audited, status: int, body: str) -> None:
    audited.registry.status, audited.registry.body = status, body
    ran = audited.run()
    assert (ran.code, "the dependencies could not be audited: npm gave no usable report: " in ran.output) == (1, True), ran.output


def test_stops_when_the_registry_hangs(audited: Audited) -> None:
    audited.registry.hangs = True
    real = program("npm")
    audited.clone.shim("npm", f'#!/bin/sh\nexec "{real}" "$@" --fetch-timeout=100 --fetch-retries=0\n')
    assert "the dependencies could not be audited" in audited.run().output


@pytest.mark.parametrize("variable", ["npm_config_offline", "npm_config_prefer_offline"])
def test_registry_gets_a_request_when_npm_is_set_to_offline(audited: Audited, variable: str) -> None:
    audited.registry.say(advisory("high"))
    assert audited.run(**{variable: "true"}).code == 1
    assert len(audited.registry.asked) == 1


@pytest.mark.parametrize("text", ["audit=false\n", "omit[]=dev\nomit[]=optional\nomit[]=peer\n", "audit-level=critical\n"])
def test_stops_whatever_the_settings_of_the_machine(audited: Audited, text: str) -> None:
    audited.registry.say(advisory("moderate"))
    audited.clone.put("../home/.npmrc", text)
    assert audited.run().code == 1


def test_stops_when_the_registry_is_unreachable(audited: Audited) -> None:
    assert "the dependencies could not be audited" in audited.run(npm_config_registry="http://127.0.0.1:9").output


def test_stops_when_there_is_no_lockfile(audited: Audited) -> None:
    (audited.clone.folder / "package-lock.json").unlink()
    assert "there is no package-lock.json" in audited.run().output


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("target", ["elsewhere.json", "/absent"])
def test_stops_when_the_shrinkwrap_file_is_a_link(audited: Audited, target: str, committed: bool) -> None:
    (audited.clone.folder / "npm-shrinkwrap.json").symlink_to(target)
    if committed:
        audited.clone.commit()
    ran = audited.run(*(["HEAD"] if committed else []))
    assert (ran.code, "there is an npm-shrinkwrap.json" in ran.output) == (1, True), ran.output


def test_an_invalid_manifest_is_not_reported_as_the_lockfile(audited: Audited) -> None:
    audited.clone.put("apps/api/package.json", "{")
    ran = audited.run()
    expected = "apps/api/package.json is not a JSON object: it cannot be parsed. To do: git log -p -- apps/api/package.json, then restore"
    assert (ran.code, f"audit-dependencies.sh: {expected}" in ran.output) == (1, True), ran.output


def mktree(clone: Clone, *entries: str) -> str:
    """A tree with these entries, which Git would not take from the index."""
    given = "".join(f"{entry}\n" for entry in entries)
    done = subprocess.run(
        ["git", "mktree"], cwd=clone.folder, env=clone.environment, input=given, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_manifest_outside_of_the_repository_is_named(audited: Audited) -> None:
    file = f"100644 blob {audited.clone.git('rev-parse', 'HEAD:package.json')}\tpackage.json"
    tree = mktree(audited.clone, f"040000 tree {mktree(audited.clone, file)}\t..", file)
    ran = audited.run(audited.clone.git("commit-tree", tree, "-m", "a hostile commit"))
    assert (ran.code, "../package.json is outside of the repository. To do: make a commit without it" in ran.output) == (1, True), (
        ran.output
    )


def test_commit_is_audited_rather_than_the_working_tree(audited: Audited) -> None:
    audited.registry.say(advisory("high"))
    audited.clone.commit(files={ALLOWED: f"{ID} # it cannot be reached\n"})
    before = audited.clone.state()
    assert audited.run("HEAD").code == 0
    assert audited.run("HEAD~1").code == 1
    assert audited.run("nothing").code == 2
    assert audited.run("HEAD", "HEAD").code == 2
    assert audited.run("--force").code == 2
    assert audited.clone.state() == before


def test_errors_are_escaped_annotations_on_github(audited: Audited) -> None:
    audited.registry.say(advisory("high", title="\n::add-mask::x ##[group]%0A\x1b[31m"))
    ran = audited.run(GITHUB_ACTIONS="true")
    commands = [line for line in ran.output.splitlines() if line.lstrip().startswith("::")]
    assert [command.split("::")[1] for command in commands] == ["error title=audit-dependencies.sh"]
    assert "##[" not in ran.output
    assert "\x1b" not in ran.output
