"""Figures as they are printed."""

from __future__ import annotations

import time

import pytest

from qestimate.core.errors import ScenarioError
from qestimate.evidence.claims.printed import figure, printed_figures


def read(text: str) -> list[tuple]:
    return [tuple(one) for one in printed_figures(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("13,000 times faster", [(13000, "times", None)]),
        ("99.5% of it", [(99.5, "%", None)]),
        ("99.50 %", [(99.5, "%", 4)]),
        ("a 15-percent gain", [(15, "%", None)]),
        ("20 per cent", [(20, "%", None)]),
        ("5 percentage points", [(5, "points", None)]),
        ("50-80%", [(50, "%", None), (80, "%", None)]),
        ("50\u201380 %", [(50, "%", None), (80, "%", None)]),
        ("from 68 to 82 %", [(68, "%", None), (82, "%", None)]),
        ("between 2 and 3 million", [(2_000_000, "", 1), (3_000_000, "", 1)]),
        ("8 and 16 qubits", [(8, "qubits", None), (16, "qubits", None)]),
        ("\u22120.5 %, not 5", [(-0.5, "%", None), (5, "", None)]),
        ("12x, 4\u00d7 better", [(12, "times", None), (4, "times", None)]),
        ("a 200-fold gain", [(200, "times", None)]),
        ("3.2 years", [(3.2, "y", None)]),
        ("2.1h, 30 min", [(2.1, "h", None), (30, "min", None)]),
        ("10s and 7 days", [(10, "s", None), (7, "d", None)]),
        ("$1,200", [(1200, "USD", None)]),
        ("$50-80 million", [(50_000_000, "USD", 2), (80_000_000, "USD", 2)]),
        ("US$3.5M or 300 euros", [(3_500_000, "USD", 2), (300, "EUR", None)]),
        ("$0.12/kWh and 35 kWh/day", [(0.12, "USD/kWh", None), (35, "kWh/d", None)]),
        ("1 billion", [(1_000_000_000, "", 1)]),
        ("a billion parameters", [(1_000_000_000, "parameters", 1)]),
        ("an 8B-parameter model", [(8_000_000_000, "parameters", 1)]),
        ("350 thousand tasks", [(350_000, "tasks", 3)]),
        ("35\u2009000 gates", [(35000, "gates", None)]),
        ("10\u00a0000\u202f000 shots", [(10_000_000, "shots", None)]),
        ("10 000 years", [(10000, "y", None)]),
        ("1.5 \u00d7 10\u207b\u00b3 s or 2 x 10^6", [(0.0015, "s", None), (2_000_000, "", 1)]),
        ("2000 shots", [(2000, "shots", None)]),
        ("an 8x8 grid", [(8, "", None)]),
        ("0.0 %", [(0.0, "%", None)]),
        ("9" * 40 + " J", [(1e40, "J", 17)]),
    ],
)  # fmt: skip
def test_figures(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("on 9 April 2025", "on April 9, 2025", "in April 2025", "in 2025", "2024-2025"),
        *("2025-04-09", "9/4/2025", "at 10:30", "the 1990s", "the 3rd time"),
        *(
            "see Section 3.2 and Table 4",
            "Fig. 2",
            "Eqs. (3)",
            "\u00a7 5",
            "[12] and [3, 4]",
            "No. 7",
        ),
        *("arXiv:2501.12345v2", "2501.12345", "10.1103/PhysRevX.1.021001"),
        *("https://example.org/12/5", "a12@example.org"),
        *("+49 30 12345678", "(555) 123-4567", "555-123-4567"),
        *("1. Introduction", "(2) The method", "3.2 Results", "2) More"),
        *("GPT-2", "with Llama 3.1 8B", "on H2-1 and H100", "Qwen2.5", "and T1 of it"),
        *("1,5 Prozent", "qubits 1,2,3", "1,20,000"),
        "1e999 and " + "9" * 400,
    ],
)
def test_numbers_that_are_no_figures(text):
    assert read(f"{text} it is" if text[0].isdigit() else text) == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("99.5 %", 99.5, "%"),
        ("13,000 times", 13000, "times"),
        ("2.1 h", 2.1, "h"),
        ("2025", 2025, ""),
        ("7 widgets", 7, "widgets"),
        ("\u22123", -3, ""),
    ],
)
def test_a_figure_by_itself(text, value, unit):
    assert figure(text)[:2] == (value, unit)


@pytest.mark.parametrize("text", ["", "long", "about 5 %", "5 % of it", "5-8 %", "1,5 %", "5 6"])
def test_what_is_no_figure(text):
    with pytest.raises(ScenarioError, match=r"figure"):
        figure(text)


@pytest.mark.parametrize(
    "piece", ["x", "1", "1,", "1,000 ", "1 000 ", "a@", "[1,", "A1-", "+1 ", "1.1.", "March ", " "]
)
def test_no_text_takes_long(piece):
    begin = time.process_time()
    printed_figures(piece * (100_000 // len(piece)))
    assert time.process_time() - begin < 10
