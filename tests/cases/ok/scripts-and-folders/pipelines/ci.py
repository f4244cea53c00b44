from compiler import Defaults, Job, Push, Run, Script, Uses, Workflow, github

READ = {"contents": ("read", "checks out the commit")}
greet = Script("greet", env={"NAME": "you"})
in_the_workspace = Job(
    "in-the-workspace",
    timeout_minutes=5,
    permissions=READ,
    defaults=Defaults(working_directory="."),
    steps=[Uses("actions/checkout"), greet],
)
in_its_folder = Job(
    "in-its-folder",
    timeout_minutes=5,
    permissions=READ,
    defaults=Defaults(working_directory="copy"),
    steps=[Uses("actions/checkout"), Uses("actions/checkout", with_={"path": "copy"}), greet],
)
computed = Job(
    "computed",
    timeout_minutes=5,
    permissions=READ,
    defaults=Defaults(working_directory=github.workspace),
    steps=[Uses("actions/checkout"), greet],
)
beside_commands = Job(
    "beside-commands",
    timeout_minutes=5,
    permissions=READ,
    defaults=Defaults(working_directory="./"),
    steps=[Uses("actions/checkout"), greet, Run("make", working_directory="web")],
)
jobs = [in_the_workspace, in_its_folder, computed, beside_commands]

CI = Workflow(file="ci.yml", name="CI", on=[Push()], defaults=Defaults(shell="bash", working_directory="web"), jobs=jobs)
