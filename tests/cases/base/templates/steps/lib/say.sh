# Say something in the log.

say() {
  printf '%s\n' "$*"
}
