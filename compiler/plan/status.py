"""Results of jobs and steps, as far as they are known, and the status check functions.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from compiler.workflow.expression_values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.plan.values import Functions, Truth

Result = Literal["success", "failure", "skipped"]


class Outcome(NamedTuple):
    """The results that a job or step may have."""

    results: frozenset[Result]
    """At least one."""
    reason: str = ""
    """What it depends on, if there are several."""

    @property
    def value(self) -> Value:
        """The result, or what it depends on."""
        return Unknown(self.reason) if len(self.results) > 1 else next(iter(self.results))

    def is_(self, result: Result) -> Truth:
        """Whether this is the result."""
        if result not in self.results:
            return False
        return len(self.results) == 1 or Unknown(self.reason)

    def if_run(self, runs: Truth) -> Outcome:
        """The same for something that runs or not: what does not run is skipped."""
        if isinstance(runs, Unknown):
            return Outcome(self.results | SKIPPED.results, runs.reason)
        return self if runs else SKIPPED

    def without_failure(self, continues: Truth) -> Outcome:
        """The same with `continue-on-error`: a failure counts as a success."""
        if continues is False or "failure" not in self.results:
            return self
        passed = SUCCESS.results | (self.results - FAILURE.results)
        return Outcome(passed, self.reason) if continues is True else Outcome(passed | self.results, self.reason or continues.reason)


SUCCESS = Outcome(frozenset({"success"}))
FAILURE = Outcome(frozenset({"failure"}))
SKIPPED = Outcome(frozenset({"skipped"}))


def failure_or_success(reason: str) -> Outcome:
    """An outcome that is one of the two."""
    return Outcome(frozenset({"failure", "success"}), reason)


class Status(NamedTuple):
    """What the status check functions see: for a step, the steps before it; for a job, all jobs that it needs, directly or not.

    GitHub does not document that `success()` of a job looks at all jobs before it: https://github.com/actions/runner/issues/491
    """

    success: Truth = True
    failure: Truth = False
    blocker: str = ""
    """What makes `success` false, as a sentence."""

    def after(self, name: str, outcome: Outcome, *, skipped_is_success: bool = False) -> Status:
        """The status after one more job or step."""
        success = outcome.is_("success") if not skipped_is_success else _not(outcome.is_("failure"))
        return self.joined(Status(success, outcome.is_("failure"), _sentence(name, outcome)))

    def joined(self, other: Status) -> Status:
        """The status after both."""
        blocker = self.blocker if self.success is False else other.blocker if other.success is False else ""
        return Status(_and(self.success, other.success), _not(_and(_not(self.failure), _not(other.failure))), blocker)

    @property
    def functions(self) -> Functions:
        """The functions. Nobody cancels a run that is planned."""
        return {
            "success": lambda *ids: _of_jobs("success", ids) if ids else self.success,
            "failure": lambda *ids: _of_jobs("failure", ids) if ids else self.failure,
            "always": lambda: True,
            "cancelled": lambda: False,
        }


def _of_jobs(function: str, ids: Iterable[Value]) -> Unknown:
    return Unknown(f"{function}({', '.join(map(str, ids))})")


def _sentence(name: str, outcome: Outcome) -> str:
    return f"{name} does not run" if outcome == SKIPPED else f"{name} fails" if outcome.results == FAILURE.results else ""


def _not(value: Truth) -> Truth:
    return value if isinstance(value, Unknown) else not value


def _and(*values: Truth) -> Truth:
    if False in values:
        return False
    return next((value for value in values if isinstance(value, Unknown)), True)


def combined(outcomes: Iterable[Outcome]) -> Outcome:
    """The result of a job with several matrix jobs: one failure is a failure of all."""
    found = list(outcomes)
    if found and all(each == found[0] for each in found):
        return found[0]
    if any(each.results == FAILURE.results for each in found):
        return FAILURE
    uncertain = next((each for each in found if "failure" in each.results), None)
    return failure_or_success(uncertain.reason) if uncertain else SUCCESS
