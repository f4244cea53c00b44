"""`make bench`: how fast Linesmith is beside what it cannot be faster than, and beside its peers. A measurement, not a test."""
