"""What the pictures of circuits show, by numbers worked out by hand."""

from __future__ import annotations

from functools import cache
from math import ceil, log, log10

import pytest

pytest.importorskip("matplotlib")

from matplotlib.colors import to_hex

from qestimate import Goal, catalog
from qestimate.core.errors import ScenarioError
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.device.elements import elements
from qestimate.estimation.circuit import judge
from qestimate.estimation.depth_profile import depth_profile, in_proportion
from qestimate.explore.circuit_costs import circuit_costs
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.report.plots.chosen_qubits import QUIET, chosen_qubits, used_elements
from qestimate.report.plots.circuit_cost import circuit_cost
from qestimate.report.plots.circuit_depth import circuit_depth
from tests.estimation.test_circuit import random_circuit

GATE, PULSE, READ = 0.02, 0.004, 0.03


def generic(**figures):
    known = {"two_qubit_error": GATE, "one_qubit_error": PULSE, "readout_error": READ}
    known |= {"t1": 1e3, "t2": 1e3} | figures
    return catalog.device("generic").resized(8).with_figures(known)


@cache
def ladder(n_gates=4, **figures):
    """RY on one qubit, and CZ to others that stay in 0: each takes its part of <Z0>."""
    gates = [Gate("ry", (0.7,), (0,))]
    gates += [Gate("ry", (0.3,), (k % 2 + 1,)) for k in range(2)]
    gates += [Gate("cz", (), (0, k % 2 + 1)) for k in range(n_gates)]
    gates = [g for k in range(n_gates) for g in (*gates[:3], gates[3 + k])]
    logical = LogicalCircuit("ladder", 3, tuple(gates), (0,), 0, ())
    return judge(logical, generic(**figures), Goal.of())


def test_fidelity_layer_by_layer_by_hand():
    """Without errors of pulses and reading, each layer of one gate takes one process fidelity."""
    one = ladder(one_qubit_error=0.0, readout_error=0.0)
    points = depth_profile(one)
    assert [point.layer for point in points] == list(range(5))
    assert [point.gates for point in points] == list(range(5))
    each = 1 - 1.25 * GATE
    for point in points:
        assert point.fidelity.value == pytest.approx(each**point.gates, rel=1e-5)
        assert point.fidelity.low <= point.fidelity.value <= point.fidelity.high


def test_reading_takes_its_part_before_the_first_layer():
    one = ladder(one_qubit_error=0.0, two_qubit_error=1e-9)
    first, *_, last = depth_profile(one)
    assert first.signal.value == pytest.approx(1 - 2 * READ, rel=1e-5)
    assert last.signal.value == pytest.approx(1 - 2 * READ, rel=1e-5)
    assert first.fidelity.value == pytest.approx((1 - READ) ** 3, rel=1e-5)


def test_signal_of_a_single_gate_layer_by_hand():
    """<Z0> commutes with CZ: it pays a depolarizing channel for each that has passed."""
    gates = [Gate("ry", (0.7,), (0,)), Gate("ry", (0.3,), (1,)), Gate("cz", (), (0, 1))]
    gates += [Gate("ry", (0.2,), (1,)), Gate("cz", (), (0, 1)), Gate("ry", (0.2,), (1,))]
    logical = LogicalCircuit("pair", 2, tuple(gates), (0,), 0, ())
    one = judge(logical, generic(one_qubit_error=0.0), Goal.of())
    assert one.compiled.placement.counts.two_qubit_gates == 2
    shrink = 1 - 16 / 15 * 1.25 * GATE
    values = [point.signal.value for point in depth_profile(one)]
    assert values == pytest.approx([(1 - 2 * READ) * shrink**k for k in range(3)], rel=1e-4)


def test_the_last_point_is_the_answer():
    for one in (ladder(), judge(random_circuit(4, 40, 1), generic(), Goal.of())):
        last = depth_profile(one)[-1]
        assert last.signal == one.placed.local.attenuation
        assert last.fidelity.value == pytest.approx(one.placed.signal.fidelity.value)
        assert last.fidelity.low == pytest.approx(one.placed.signal.fidelity.low)
        assert last.gates == one.compiled.placement.counts.two_qubit_gates


def test_deep_circuits_are_drawn_at_some_depths():
    one = judge(random_circuit(4, 300, 2), generic(), Goal.of())
    points = depth_profile(one)
    assert len(points) <= 14
    assert points[-1].layer == one.compiled.placement.counts.two_qubit_depth
    assert [p.gates for p in points] == sorted(p.gates for p in points)


def test_shares_that_are_not_known_stay_so():
    unknown = in_proportion([0.9, None, 0.5], Interval(0.5, None, 0.6))
    assert unknown[1] == UNKNOWN
    assert unknown[0].low is None
    assert in_proportion([1.0, 0.5], UNKNOWN) == [UNKNOWN, UNKNOWN]


def test_what_a_circuit_takes_of_a_chip():
    device = catalog.device("origin-wukong-72")
    one = judge(random_circuit(4, 30, 3), device, Goal.of())
    used, known = used_elements(one), elements(device)
    assert set(used.qubits) == set(one.compiled.placement.qubits)
    assert sum(used.gates.values()) == one.compiled.placement.counts.two_qubit_gates
    for (a, b), error in used.links.items():
        assert a < b
        assert error == known.gate(a, b)
    for qubit, error in used.qubits.items():
        assert error == pytest.approx(sum(known.readout.of(qubit)) / 2)


def test_all_other_links_and_qubits_are_grey():
    device = catalog.device("origin-wukong-72")
    one = judge(random_circuit(4, 30, 3), device, Goal.of())
    axes = chosen_qubits(one).axes[0]
    grey = [line for line in axes.lines if to_hex(line.get_color()) == QUIET.lower()]
    used = used_elements(one)
    links = [line for line in grey if line.get_linestyle() == "-"]
    assert len(links) == len(device.snapshot.couplers) - len(used.links)
    numbers = {int(text.get_text()) for text in axes.texts}
    assert numbers == set(used.qubits)


def test_costs_by_hand():
    one = ladder()
    rows = circuit_costs(one, [0.1, 0.02])
    none = {row.precision: row for row in rows if row.way == "none"}
    left = one.placed.local.attenuation.value
    for precision, row in none.items():
        runs = ceil(2 / precision**2 * log(2 / 0.05)) / left**2
        assert 10**row.log10_runs.value == pytest.approx(runs)
        assert row.reached == (1 - left <= precision)
    cheap, dear = (none[p].log10_time.value for p in (0.1, 0.02))
    assert dear - cheap == pytest.approx(log10(25), abs=0.01)
    assert len(rows) == 2 * 5


def test_budgets_are_drawn_where_they_are():
    one = judge(random_circuit(3, 20, 1), catalog.device("ibm-fez"),
                Goal.of(max_days=2, max_price=50.0))  # fmt: skip
    time, price = circuit_cost(one).axes[1:]
    for axes, limit in ((time, 2 * 86400), (price, 50.0)):
        assert any(set(line.get_ydata()) == {limit} for line in axes.lines)


def test_what_cannot_be_drawn_is_said():
    unplaced = judge(random_circuit(5, 20, 1), generic().resized(3), Goal.of())
    for draw in (chosen_qubits, circuit_depth, circuit_cost):
        with pytest.raises(ScenarioError, match="has no place on generic"):
            draw(unplaced)
    ions = judge(random_circuit(3, 20, 1), catalog.device("ionq-aria-1"), Goal.of())
    with pytest.raises(ScenarioError, match="no table of qubits"):
        chosen_qubits(ions)
