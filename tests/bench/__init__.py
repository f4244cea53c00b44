"""`make bench`: the speed of Linesmith compared with a lower bound and with other workflow compilers. A measurement, not a test."""
