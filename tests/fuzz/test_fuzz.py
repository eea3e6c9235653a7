"""A few tries of each kind in every run of the tests; ``python -m tests.fuzz`` makes more.

``FUZZ_TRIES`` multiplies them.
"""

from __future__ import annotations

import os

import pytest

from tests.fuzz.campaign import Tally, told, try_file, try_line, try_number
from tests.fuzz.readers import readers

TRIES = int(os.environ.get("FUZZ_TRIES", "1"))

READERS = readers()
APART = [kind for kind, one in READERS.items() if one.apart]
"""Those that another process reads, which takes longer."""


@pytest.fixture
def tally(monkeypatch):
    """Return a tally of tries with the shipped catalogue alone."""
    monkeypatch.setenv("QESTIMATE_CATALOG", "")
    return Tally()


def failed(counted):
    """Return what does not hold of the tries of a tally, to be read."""
    said = []
    told(counted.failures, said.append)
    return said


@pytest.mark.parametrize("kind", [kind for kind in READERS if kind not in APART])
def test_broken_files(tally, kind):
    try_file(tally, kind, READERS[kind], None)
    assert tally.codes[kind, 0] == 1, "the sound file is not sound"
    for seed in range(3 * TRIES):
        try_file(tally, kind, READERS[kind], seed)
    assert failed(tally) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", APART)
def test_broken_files_that_other_libraries_read(tally, kind):
    try_file(tally, kind, READERS[kind], None)
    assert tally.codes[kind, 0] == 1, "the sound file is not sound"
    for seed in range(8 * TRIES):
        try_file(tally, kind, READERS[kind], seed)
    assert failed(tally) == []


def test_command_lines(tally):
    for seed in range(8 * TRIES):
        try_line(tally, seed)
    assert failed(tally) == []


@pytest.mark.slow
def test_numbers_at_the_ends_of_their_ranges(tally):
    for seed in range(24 * TRIES):
        try_number(tally, 1000 + seed)
    assert failed(tally) == []


@pytest.mark.slow
def test_more_command_lines(tally):
    for seed in range(100, 100 + 16 * TRIES):
        try_line(tally, seed)
    assert failed(tally) == []
