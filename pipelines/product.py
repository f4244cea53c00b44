"""Metaboost: what it is made of, where its parts lie, and what they are called. Every list and name is stated here and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
class Product:
    """A set of container images that are published together, under one version."""

    images: tuple[str, ...]
    """Names of the images, as in `ghcr.io/<owner>/<repo>/<image>`."""
    dockerfiles: str
    """The folder that has a folder with a `Dockerfile` for each image."""
    changelogs: str
    """The folder that has a `X.Y.Z.md` for each base version."""
    changelog_placeholder: str
    """The line of a new changelog that stands for the notes; with it in the file nothing is published."""
    registry: str
    """Host of the registry; an installation with another one sets the repository variable `REGISTRY`."""
    env_files: dict[str, str]
    """Files that the build of the applications needs, and what each is copied from where it is absent."""
    development_branch: str
    """Where work lands; the staging branch follows it."""
    staging_branch: str
    """A push to it publishes `X.Y.Z-<prerelease>.N`."""
    release_branch: str
    """A push to it publishes `X.Y.Z`."""
    prerelease: str
    """The SemVer prerelease identifier of staged versions."""
    staging_tag: str
    """The floating image tag of the highest staged version."""
    release_tag: str
    """The floating image tag of the highest release."""
    sidecars: tuple[Sidecar, ...]
    """Images that serve pages, each with the image that serves its runtime configuration."""
    own_version_lines: tuple[str, ...]
    """Workspaces of the repository that have a version of their own, which a new base version leaves alone."""
    audit_allow_list: str
    """The file of the repository with the advisories that may be released in spite of them."""
    definitions: str
    """Name of the repository, beside the application's, that has these definitions."""
    repository: str
    """`<owner>/<name>` of the application's repository on GitHub. The workflows do not read it: they publish for whatever repository they run in."""
    bases: str
    """The folder of the manifests that GitOps repositories take as remote bases."""
    overlay_example: str
    """The folder of an overlay that shows how one is made; those that are deployed live in GitOps repositories."""
    release_variables: dict[str, str]
    """Images whose environment must name the deployed version, and for each the variable that does."""
    descriptions: dict[str, str]
    """What images are, in a few words."""
    replaces: tuple[str, ...] = ()
    """Files of the application's repository that the generated ones replace: earlier workflows, scripts and pages."""
    platforms: tuple[str, ...] = (RUNNER_PLATFORM,)
    """What each image is built for. Another platform than the runner's is emulated, which is several times slower."""
    node: str = "24"

    def __post_init__(self) -> None:
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
        if not self.platforms or not all(map(_PLATFORM.match, self.platforms)) or len(set(self.platforms)) < len(self.platforms):
            message = f"platforms are {self.platforms}: at least one is expected, each once, such as {RUNNER_PLATFORM}"
            raise ValueError(message)
        if len(self.platforms) > _MOST_PLATFORMS:
            message = f"platforms are {len(self.platforms)}: at most {_MOST_PLATFORMS} are expected, whose images and attestations fit into an index"
            raise ValueError(message)
        paired = [name for pair in self.sidecars for name in (pair.app, pair.image)]
        if strange := {*paired} - {*self.images}:
            message = f"sidecars name {sorted(strange)}: both sides of a pair are expected among the images"
            raise ValueError(message)
        if len(set(paired)) < len(paired):
            message = f"sidecars pair {paired}: each image is expected in one pair, on one side"
            raise ValueError(message)
        if strange := {*self.release_variables, *self.descriptions} - {*self.images}:
            message = f"release_variables and descriptions name {sorted(strange)}: names of images are expected"
            raise ValueError(message)

    @property
    def files(self) -> tuple[str, ...]:
        """What a build reads of the repository by name."""
        dockerfiles = (f"{self.dockerfiles}/{image}/Dockerfile" for image in self.images)
        return ("package.json", "package-lock.json", *dockerfiles, *self.env_files.values())

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


METABOOST = Product(
    images=(
        "api",
        "management-api",
        "web",
        "web-sidecar",
        "management-web",
        "management-web-sidecar",
    ),
    platforms=("linux/amd64",),
    dockerfiles="infra/docker/local",
    changelogs="docs/development/CHANGELOGS",
    changelog_placeholder="- Add notable changes for this version.",
    registry="ghcr.io",
    env_files={"apps/web/.env.local": "apps/web/.env.example"},
    development_branch="develop",
    staging_branch="staging",
    release_branch="main",
    prerelease="staging",
    staging_tag="staging",
    release_tag="latest",
    sidecars=(
        Sidecar(
            app="web",
            image="web-sidecar",
            global_name="__METABOOST_RUNTIME_CONFIG__",
            port_variable="WEB_SIDECAR_PORT",
        ),
        Sidecar(
            app="management-web",
            image="management-web-sidecar",
            global_name="__METABOOST_MANAGEMENT_RUNTIME_CONFIG__",
            port_variable="MANAGEMENT_WEB_SIDECAR_PORT",
        ),
    ),
    own_version_lines=("packages/metaboost-signing",),
    audit_allow_list="scripts/publish/audit-allow-list.txt",
    definitions="linesmith",
    repository="podverse/metaboost",
    bases="infra/k8s/base",
    overlay_example="infra/k8s/alpha",
    release_variables={
        "api": "API_RELEASE",
        "management-api": "MANAGEMENT_API_RELEASE",
        "web-sidecar": "READINESS_API_EXPECTED_RELEASE",
        "management-web-sidecar": "READINESS_API_EXPECTED_RELEASE",
    },
    descriptions={
        "api": "the API",
        "management-api": "the management API",
        "web": "the web application (Next.js)",
        "web-sidecar": "the runtime configuration of the web application",
        "management-web": "the management web application (Next.js)",
        "management-web-sidecar": "the runtime configuration of the management web application",
    },
    replaces=(
        ".github/workflows/publish-alpha.yml",
        ".github/workflows/publish-beta.yml",
        "scripts/publish/promote-beta.sh",
        "scripts/publish/sync-develop-to-alpha.sh",
        "scripts/publish/sync-develop-to-beta.sh",
        "scripts/publish/sync-develop-to-main.sh",
        "docs/development/release/METABOOST-PUBLISH-GITOPS-BUMP-CHECKLIST.md",
        "docs/development/release/STAGING-MAIN-PROMOTION.md",
    ),
)
