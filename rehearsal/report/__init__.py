"""The results of a rehearsal: a table for the terminal, and an HTML report with a timeline of each run."""
