"""Tests see the shipped catalogue alone, whatever the user who runs them has of their own."""

import os

os.environ["QESTIMATE_CATALOG"] = ""
