"""Random expressions, the same in every run: right ones, and ones with a mistake."""

from __future__ import annotations

import re
from random import Random
from typing import Any

# fmt: off
CONTEXTS: dict[str, Any] = {
    "github": {
        "ref": "refs/heads/main",
        "SHA": "2ce6b095",
        "run_number": "845",
        "actor": "\u0130stanbul \u0131\u00df \u0149 \u01c6 \u03c3\u03c2 \u2167",
        "empty": "",
        "event": {
            "number": 7,
            "draft": False,
            "merged": True,
            "body": None,
            "ratio": 0.1,
            "tiny": 1.5e-7,
            "half": 0.0000152587890625,
            "huge": 123456789012345680000.0,
            "beyond": 1e21,
            "labels": [{"name": "bug", "id": 1}, {"Name": 'Help "wanted"\n', "id": "2"}, {"id": None}, "text", [1, [2]], []],
            "commits": [],
            "nested": {"a": {"b": {"c": [True, None, {"d": "e"}]}}, "*": "star", "": "nothing", "true": "yes", "0.5": "half", "NaN": 1},
        },
    },
    "matrix": {"os": "Ubuntu", "node-version": 20, "include": [[0, 1], [2, 3, 4], {"os": "x"}], "😀": "😀 \u2028 é", "Flag": "true"},
    "needs": {
        "build": {"result": "success", "outputs": {"n": "3", "json": '{"a": [1, 2.50, "x"]}'}},
        "test": {"result": "failure", "outputs": {}},
    },
    "number": -3.5,
    "flag": True,
    "nothing": None,
    "text": "It's {0} of {{1}} }",
    "list": ["a", "B", 3, "3", True, None, "0x3"],
}

_NUMBERS = (
    "0", "1", "-1", "+2", "3", "7", "20", "-0", "-0.0", ".5", "-.5", "1.", "1.50", "0.1", "1e3", "1E-7", "-2.99e-2", "1e21", "1e-15",
    "1.5e-16", "0xff", "0x0", "0xFFFFFFFFFF", "0o17", "123456789012", "12345678901234567890", "0.30000000000000004",
    "0.000015258789062500", "1e400", "-1e400", "Infinity", "-Infinity", "+Infinity", "NaN", "9007199254740993", "4.35", "1.005",
    "100.000000000000005",
)
_TEXTS = (
    "", " ", "a", "A", "abc", "ABC", "bug", "BUG", "3", " 3 ", "0x3", "0xFF", "0o7", "1e3", "-0", "true", "True", "null", "NaN",
    "Infinity", "-Infinity", "1.", ".5", "1.2.3", "0b1x", "0xg", "1_000", "infinity", "+1", "- 1",
    "\u00df", "SS", "\u0131", "I", "i", "\u0130", "\ufb01", "\u0149", "\u01c5", "\u03c3", "\u03c2", "\u03a3", "😀", "\uff5e",
    "\u00a0 3\ufeff", "ab\ncd", "tab\t", "\\", '"', "{", "}", "it''s", "refs/heads/", "MAIN", "success", "os", "name", "*",
    "z", "Z", "_", "é", "É", "\ud7ff",
)
_ALIKE = (
    ("\u00df", "SS"), ("\u0131", "I"), ("i", "I"), ("i\u0307", "\u0130"), ("\u03c3", "\u03c2"), ("\u03a3", "\u03c2"), ("\ufb01", "FI"),
    ("\u01c5", "\u01c6"), ("é", "É"), ("😀", "\uff5e"), ("Z", "_"), ("a", "B"), ("3", "3.0"), ("\u017f", "s"), ("k", "\u212a"),
)
"""Texts whose comparison depends on how case is ignored, or on the order of characters."""
_PATTERNS = (
    "{0}", "{1}", "{0}{1}", "a{0}b", "{{0}}", "{{{0}}}", "}}{0}{{", "{2}", "{00}", "{", "}", "{a}", "{-1}", "{}", "{0}}}}", "{999}", "x",
)
_JSON = (
    "1", "-0", "1.50", "1e2", "1e400", "true", "null", '"a"', '"\\u00e9\\ud83d\\ude00\\n"', "[]", "{}", "[1,2]", '[[1,[2]],{"a":1}]',
    '{"a":{"b":[null]}}', '{"a":1,"A":2}', '{"b":1,"b":2}', " [ 1 ] ", '{"x y":"z"}', '"\\ud800"', '"\u2028\x7f"', "[true,false]",
    '["bug","b"]', "", " ", "{", "[1,]", "01", "+1", ".5", "1.", "NaN", "Infinity", "'a'", '"a', '"\n"', "tru", "[1] 2", "{a:1}", "nul",
    '"\\x"', "\ufeff1",
)
_CONTEXT_PATHS = (
    "github.ref", "GitHub.sha", "github.run_number", "github.actor", "github.empty", "github.event.number", "github.event.draft",
    "github.event.merged", "github.event.body", "github.event.ratio", "github.event.tiny", "github.event.half", "github.event.huge",
    "github.event.beyond", "github.event.labels", "github.event.commits", "github.event.nested", "github.event", "github", "matrix",
    "matrix.os", "matrix.node-version", "matrix.include", "matrix['😀']", "matrix.flag", "needs", "needs.build.outputs",
    "needs.*.result", "number", "FLAG", "nothing", "text", "list", "needs.build.outputs.json", "github.missing",
    "github.event.labels.*", "list.*",
)
_KEYS = (
    "os", "name", "Name", "id", "ref", "a", "b", "true", "null", "NaN", "result", "outputs", "missing", "event", "nested", "labels", "_x-1",
)
# fmt: on
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_LOGICAL = ("&&", "||")
_FUNCTIONS = {"contains": 2, "startsWith": 2, "endsWith": 2, "join": 2, "toJSON": 1}
_TRAILING_COMMA = re.compile(r",\s*\)")
"""GitHub's package accepts it, and the runner does not."""
_CASES = (str, str.lower, str.upper)
_SYMBOLS = (
    *("(", ")", "[", "]", "!", ".", ",", "*", "=", "&", "|", "@", "+", "-", "/", "'", '"', "1", "-x", "é", "github", "nowhere", "x("),
    *_COMPARISONS,
    *_LOGICAL,
)
_DEEP = (("!", ""), ("(", ")"), ("join(", ")"), ("", ".*"), ("", "[0]"), ("", ".a"))


