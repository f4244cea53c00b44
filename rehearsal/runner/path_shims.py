"""The programs that a run finds on PATH before the machine's own: bash, sleep and date.

`bash` makes a machine of its own of each job, which act on a host does not: a HOME, a token with the job's permissions
in the place of the one that act knows, a turn in the job's concurrency group, and an end in the middle where one is
planned. `sleep` only moves the job's clock, which `date +%s` reads, and ends the job when its time is over.
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
"""The second at which every job begins."""

OUTPUTS = SUMMARY = 1024 * 1024
"""Bytes that the outputs of a job may have, as UTF-16, and bytes of a step's summary.

Above the first the job fails (google/osv-scanner-action#129); above the second GitHub shows nothing of the summary and an error, and the
step goes on (actions/runner, UnsupportedSummarySize). https://docs.github.com/en/actions/reference/limits
"""

# A step that failed waits a little: act does not read its output to the end, and of 40 such steps 3 lost their last line.
_BASH = r"""
    #!{bash}
    if [[ -n ${{REHEARSAL_LEG-}} || -z ${{REHEARSAL_FOLDER-}} ]]; then
      exec {bash} "$@" # within a step, be it without the step's variables
    fi
    leg=${{RUNNER_TEMP%/*}}/leg
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
          printf '%s\t%s\t%s\t%s\t%s\n' "$job" "$wanted" "$when" "$key" "$value" >>"$REHEARSAL_FOLDER/died"
          return 0
        fi
      done <"$REHEARSAL_FOLDER/deaths"
      return 1
    }}
    die() {{
      echo "rehearsal: the job ends here: $1" >&2
      printf '%s\n' "$1" >>"$leg/dead"
      : >"$GITHUB_OUTPUT"
      exit 1
    }}
    measure() {{
      if [[ -s ${{GITHUB_OUTPUT-}} ]]; then
        outputs=$((2 * $({wc} -m <"$GITHUB_OUTPUT") + $(<"$leg/outputs")))
        printf '%s\n' "$outputs" >"$leg/outputs"
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
    if ! [[ -d $leg ]]; then
      mkdir -p "$leg/home"
      printf '0\n' >"$leg/clock"
      printf '0\n' >"$leg/outputs"
      if [[ -n ${{REHEARSAL_GROUP-}} && -n $REHEARSAL_TURNS ]]; then
        turn=$({curl} -sS --get --data-urlencode "group=$REHEARSAL_GROUP" --data-urlencode "queue=$REHEARSAL_QUEUE" \
          --data-urlencode "holder=$REHEARSAL_RUN $GITHUB_JOB ${{REHEARSAL_MATRIX-}}" "$REHEARSAL_TURNS") || turn="no turn"
        [[ $turn == go ]] || die "$turn"
      fi
    fi
    [[ -e $leg/dead ]] && exit 1
    planned before && die "before $step"
    read -r token <"$REHEARSAL_FOLDER/tokens/$GITHUB_JOB"
    for name in $(compgen -e); do
      if [[ ${{!name}} == *"$REHEARSAL_PLACEHOLDER"* && $name != REHEARSAL_PLACEHOLDER ]]; then
        export "$name=${{!name//"$REHEARSAL_PLACEHOLDER"/$token}}"
      fi
    done
    script=${{!#}}
    if [[ -f $script && $(<"$script") == *"$REHEARSAL_PLACEHOLDER"* ]]; then
      sed -i "s/$REHEARSAL_PLACEHOLDER/$token/g" "$script"
    fi
    export HOME=$leg/home XDG_CONFIG_HOME=$leg/home/.config REHEARSAL_LEG=$leg
    status=0
    {bash} "$@" || status=$?
    [[ -e $leg/dead ]] && status=1
    measure
    planned after && die "after $step"
    ((status == 0)) || {sleep} 0.3
    exit "$status"
    """

_SLEEP = r"""
    #!{bash}
    leg=${{REHEARSAL_LEG-}}
    if [[ -z $leg || $# != 1 || ! $1 =~ ^[0-9]+([.][0-9]+)?$ ]]; then
      exec {sleep} "$@"
    fi
    printf '%s\n' "$1" >>"$REHEARSAL_FOLDER/naps"
    exec {{lock}}>>"$leg/lock"
    {flock} "$lock"
    read -r now <"$leg/clock"
    now=$((now + ${{1%%.*}}))
    printf '%s\n' "$now" >"$leg/clock.next"
    mv "$leg/clock.next" "$leg/clock"
    {flock} -u "$lock"
    read -r limit <"$REHEARSAL_FOLDER/limits/$GITHUB_JOB"
    if ((now >= limit)); then
      echo "rehearsal: the job's time is over" >&2
      printf '%s\n' "$GITHUB_JOB" >>"$REHEARSAL_FOLDER/overtime"
      printf 'timed out\n' >>"$leg/dead"
      kill -s KILL 0
    fi
    {pace}
    """

_DATE = r"""
    #!{bash}
    if [[ -z ${{REHEARSAL_LEG-}} || "$*" != +%s ]]; then
      exec {date} "$@"
    fi
    read -r now <"$REHEARSAL_LEG/clock"
    echo $(({epoch} + now))
    """

_PROGRAMS = {"bash": _BASH, "sleep": _SLEEP, "date": _DATE}


class NotRunnableError(Exception):
    """The file, or the machine, is not one that a rehearsal can run with."""


@dataclass(frozen=True, slots=True)
class Death:
    """A job that ends before or after a step: what GitHub says when it lost a runner, or somebody cancelled.

    `step` is the name of the step; `matrix` is one key and its value. Where the file has no such step nobody dies.
    """

    job: str
    step: str
    when: Literal["before", "after"]
    matrix: tuple[str, str] = ("", "")


def write_programs(folder: Path, pace: float = 0.0) -> None:
    """Write them into a folder that is to stand first on PATH. `pace` is how long a second of `sleep` really lasts."""
    places = {name: shlex.quote(_found(name)) for name in ("bash", "sleep", "date", "curl", "flock", "wc")}
    paced = f'exec {places["sleep"]} "$(awk -v seconds="$1" \'BEGIN {{ print seconds * {pace:.6f} }}\')"' if pace else "exit 0"
    values = {"pace": paced, "epoch": EPOCH, "outputs": OUTPUTS, "summary": SUMMARY}
    for name, script in _PROGRAMS.items():
        path = folder / name
        path.write_text(textwrap.dedent(script).lstrip().format(**places, **values), encoding="utf-8")
        path.chmod(0o755)


def write_plan(folder: Path, tokens: Mapping[str, str], limits: Mapping[str, int], deaths: Iterable[Death]) -> None:
    """Write what the programs read: a token and a limit for each job, and where jobs end, with the steps as `bash` knows them."""
    for name, values in (("tokens", tokens), ("limits", limits)):
        (folder / name).mkdir(mode=0o700)
        for job_id, value in values.items():
            (folder / name / job_id).write_text(f"{value}\n", encoding="utf-8")
    (folder / "deaths").write_text("".join(f"{_row(death)}\n" for death in deaths), encoding="utf-8")
    (folder / "naps").touch()


def survived(folder: Path, deaths: Iterable[Death]) -> tuple[Death, ...]:
    """Those of the planned deaths, with the steps as `bash` knows them, that nobody has died."""
    died = (folder / "died").read_text("utf-8").splitlines() if (folder / "died").exists() else []
    return tuple(death for death in deaths if _row(death) not in died)


def _row(death: Death) -> str:
    return "\t".join((death.job, death.step, death.when, *death.matrix))


def _found(name: str) -> str:
    place = shutil.which(name)
    if place is None:
        raise NotRunnableError(f"{name} was not found on PATH; the steps of a workflow run with it")
    return place
