"""Time contractions of tensor networks, decompositions of matrices, and stabilizers on one core.

    python benchmarks/networks.py            # prints
    python benchmarks/networks.py --write    # also writes them into models/simulators/one-core.toml

Networks are those of one amplitude of circuits on lines and lattices: orders as
``qestimate.estimation.simulating`` finds them, with operations as it counts them. Each amplitude of
the smallest one is compared with Aer's first. Decompositions are of complex matrices as belief
propagation has them, with its count of operations. The value is the geometric mean, the ends are
the slowest and the fastest. Needs the extra ``tensor``.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import re
import sys
import time
from datetime import UTC, datetime
from math import exp, log
from pathlib import Path

import numpy as np
import stim

from benchmarks.statevector import machine
from qestimate.estimation.simulating.bonds import COMPLEX, _qr, _svd
from qestimate.estimation.simulating.contraction import FLOPS_A_STEP, best_tree
from qestimate.estimation.simulating.network import amplitude_network
from qestimate.formats.circuits.reading import Gate

TARGET = Path(__file__).parent.parent / "models" / "simulators" / "one-core.toml"

SHAPES = ((4, 4, 24), (4, 4, 40), (4, 5, 16), (5, 5, 12), (4, 5, 22))
"""Rows, columns and layers of the lattices."""

MATRICES = ((256, 256), (1024, 1024), (4096, 512), (16384, 256))


def lattice(rows: int, columns: int, layers: int) -> list[Gate]:
    """Return a circuit of rotations and CZ along one of four sets of couplers a layer."""
    gates = []
    for layer in range(layers):
        gates += [Gate("rx", (0.3 + 0.1 * layer,), (q,)) for q in range(rows * columns)]
        down, odd = layer % 2, layer // 2 % 2
        for row in range(rows - down):
            for column in range(columns - (1 - down)):
                if (row if down else column) % 2 == odd:
                    here = row * columns + column
                    gates.append(Gate("cz", (), (here, here + (columns if down else 1))))
    return gates


def arrays(gates: list[Gate], n: int) -> list[np.ndarray]:
    """Return the tensors of ``amplitude_network``, entry by entry, for rotations and CZ."""
    found, waiting, known = [], {}, set(range(n))
    for gate in gates:
        if len(gate.qubits) == 1:
            half = gate.angles[0] / 2
            turn = np.array(
                [[np.cos(half), -1j * np.sin(half)], [-1j * np.sin(half), np.cos(half)]]
            )
            waiting[gate.qubits[0]] = turn @ waiting.get(gate.qubits[0], np.eye(2))
            continue
        for qubit in gate.qubits:
            if qubit in waiting:
                turn = waiting.pop(qubit)
                found.append(turn[:, 0] if qubit in known else turn.T.copy())
                known.discard(qubit)
        found.append(np.array([[1, 1], [1, -1]], dtype=complex))
    found += [waiting.get(q, np.eye(2))[0] for q in range(n)]
    return found


def contracted(rows: int, columns: int, layers: int) -> tuple[float, float, complex]:
    """Return operations, seconds and the amplitude of a lattice's circuit."""
    gates = lattice(rows, columns, layers)
    network = amplitude_network(gates, range(rows * columns))
    _, tree = best_tree(network)
    tensors = arrays(gates, rows * columns)
    assert [len(t) for t in network.tensors] == [a.ndim for a in tensors]
    start = time.perf_counter()
    value = complex(tree.contract(tensors))
    return FLOPS_A_STEP * float(tree.contraction_cost()), time.perf_counter() - start, value


def exact(rows: int, columns: int, layers: int) -> complex:
    """Return the same amplitude from Aer."""
    from qiskit import QuantumCircuit, transpile
    from qiskit_aer import AerSimulator

    circuit = QuantumCircuit(rows * columns)
    for gate in lattice(rows, columns, layers):
        getattr(circuit, gate.name)(*gate.angles, *gate.qubits)
    circuit.save_statevector()
    simulator = AerSimulator(method="statevector")
    return complex(simulator.run(transpile(circuit, simulator)).result().get_statevector()[0])


