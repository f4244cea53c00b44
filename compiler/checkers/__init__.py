"""Runs the checkers of the field over what the definitions make, and reports what they find at the line that a person wrote."""
