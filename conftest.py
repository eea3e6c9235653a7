"""Tests see the shipped catalogue alone and no cache, whatever the user who runs them has."""

import os

os.environ["QESTIMATE_CATALOG"] = ""
os.environ["QESTIMATE_CACHE"] = ""
