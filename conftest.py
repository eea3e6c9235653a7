"""Tests see the shipped catalogue alone and a cache of their own, whatever the user has."""

import atexit
import os
import shutil
import tempfile

os.environ["QESTIMATE_CATALOG"] = ""
if "PYTEST_XDIST_WORKER" not in os.environ:  # workers share that of the process that starts them
    os.environ["QESTIMATE_CACHE"] = tempfile.mkdtemp(prefix="qestimate-tests-")
    atexit.register(shutil.rmtree, os.environ["QESTIMATE_CACHE"], ignore_errors=True)
