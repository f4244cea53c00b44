from compiler import Concurrency, Environment, Job, Push, Run, Workflow, from_json, github, variables

build = Job(
    "build",
    name="Build " + github.ref_name,
    timeout_minutes=from_json(variables.MINUTES),
    cancel_timeout_minutes=2,
    continue_on_error=from_json(variables.OPTIONAL),
    environment=Environment(variables.ENVIRONMENT, url="https://" + variables.HOST, deployment=from_json(variables.DEPLOY)),
    concurrency=Concurrency(group="build-" + github.ref, cancel_in_progress=github.ref != "refs/heads/main"),
    steps=[
        Run("make", name="Make " + github.sha, timeout_minutes=from_json(variables.MINUTES), working_directory=variables.FOLDER),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
