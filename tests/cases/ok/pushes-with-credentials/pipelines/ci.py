from compiler import Job, Push, Run, Uses, Workflow, github, secrets

WRITE = {"contents": ("write", "pushes")}
TOKEN = {"TOKEN": secrets.TOKEN}
bare = Uses("actions/checkout", with_={"persist-credentials": False})


def job(name, *steps, **keys):
    return Job(name, timeout_minutes=5, permissions=WRITE, steps=[*steps], **keys)


CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[Push(branches=["main"])],
    jobs=[
        job("kept", Uses("actions/checkout"), Run("git push origin HEAD")),
        job("kept-later", bare, Uses("actions/checkout", with_={"path": "x"}), Run("git push")),
        job("by-address", bare, Run("git remote set-url origin git@github.com:acme/app.git"), Run("git push origin HEAD")),
        job("elsewhere", bare, Run("git push backup HEAD")),
        job("by-file", bare, Run("printf 'machine github.com password %s' \"$TOKEN\" >~/.netrc", env=TOKEN), Run("git push")),
        job("by-program", bare, Run("make release"), Run("git push")),
        job("by-gh", bare, Run("gh auth setup-git && git push", env={"GH_TOKEN": github.token})),
        job("by-variable", bare, Run("git push"), env={"GIT_ASKPASS": "./ask"}),
        job("self-hosted", bare, Run("git push"), runs_on="self-hosted"),
    ],
)
