"""What a product is made of. Parts that not every product has are groups of their own; without one nothing of it is generated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_IMAGE = re.compile(
    r"[a-z0-9]+([._-][a-z0-9]+)*\Z"
)  # https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests

_MOST_IMAGES = 32
_MOST_PLATFORMS = 16
_PLATFORM = re.compile(r"linux/[a-z0-9]+(/[a-z0-9]+)?\Z")
RUNNER_PLATFORM = "linux/amd64"
"""Of the runners on which images are built; what is built for another one is emulated."""
_GLOBAL = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*\Z")
_VERSION_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\Z")
PACKAGE = "package.json"


@dataclass(frozen=True, kw_only=True)
class Sidecar:
    """A pair of images: one serves pages, and the other serves it the configuration that it has at run time."""

    app: str
    """The image that serves pages."""
    image: str
    """The image that serves their configuration."""
    global_name: str
    """What the configuration is called in the browser: a property of `window`."""
    port_variable: str
    """The environment variable from which the sidecar's server takes its port; its image has to set this one."""

    def __post_init__(self) -> None:
        if not _GLOBAL.match(self.global_name) or not _VARIABLE.match(self.port_variable):
            message = f"the sidecar {self.image} has the names {self.global_name} and {self.port_variable}: one of JavaScript and one of an environment are expected"
            raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Npm:
    """A product that is an npm project: its dependencies are installed and audited, its lockfile is made under Linux."""

    audit_allow_list: str
    """The file of the repository with the advisories that may be released in spite of them."""
    env_files: dict[str, str] = field(default_factory=dict)
    """Files that the build of the applications needs, and what each is copied from where it is absent."""
    own_version_lines: tuple[str, ...] = ()
    """Workspaces of the repository that have a version of their own, which a new base version leaves alone."""
    node: str = "24"


