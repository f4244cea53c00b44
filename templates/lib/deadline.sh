#!/usr/bin/env bash
# Loops whose length the outside decides end in time, and say so.

# in_time SECONDS: refuse to begin anything new once the step has run that long
in_time() {
  if ((SECONDS > $1)); then
    refuse 'Out of time' "this step has run for $SECONDS s" "less than $1 s" 're-run the failed jobs; if it stays so, see githubstatus.com'
  fi
}
