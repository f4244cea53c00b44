"""A network, a mount table and processes of a rehearsal's own, and the certificates of the names in it."""
