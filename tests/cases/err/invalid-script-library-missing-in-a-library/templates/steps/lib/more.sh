# Do something.

source "$lib/sya.sh"
