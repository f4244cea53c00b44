# Do something.

source "$lib/more.sh"
