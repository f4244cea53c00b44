"""What a person reads after a rehearsal: a table in the terminal, and a page with a timeline of each run."""
