"""Filter patterns: the examples of GitHub's documentation, and patterns that are made to take long."""

from __future__ import annotations

import pytest

from compiler.plan.pattern import PatternError, includes, matches


@pytest.mark.parametrize(
    ("pattern", "names", "others"),
    [
        ("feature/*", "feature/my-branch feature/your-branch", "feature feature/a/b"),
        ("feature/**", "feature/beta-a/my-branch feature/your-branch", "feature features/a"),
        ("main", "main", "mainly main/x Main"),
        ("*", "main releases", "all/the/branches"),
        ("**", "all/the/branches main", ""),
        ("*feature", "mona-feature feature ver-10-feature", "feature-x a/feature"),
        ("v2*", "v2 v2.0 v2.9", "v1.0 v2/x"),
        ("v[12].[0-9]+.[0-9]+", "v1.10.1 v2.0.0", "v3.0.0 v1.0 v1.x.0"),
        ("*.jsx?", "page.js page.jsx", "page.jsxx a/page.js"),
        ("**.js", "index.js js/index.js src/js/app.js", "index.jsx"),
        ("docs/**/*.md", "docs/README.md docs/mona/hello-world.md", "README.md docs/a.txt"),
        ("**/README.md", "README.md js/README.md", "README.txt"),
        ("**/*src/**", "a/src/app.js my-src/code/js/app.js", "src"),
        (r"a\*b", "a*b", "ab axb"),
        (r"a\+", "a+", "a aa"),
        ("[a-c]x", "ax cx", "dx x"),
        ("a.b", "a.b", "axb"),
    ],
)
def test_a_pattern_matches_what_github_documents(pattern: str, names: str, others: str) -> None:
    assert [name for name in names.split() if not matches(pattern, name)] == []
    assert [name for name in others.split() if matches(pattern, name)] == []


@pytest.mark.parametrize(
    ("patterns", "included"),
    [
        (["*.md", "!README.md"], ["hello.md"]),
        (["*.md", "!README.md", "README*"], ["hello.md", "README.md", "README.doc"]),
        (["!README.md", "*.md"], ["hello.md", "README.md"]),
        (["!README.md"], []),
    ],
)
def test_the_last_pattern_that_matches_decides(patterns: list[str], included: list[str]) -> None:
    assert [name for name in ("hello.md", "README.md", "docs/hello.md", "README.doc") if includes(patterns, name)] == included


@pytest.mark.parametrize("pattern", ["?a", "a**?", "*+", "a++", "[", "[]", "[z-a]", "a\\", "[a.]"])
def test_a_pattern_that_github_refuses_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError):
        matches(pattern, "a")


@pytest.mark.untraced
@pytest.mark.parametrize("pattern", ["*a" * 2000, "**" * 2000 + "b", "a?" * 4000, "a+" * 4000, "**/" * 4000 + "!"])
def test_a_hostile_pattern_takes_linear_time(pattern: str) -> None:
    assert not matches(pattern, "a" * 500 + "c")
