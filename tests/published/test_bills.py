"""Bills that were published, worked out anew: two jobs on Quantinuum Helios [helios-bills].

Issues 246 and 247 of the Quantum Advantage Tracker, 2026-09-18: 98 qubits, all of them prepared
and measured. What was sent is known of P12 alone: 8,660 Rx, 2,457 CZ and 98 measurements, Rz left
out, since no vendor counts them. Of P11 only the two-qubit gates are.
"""

from __future__ import annotations

from math import log10

import pytest

from qestimate import catalog
from qestimate.core.quantity import Interval
from qestimate.estimation.placement import place
from qestimate.estimation.runtime import runtime
from qestimate.estimation.shots import Shots
from qestimate.methods.program import Program

HELIOS = catalog.device("quantinuum-helios")

QUBITS = 98

P12 = {"shots": 200, "two_qubit": 2457, "bill": 1373.4}
P11 = {"shots": 50, "two_qubit": 1999, "bill": 282.98}


def credits_of(one_qubit, *, shots, two_qubit, **_):
    """Return the credits of one circuit on all qubits with these gates."""
    task = Program("circuit", "cz-line", QUBITS, 1, 0, 0, 1, 1, 1, "local", QUBITS, evaluations=1)
    found = place(task, HELIOS)
    counts = found.counts._replace(one_qubit_gates=one_qubit, two_qubit_gates=two_qubit)
    log10_shots = Interval(*[log10(shots)] * 3)
    run = runtime(task, found._replace(counts=counts), HELIOS, Shots(log10_shots, log10_shots))
    assert run.price.value is None  # no price of a credit is published
    return 10**run.log10_credits.value


def test_p12_to_the_last_digit():
    assert credits_of(8660, **P12) == pytest.approx(P12["bill"], abs=5e-5)


def test_p11_implies_a_whole_number_of_gates():
    """Not published, it follows from the bill, and leaves out what P12 leaves out.

    Every CZ has four gates around it in the file; both submissions have 1,168 fewer than that.
    """
    implied = (P11["bill"] - 5) * 5000 / P11["shots"] - 10 * P11["two_qubit"] - 5 * 2 * QUBITS
    assert implied == pytest.approx(6828, abs=0.5)
    assert 4 * P11["two_qubit"] - round(implied) == 4 * P12["two_qubit"] - 8660
    assert credits_of(6828, **P11) == pytest.approx(P11["bill"], abs=5e-3)


@pytest.mark.parametrize(("job", "less"), [(P11, 0.0965), (P12, 0.1062)])
def test_merged_gates_would_have_cost_a_tenth_less(job, less):
    """One gate between any two CZ on a qubit, and one at each end, as a transpiler leaves them."""
    merged = 2 * job["two_qubit"] + QUBITS
    assert 1 - credits_of(merged, **job) / job["bill"] == pytest.approx(less, abs=1e-3)
