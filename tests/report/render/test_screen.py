"""The short answer as text: one screen, whatever its width."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from functools import cache

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.explore.brief import brief
from qestimate.report.render.screen import screen_lines, screen_text
from qestimate.report.views.brief import brief_screen

CASES = {
    "a size and a number of qubits": (
        None,
        ("origin-wukong-72", "google-sycamore-72", "google-willow-72"),
        (),
    ),
    "one device": ("gpt2", ("ibm-fez",), ()),
    "two ways by name": ("gpt2", ("ibm-fez",), ("qpa", "reuploading-head")),
    "nothing published": ("llama-3.1-8b", ("google-willow-72",), ()),
    "many devices": (
        "gpt2",
        ("ibm-brisbane", "ibm-kyiv", "ibm-sherbrooke", "ibm-quebec", "ibm-kawasaki"),
        (),
    ),
}


@cache
def screen(name):
    model, devices, ways = CASES[name]
    work = Workload.of(catalog.model(model) if model else catalog.model_of_size(10**9))
    found = brief(work, [catalog.device(one) for one in devices], ways, Goal(), catalog.machines())
    return brief_screen(found, defaults=frozenset())


@pytest.mark.parametrize("name", CASES)
def test_no_more_than_28_lines_of_80_columns(name):
    lines = screen_text(screen(name), 80).splitlines()
    assert len(lines) <= 28
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(name, width):
    text = screen_text(screen(name), width)
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    table = screen(name).rows
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            if column.kind == "written":
                assert cell in flat
    for said in screen(name).closing:
        assert said in flat


@pytest.mark.parametrize("name", CASES)
def test_a_table_at_80_columns_has_a_heading_over_every_figure(name):
    """No row is taken apart: its figures stand below their headings."""
    lines = screen_text(screen(name), 80).splitlines()
    head = next(line for line in lines if "width" in line)
    for heading in ("way", "width", "depth", "shots", "circuits", "time", "fits"):
        assert heading in head
    ends = {word: head.index(word) + len(word) for word in ("width", "depth", "shots", "time")}
    rows = [
        line for line in lines if line.rstrip().endswith((" yes", " no", " perhaps", " unknown"))
    ]
    assert len(rows) == len(screen(name).grid.rows)
    for row in rows:
        for end in ends.values():
            assert row[end - 1] != " "
            assert row[end] == " "


@pytest.mark.parametrize("name", CASES)
def test_every_verdict_is_a_word_and_has_its_tone(name):
    lines = screen_lines(screen(name), 80)
    toned = [
        (text, tone) for line in lines for text, tone in line if text in ("yes", "no", "perhaps")
    ]
    assert toned or name == "nothing published"
    for text, tone in toned:
        assert tone == {"yes": "yes", "no": "no", "perhaps": "part"}[text]


def on_a_terminal(**environment):
    """Return what the program writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "qestimate", "model", "-m", "gpt2", "--device", "google-willow-72"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={
            **os.environ,
            "TERM": "xterm",
            "COLUMNS": "80",
            "QESTIMATE_CATALOG": "",
            **environment,
        },
    )
    os.close(theirs)
    parts = []
    while select.select([ours], [], [], 60)[0]:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    done.communicate()
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_unless_it_says_no():
    coloured = on_a_terminal()
    assert "\x1b[1m" in coloured
    assert "\x1b[1;31m" in coloured or "\x1b[1;33m" in coloured
    plain = on_a_terminal(NO_COLOR="1")
    assert "\x1b" not in plain
    assert on_a_terminal(TERM="dumb") == plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
