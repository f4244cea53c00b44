"""Plans: what a run of a workflow would do for an event. Nothing here reads files or starts anything.

Tests of definitions import the events from here: `from compiler.plan import push`.
"""

from compiler.plan.error import PlanError
from compiler.plan.event import RunEvent, event, pull_request, push, workflow_dispatch

__all__ = ["PlanError", "RunEvent", "event", "pull_request", "push", "workflow_dispatch"]
