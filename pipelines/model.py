"""The classes of a product. Optional parts are groups; nothing is generated for a group that a product lacks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_IMAGE = re.compile(
    r"[a-z0-9]+([._-][a-z0-9]+)*\Z"
)  # https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests

_MAX_IMAGES = 32
_MAX_IMAGE_LENGTH = 100
"""With its host, its owner (at most 39 characters) and its repository (at most 100), a name has at most 255 characters:
https://pkg.go.dev/github.com/distribution/reference#pkg-constants"""
_MAX_PLATFORMS = 16
_PLATFORM = re.compile(r"linux/[a-z0-9]+(/[a-z0-9]+)?\Z")
RUNNER_PLATFORM = "linux/amd64"
"""The platform of the runners that build images; any other is emulated."""
_GLOBAL = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*\Z")
_VERSION_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\Z")
PACKAGE = "package.json"
_FORMATS = (".cfg", ".gradle", ".ini", ".json", ".lock", ".properties", ".py", ".toml", ".xml", ".yaml", ".yml")
"""Extensions of files with more than one value, which the scripts do not parse."""


@dataclass(frozen=True, kw_only=True)
class SidecarPair:
    """A pair of images: an application that serves pages, and a sidecar that provides its configuration at run time.

    Raises:
        ValueError: for an invalid name of a JavaScript property or an environment variable.
    """

    app: str
    """Name of the image that serves pages."""
    sidecar: str
    """Name of the image that serves their configuration."""
    global_name: str
    """Name of the configuration in the browser: a property of `window`."""
    port_variable: str
    """Environment variable with the port of the sidecar's server. The image must set it."""

    def __post_init__(self) -> None:
        if not _GLOBAL.match(self.global_name) or not _VARIABLE.match(self.port_variable):
            message = f"the sidecar {self.sidecar} has the names {self.global_name} and {self.port_variable}; expected: a JavaScript property and an environment variable"
            raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Npm:
    """A product that is an npm project: dependencies are installed and audited, and the lockfile is made on Linux."""

    audit_allow_list: str
    """Path of the file with the advisories that do not stop a release."""
    env_files: dict[str, str] = field(default_factory=dict)
    """Files that the build needs, each with the file that is copied to its path if it is missing. Paths are relative to the root of the
    repository."""
    independent_workspaces: tuple[str, ...] = ()
    """Folders of workspaces with versions of their own, which a bump does not change."""
    node: str = "24"
    """Version of Node, in the form that `actions/setup-node` accepts."""


