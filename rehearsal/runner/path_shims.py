"""Shims for bash, sleep, date and node, which come first on the PATH of a run.

`bash` isolates each job, which act on a host does not: its own HOME, a token with the job's permissions in place of
act's, the job's concurrency group, and planned crashes. `sleep` only advances the job's clock, which `date +%s` reads, and
kills the job when its timeout has passed. `node` answers what act asks it in each job, since Node takes longer to start than most steps.
"""

from __future__ import annotations

import shlex
import shutil
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

EPOCH = 1_800_000_000
"""The time at which every job starts, in seconds."""

OUTPUTS = SUMMARY = 1024 * 1024
"""The limits of a job's outputs, in bytes of UTF-16, and of a step's summary, in bytes.

Beyond the first the job fails (google/osv-scanner-action#129). Beyond the second GitHub shows an error instead of the summary, and the
step continues (actions/runner, UnsupportedSummarySize). https://docs.github.com/en/actions/reference/limits
"""

# A failed step waits a little, since act does not read its output to the end: of 40 such steps 3 lost their last line.
_BASH = r"""
    #!{bash}
    if [[ -n ${{REHEARSAL_JOB_DIR-}} || -z ${{REHEARSAL_FOLDER-}} ]]; then
      exec {bash} "$@" # already inside a step, even one that cleared its variables
    fi
    job_dir=${{RUNNER_TEMP%/*}}/job
    step=$GITHUB_ACTION
    if [[ -n ${{GITHUB_ACTION_PATH-}} ]]; then
      step=${{GITHUB_ACTION_PATH%/}}
      step=${{step##*/}}
      step=${{step%@*}}
    fi
    planned() {{
      local job wanted when key value
      while IFS=$'\t' read -r job wanted when key value; do
        if [[ $job == "$GITHUB_JOB" && $wanted == "$step" && $when == "$1" ]] &&
          [[ -z $key || ${{REHEARSAL_MATRIX-}} == *"\"$key\": \"$value\""* ]]; then
          printf '%s\t%s\t%s\t%s\t%s\n' "$job" "$wanted" "$when" "$key" "$value" >>"$REHEARSAL_FOLDER/crashed"
          return 0
        fi
      done <"$REHEARSAL_FOLDER/crashes"
      return 1
    }}
    crash() {{
      echo "rehearsal: the job crashes here: $1" >&2
      printf '%s\n' "$1" >>"$job_dir/crashed"
      : >"$GITHUB_OUTPUT"
      {sleep} 0.3
      exit 1
    }}
    measure() {{
      if [[ -s ${{GITHUB_OUTPUT-}} ]]; then
        outputs=$((2 * $({wc} -m <"$GITHUB_OUTPUT") + $(<"$job_dir/outputs")))
        printf '%s\n' "$outputs" >"$job_dir/outputs"
        if ((outputs > {outputs})); then
          echo "::error::Job outputs exceed {outputs} bytes"
          : >"$GITHUB_OUTPUT"
          status=1
        fi
      fi
      if [[ -s ${{GITHUB_STEP_SUMMARY-}} ]] && summary=$({wc} -c <"$GITHUB_STEP_SUMMARY") && ((summary > {summary})); then
        echo "::error::\$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got $((summary / 1024))k"
        : >"$GITHUB_STEP_SUMMARY"
      fi
    }}
    if ! [[ -d $job_dir ]]; then
      mkdir -p "$job_dir/home"
      printf '0\n' >"$job_dir/clock"
      printf '0\n' >"$job_dir/outputs"
      if [[ -n ${{REHEARSAL_GROUP-}} && -n $REHEARSAL_CONCURRENCY_URL ]]; then
        response=$({curl} -sS --get --data-urlencode "group=$REHEARSAL_GROUP" --data-urlencode "queue=$REHEARSAL_QUEUE" \
          --data-urlencode "holder=$REHEARSAL_RUN $GITHUB_JOB ${{REHEARSAL_MATRIX-}}" "$REHEARSAL_CONCURRENCY_URL") \
          || response="no response"
        [[ $response == go ]] || crash "$response"
      fi
    fi
    [[ -e $job_dir/crashed ]] && exit 1
    planned before && crash "before $step"
    read -r token <"$REHEARSAL_FOLDER/tokens/$GITHUB_JOB"
    for name in $(compgen -e); do
      if [[ ${{!name}} == *"$REHEARSAL_PLACEHOLDER"* && $name != REHEARSAL_PLACEHOLDER ]]; then
        export "$name=${{!name//"$REHEARSAL_PLACEHOLDER"/$token}}"
      fi
    done
    if [[ -r $REHEARSAL_FOLDER/id-tokens/$GITHUB_JOB ]]; then
      {{ read -r ACTIONS_ID_TOKEN_REQUEST_TOKEN && read -r ACTIONS_ID_TOKEN_REQUEST_URL; }} <"$REHEARSAL_FOLDER/id-tokens/$GITHUB_JOB"
      export ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL
    fi
    script=${{!#}}
    if [[ -f $script && $(<"$script") == *"$REHEARSAL_PLACEHOLDER"* ]]; then
      sed -i "s/$REHEARSAL_PLACEHOLDER/$token/g" "$script"
    fi
    export HOME=$job_dir/home XDG_CONFIG_HOME=$job_dir/home/.config REHEARSAL_JOB_DIR=$job_dir
    status=0
    {bash} "$@" || status=$?
    [[ -e $job_dir/crashed ]] && status=1
    measure
    planned after && crash "after $step"
    ((status == 0)) || {sleep} 0.3
    exit "$status"
    """

