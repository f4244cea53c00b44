"""Containers: the one that a job runs in, and services beside it. This module is imported at the first use of one.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainer
"""

from dataclasses import field
from typing import TypeAlias

from compiler.model.base import Declaration, Env, NonEmptyText, declaration, new_list
from compiler.workflow.expression import Operand

Text: TypeAlias = str | Operand
"""A string, or an expression whose value is a string."""


@declaration
class Credentials(Declaration):
    """The login to the registry of an image.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainercredentials
    """

    username: NonEmptyText | Operand
    """Name of the user."""
    password: Operand
    """An expression, such as a secret: a password in a file is known to everybody who reads the file."""


@declaration
class Container(Declaration):
    """The container in which the steps of a job run.

    Findings: `unpinned-image`, `unsupported-container`, `wrong-container`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainer
    """

    image: Text = field(kw_only=False)
    """Name of the image with its digest: `registry/name:tag@sha256:…`."""
    credentials: Credentials | None = None
    """Login to a private registry."""
    env: Env = field(default_factory=dict)
    """Environment variables in the container."""
    ports: list[str | int | Operand] = field(default_factory=new_list)
    """Ports to expose: `80`, or `"8080:80"` for the host and the container."""
    volumes: list[Text] = field(default_factory=new_list)
    """Volumes: `source:/destination`, or the path of an anonymous volume."""
    options: Text | None = None
    """Options of `docker create`."""


@declaration
class Service(Container):
    """A service container, such as a database, that runs beside a job.

    Findings: `unpinned-image`, `unsupported-container`, `wrong-container`.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idservices
    """

    entrypoint: Text | None = None
    """Replaces the entry point of the image."""
    command: Text | None = None
    """Replaces the command of the image."""