def decomposed(rows: int, columns: int) -> list[float]:
    """Return the rates of a QR and of a singular value decomposition. [FLOP/s]"""
    random = np.random.default_rng(0)
    matrix = random.normal(size=(rows, columns)) + 1j * random.normal(size=(rows, columns))
    rates = []
    for work, flops in (
        (np.linalg.qr, COMPLEX * _qr(rows, columns)),
        (lambda m: np.linalg.svd(m, full_matrices=False), COMPLEX * _svd(rows, columns)),
    ):
        start = time.perf_counter()
        work(matrix)
        rates.append(flops / (time.perf_counter() - start))
    return rates


def stabilizer_step(n: int) -> float:
    """Return the time of a Clifford gate and qubit, all measured at the end."""
    random = np.random.default_rng(0)
    circuit = stim.Circuit()
    for _ in range(n):
        circuit.append("H", range(n))
        circuit.append("CX", random.permutation(n - n % 2))
    circuit.append("M", range(n))
    gates = n * (n + n // 2)
    start = time.perf_counter()
    stim.TableauSimulator().do(circuit)
    return (time.perf_counter() - start) / gates / n


def ends(values: list[float]) -> tuple[float, float, float]:
    """Return the geometric mean, the least and the greatest."""
    return exp(sum(map(log, values)) / len(values)), min(values), max(values)


def main() -> None:
    """Measure, print, and write if asked to."""
    difference = abs(contracted(*SHAPES[0])[2] - exact(*SHAPES[0]))
    print(machine())
    print(f"difference of an amplitude from Aer's: {difference:.1e}")
    if difference > 1e-9:
        raise SystemExit("the contraction is wrong")
    rates = []
    for shape in SHAPES:
        flops, spent, _ = contracted(*shape)
        print(f"{shape}: {flops:.2e} FLOP, {spent:.2f} s, {flops / spent:.2e} FLOP/s")
        rates.append(flops / spent)
    matrices = []
    for shape in MATRICES:
        found = decomposed(*shape)
        matrices += found
        print(f"{shape}: QR {found[0]:.2e}, SVD {found[1]:.2e} FLOP/s")
    steps = [stabilizer_step(n) for n in (50, 100, 200, 400)]
    print("stabilizers, s a gate and qubit:", *(f"{step:.2e}" for step in steps))
    if "--write" in sys.argv:
        text = re.split(r"\n\[network_flops\]", TARGET.read_text(encoding="utf-8"))[0].rstrip()
        TARGET.write_text(f"{text}\n{_figures(rates, matrices, steps)}", encoding="utf-8")


def _figures(rates: list[float], matrices: list[float], steps: list[float]) -> str:
    lines = []
    for name, unit, values, note in (
        ("network_flops", "TFLOP/s", [rate / 1e12 for rate in rates],
         "Contractions of amplitudes of 16 to 25 qubits on lattices, double precision, cotengra."),
        ("matrix_flops", "TFLOP/s", [rate / 1e12 for rate in matrices],
         "QR and singular value decompositions of complex matrices of 256 x 256 to 16384 x 256, "
         "double precision."),
        ("stabilizer_step", "ns", [step * 1e9 for step in steps],
         "For each gate and qubit, all measured at the end: Stim on 50 to 400 qubits."),
    ):  # fmt: skip
        value, low, high = ends(values)
        lines += ["", f"[{name}]", f"value = {value:.3g}", f"low = {low:.3g}", f"high = {high:.3g}"]
        lines += [f'unit = "{unit}"', 'kind = "measured"']
        lines += [
            'locator = "benchmarks/networks.py --write"',
            f'date = "{datetime.now(UTC).date()}"',
        ]
        lines += [f'note = "{note} Measured on {machine()}."']
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
