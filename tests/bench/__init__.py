"""`make bench`: the speed of Linesmith compared with a lower bound and with its peers. A measurement, not a test."""
