"""The committed workflow files, held against programs that others wrote, and against the contract of the two lines."""