_SLEEP = r"""
    #!{bash}
    job_dir=${{REHEARSAL_JOB_DIR-}}
    if [[ -z $job_dir || $# != 1 || ! $1 =~ ^[0-9]+([.][0-9]+)?$ ]]; then
      exec {sleep} "$@"
    fi
    printf '%s\n' "$1" >>"$REHEARSAL_FOLDER/sleeps"
    exec {{lock}}>>"$job_dir/lock"
    {flock} "$lock"
    read -r now <"$job_dir/clock"
    now=$((now + ${{1%%.*}}))
    printf '%s\n' "$now" >"$job_dir/clock.next"
    mv "$job_dir/clock.next" "$job_dir/clock"
    {flock} -u "$lock"
    read -r limit <"$REHEARSAL_FOLDER/timeouts/$GITHUB_JOB"
    if ((now >= limit)); then
      echo "rehearsal: the job has timed out" >&2
      printf '%s\n' "$GITHUB_JOB" >>"$REHEARSAL_FOLDER/timed-out-jobs"
      printf 'timed out\n' >>"$job_dir/crashed"
      kill -s KILL 0
    fi
    {pace}
    """

_DATE = r"""
    #!{bash}
    if [[ -z ${{REHEARSAL_JOB_DIR-}} || "$*" != +%s ]]; then
      exec {date} "$@"
    fi
    read -r now <"$REHEARSAL_JOB_DIR/clock"
    echo $(({epoch} + now))
    """

# The question is that of GetNodeToolFullPath in act's pkg/runner/run_context.go.
_NODE = r"""
    #!{bash}
    if [[ $* == "--no-warnings -e console.log(process.execPath)" ]]; then
      echo {node}
    else
      exec {node} "$@"
    fi
    """

_SHIMS = {"bash": _BASH, "sleep": _SLEEP, "date": _DATE, "node": _NODE}


class NotRunnableError(Exception):
    """A rehearsal cannot run this file, or cannot run on this machine."""


@dataclass(frozen=True, slots=True)
class Crash:
    """A job that ends abruptly before or after a step, as when GitHub loses the runner or someone cancels.

    `step` is the name of the step; `matrix` is one key of the matrix and its value. The crash is skipped where the file has no such step.
    """

    job: str
    step: str
    when: Literal["before", "after"]
    matrix: tuple[str, str] = ("", "")


def write_shims(folder: Path, sleep_scale: float = 0.0) -> None:
    """Write the shims into a folder that will come first on PATH. `sleep_scale` is the real duration of one second of `sleep`."""
    endpoints = {name: shlex.quote(_find_program(name)) for name in ("bash", "sleep", "date", "curl", "flock", "wc")}
    paced = (
        f'exec {endpoints["sleep"]} "$(awk -v seconds="$1" \'BEGIN {{ print seconds * {sleep_scale:.6f} }}\')"' if sleep_scale else "exit 0"
    )
    node = shutil.which("node")
    values = {"pace": paced, "epoch": EPOCH, "outputs": OUTPUTS, "summary": SUMMARY, "node": shlex.quote(node or "")}
    for name, script in _SHIMS.items():
        if name == "node" and not node:
            continue
        path = folder / name
        path.write_text(textwrap.dedent(script).lstrip().format(**endpoints, **values), encoding="utf-8")
        path.chmod(0o755)


def write_plan(
    folder: Path,
    tokens: Mapping[str, str],
    timeouts: Mapping[str, int],
    crashes: Iterable[Crash],
    id_tokens: Mapping[str, tuple[str, str]],
) -> None:
    """Write what the shims read: a token and a timeout for each job, and the planned crashes, with the steps as `bash` identifies them.

    `id_tokens` has the token and the URL of those jobs that can request ID tokens.
    """
    lines = {job_id: "\n".join(pair) for job_id, pair in id_tokens.items()}
    values: Mapping[str, Mapping[str, object]] = {"tokens": tokens, "timeouts": timeouts, "id-tokens": lines}
    for name, of_jobs in values.items():
        (folder / name).mkdir(mode=0o700)
        for job_id, value in of_jobs.items():
            (folder / name / job_id).write_text(f"{value}\n", encoding="utf-8")
    (folder / "crashes").write_text("".join(f"{_row(crash)}\n" for crash in crashes), encoding="utf-8")
    (folder / "sleeps").touch()


def unused_crashes(folder: Path, crashes: Iterable[Crash]) -> tuple[Crash, ...]:
    """The planned crashes that did not happen."""
    happened = (folder / "crashed").read_text("utf-8").splitlines() if (folder / "crashed").exists() else []
    return tuple(crash for crash in crashes if _row(crash) not in happened)


def _row(crash: Crash) -> str:
    return "\t".join((crash.job, crash.step, crash.when, *crash.matrix))


def _find_program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise NotRunnableError(f"{name} was not found on PATH. The steps of a workflow need it")
    return path
