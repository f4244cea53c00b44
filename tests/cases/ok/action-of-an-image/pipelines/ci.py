from compiler import Action, ActionInput, Docker, Job, Push, Uses, Workflow

level = ActionInput("level", description="How much is printed.", default="info")

LINT = Action(
    ".github/actions/lint",
    name="Lint",
    description="Runs the linters.",
    inputs=[level],
    runs=Docker(
        "docker://acme/lint:2@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        entrypoint="/lint",
        pre_entrypoint="/prepare",
        post_entrypoint="/clean-up",
        args=["--level", level],
        env={"COLOUR": "always"},
    ),
)

BUILT = Action(".github/actions/built", name="Built", description="Is built where it is used.", runs=Docker("Dockerfile"))

test = Job("test", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(LINT), Uses(BUILT)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
