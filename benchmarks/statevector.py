"""Time a plain state-vector simulation of the re-uploading circuit on one core, width by width.

    python benchmarks/statevector.py            # prints
    python benchmarks/statevector.py --write    # also writes models/simulators/one-core.toml

Many circuits of the same shape are simulated at once, as a training run has them: one NumPy array
holds their state vectors, and every circuit has angles of its own. The best batch of a few counts.
First the expectation values of one circuit are compared with Aer's.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from qestimate.circuits import ansatz

WIDTHS = (2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22)
AMPLITUDES = (2**12, 2**14, 2**16)
"""Amplitudes of all circuits of a batch together; a wide register is a batch of its own."""
SECONDS, LAYERS, RUNS = 0.4, 2, 3
TARGET = Path(__file__).parent.parent / "models" / "simulators" / "one-core.toml"


def rotate(state: np.ndarray, wire: int, angles: np.ndarray) -> None:
    """Apply RY of an angle per circuit. State: 2^n amplitudes x circuits, wire 0 outermost."""
    pair = state.reshape(2**wire, 2, -1, state.shape[-1])
    cos, sin = np.cos(angles / 2), np.sin(angles / 2)
    turned = pair[:, 0] * cos - pair[:, 1] * sin
    pair[:, 1] = pair[:, 0] * sin + pair[:, 1] * cos
    pair[:, 0] = turned


def controlled(state: np.ndarray, n: int, control: int, target: int, angles: np.ndarray) -> None:
    """Apply CRZ of an angle per circuit."""
    grid = state.reshape((2,) * n + (-1,))
    place: list[int | slice] = [slice(None)] * (n + 1)
    place[control] = 1
    phase = np.exp(-0.5j * angles)
    for bit, factor in ((0, phase), (1, phase.conj())):
        place[target] = bit
        grid[tuple(place)] *= factor


def simulate(n: int, angles: np.ndarray) -> tuple[np.ndarray, int]:
    """Return <Z> of every qubit and circuit, and the gates of one circuit.

    Args:
        n: Qubits.
        angles: Angles x circuits.
    """
    state = np.zeros((2**n, angles.shape[1]), dtype=complex)
    state[0] = 1
    layers = angles.shape[0] // (5 * n)
    gates = 0
    for gate in ansatz("crz-ring").operations(n, layers, "written"):
        if len(gate.qubits) == 1:
            rotate(state, gate.qubits[0], angles[gate.angle])
        else:
            controlled(state, n, *gate.qubits, angles[gate.angle])
        gates += 1
    weights = (state.real**2 + state.imag**2).reshape((2,) * n + (-1,))
    by_bit = [weights.sum(axis=tuple(k for k in range(n) if k != wire)) for wire in range(n)]
    return np.array([zero - one for zero, one in by_bit]), gates


def compare_with_aer(n: int = 6) -> float:
    """Return the largest difference of an expectation value from Aer's."""
    from qiskit import QuantumCircuit
    from qiskit.quantum_info import Pauli
    from qiskit_aer import AerSimulator

    angles = np.random.default_rng(0).uniform(-np.pi, np.pi, (5 * n * LAYERS, 1))
    circuit = QuantumCircuit(n)
    for gate in ansatz("crz-ring").operations(n, LAYERS, "written"):
        angle = float(angles[gate.angle, 0])
        if len(gate.qubits) == 1:
            circuit.ry(angle, gate.qubits[0])
        else:
            circuit.crz(angle, *gate.qubits)
    for wire in range(n):
        label = "I" * (n - 1 - wire) + "Z" + "I" * wire
        circuit.save_expectation_value(Pauli(label), range(n), label=str(wire))
    found = AerSimulator(method="statevector").run(circuit).result().data()
    ours, _ = simulate(n, angles)
    return max(abs(found[str(wire)] - ours[wire, 0]) for wire in range(n))


def seconds_per_gate(n: int) -> float:
    """Return the time of one gate on one circuit, at the best batch of a few."""
    best = np.inf
    random = np.random.default_rng(1)
    for batch in sorted({max(1, amplitudes // 2**n) for amplitudes in AMPLITUDES}):
        angles = random.uniform(-np.pi, np.pi, (5 * n * LAYERS, batch))
        for _ in range(RUNS):
            circuits = gates = 0
            start = time.perf_counter()
            while time.perf_counter() - start < SECONDS:
                _, gates = simulate(n, angles)
                circuits += batch
            best = min(best, (time.perf_counter() - start) / (circuits * gates))
    return float(best)


def machine() -> str:
    """Return the processor and the versions that the rates belong to."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        name = lines[0].split(":", 1)[1].strip() if lines else name
    return f"{name}, one core, Python {platform.python_version()}, NumPy {np.__version__}"


def main() -> None:
    """Measure, print, and write if asked to."""
    difference = compare_with_aer()
    print(machine())
    print(f"largest difference of an expectation value from Aer's: {difference:.1e}")
    if difference > 1e-9:
        raise SystemExit("the simulation is wrong")
    print("qubits  s per gate  ns per gate and amplitude")
    rates = []
    for n in WIDTHS:
        rate = seconds_per_gate(n)
        rates.append((n, rate))
        print(f"{n:6}  {rate:.3e}  {rate / 2**n * 1e9:6.2f}")
    if "--write" in sys.argv:
        TARGET.write_text(_file(rates), encoding="utf-8")
        print(f"written: {TARGET.name}")


def _file(rates: list[tuple[int, float]]) -> str:
    lines = [
        'name = "NumPy state vector, one core"',
        f'machine = "{machine()}"',
        f'date = "{datetime.now(UTC).date()}"',
        'source = "qestimate-benchmarks"',
        'locator = "benchmarks/statevector.py --write: CRZ rings, as many circuits at once as '
        'suits the cache, double precision"',
        "",
        "[memory]",
        "value = 16",
        'unit = "GB"',
        'kind = "assumed"',
        'note = "Of a laptop; two copies of the state vector must fit."',
    ]
    for n, rate in rates:
        lines += ["", "[[rates]]", f"qubits = {n}", f"seconds_per_gate = {rate:.3g}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
