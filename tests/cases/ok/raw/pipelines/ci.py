from compiler import Cancel, Job, Parallel, Raw, Run, Wait, Workflow, github, matrix, secrets

checkout = Raw({"uses": "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", "with": {"fetch-depth": 0}}, comment="as data")
find = Raw(
    {"name": "Find", "id": "find", "run": "make find", "shell": "bash", "env": {"KEY": secrets.KEY}, "if": github.ref == "refs/heads/main"}
)
build = Raw(
    "build",
    {
        "runs-on": ["self-hosted", matrix.os],
        "strategy": {"matrix": {"os": ["linux", "windows"], "n": [1, 1.5, True, None, "1"]}},
        "services": {
            "db": {
                "image": "docker.io/postgres@sha256:6c2fa84a6b61ccd72899dde4239f8d5717f05f9a8ca6f3cad185fb1a95a94de3",
                "env": {"PASSWORD": secrets.DB},
            }
        },
        "outputs": {"digest": "x"},
        "timeout-minutes": 5,
        "steps": [{"run": "make", "env": {"SHA": github.sha}}],
    },
    comment="the job as data",
)
test = Job(
    "test",
    needs=[build],
    timeout_minutes=5,
    steps=[checkout, find, Run("make", env={"FOUND": find.outputs.path, "DIGEST": build.outputs.digest})],
)
server = Raw({"id": "server", "run": "make serve", "background": True})
background = Job(
    "background", timeout_minutes=5, steps=[server, Wait([server]), Parallel([Raw({"run": "make a"}), Run("make b")]), Cancel(server)]
)
call = Raw(
    "call", {"uses": "./.github/workflows/other.yml", "needs": "test", "secrets": "inherit", "with": {"digest": build.outputs.digest}}
)

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[
        Raw("push", {"branches": ["main"], "tags-ignore": "v*"}, comment="every push"),
        Raw("delete"),
        Raw("pull_request", {}),
        Raw("schedule", [{"cron": "17 3 * * *"}]),
    ],
    jobs=[build, test, background, call],
)