@dataclass(frozen=True, kw_only=True)
class GitOps:
    """The settings of a product that is deployed from GitOps repositories.

    They add the checklist and the check of version references.
    """

    repository: str
    """`<owner>/<name>` of the application repository. The workflows do not read it: they publish for the repository that they run in."""
    bases: str
    """Folder of the manifests that GitOps repositories use as remote bases."""
    overlay_example: str
    """Folder of an example overlay. Deployed overlays are in GitOps repositories."""
    release_variables: dict[str, str] = field(default_factory=dict)
    """Environment variables that must name the deployed version, by image."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """Container images that are published together, under one version.

    Raises:
        ValueError: for no image or more than 32, for no platform or more than 16, for an image name that a registry does not allow or
            that has more than 100 characters, for a platform that is not Linux, for an image or platform that occurs twice, for a
            release branch that is also the development or staging branch, for a sidecar, description or release variable of an image
            that the product does not have, for an image in more than one place in `sidecars`, and for a wrong version file: with `npm`
            it must be `package.json`; without, another file at the root, whose extension is not that of a format with several values,
            such as `.toml`.
    """

    images: tuple[str, ...]
    """Names of the images, as in `ghcr.io/<owner>/<repo>/<image>`: 1 to 32, in lower case."""
    dockerfiles: str
    """Folder with `<image>/Dockerfile` for each image."""
    changelogs: str
    """Folder with a changelog `X.Y.Z.md` for each base version."""
    development_branch: str
    """Development branch. The staging branch follows it, or is the same."""
    staging_branch: str
    """Staging branch: a push to it publishes `X.Y.Z-<prerelease>.N`."""
    release_branch: str
    """Release branch: a push to it publishes `X.Y.Z`."""
    platforms: tuple[str, ...] = (RUNNER_PLATFORM,)
    """Platforms of each image, such as `linux/arm64`: 1 to 16. Platforms other than the runner's are emulated, which is several times slower."""
    version_file: str = PACKAGE
    """File with the version, at the root of the repository: `package.json` with `npm`, else a file with one line `X.Y.Z`."""
    changelog_placeholder: str = "- Add notable changes for this version."
    """Placeholder line of a new changelog, to be replaced by the release notes. A changelog that still contains it is not published."""
    registry: str = "ghcr.io"
    """Host of the registry. The repository variable `REGISTRY` overrides it."""
    prerelease: str = "staging"
    """SemVer prerelease identifier of staged versions."""
    staging_tag: str = "staging"
    """Floating image tag of the highest staged version."""
    release_tag: str = "latest"
    """Floating image tag of the highest release."""
    attestations: bool = True
    """Whether images are attested, and verified before they are promoted. GitHub supports attestations in public repositories and, with
    Enterprise Cloud, in private and internal ones. Without them, anyone with write access to the packages can replace a staged image."""
    definitions: str = "linesmith"
    """Name of the repository with the definitions, under the same owner as the application."""
    descriptions: dict[str, str] = field(default_factory=dict)
    """Descriptions of images in a few words, by image."""
    replaces: tuple[str, ...] = ()
    """Files of the application repository that the generated ones replace: earlier workflows, scripts and pages."""
    npm: Npm | None = None
    """Set if the product is an npm project."""
    sidecars: tuple[SidecarPair, ...] = ()
    """Pairs of an application and its sidecar."""
    gitops: GitOps | None = None
    """Set if the product is deployed from GitOps repositories."""

    def __post_init__(self) -> None:
        self._check_images()
        self._check_platforms()
        self._check_sidecars()
        self._check_version_file()
        if self.release_branch in {self.staging_branch, self.development_branch}:
            message = f"the release branch is {self.release_branch}, which has another role too; expected: a branch of its own"
            raise ValueError(message)
        named = {*self.descriptions, *(self.gitops.release_variables if self.gitops else ())}
        if strange := named - {*self.images}:
            message = f"release_variables and descriptions name {sorted(strange)}; expected: names of images of the product"
            raise ValueError(message)

    def _check_images(self) -> None:
        wrong = [image for image in self.images if not _IMAGE.match(image) or len(image) > _MAX_IMAGE_LENGTH]
        if not self.images or wrong:
            message = f"images are {self.images}; expected: at least one, each in lower case, as registries require, with at most {_MAX_IMAGE_LENGTH} characters"
            raise ValueError(message)
        if len(self.images) > _MAX_IMAGES:
            message = f"there are {len(self.images)} images; expected: at most {_MAX_IMAGES}, which the steps accept in an annotation"
            raise ValueError(message)
        if len(set(self.images)) < len(self.images):
            message = f"images are {self.images}; expected: each name once"
            raise ValueError(message)

    def _check_platforms(self) -> None:
        if not self.platforms or not all(map(_PLATFORM.match, self.platforms)) or len(set(self.platforms)) < len(self.platforms):
            message = f"platforms are {self.platforms}; expected: at least one, each once, such as {RUNNER_PLATFORM}"
            raise ValueError(message)
        if len(self.platforms) > _MAX_PLATFORMS:
            message = f"there are {len(self.platforms)} platforms; expected: at most {_MAX_PLATFORMS}, whose images and attestations fit into an index"
            raise ValueError(message)

    def _check_sidecars(self) -> None:
        paired = [name for pair in self.sidecars for name in (pair.app, pair.sidecar)]
        if strange := {*paired} - {*self.images}:
            message = f"sidecars name {sorted(strange)}; expected: images of the product"
            raise ValueError(message)
        if len(set(paired)) < len(paired):
            message = f"sidecars name {paired}; expected: each image in at most one pair, on one side"
            raise ValueError(message)

    def _check_version_file(self) -> None:
        if (self.version_file == PACKAGE) != (self.npm is not None) or not _VERSION_FILE.match(self.version_file):
            wanted = f"{PACKAGE} with npm=Npm(…), another file at the root of the repository without it"
            message = f"the version file is {self.version_file}; expected: {wanted}"
            raise ValueError(message)
        if self.npm is None and self.version_file.lower().endswith(_FORMATS):
            message = f"the version file is {self.version_file}, a format with more than a version; expected: a file with one line X.Y.Z, such as VERSION"
            raise ValueError(message)

    @property
    def files(self) -> tuple[str, ...]:
        """Files of the repository that a build reads by name."""
        dockerfiles = (f"{self.dockerfiles}/{image}/Dockerfile" for image in self.images)
        if self.npm is None:
            return (self.version_file, *dockerfiles)
        return (PACKAGE, "package-lock.json", *dockerfiles, *self.npm.env_files.values())

    @property
    def has_staging_branch(self) -> bool:
        """Whether the staging branch is not the development branch."""
        return self.staging_branch != self.development_branch

    @property
    def emulated(self) -> tuple[str, ...]:
        """Architectures that are emulated."""
        others = (platform for platform in self.platforms if platform != RUNNER_PLATFORM)
        return tuple(dict.fromkeys(platform.split("/")[1] for platform in others))

    @property
    def tool_platform(self) -> str:
        """Platform of tools in a container: the runner's where the images have it, else the first."""
        return RUNNER_PLATFORM if RUNNER_PLATFORM in self.platforms else self.platforms[0]

    @property
    def image_lines(self) -> str:
        """Images, one per line, as the step scripts read them."""
        return "".join(f"{image}\n" for image in self.images)

    @property
    def image_set(self) -> str:
        """The set of images as the annotation of each has it: sorted, separated by spaces. A version keeps its set when the images of the product change later."""
        return " ".join(sorted(self.images))