def random_expressions(count: int) -> list[str]:
    """This many expressions. Three out of four are right; the others were, until one or two of their tokens were changed."""
    random = Random(20260805)  # noqa: S311 - the same in every run
    found: list[str] = []
    while len(found) < count:
        text = _written(random, _any(random, random.choice((0, 1, 2, 3, 4))), broken=len(found) % 4 == 0)
        if not _TRAILING_COMMA.search(text):
            found.append(text)
    return found


def _written(random: Random, tokens: list[str], *, broken: bool) -> str:
    """Tokens as text, with space only where two would become one, or by chance."""
    if broken and random.random() < 0.1:
        depth, (before, after) = random.choice((48, 49, 50, 51)), random.choice(_DEEP)
        return before * depth + "github" + after * depth
    for _ in range(random.choice((1, 1, 2)) if broken else 0):
        _break(random, tokens)
    text = ""
    for token in tokens:
        needed = text and _joins(text[-1]) and _joins(token[:1])
        text += random.choice((" ", " ", "\n", "\t")) if needed or random.random() < 0.2 else ""
        text += token
    return text


def _joins(character: str) -> bool:
    return character not in "()[],"


def _break(random: Random, tokens: list[str]) -> None:
    at = random.randrange(len(tokens))
    match random.randrange(3):
        case 0:
            tokens.insert(at, random.choice(_SYMBOLS))
        case 1:
            tokens[at] = random.choice(_SYMBOLS)
        case _:
            tokens[at] = ""


