#!/usr/bin/env bash
# Do something.

#% for n in range(3)
echo one
#% endfor
