"""Attest and verify inside the namespaces of a rehearsal, where GitHub has its host names: `python -m tests.rehearsal.attested_run FOLDER`.

Prints as JSON the result of each job, and what each server received.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rehearsal.engine import secrecy, simulation
from rehearsal.engine.history import AttemptResult, History, Run
from rehearsal.engine.scenario import Start
from rehearsal.isolation import namespace
from rehearsal.isolation.certificates import CertificateAuthority
from rehearsal.runner import Attempt
from rehearsal.tree import WORKFLOW_FILES, read

if TYPE_CHECKING:
    from rehearsal.engine.simulation import Simulation

WORKFLOW = """\
name: Publish
on: push
permissions: {}
defaults: {run: {shell: bash}}
jobs:
  build:
    runs-on: ubuntu-24.04
    permissions: {id-token: write, attestations: write}
    steps:
      - uses: actions/attest@v4
        with: {subject-name: ghcr.io/example/api, subject-digest: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}
  verify:
    needs: build
    runs-on: ubuntu-24.04
    permissions: {attestations: read}
    steps:
      - run: |
          printf '{}' >manifest.json
          gh attestation verify manifest.json --repo "$GITHUB_REPOSITORY" --deny-self-hosted-runners --source-digest "$GITHUB_SHA" \\
            --signer-workflow "$GITHUB_REPOSITORY/.github/workflows/publish-staging.yml"
        env: {GH_TOKEN: "${{ github.token }}"}
"""


def main(folder: Path) -> None:
    """Run the workflow in a new simulation."""
    namespace.reap()
    authority = CertificateAuthority()
    namespace.set_up(folder, simulation.NAMES, authority.certificate)
    os.environ["TMPDIR"] = str(folder)
    with simulation.simulate(folder, Start(), read(), authority, ["api"]) as made:
        sys.stdout.write(json.dumps(_play(made)) + "\n")


def _play(made: Simulation) -> dict[str, object]:
    run = Run(1, "staging", WORKFLOW_FILES["staging"], WORKFLOW, "push", "staging", made.application.head("staging"))
    result = made.runner.attempt(WORKFLOW, Attempt("staging", run.sha, file=run.file))
    run.attempts.append(AttemptResult(1, result, 0, 0))
    return {
        "jobs": {job.id: job.result for job in result.jobs},
        "requests": [
            f"{request.server} {request.method} {request.target.partition('?')[0]} {request.status}" for request in made.requests()
        ],
        "third parties": [[request.host, *request.credentials] for request in made.third_parties.received],
        "disclosed": [violation.text for violation in secrecy.check(made, History([run]))],
        "log": result.log,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
