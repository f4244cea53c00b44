from compiler import Job, Push, Run, Workflow

import compiler

build = compiler.Jobb("build")

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
