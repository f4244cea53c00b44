from compiler import PullRequest, Raw, Workflow, github

build = Raw("build", {"runs-on": "ubuntu-24.04", "steps": [{"run": "make"}, {"parallel": [{"run": "echo " + github.head_ref}]}]})
CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[build])
