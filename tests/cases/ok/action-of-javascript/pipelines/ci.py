from compiler import Action, ActionInput, ActionOutput, Job, Node, Push, Uses, Workflow, github

GREET = Action(
    ".github/actions/greet",
    name="Greet",
    description="Says hello.",
    inputs=[ActionInput("who", description="Who is greeted.")],
    outputs={"text": ActionOutput("What was said.")},
    runs=Node("dist/index.js", pre="dist/pre.js", post="dist/post.js", post_if=github.ref == "refs/heads/main"),
)

test = Job("test", timeout_minutes=5, steps=[Uses("actions/checkout"), Uses(GREET, with_={"who": "you"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
