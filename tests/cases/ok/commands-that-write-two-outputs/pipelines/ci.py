from compiler import Job, Push, Run, Workflow

COMMANDS = [
    '{ echo v=1; echo w=2; } >>"$GITHUB_OUTPUT"',
    '(echo v=1; echo w=2) >>"$GITHUB_OUTPUT"',
    "printf 'v=%s\\nw=%s\\n' 1 2 >>\"$GITHUB_OUTPUT\"",
    'echo -e "v=1\\nw=2" >>"$GITHUB_OUTPUT"',
    'if [ -f x ]; then echo v=1; else echo w=2; fi >>"$GITHUB_OUTPUT"',
    'make version && echo "v=1" >>"$GITHUB_OUTPUT"',
    './scripts/outputs.sh; echo "v=1" >>"$GITHUB_OUTPUT"',
    'echo "v=1" >"$GITHUB_OUTPUT"; echo "w=2" >>"$GITHUB_OUTPUT"',
]
steps = [Run(command, id=f"write-{number}") for number, command in enumerate(COMMANDS)]
uses = [Run("make", env={"V": step.outputs.v, "W": step.outputs.w}) for step in steps]
build = Job("build", timeout_minutes=5, steps=[*steps, *uses])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
