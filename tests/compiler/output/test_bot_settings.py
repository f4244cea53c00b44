"""Settings of bots that are odd and valid are read as the bots read them; what cannot be read counts as none."""

from __future__ import annotations

import time

import pytest

from compiler.output.bot_settings import dependabot_edits, of_package, renovate_edits

WORKFLOWS = [".github/workflows/a.yml", ".github/workflows/b.yml"]
ENTRY = '  - package-ecosystem: "{}"\n    directory: {}\n    schedule: {{interval: weekly}}\n'
ACTIONS, NPM = ENTRY.format("github-actions", "/"), ENTRY.format("npm", "/")
BOTH = "    exclude-paths: [.github/workflows/a.yml, .github/workflows/b.yml]\n"


def dependabot(entries: str) -> bool:
    return dependabot_edits(f"version: 2\nupdates:\n{entries}", WORKFLOWS)


@pytest.mark.parametrize(
    ("entries", "edits"),
    [
        (ACTIONS, True),
        (ACTIONS + BOTH, False),
        (ACTIONS.replace('"', "'") + BOTH.replace("exclude-paths", '"exclude-paths"'), False),
        (NPM + BOTH + ACTIONS, True),
        (ACTIONS + "    exclude-paths: [.github/workflows/a.yml]\n", True),
        (ACTIONS + BOTH.replace("    exclude", "#    exclude"), True),
        (ACTIONS + "    exclude-paths: ['.github/workflows/*.yml']\n", False),
        (ACTIONS + "    exclude-paths: ['.github/**', 7]\n", False),
        (ACTIONS + "    exclude-paths: ['.github/*.yml', '*.json']\n", True),
        (ACTIONS + "    exclude-paths: .github\n", True),
        (ACTIONS + "    open-pull-requests-limit: 0\n", False),
        (NPM + "# " + ACTIONS.replace("\n", "\n# "), False),
        (ENTRY.format("github-actions", "/.github/actions/mine"), False),
        ("  - package-ecosystem: github-actions\n    directories: [/, /.github/actions/*]\n", True),
        ("# github-actions\n", False),
        ("  github-actions: 1\n", False),
        (f"{ACTIONS}  - [\n", True),
        (f"{NPM}  # github-actions [\n  - [\n", False),
    ],
)
def test_dependabot_settings_are_read(entries: str, edits: bool) -> None:
    assert dependabot(entries) is edits
    assert dependabot_edits(f"\ufeffversion: 2\nupdates:\n{entries}".replace("\n", "\r\n"), WORKFLOWS) is edits


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("{}", True),
        ('{"ignorePaths": [".github/workflows/a.yml", ".github/workflows/b.yml"]}', False),
        ('{"ignorePaths": [".github/workflows/a.yml"]}', True),
        ('{"ignorePaths": [".github/workflows/**"]}', False),
        ('{"ignorePaths": ["**/*.yml"]}', False),
        ('{"ignorePaths": ["workflows/"]}', False),
        ('{"ignorePaths": "x"}', True),
        ('{"enabled": false}', False),
        ('{"enabledManagers": ["npm"]}', False),
        ('{"enabledManagers": ["npm", "github-actions"]}', True),
        ('{"github-actions": {"enabled": false}}', False),
        ('// ignorePaths .github/workflows/a.yml .github/workflows/b.yml\n{\n  "extends": ["https://example.org"],\n}', True),
        ('// mine\n{\n  "ignorePaths": [\n    ".github/",\n  ],\n}\n', False),
        ("{ignorePaths: ['.github/workflows/a.yml', '.github/workflows/b.yml']}", False),
        ("{ignorePaths: ['.github/workflows/a.yml']}", True),
        ("[]", True),
    ],
)
def test_renovate_settings_are_read(text: str, edits: bool) -> None:
    assert renovate_edits(text, WORKFLOWS) is edits


def test_renovate_settings_in_package_json_are_read() -> None:
    assert of_package('{"renovate": {"enabled": false}}') == '{"enabled": false}'
    for text in ("", "{", "[]", '{"renovate": []}', '{"name": "renovate"}'):
        assert of_package(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        "[" * 990,
        "- " * 30_000,
        "a: &a [github-actions]\n" + "".join(f"b{number}: [*a, *a]\n" for number in range(2000)),
        "updates: [&a {package-ecosystem: github-actions, x: *a}]",
        "github-actions: !!python/object:os.system 1",
        "github-actions: 2026-99-99",
        "%YAML 9.9\n---\ngithub-actions: 1",
        "github-actions\0",
        "? [github-actions]\n: {}",
        "<<: github-actions",
        "x" * 10_000_000 + "github-actions",
    ],
)
def test_hostile_settings_neither_raise_nor_hang(text: str) -> None:
    begun = time.monotonic()
    dependabot_edits(f"#github-actions\n{text}", WORKFLOWS)
    renovate_edits(text, WORKFLOWS)
    of_package(text)
    assert time.monotonic() - begun < 10