@dataclass(frozen=True, kw_only=True)
class GitOps:
    """A product whose clusters take their versions from GitOps repositories: there is a checklist for them, and a check of pins."""

    repository: str
    """`<owner>/<name>` of the application's repository on GitHub. The workflows do not read it: they publish for whatever repository they run in."""
    bases: str
    """The folder of the manifests that GitOps repositories take as remote bases."""
    overlay_example: str
    """The folder of an overlay that shows how one is made; those that are deployed live in GitOps repositories."""
    release_variables: dict[str, str] = field(default_factory=dict)
    """Images whose environment must name the deployed version, and for each the variable that does."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """A set of container images that are published together, under one version."""

    images: tuple[str, ...]
    """Names of the images, as in `ghcr.io/<owner>/<repo>/<image>`."""
    dockerfiles: str
    """The folder that has a folder with a `Dockerfile` for each image."""
    changelogs: str
    """The folder that has a `X.Y.Z.md` for each base version."""
    development_branch: str
    """Where work lands; the staging branch follows it, or is the same."""
    staging_branch: str
    """A push to it publishes `X.Y.Z-<prerelease>.N`."""
    release_branch: str
    """A push to it publishes `X.Y.Z`."""
    platforms: tuple[str, ...] = (RUNNER_PLATFORM,)
    """What each image is built for. Another platform than the runner's is emulated, which is several times slower."""
    version_file: str = PACKAGE
    """The file at the root of the repository that has the version: `package.json` of an npm project, else one that holds `X.Y.Z` alone."""
    changelog_placeholder: str = "- Add notable changes for this version."
    """The line of a new changelog that stands for the notes; with it in the file nothing is published."""
    registry: str = "ghcr.io"
    """Host of the registry; an installation with another one sets the repository variable `REGISTRY`."""
    prerelease: str = "staging"
    """The SemVer prerelease identifier of staged versions."""
    staging_tag: str = "staging"
    """The floating image tag of the highest staged version."""
    release_tag: str = "latest"
    """The floating image tag of the highest release."""
    definitions: str = "linesmith"
    """Name of the repository, beside the application's, that has these definitions."""
    descriptions: dict[str, str] = field(default_factory=dict)
    """What images are, in a few words."""
    replaces: tuple[str, ...] = ()
    """Files of the application's repository that the generated ones replace: earlier workflows, scripts and pages."""
    npm: Npm | None = None
    sidecars: tuple[Sidecar, ...] = ()
    """Images that serve pages, each with the image that serves its runtime configuration."""
    gitops: GitOps | None = None

    def __post_init__(self) -> None:
        self._check_images()
        self._check_platforms()
        self._check_sidecars()
        self._check_version_file()
        if self.release_branch in {self.staging_branch, self.development_branch}:
            message = f"the release branch is {self.release_branch}, as another one is: a branch of its own is expected"
            raise ValueError(message)
        named = {*self.descriptions, *(self.gitops.release_variables if self.gitops else ())}
        if strange := named - {*self.images}:
            message = f"release_variables and descriptions name {sorted(strange)}: names of images are expected"
            raise ValueError(message)

    def _check_images(self) -> None:
        wrong = [image for image in self.images if not _IMAGE.match(image)]
        if not self.images or wrong:
            message = f"images are {self.images}: at least one is expected, in lower case, as a registry allows it"
            raise ValueError(message)
        if len(self.images) > _MOST_IMAGES:
            message = f"images are {len(self.images)}: at most {_MOST_IMAGES} are expected, which is what the steps take from an annotation"
            raise ValueError(message)
        if len(set(self.images)) < len(self.images):
            message = f"images are {self.images}: each name is expected once"
            raise ValueError(message)

    def _check_platforms(self) -> None:
        if not self.platforms or not all(map(_PLATFORM.match, self.platforms)) or len(set(self.platforms)) < len(self.platforms):
            message = f"platforms are {self.platforms}: at least one is expected, each once, such as {RUNNER_PLATFORM}"
            raise ValueError(message)
        if len(self.platforms) > _MOST_PLATFORMS:
            message = f"platforms are {len(self.platforms)}: at most {_MOST_PLATFORMS} are expected, whose images and attestations fit into an index"
            raise ValueError(message)

    def _check_sidecars(self) -> None:
        paired = [name for pair in self.sidecars for name in (pair.app, pair.image)]
        if strange := {*paired} - {*self.images}:
            message = f"sidecars name {sorted(strange)}: both sides of a pair are expected among the images"
            raise ValueError(message)
        if len(set(paired)) < len(paired):
            message = f"sidecars pair {paired}: each image is expected in one pair, on one side"
            raise ValueError(message)

    def _check_version_file(self) -> None:
        if (self.version_file == PACKAGE) != (self.npm is not None) or not _VERSION_FILE.match(self.version_file):
            wanted = f"{PACKAGE} is expected with npm=Npm(…), and another file at the root of the repository without it"
            message = f"the version file is {self.version_file}: {wanted}"
            raise ValueError(message)

    @property
    def files(self) -> tuple[str, ...]:
        """What a build reads of the repository by name."""
        dockerfiles = (f"{self.dockerfiles}/{image}/Dockerfile" for image in self.images)
        if self.npm is None:
            return (self.version_file, *dockerfiles)
        return (PACKAGE, "package-lock.json", *dockerfiles, *self.npm.env_files.values())

    @property
    def has_staging_branch(self) -> bool:
        """Whether the staging branch is one that follows the development branch."""
        return self.staging_branch != self.development_branch

    @property
    def emulated(self) -> tuple[str, ...]:
        """The architectures that a runner builds for by emulation."""
        others = (platform for platform in self.platforms if platform != RUNNER_PLATFORM)
        return tuple(dict.fromkeys(platform.split("/")[1] for platform in others))

    @property
    def tool_platform(self) -> str:
        """The one platform for tools in a container: the runner's where the images have it, else the first."""
        return RUNNER_PLATFORM if RUNNER_PLATFORM in self.platforms else self.platforms[0]

    @property
    def image_lines(self) -> str:
        """One image a line, as the step scripts read it."""
        return "".join(f"{image}\n" for image in self.images)

    @property
    def image_set(self) -> str:
        """The set of images as each of them names it: sorted, one space apart. A version keeps its set where a later commit has another."""
        return " ".join(sorted(self.images))
