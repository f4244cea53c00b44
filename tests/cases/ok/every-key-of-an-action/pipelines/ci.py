from compiler import Action, Composite, Docker, Job, Node, Push, Run, Uses, Workflow, github, runner

STEPS = Action(
    ".github/actions/steps",
    name="Steps",
    description="Uses every key of a step.",
    runs=Composite(
        [
            Uses(
                "actions/checkout",
                id="checkout",
                name="Check out",
                if_=github.ref_type == "branch",
                with_={"fetch-depth": 1},
                env={"GIT_TRACE": 1},
                continue_on_error=True,
            ),
            Run(
                "make",
                id="make",
                name="Make",
                if_=github.ref_type == "tag",
                env={"LEVEL": 2},
                continue_on_error=True,
                shell="sh",
                working_directory=github.action_path,
            ),
        ]
    ),
)
FILES = Action(
    ".github/actions/files",
    name="Files",
    description="Runs files before and after.",
    runs=Node("index.js", using="node24", pre="pre.js", pre_if=runner.os == "Linux", post="post.js", post_if=github.ref_type == "tag"),
)
IMAGE = Action(
    ".github/actions/image",
    name="Image",
    description="Runs programs before and after.",
    runs=Docker(
        "docker://acme/tool:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        pre_entrypoint="/before",
        pre_if=runner.os == "Linux",
        post_entrypoint="/after",
        post_if=github.ref_type == "tag",
    ),
)

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(STEPS), Uses(FILES), Uses(IMAGE)])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
