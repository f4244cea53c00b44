"""What is asked for: the version, and all the names that pin it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gitops.encoded import revealed

if TYPE_CHECKING:
    from gitops.definitions import Declared


@dataclass(frozen=True)
class Wanted:
    """One version of one repository."""

    declared: Declared
    repository: str
    """`<owner>/<name>` on GitHub, in any case."""
    version: str
    allowed: frozenset[str] = frozenset()
    """Addresses of bases, without a query, that have nothing of ours."""

    @cached_property
    def packages(self) -> str:
        """What the names of the images begin with. A registry has them in lower case only.

        https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
        """
        return f"{self.declared.registry}/{self.repository}".lower()

    @cached_property
    def images(self) -> tuple[str, ...]:
        """Full names."""
        return tuple(f"{self.packages}/{image}" for image in self.declared.images)

    @cached_property
    def variables(self) -> dict[str, tuple[str, ...]]:
        """Names of environment variables, and the images that each is for."""
        found: dict[str, tuple[str, ...]] = {}
        for image, variable in self.declared.release_variables.items():
            found[variable] = (*found.get(variable, ()), image)
        return found

    def image(self, name: str) -> str | None:
        """Which of our images a name means, in whatever case it is written."""
        return name.lower() if name.lower() in self.images else None

    def note(self, found: str) -> str:
        """What is to be said of a value that moves."""
        name = found.removeprefix("refs/heads/").removeprefix("refs/tags/").removeprefix("origin/")
        if name in self.declared.floating_tags and name in self.declared.branches:
            return "a name that moves"
        if name in self.declared.floating_tags:
            return "a floating tag"
        return "a branch" if name in self.declared.branches or found.startswith("refs/heads/") else ""

    def mentioned_in(self, text: str) -> bool:
        """Whether a file can have anything to do with this product. A file that cannot is not parsed."""
        return self._is_in(text) or self._is_in(revealed(text))

    def _is_in(self, text: str) -> bool:
        low = text.lower()
        names = (self.repository.lower(), self.packages, f"-{self.declared.prerelease}.")
        return any(name in low for name in names) or any(variable in text for variable in self.variables)
