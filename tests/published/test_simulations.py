"""Published times of simulating circuits, beside what is estimated.

Source: Quantum Advantage Tracker, submissions of 2025-11. The circuits are made anew from their
published description and couplers; angles do not matter for the cost. Machines differ: the estimate
is for one core, they had 24 cores or a GPU. So the test is of the table in docs/classical.md, which
shows what comes out, misses included.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qestimate import catalog
from qestimate.core.formatting import number
from qestimate.estimation.circuit import parse_observable
from qestimate.estimation.simulating.bonds import bond_cost
from qestimate.estimation.simulating.cone import cone_of
from qestimate.formats.circuits.reading import Gate

PAGE = Path(__file__).parents[2] / "docs" / "classical.md"

A100_FLOPS = 9.7e12
"""Peak in double precision, without tensor cores [pc2-a100]."""


def echo(data: dict) -> list[Gate]:
    """Return an operator Loschmidt echo with as many gates as the one that was run."""
    qubits = sorted({q for some in data["couplers"] for pair in some for q in pair})
    gates: list[Gate] = []
    for half in range(2):
        for way in (1, -1):
            for some in data["couplers"][::way] * data["rounds"]:
                for pair in some:
                    gates += [Gate("rx", (0.5,), (q,)) for q in pair]
                    gates.append(Gate("cz", (), tuple(pair)))
        if not half:
            gates += [Gate("rx", (0.3,), (q,)) for q in qubits]
    return gates


RUNS = [
    (name, run)
    for name, data in catalog.entries("simulation").items()
    for run in data["runs"]
    if "bond" in run
]


def test_each_published_time_has_its_circuit():
    entries = catalog.entries("simulation")
    assert {name: min(r["seconds"] for r in e["runs"]) for name, e in entries.items()} == {
        "loschmidt-echo-49x648": 118,
        "loschmidt-echo-49x1296": 1492,
        "loschmidt-echo-70x1872": 1890,
        "peaked-49x4020": 38,
        "peaked-56x1917": 668.3,
    }
    for data in entries.values():
        if "couplers" in data:
            gates = echo(data)
            assert sum(gate.name == "cz" for gate in gates) == data["two_qubit_gates"]
            cone = cone_of(gates, parse_observable(data["observable"], 156))
            assert len(cone.qubits) == data["qubits"]


@pytest.mark.parametrize(("name", "run"), RUNS, ids=lambda one: str(one)[:24])
def test_belief_propagation_is_in_the_table(name, run):
    cost = bond_cost(echo(catalog.entries("simulation")[name]), run["bond"])
    assert cost is not None
    flops = 10**cost.log10_flops
    rate = catalog.machines().simulator.matrix_flops
    assert rate is not None
    assert rate.value is not None
    row = (
        f"| {name} | {run['bond']} | {run['machine']} | {run['seconds']:,} s "
        f"| {number(flops, 2)} | {number(flops / rate.value / run['seconds'], 2)} "
        f"| {number(flops / run['seconds'] / 1e12, 2)} |"
    )
    assert row in PAGE.read_text(encoding="utf-8")


def test_times_on_a_gpu_are_longer_than_its_peak_allows():
    """Those with a GPU: the operations that are counted must not need more than it can do."""
    for name, run in RUNS:
        if "A100" in run["machine"]:
            cost = bond_cost(echo(catalog.entries("simulation")[name]), run["bond"])
            assert cost is not None
            least = 10**cost.log10_flops / A100_FLOPS
            assert 1 < run["seconds"] / least < 20
