"""The routes of GitHub's REST API below `/repos/{owner}/{repo}`, a module for each chapter of its reference."""

from rehearsal.github.routes import attestations, git, releases, repository, runs
from rehearsal.github.routes.route import Call, Route

__all__ = ["ROUTES", "Call", "Route"]

ROUTES: tuple[Route, ...] = (*repository.ROUTES, *git.ROUTES, *releases.ROUTES, *runs.ROUTES, *attestations.ROUTES)
