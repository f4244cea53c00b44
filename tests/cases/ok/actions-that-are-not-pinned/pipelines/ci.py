from compiler import Job, Push, Uses, Workflow

test = Job(
    "test",
    timeout_minutes=5,
    steps=[
        Uses("actions/checkout"),
        Uses("./.github/actions/setup", with_={"version": 3}),
        Uses("$/.github/actions/report"),
        Uses(
            "docker://alpine:3@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            with_={"entrypoint": "/bin/true", "args": "--quiet"},
        ),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
