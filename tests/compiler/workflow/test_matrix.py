"""A matrix becomes the combinations that GitHub's documentation states, in its order; what GitHub would refuse is reported."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from compiler.workflow import matrix
from compiler.workflow.expression_values import Unknown
from compiler.workflow.limits import MAX_JOBS
from compiler.workflow.matrix import MAX_COMBINATIONS, MAX_VALUES, Expansion, expand_matrix
from compiler.workflow.reader import read_workflow

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD = "on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n"


def expansion(strategy: str, contexts: Mapping[str, Any] | None = None) -> Expansion:
    """The expansion of the value of `strategy`."""
    read = read_workflow(HEAD + textwrap.indent(textwrap.dedent(strategy), " " * 6), "ci.yml")
    assert read.document is not None, read.findings
    job = read.document.jobs["a"]
    found = expand_matrix(job.strategy, contexts or {}, job.place_of("strategy"))
    assert found is not None
    return found


def expand(text: str, contexts: Mapping[str, Any] | None = None) -> Any:
    """The combinations of the value of `matrix`, or why they are not known."""
    found = expansion("matrix:\n" + textwrap.indent(textwrap.dedent(text), "  "), contexts)
    assert found.findings == []
    return found.combinations.reason if isinstance(found.combinations, Unknown) else found.combinations


def short(combinations: list[dict[str, Any]]) -> list[str]:
    return [" ".join(map(str, combination.values())) for combination in combinations]


# The cases of https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations, with other values.
def test_one_key_makes_a_job_of_each_value() -> None:
    assert expand("version: [1, 2, 3]") == [{"version": 1}, {"version": 2}, {"version": 3}]


def test_several_keys_make_every_combination_and_the_last_key_varies_first() -> None:
    combinations = expand("os: [a, b]\nversion: [1, 2, 3]")
    assert short(combinations) == ["a 1", "a 2", "a 3", "b 1", "b 2", "b 3"]
    assert list(combinations[0]) == ["os", "version"]


def test_values_may_be_mappings() -> None:
    found = expand("os: [a, b]\nnode:\n  - version: 1\n  - version: 2\n    env: X=1")
    assert [combination["node"] for combination in found] == [{"version": 1}, {"version": 2, "env": "X=1"}] * 2


def test_include_expands_what_it_matches_and_adds_what_it_does_not() -> None:
    found = expand("""\
        kind: [car, van]
        fuel: [gas, oil]
        include:
          - colour: blue
          - colour: red
            fuel: gas
          - kind: car
            seats: 5
          - kind: bus
          - kind: bus
            fuel: gas
    """)
    assert found == [
        {"kind": "car", "fuel": "gas", "colour": "red", "seats": 5},
        {"kind": "car", "fuel": "oil", "colour": "blue", "seats": 5},
        {"kind": "van", "fuel": "gas", "colour": "red"},
        {"kind": "van", "fuel": "oil", "colour": "blue"},
        {"kind": "bus"},
        {"kind": "bus", "fuel": "gas"},
    ]


def test_include_expands_one_combination() -> None:
    found = expand("os: [a, b]\nnode: [1, 2, 3]\ninclude: [{os: a, node: 3, npm: 6}]")
    assert [combination for combination in found if "npm" in combination] == [{"os": "a", "node": 3, "npm": 6}]
    assert len(found) == 6


def test_include_adds_a_combination() -> None:
    found = expand("os: [a, b, c]\nversion: [1, 2, 3]\ninclude: [{os: b, version: 4}]")
    assert len(found) == 10
    assert found[-1] == {"os": "b", "version": 4}


def test_include_alone_is_all_jobs() -> None:
    assert expand("include: [{site: x, centre: 1}, {site: y, centre: 2}]") == [{"site": "x", "centre": 1}, {"site": "y", "centre": 2}]


def test_exclude_needs_to_match_only_in_part() -> None:
    found = expand("""\
        os: [a, b]
        version: [1, 2, 3]
        stage: [x, y]
        exclude:
          - {os: a, version: 1, stage: y}
          - {os: b, version: 3}
    """)
    assert short(found) == ["a 1 x", "a 2 x", "a 2 y", "a 3 x", "a 3 y", "b 1 x", "b 1 y", "b 2 x", "b 2 y"]


def test_include_adds_back_what_exclude_removed() -> None:
    assert expand("os: [a, b]\nexclude: [{os: a}]\ninclude: [{os: a, again: true}]") == [{"os": "b"}, {"os": "a", "again": True}]


def test_a_matrix_may_come_from_a_context() -> None:
    made = '{"include": [{"a": 1}]}'
    contexts = {
        "github": {"event": {"versions": [1, 2]}},
        "needs": {"plan": {"outputs": {"matrix": made, "strategy": f'{{"matrix": {made}}}'}}},
    }
    assert expand("version: ${{ github.event.versions }}", contexts) == [{"version": 1}, {"version": 2}]
    from_json = expansion("matrix: ${{ fromJSON(needs.plan.outputs.matrix) }}", contexts)
    assert from_json == Expansion([{"a": 1}], [])
    assert expansion("${{ fromJSON(needs.plan.outputs.strategy) }}", contexts) == Expansion([{"a": 1}], [])


# What the documentation leaves open: MatrixBuilder.cs of actions/runner.
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("os: [Linux]\nexclude: [{os: linux}]", 0),
        ("OS: [linux]\nexclude: [{os: linux}]", 0),
        ("v: [1]\nexclude: [{v: '1'}]", 0),
        ("v: ['']\nexclude: [{v: null}]", 0),
        ("v: [{a: [1, 2]}, {a: [1, 3]}]\nexclude: [{v: {a: [1, 3]}}]", 1),
        ("v: [{a: 1}]\nexclude: [{v: {a: 1, b: 2}}]", 1),
        ("v: [{a: 1}]\nexclude: [{v: {}}]", 0),
        ("v: [1]\ninclude: [{V: 1, w: 2}]", 1),
        ("v: [.nan]\nexclude: [{v: .nan}]", 1),
    ],
)
def test_values_are_compared_as_expressions_compare_them(text: str, count: int) -> None:
    assert len(expand(text)) == count


def test_names_that_include_adds_are_one_name_whatever_their_case() -> None:
    assert expand("v: [1]\ninclude: [{w: 1}, {W: 2}]") == [{"v": 1, "w": 2}]


def test_a_value_that_is_not_known_leaves_the_number_of_jobs_known() -> None:
    found = expand("os: [a, '${{ inputs.os }}']\ninclude: [{extra: '${{ inputs.x }}-1'}]")
    assert found == [
        {"os": "a", "extra": Unknown("depends on ${{ inputs.x }}-1")},
        {"os": Unknown("depends on ${{ inputs.os }}"), "extra": Unknown("depends on ${{ inputs.x }}-1")},
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("os: ${{ fromJSON(needs.plan.outputs.list) }}", "${{ fromJSON(needs.plan.outputs.list) }}"),
        ("os: [a, '${{ inputs.os }}']\nexclude: [{os: a}]", "${{ inputs.os }}"),
        ("os: [a]\ninclude: ${{ inputs.all }}", "${{ inputs.all }}"),
        ("os: [a]\n${{ insert }}: ${{ inputs.more }}", "${{ insert }}"),
    ],
)
def test_an_unknown_number_of_jobs_has_a_reason(text: str, part: str) -> None:
    assert expand(text) == f"depends on {part}"


def test_a_strategy_that_is_an_expression_is_not_known() -> None:
    assert expansion("${{ inputs.strategy }}").combinations == Unknown("depends on ${{ inputs.strategy }}")
    assert expansion("${{ insert }}: ${{ inputs.strategy }}").combinations == Unknown("depends on ${{ insert }}")


def test_text_that_an_expression_made_is_not_evaluated_again() -> None:
    assert expand("os: [\"${{ format('{0}{{{{ 1 }}}}', '$') }}\"]") == [{"os": "${{ 1 }}"}]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("os: []", "7:13", '"os" of the matrix has no values'),
        ("os: ${{ fromJSON('1') }}", "7:13", '"os" of the matrix is not a sequence'),
        ("os: [a]\nexclude: [{arch: b}]", "8:19", '`exclude` has "arch", which is not a key of the matrix'),
        ("os: [a]\ninclude: [{}]", "8:19", "an element of `include` has no values"),
        ("os: [a]\ninclude: ${{ fromJSON('[1]') }}", "8:18", "an element of `include` is not a mapping"),
        ("os: [a]\ninclude: ${{ fromJSON('1') }}", "8:18", "`include` of the matrix is not a sequence"),
        ("include: []", "7:9", "the matrix is empty"),
        ("os: ['${{ a( }}']", "7:14", "in the expression: the expression ends"),
        ("os: ['${{ fromJSON(''{'') }}']", "7:14", "in the expression: "),
    ],
)
def test_a_matrix_that_github_refuses_is_a_finding_with_its_place(text: str, place: str, message: str) -> None:
    (finding,) = expansion("matrix:\n" + textwrap.indent(text, "  ")).findings
    assert str(finding.origin) == f"ci.yml:{place}"
    assert message in finding.message
    assert finding.expected
    assert finding.remedy


def test_there_is_a_limit_of_jobs() -> None:
    values = ", ".join(map(str, range(MAX_JOBS)))
    assert len(expand(f"v: [{values}]")) == MAX_JOBS
    (finding,) = expansion(f"matrix:\n  v: [{values}]\n  include: [{{v: x}}]").findings
    assert finding.message == f"the matrix generates {MAX_JOBS + 1} jobs"


def test_a_large_matrix_is_not_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    def compared(*_: object) -> None:
        raise AssertionError("nothing is compared")

    monkeypatch.setattr(matrix, "equal", compared)

    def expand_data(value: object) -> Any:
        combinations = expansion("matrix: ${{ inputs.matrix }}", {"inputs": {"matrix": value}}).combinations
        assert isinstance(combinations, Unknown)
        return combinations.reason

    many = {f"k{number}": list(range(10)) for number in range(5000)}
    assert expand_data(many) == f"is too large to expand: it has more than {MAX_COMBINATIONS} combinations before `include` and `exclude`"
    hundred = list(range(100))
    assert "it has 100 combinations" in expand_data({"v": hundred, "exclude": [{"v": "x"}] * (MAX_VALUES // 100)})
    assert "it has 100 combinations" in expand_data({"v": hundred, "w": [[1] * (MAX_VALUES // 100)]})
