"""Turns the nodes of a YAML file into a tree, by the definitions of `compiler/workflow/syntax.py`.

The order of the checks is that of GitHub's own reader: TemplateReader.cs in
https://github.com/actions/runner/tree/main/src/Sdk/WorkflowParser/ObjectTemplating.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import Finding, Origin, one_of, suggestion
from compiler.workflow.interpolation import OPEN, expression_length, is_text_only, literal_text, problem_of
from compiler.workflow.key_places import where_it_belongs
from compiler.workflow.limits import MAX_EXPRESSION_LENGTH, SHORTEN
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.source_text import SourceText
from compiler.workflow.syntax import IGNORED, INVALID
from compiler.workflow.tree import Event
from compiler.workflow.yaml_comments import Entry
from compiler.workflow.yaml_core import NumberTooLargeError, as_text, may_have_tag, plain_value
from compiler.workflow.yaml_reader import MAX_DEPTH, YamlNode

if TYPE_CHECKING:
    from compiler.workflow.node import Node, Object, Scalar
    from compiler.workflow.syntax import Definition, MappingRule, Syntax

MAX_FINDINGS = 1000
_TEXT_TAG = "tag:yaml.org,2002:str"
_ON = "on-strict"
_SAME = object()


class Stopped(Exception):  # noqa: N818 - not an error: the findings are complete enough
    """Raised to stop reading: the findings so far are sufficient."""


class TemplateReader:
    """Turns the nodes of one file into a tree."""

    def __init__(self, file: str, syntax: Syntax, classes: dict[str, type[Object]], source: str = "") -> None:
        self.findings: list[Finding] = []
        self.entries: list[Entry] = []
        self._file = file
        self._source = source
        self._syntax = syntax
        self._classes = classes
        self._depth = self._aliases = 0
        self._written: Any = _SAME
        """The form of the last value, if the tree has another one."""

    def value(self, node: YamlNode, name: str, *, expressions: bool = False, loose: bool = False) -> Any:
        """The value of a node.

        Args:
            node: the node.
            name: the definition of the value.
            expressions: whether a definition around this one allows expressions.
            loose: whether scalars keep their types where GitHub takes their text.
        """
        definition = self._syntax[name]
        expressions = expressions or bool(definition.context)
        if node.kind == "scalar":
            value = self._scalar(node, definition, loose=loose, expressions=expressions)
            return self.events(value) if name == _ON else value
        if node.kind == "alias":
            return self._alias(node, name, expressions=expressions, loose=loose)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._find(node, f"this is nested more than {MAX_DEPTH} levels deep", "less nesting", "remove levels")
            raise Stopped
        collection = self._sequence if node.kind == "sequence" else self._mapping
        value = collection(node, definition, expressions=expressions)
        self._depth -= 1
        return self.events(value) if name == _ON else value

    def _find(self, node: YamlNode, message: str, expected: str, remedy: str, *, rule: str = INVALID) -> None:
        self.findings.append(Finding(rule=rule, message=message, expected=expected, remedy=remedy, origin=self._place(node)))
        if len(self.findings) >= MAX_FINDINGS:
            raise Stopped

    def _place(self, node: YamlNode) -> Origin:
        return Origin(self._file, node.line + 1, node.column + 1)

    def _alias(self, node: YamlNode, name: str, *, expressions: bool, loose: bool) -> Any:
        self._aliases += 1
        value = self.value(node.value, name, expressions=expressions, loose=loose)
        self._aliases -= 1
        return value

    def _enter(self, container: Node, name: str | int, node: YamlNode) -> None:
        container.places[name] = self._place(node)
        if not self._aliases:
            self.entries.append(Entry(node.index, container, name))

    def _remember(self, container: Node, name: str | int, value: Any) -> Any:
        """Remember the form in which an entry was written."""
        if self._written is not _SAME:
            container.written[name] = self._written
            self._written = _SAME
        return value

    def _literal(self, node: YamlNode) -> Scalar | None:
        text: str = node.value
        if node.tag == _TEXT_TAG or (node.tag is None and node.style):
            return text
        try:
            value = plain_value(text)
        except NumberTooLargeError:
            self._find(node, f'the number "{text[:40]}" has more than 32 bits', "a smaller number, or text", "put it in quotes")
            return text
        if node.tag is None:
            return value
        if node.style or not may_have_tag(text, node.tag):
            message = f'the YAML tag of "{text[:40]}" is not valid here'
            self._find(node, message, "no YAML tag, or one that the value matches", "remove the YAML tag")
        return value

    def _scalar(self, node: YamlNode, definition: Definition, *, expressions: bool, loose: bool) -> Any:
        value = self._literal(node)
        if isinstance(value, str) and OPEN in value:
            if not self._has_valid_expressions(node, value, definition, expressions=expressions):
                return None
            if expressions:
                return self._in_source(value, node)
            literal = self._value_of(node, literal_text(value), definition, loose=loose)
            self._written = value
            return literal
        return self._value_of(node, value, definition, loose=loose)

    def _value_of(self, node: YamlNode, value: Scalar | None, definition: Definition, *, loose: bool) -> Any:
        if value is None and definition.null:
            return self._null(definition)
        if definition.boolean if isinstance(value, bool) else definition.number and isinstance(value, int | float):
            return value
        text = self._text(node, value, definition, loose=loose)
        return self._in_source(text, node) if definition.is_condition and isinstance(text, str) else text

    def _has_valid_expressions(self, node: YamlNode, text: str, definition: Definition, *, expressions: bool) -> bool:
        """Whether each expression in the text is closed and allowed here. If not, or if GitHub refuses the text, there is a finding."""
        allowed = expressions or is_text_only(text)
        problem, offset = problem_of(text)
        problem = problem or ("" if allowed else "an expression is not allowed here")
        if problem:
            expected = "`${{ … }}` with an expression" if allowed else definition.describe()
            self._find(node, problem, expected, "write a complete expression, or remove it" if allowed else "write the value itself")
            self.findings[-1] = replace(self.findings[-1], origin=self._place_in(text, node, offset))
        elif (length := expression_length(text)) > MAX_EXPRESSION_LENGTH:
            message = f"GitHub makes one expression of this text, with {length} characters"
            self._find(node, message, f"at most {MAX_EXPRESSION_LENGTH}", SHORTEN)
        elif expressions and is_text_only(text):
            self._allows(node, literal_text(text), definition)
        return not problem

    def _place_in(self, text: str, node: YamlNode, offset: int) -> Origin:
        """Where in the file a character of a text is."""
        place = self._place(node)
        if not self._source or not offset:
            return place
        line, column = SourceText(text, node, self._source).place_at(offset)
        return place._replace(line=line, column=column)

    def _in_source(self, text: str, node: YamlNode) -> str:
        """The text of an expression, which knows its place if it is in a file."""
        return SourceText(text, node, self._source) if self._source else text

    def _text(self, node: YamlNode, value: Scalar | None, definition: Definition, *, loose: bool) -> Any:
        text = as_text(value)
        if not self._allows(node, text, definition):
            return value
        if definition.item and not definition.mappings:
            self._written = value
            return Sequence([text], place=self._place(node))
        if value is not text and not (loose and not definition.mappings):
            self._written = value
            return text
        return value

    def _allows(self, node: YamlNode, text: str, definition: Definition) -> bool:
        """Whether the value may be this text; if not, there is a finding."""
        if definition.allows(text):
            return True
        shown = f'"{text[:80]}"' if text else "an empty value"
        expected = definition.describe()
        self._find(node, f"{shown} is not valid here", expected, suggestion(text, definition.constants) or "correct the value")
        return False

    def _null(self, definition: Definition) -> Any:
        self._written = None
        if definition.text:
            return None
        if not definition.mappings:
            return True if definition.boolean else None  # `wait-all:` is true; a filter without values counts as absent
        kind = self._classes.get(definition.mappings[0].name)
        return kind() if kind else Mapping()

    def _sequence(self, node: YamlNode, definition: Definition, *, expressions: bool) -> Any:
        sequence: Sequence[Any] = Sequence(place=self._place(node))
        if definition.item is None:
            self._find(node, "a sequence is not valid here", definition.describe(), "correct the value")
            return sequence
        for index, element in enumerate(node.value):
            self._enter(sequence, index, element)
            sequence.append(self._remember(sequence, index, self.value(element, definition.item, expressions=expressions)))
        return sequence

    def _mapping(self, node: YamlNode, definition: Definition, *, expressions: bool) -> Any:
        if not definition.mappings:
            self._find(node, "a mapping is not valid here", definition.describe(), "correct the value")
            return Mapping()
        rules = definition.mappings
        pairs = self._pairs(node, expressions=expressions)
        for key, _, _, is_expression in pairs:
            if not is_expression:
                rules = [rule for rule in rules if key in rule.properties] or rules
        if len(rules) > 1:
            self._find_ambiguous(node, rules)
            return Mapping()
        return self._mapping_of(node, rules[0], pairs, expressions=expressions)

    def _pairs(self, node: YamlNode, *, expressions: bool) -> list[tuple[str, YamlNode, YamlNode, bool]]:
        """The text of each key, its node, that of the value, and whether the key is an expression."""
        pairs = []
        seen: dict[str, YamlNode] = {}
        nodes = iter(node.value)
        for key_node, value in zip(nodes, nodes, strict=True):
            key = key_node.value if key_node.kind == "alias" else key_node
            if key.kind != "scalar":
                self._find(key_node, "a key is a sequence or a mapping", "text", "write a name")
                continue
            name = literal_text(as_text(self._literal(key)))
            if name == "<<" and value.kind != "scalar":
                self._find(key_node, "GitHub does not merge mappings with `<<`", "the keys themselves", "write them here")
                continue
            if value.kind == "scalar" and not value.value and not value.style:
                value.line, value.column = (
                    key_node.line,
                    key_node.column,
                )  # the parser places an empty value after the spaces that follow it
            is_expression = OPEN in name and not is_text_only(name)
            if is_expression and not expressions:
                self._find(key_node, "an expression is not allowed here", "a name", "write the name itself")
                continue
            before = seen.setdefault(name.upper(), key_node)
            if before is not key_node and not is_expression:
                expected = "each key once; GitHub ignores the case of keys"
                self._find(key_node, f'the key "{name}" appears twice', expected, f"remove one; the other is on line {before.line + 1}")
                continue
            pairs.append((name, key_node, value, is_expression))
        return pairs

    def _find_ambiguous(self, node: YamlNode, rules: list[MappingRule]) -> None:
        keys = [key for rule in rules for key in rule.properties]
        only = {key for key in keys if keys.count(key) == 1}
        telling = {key for key in only if any(key in rule.properties and rule.properties[key].required for rule in rules)} or only
        self._find(node, "this mapping has no key that determines its kind", one_of(telling), "add one of these keys")

    def _mapping_of(self, node: YamlNode, rule: MappingRule, pairs: list[Any], *, expressions: bool) -> Any:
        kind = self._classes.get(rule.name)
        container: Any = Mapping(place=self._place(node)) if kind is None else kind.incomplete(self._place(node))
        put = container.__setitem__ if kind is None else container.put
        for key, key_node, value_node, is_expression in pairs:
            known = rule.properties.get(key)
            if known is None and not is_expression and not self._takes(key, key_node, rule):
                continue
            self._enter(container, key, key_node)
            container.value_places[key] = self._place(value_node)
            name = known.type if known else rule.loose_value
            value = self.value(value_node, name, expressions=expressions, loose=known is None)
            is_ignored = known is None and rule.ignores and kind is not None and not is_expression
            (container.put_ignored if is_ignored else put)(key, self._remember(container, key, value))
        if not any(is_expression for *_, is_expression in pairs):
            for key, known in rule.properties.items():
                if known.required and key not in container.places:
                    self._find(node, f'the key "{key}" is missing', f'a mapping with "{key}"', f'add the key "{key}"')
        return container

    def _takes(self, key: str, node: YamlNode, rule: MappingRule) -> bool:
        """Whether the mapping has or tolerates a key that GitHub does not define. There is a finding for one that is wrong or ignored."""
        if rule.loose_key is not None:
            definition = self._syntax[rule.loose_key]
            if not definition.allows(key):
                self._find(node, f'the key "{key}" is not valid here', definition.describe(), "write a name")
            return True
        expected, elsewhere = one_of(rule.properties), where_it_belongs(key, rule.name, self._syntax)
        hint = "remove it, or move it to where it belongs" if elsewhere else suggestion(key, rule.properties) or "remove it"
        if rule.ignores:
            because = f": it {elsewhere}" if elsewhere else ""
            self._find(node, f'GitHub ignores the key "{key}" here{because}', expected, hint, rule=IGNORED)
            return True
        self._find(node, f'the key "{key}" {elsewhere}' if elsewhere else f'unknown key "{key}"', expected, hint)
        return False

    def events(self, value: Any) -> Any:
        """`on` as a mapping, whatever its form."""
        definitions = self._syntax["on-mapping-strict"].mappings[0].properties
        if not isinstance(value, str | Sequence | Mapping):
            return value  # there is a finding
        if isinstance(value, Mapping):
            for name, event in value.items():
                if event is None:
                    value[name] = Event(place=value.places[name])
                    value.written[name] = None
            return value
        events: Mapping[Any] = Mapping()
        for index, name in enumerate([value] if isinstance(value, str) else value):
            if isinstance(name, str) and name in definitions:  # otherwise there is a finding
                place = value.places.get(index) if isinstance(value, Sequence) else None
                kinds = [self._classes.get(rule.name, Event) for rule in self._syntax[definitions[name].type].mappings]
                events[name] = Sequence(place=place) if name == "schedule" else (kinds[0] if kinds else Event)(place=place)
        self._written = value if self._written is _SAME else self._written
        return events
