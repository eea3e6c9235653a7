"""What words give without doubt, and what they leave open."""

from __future__ import annotations

import pytest

from qestimate.evidence.claims.from_words import inputs_in, relation_in
from qestimate.evidence.claims.kinds import kinds


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("it costs $500", "equal"),
        ("it costs less than $500", "at most"),
        ("less than about $500", "at most"),
        ("not more than $500", "at most"),
        ("it did not exceed $500", "at most"),
        ("at least $500", "at least"),
        ("no less than $500", "at least"),
        ("it exceeds $500", "at least"),
        ("isn't cheaper than $500", None),
        ("not less than about $500", "at least"),
        ("averaged over 5,000 circuits it cost $500", None),
        ("under two hours and $500", None),
        ("$500, within a day", None),
        ("$500 or less", None),
        ("almost $500", None),
        ("never $500", None),
    ],
)
def test_only_words_right_before_the_figure_count(text, relation):
    assert relation_in(text, "USD", 500) == relation


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("a two-qubit fidelity of 99 %", "two_qubit_fidelity"),
        ("a two-qubit error of 1 %", "two_qubit_error"),
        ("single-qubit gates with a fidelity of 99 %", "one_qubit_fidelity"),
        ("readout errors of 1 %", "readout_error"),
        ("T1 of 30 us", "t1"),
        ("a 108-qubit chip", ""),
        ("108 qubits", "qubits"),
        ("its 99.9 % two-qubit gates", ""),
        ("108 qubits with a coherence time of 30 us", ""),
        ("one-qubit and two-qubit fidelities of 99 %", ""),
    ],
)
def test_what_of_a_device_is_meant(text, quantity):
    found = inputs_in(text, kinds()["device-figure"].fields)
    assert found.get("quantity", "") == quantity


def test_counts_that_are_said_twice_are_open():
    fields = kinds()["price"].fields
    assert inputs_in("5,000 circuits, then 10,000 circuits", fields) == {}
    assert inputs_in("5,000 circuits of 100 shots", fields) == {"circuits": 5000, "shots": 100}
