#!/usr/bin/env bash
# Say something in the log.

say() {
  printf '%s\n' "$*"
}
