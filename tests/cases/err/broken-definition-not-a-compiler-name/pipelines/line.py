from compiler import Job, Push, Run, Workflow

import compiler

build = compiler.Jobb("build")

LINE = Workflow(file="line.yml", name="Line", on=[Push()], jobs=[build])
