# Bad.
#
# output: text  what was said

true
