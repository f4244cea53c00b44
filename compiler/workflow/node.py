"""Nodes of a syntax tree: objects with the keys that GitHub knows, mappings with keys that the file chooses, and sequences.

Scalars are Python values. What a file or a definition says about an entry besides its value is in the tables of the node that contains
the entry: places, comments, and the form in which it was written. Equality compares values and nothing else.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeAlias, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.diagnostic import Origin
    from compiler.workflow.expression import Expression

Scalar: TypeAlias = "str | bool | int | float"
Value: TypeAlias = "Scalar | Object | Mapping[Any] | Sequence[Any] | None"
V = TypeVar("V")
_NONE: Any = MappingProxyType({})


class ExpressionText(str):
    """Text that a definition made from an expression. It keeps the expression; otherwise it is like any other text."""

    __slots__ = ("expression",)

    expression: Expression
    """What `expression_template.py` would parse from the text, with the origins of its parts."""

    def __new__(cls, text: str, expression: Expression) -> Self:
        """The text of this expression."""
        made = super().__new__(cls, text)
        made.expression = expression
        return made

    def __getnewargs__(self) -> tuple[str, Expression]:  # type: ignore[override]  # a copy has the expression too
        return str(self), self.expression


class Comment(NamedTuple):
    """The comments of one entry, each with its `#`."""

    above: tuple[str, ...] = ()
    """The lines above the entry."""
    end: str = ""
    """At the end of the entry's first line."""


@dataclass_transform(kw_only_default=True)
class Node:
    """Base of all nodes."""

    place: Origin | None
    """Where the node starts: in a YAML file, or in the definition that declares it."""
    places: dict[str | int, Origin]
    """Where each entry starts, by key or index: the key of a pair, or the element. In the order of the file; empty if compiled."""
    value_places: dict[str | int, Origin]
    """Where the value of each pair starts."""
    comments: dict[str | int, Comment]
    """The comments of entries that have any."""
    written: dict[str | int, Any]
    """The YAML data of entries that the file wrote in another form: `a` for the sequence `[a]`, `1.5` for the text `"1.5"`."""

    def __init__(self, place: Origin | None = None) -> None:
        self.place = place
        self.places = {}
        self.value_places = {}
        self.comments = {}
        self.written = {}

    @property
    def is_read(self) -> bool:
        """Whether the node was read from a file: only then does its place have a column."""
        return self.place is not None and self.place.column > 0

    def place_of(self, entry: str | int) -> Origin | None:
        """Where the entry starts, or where the node does if nothing more exact is known."""
        return self.places.get(entry, self.place)

    def comment(self, entry: str | int, *, above: str | None = None, end: str | None = None) -> None:
        """Set the comments of an entry from text without `#`."""
        lines = tuple(f"# {line}" for line in (above or "").splitlines())
        words = " ".join((end or "").split())
        if lines or words:
            self.comments[entry] = Comment(lines, f"# {words}" if words else "")


class Mapping(Node, dict[str, V]):
    """A mapping whose keys the file chooses, such as `env`. GitHub's schema calls such keys loose."""

    def __init__(self, entries: Iterable[tuple[str, V]] = (), *, place: Origin | None = None) -> None:
        Node.__init__(self, place)
        dict.__init__(self, entries)


class Sequence(Node, list[V]):
    """A sequence."""

    def __init__(self, elements: Iterable[V] = (), *, place: Origin | None = None) -> None:
        Node.__init__(self, place)
        list.__init__(self, elements)


class Object(Node):
    """A mapping whose keys GitHub defines. Annotations are its keys; one without a default is required, `None` is an absent key.

    This is what `dataclasses` would make of the same classes, without compiling code for each, which would double the time to start.
    """

    KEYS: ClassVar[dict[str, str]] = {}
    """The name of the attribute for each key, in the order in which keys are written."""
    REQUIRED: ClassVar[frozenset[str]] = frozenset()
    """The keys that GitHub requires."""
    place: Origin | None = None
    others = _NONE
    """Entries of a file whose key is an expression, or that GitHub ignores."""

    def __init_subclass__(cls) -> None:
        """Derive the keys: a final `_` of a name is dropped, and other `_` become `-`."""
        cls.KEYS = {name.removesuffix("_").replace("_", "-"): name for name in cls.__annotations__}
        cls.REQUIRED = frozenset(key for key, name in cls.KEYS.items() if not hasattr(cls, name))

    def __init__(self, *, place: Origin | None = None, **values: Any) -> None:
        super().__init__(place)
        unknown = values.keys() - self.KEYS.values()
        missing = {self.KEYS[key] for key in self.REQUIRED} - values.keys()
        if unknown or missing:
            raise TypeError(f"{type(self).__name__}: unknown {sorted(unknown)}, missing {sorted(missing)}")
        vars(self).update(values)

    @classmethod
    def incomplete(cls, place: Origin) -> Self:
        """A node to which the keys are added later, with `put`. A required key is None until then, or if an expression may add it."""
        node = cls.__new__(cls)
        Node.__init__(node, place)
        vars(node).update(dict.fromkeys(cls.KEYS[key] for key in cls.REQUIRED))
        return node

    def put(self, key: str, value: Any) -> None:
        """Set the value of a key."""
        name = self.KEYS.get(key)
        if name is not None:
            setattr(self, name, value)
        else:
            self.put_ignored(key, value)

    def put_ignored(self, key: str, value: Any) -> None:
        """Keep a key that GitHub ignores here. Another object of the class may have the key."""
        self.others = {**self.others, key: value}

    def items(self) -> list[tuple[str, Any]]:
        """The present keys and their values: those of the file in its order, then others in the order of the annotations."""
        keys = [*map(str, self.places), *(key for key in self.KEYS if key not in self.places)]
        pairs = [(key, self._get(key)) for key in keys]
        return [(key, value) for key, value in pairs if value is not None or key in self.written]

    def _get(self, key: str) -> Any:
        name = None if key in self.others else self.KEYS.get(key)
        return self.others.get(key) if name is None else getattr(self, name)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self.others == other.others and all(getattr(self, name) == getattr(other, name) for name in self.KEYS.values())

    __hash__ = None  # type: ignore[assignment]  # mutable, and compared by value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in self.items())})"