def _any(random: Random, depth: int) -> list[str]:  # noqa: PLR0911 - one return for each kind
    """The tokens of an expression with at most this many levels."""
    if depth == 0:
        return _leaf(random)
    match random.randrange(10):
        case 0:
            return ["!", *_unary(random, depth - 1)]
        case 1 if random.random() < 0.4:
            return _compared(random)
        case 1 | 2:
            return [*_unary(random, depth - 1), random.choice(_COMPARISONS), *_unary(random, depth - 1)]
        case 3 | 4:
            return _chain(random, depth - 1)
        case 5:
            return ["(", *_any(random, depth - 1), ")"]
        case 6 | 7:
            return _call(random, depth - 1)
        case _:
            return _index(random, depth - 1)


def _compared(random: Random) -> list[str]:
    """Two texts that are almost the same."""
    texts = [_quoted(text) for text in random.choice(_ALIKE)]
    random.shuffle(texts)
    if random.random() < 0.5:
        return [texts[0], random.choice(_COMPARISONS), texts[1]]
    return _arguments(random, random.choice(("contains", "startsWith", "endsWith")), [[text] for text in texts])


def _unary(random: Random, depth: int) -> list[str]:
    tokens = _any(random, depth)
    return tokens if random.random() < 0.5 else ["(", *tokens, ")"]


def _chain(random: Random, depth: int) -> list[str]:
    tokens = _unary(random, depth)
    for _ in range(random.choice((1, 1, 2, 3))):
        tokens += [random.choice(_LOGICAL if random.random() < 0.9 else _COMPARISONS), *_unary(random, depth)]
    return tokens


def _leaf(random: Random) -> list[str]:
    match random.randrange(6):
        case 0:
            return [random.choice(_NUMBERS)]
        case 1 | 2:
            return [_quoted(random.choice(_TEXTS))]
        case 3:
            return [random.choice(("true", "false", "null"))]
        case _:
            return [random.choice(_CONTEXT_PATHS)]


def _quoted(text: str) -> str:
    return f"'{text}'"


def _index(random: Random, depth: int) -> list[str]:
    base = random.choice((["(", *_any(random, depth), ")"], _call(random, depth), [random.choice(_CONTEXT_PATHS)]))
    for _ in range(random.choice((1, 1, 2, 3))):
        match random.randrange(6):
            case 0 | 1:
                base = [*base, ".", random.choice(_KEYS)]
            case 2:
                base = [*base, ".", "*"]
            case 3:
                base = [*base, "[", "*", "]"]
            case _:
                base = [*base, "[", *_any(random, depth), "]"]
    return base


def _call(random: Random, depth: int) -> list[str]:
    match random.randrange(8):
        case 0:
            pattern = [_quoted(random.choice(_PATTERNS))] if random.random() < 0.9 else _any(random, depth)
            return _arguments(random, "format", [pattern, *(_any(random, depth) for _ in range(random.choice((0, 1, 2, 2))))])
        case 1:
            text = [_quoted(random.choice(_JSON))] if random.random() < 0.8 else ["toJSON", "(", *_any(random, depth), ")"]
            return _arguments(random, "fromJSON", [text])
        case 2:
            return _case(random, depth)
        case 3:
            name = random.choice(("always", "cancelled", "failure", "success", "hashFiles"))
            return _arguments(random, name, [[_quoted("*.lock")]] if name == "hashFiles" else [])
        case _:
            name = random.choice(list(_FUNCTIONS))
            count = _FUNCTIONS[name] - (name == "join" and random.random() < 0.5)
            return _arguments(random, name, [_any(random, depth) for _ in range(count)])


def _case(random: Random, depth: int) -> list[str]:
    """Values that cannot fail: GitHub's package also computes those that are not chosen."""
    arguments = [_any(random, depth)]
    for _ in range(random.choice((0, 1, 2))):
        arguments += [_leaf(random), [*_leaf(random), random.choice(_COMPARISONS), *_leaf(random)]]
    return _arguments(random, "case", [*arguments, _leaf(random), _leaf(random)])


def _arguments(random: Random, name: str, arguments: list[list[str]]) -> list[str]:
    if random.random() < 0.03:
        arguments = random.choice((arguments[1:], [*arguments, ["1"]], [*arguments, ["1"], ["2"]]))
    tokens = [random.choice(_CASES)(name), "("]
    for number, argument in enumerate(arguments):
        tokens += [","] * bool(number) + argument
    return [*tokens, ")"]
