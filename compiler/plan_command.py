"""The command `linesmith plan`. What it does is imported when it runs: `linesmith --help` lists it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from compiler.plain_text import plain
from compiler.terminal import ExitCode, progress, stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.plan.result import Plan
    from compiler.plan_target import InvalidError


class _Pair(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases of click only
    """`NAME=VALUE`."""

    name = "NAME=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        name, found, given = str(value).partition("=")
        if not name or not found:
            self.fail(f"{plain(str(value))!r} is not of the form NAME=VALUE", param, ctx)
        return name, given


_pairs: dict[str, Any] = {"type": _Pair(), "multiple": True}


@click.command(epilog="Exit codes: 0 the plan is shown, 1 findings, 2 usage error, 3 internal error (please report).")
@click.argument("workflow")
@click.option("--event", metavar="NAME[.TYPE]", help="Such as push or pull_request.opened. Default: the workflow's only event.")
@click.option(
    "--ref", default="", help="The ref. A name without refs/ is a branch, or for a release a tag. For a pull request, the base branch."
)
@click.option("--input", "inputs", **_pairs, help="Value of an input.")
@click.option("--fail", multiple=True, metavar="JOB[.STEP]", help="A job, or a step by its ID or name, that fails.")
@click.option("--output", "outputs", **_pairs, help="Value of an output: JOB.NAME or JOB.STEP.NAME before the =.")
@click.option("--var", "variables", **_pairs, help="Value of a configuration variable (vars).")
@click.option("--changed", multiple=True, metavar="PATH", help="A changed file, for the filters paths and paths-ignore.")
@click.option("--payload", type=click.Path(path_type=Path), help="JSON file with the whole payload of the event (github.event).")
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Text for a terminal, or JSON for programs."
)
@click.pass_obj
def plan(  # noqa: PLR0913 - one for each option
    folder: Path,
    workflow: str,
    *,
    event: str | None,
    ref: str,
    inputs: Iterable[tuple[str, str]],
    fail: tuple[str, ...],
    outputs: Iterable[tuple[str, str]],
    variables: Iterable[tuple[str, str]],
    changed: tuple[str, ...],
    payload: Path | None,
    output_format: str,
) -> None:
    """Show which jobs and steps of a workflow would run for an event.

    Prints the jobs and steps in their order, with the matrix jobs, and why others would not run. Nothing is started. The plan assumes that
    every step succeeds except those named with --fail. What is known only during the run is shown as such, and can be supplied with
    --output, --input, --var and --payload.

    WORKFLOW is the name or file of a workflow of the definitions, such as publish-staging, or the path of any workflow file, or - for
    standard input. Jobs of a called workflow are named as in "caller / job", and matrix jobs as in "job (linux)".
    """
    from compiler.plan.error import PlanError
    from compiler.plan.plan import plan_workflow
    from compiler.plan.supplied import Supplied
    from compiler.plan_target import EventOptions, InvalidError, event_of, find_target

    try:
        with progress("planning"):
            target = find_target(folder, workflow)
            given = event_of(target.workflow, EventOptions(event, ref, dict(inputs), changed, payload))
            made = plan_workflow(target.workflow, given, Supplied(fail, dict(outputs), dict(variables)), target.find)
    except PlanError as error:
        raise click.UsageError(plain(str(error))) from None
    except InvalidError as error:
        _stop_on_findings(error, output_format)
    _echo(made, target.root, output_format)


def _echo(made: Plan, root: Path, output_format: str) -> None:
    from compiler.output.plan import describe_plan

    described = describe_plan(made, root)
    if output_format == "json":
        import json

        click.echo(json.dumps(described, indent=2, allow_nan=False))
        return
    from compiler.output.plan_text import plan_lines

    for line in plan_lines(described):
        click.echo(line)


def _stop_on_findings(error: InvalidError, output_format: str) -> NoReturn:
    from compiler.output.formats import report_lines

    for line in report_lines(output_format, error.findings, [], error.root):
        click.echo(line)
    count = len(error.findings)
    stop(f"{count} finding{'s' * (count > 1)}; nothing was planned", ExitCode.FINDINGS)
