"""`--format sarif` is a document that code scanning takes: rules with help, places, and fingerprints that survive a move of the line."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its types are a package of their own
import pytest

from compiler.output.fingerprint import fingerprint
from tests.projects import HELLO, REPOSITORY, TempProject, another

TEXT: Any = {"type": "string", "minLength": 1}
MESSAGE: Any = {"type": "object", "properties": {"text": TEXT}, "required": ["text"], "additionalProperties": False}
POSITIVE: Any = {"type": "integer", "minimum": 1}


def exactly(**properties: Any) -> dict[str, Any]:
    """An object with these keys and no other."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


REGION = exactly(startLine=POSITIVE, startColumn=POSITIVE, endLine=POSITIVE, endColumn=POSITIVE)
PHYSICAL = exactly(artifactLocation=exactly(uri={"type": "string", "minLength": 1, "pattern": "^[^/ ][^ ]*$"}), region=REGION)
LEVEL = {"enum": ["error", "note"]}
RULE = exactly(
    id={"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"},
    shortDescription=exactly(text={"type": "string", "minLength": 10, "maxLength": 1024, "pattern": r"\.$"}),
    fullDescription=exactly(text={"type": "string", "minLength": 10, "maxLength": 1024}),
    help=exactly(text=TEXT, markdown=TEXT),
    defaultConfiguration=exactly(level=LEVEL),
    properties={"type": "object"},
)
RESULT: Any = {
    "type": "object",
    "properties": {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": exactly(physicalLocation=PHYSICAL)},
        "relatedLocations": {"type": "array", "items": exactly(id=POSITIVE, message=MESSAGE, physicalLocation=PHYSICAL)},
        "partialFingerprints": exactly(primaryLocationLineHash={"type": "string", "pattern": "^[0-9a-f]{1,16}:[1-9][0-9]*$"}),
    },
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    "additionalProperties": False,
}
RUN = exactly(
    tool=exactly(driver=exactly(name=TEXT, semanticVersion=TEXT, rules={"type": "array", "items": RULE})),
    columnKind={"const": "unicodeCodePoints"},
    results={"type": "array", "items": RESULT},
)
DOCUMENT = exactly(
    **{"$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "minItems": 1, "maxItems": 1, "items": RUN},
)
"""The part of SARIF 2.1.0 that we write, with the properties that code scanning requires:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#supported-sarif-output-file-properties
"""


def document(made: TempProject, command: str = "check", *arguments: str) -> dict[str, Any]:
    """The run of the document that a command prints to standard output."""
    printed = made.run(command, "--format", "sarif", *arguments).output
    parsed = json.loads(printed[: printed.rindex("}") + 1])
    jsonschema.validate(parsed, DOCUMENT)
    (run,) = parsed["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    return dict(run)


def place(result: dict[str, Any]) -> tuple[str, list[int]]:
    physical = result["locations"][0]["physicalLocation"]
    region = physical["region"]
    return physical["artifactLocation"]["uri"], [region[key] for key in ("startLine", "startColumn", "endLine", "endColumn")]


def test_finding_is_a_result_with_its_place_and_message(hello: TempProject) -> None:
    hello.put("pipelines/hello.py", HELLO.replace("timeout_minutes=5", 'timeout_minutes="5"'))
    (result,) = document(hello)["results"]
    line = HELLO.splitlines()[2].replace("timeout_minutes=5", 'timeout_minutes="5"')
    assert result["ruleId"] == "wrong-value"
    assert result["level"] == "error"
    assert result["message"]["text"] == "Job: timeout_minutes is '5'. Expected: a whole number or an expression."
    assert place(result) == ("pipelines/hello.py", [3, line.index("timeout_minutes") + 1, 3, len(line) + 1])


def test_finding_in_a_function_names_the_caller(hello: TempProject) -> None:
    hello.put("pipelines/steps.py", "from compiler import Run\n\ndef step():\n    return Run('make', tiemout_minutes=5)\n")
    definition = HELLO.replace("\n\nhello", "\nfrom pipelines.steps import step\n\nhello")
    hello.put("pipelines/hello.py", definition.replace('Run("echo hello")', "step()"))
    (result,) = document(hello)["results"]
    assert place(result)[0] == "pipelines/steps.py"
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "called from here"
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "pipelines/hello.py"
    assert related["physicalLocation"]["region"]["startLine"] == 4


def test_path_with_other_characters_is_a_relative_uri(hello: TempProject) -> None:
    hello.put("pipelines/größe 1.py", another("b.yml").replace("timeout_minutes=5", "timeout_minutes=-1"))
    (result,) = document(hello)["results"]
    assert place(result)[0] == "pipelines/gr%C3%B6%C3%9Fe%201.py"


def test_columns_are_characters(hello: TempProject) -> None:
    hello.put("pipelines/hello.py", HELLO.replace('hello = Job("hello"', 'é = "😀"; hello = Job("hello"').replace("5, steps", "-5, steps"))
    (result,) = document(hello)["results"]
    line = hello.read("pipelines/hello.py").splitlines()[2]
    assert place(result)[1] == [3, line.index("timeout_minutes") + 1, 3, len(line) + 1]


def test_finding_without_a_place_is_at_the_project(hello: TempProject) -> None:
    hello.put("pipelines/hello.py", "")
    (result,) = document(hello)["results"]
    assert (result["ruleId"], place(result)[0]) == ("no-workflow", "pyproject.toml")


def test_files_that_are_not_up_to_date_are_results(hello: TempProject) -> None:
    name = "generated/.github/workflows/hello.yml"
    (result,) = document(hello)["results"]
    assert (result["ruleId"], place(result)) == ("missing-file", (name, [1, 1, 1, 2]))
    assert document(hello, "generate")["results"] == []
    assert document(hello)["results"] == []
    hello.put(name, hello.read(name).replace("echo hello", "echo bye"))
    (result,) = document(hello)["results"]
    changed = next(number for number, line in enumerate(hello.read(name).splitlines(), 1) if "echo bye" in line)
    assert result["ruleId"] == "changed-file"
    assert place(result) == (name, [changed, 7, changed, len("      - run: echo bye") + 1])
    assert result["message"]["text"].startswith("the file is out of date with pipelines/hello.py. To do: run `make generate`")
    hello.put(name, "on: push\n")
    (result,) = document(hello, "generate")["results"]
    assert result["ruleId"] == "unmanaged-file"


def test_every_finding_of_the_documentation_is_a_rule(hello: TempProject) -> None:
    page = (REPOSITORY / "docs/checks.md").read_text(encoding="utf-8")
    rules = {rule["id"]: rule for rule in document(hello)["tool"]["driver"]["rules"]}
    names = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert list(rules)[: len(names)] == names
    assert list(rules)[len(names) :] == ["changed-file", "missing-file", "unmanaged-file", "orphan-file", "replaced-file"]
    assert "```diff pipelines/ci.py" in rules["unknown-output"]["help"]["markdown"]
    assert rules["unknown-action"]["shortDescription"]["text"] == "An action without a pin."


def test_fingerprint_survives_a_move_of_the_line(hello: TempProject) -> None:
    wrong = HELLO.replace("timeout_minutes=5", "timeout_minutes=-5")
    hello.put("pipelines/hello.py", wrong)
    (before,) = document(hello)["results"]
    hello.put("pipelines/hello.py", wrong.replace("from compiler", "# A comment.\n\nfrom compiler", 1))
    (after,) = document(hello)["results"]
    assert place(before)[1][0] + 2 == place(after)[1][0]
    assert before["partialFingerprints"] == after["partialFingerprints"]
    hello.put("pipelines/hello.py", wrong.replace('"hello", timeout', '"other", timeout'))
    (other,) = document(hello)["results"]
    assert other["partialFingerprints"] != before["partialFingerprints"]


LINES = " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n"
HASHES = ["e9496ae3ebfced30", "fb7c023a8b9ccb3f", "ce8ba1a563dcdaca", "e20e36e16fcb0cc8", "b3edc88f2938467e", "c8e28b0b4002a3a0"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
        (LINES, [f"{value}:1" for value in HASHES]),
        (LINES.replace("\n", "\r\n"), [f"{value}:1" for value in HASHES]),
        (LINES.replace("\n", "\r"), [f"{value}:1" for value in HASHES]),
        ("Lorem ipsum dolor sit amet.\n" * 10, [*(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)), "a7f2ff1481e87703:1"]),
    ],
)
def test_fingerprint_is_the_one_that_github_computes(text: str, expected: list[str]) -> None:
    """The values are those of https://github.com/github/codeql-action/blob/main/src/fingerprints.test.ts."""
    assert [fingerprint(text, line) for line in range(1, len(expected) + 1)] == expected


def test_fingerprint_takes_any_text() -> None:
    assert fingerprint("\ud800" + "😀" * 200, 1) != fingerprint("\ud801" + "😀" * 200, 1)
    assert fingerprint("a", 5) == fingerprint("a", 1)
