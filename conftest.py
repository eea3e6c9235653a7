"""Tests see the shipped catalogue alone and a cache of their own, whatever the user has."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

os.environ["QESTIMATE_CATALOG"] = ""
if "PYTEST_XDIST_WORKER" not in os.environ:  # workers share that of the process that starts them
    os.environ["QESTIMATE_CACHE"] = tempfile.mkdtemp(prefix="qestimate-tests-")
    atexit.register(shutil.rmtree, os.environ["QESTIMATE_CACHE"], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ``tests/slow.txt`` lists: a file, a test, or one of its cases."""
    listed = set((Path(__file__).parent / "tests" / "slow.txt").read_text("utf-8").splitlines())
    for item in items:
        name = item.nodeid
        if listed & {name, name.partition("[")[0], name.partition("::")[0]}:
            item.add_marker(pytest.mark.slow)
