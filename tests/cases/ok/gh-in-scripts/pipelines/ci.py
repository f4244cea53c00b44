from compiler import Job, Push, Script, Uses, Workflow, github

READ = {"contents": ("read", "checks out the commit")}
with_a_token = Job(
    "with-a-token",
    timeout_minutes=5,
    permissions={"contents": ("write", "creates the release")},
    steps=[Uses("actions/checkout"), Script("release", env={"GH_TOKEN": github.token})],
)
from_a_library = Job(
    "from-a-library",
    timeout_minutes=5,
    permissions=READ,
    steps=[Uses("actions/checkout"), Script("view", env={"READER": github.token})],
)
without_need = Job("without-need", timeout_minutes=5, permissions=READ, steps=[Uses("actions/checkout"), Script("explain")])

CI = Workflow(file="ci.yml", name="CI", on=[Push(tags=["v*"])], jobs=[with_a_token, from_a_library, without_need])
