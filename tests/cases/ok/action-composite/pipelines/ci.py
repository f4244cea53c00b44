from compiler import Action, ActionInput, ActionOutput, Branding, Composite, Job, Push, Run, Uses, Workflow

version = ActionInput("version", description="Which one to install.", required=True)
cache = ActionInput("cache", description="Whether to keep downloads.", default="true", deprecation_message="It is always kept.")
install = Run("make install", id="install", env={"VERSION": version})

SETUP = Action(
    ".github/actions/setup",
    name="Set up",
    description="Installs the tools.",
    author="Acme",
    inputs=[version, cache],
    outputs={"path": ActionOutput("Where they are.", value=install.outputs.path)},
    branding=Branding(icon="box", color="blue"),
    runs=Composite([Uses("actions/checkout", with_={"fetch-depth": 1}), install, Run("dir", shell="pwsh", if_=cache == "true")]),
    comment="Used by every job.",
)

setup = Uses(SETUP, id="setup", with_={"version": "3"})
test = Job("test", timeout_minutes=5, steps=[Uses("actions/checkout"), setup, Run("make", env={"TOOLS": setup.outputs.path})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test])
