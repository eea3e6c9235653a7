"""Time what ``qestimate circuit`` does with wide circuits, and its transpiler against Qiskit's own.

    python benchmarks/circuit.py
    python benchmarks/circuit.py --device ibm-fez --qubits 20,50

For each circuit it prints the time of the whole estimate, what it rests on, and then the time,
two-qubit gates and -ln of the fidelity of the best of three seeds: here, and by Qiskit's
``transpile`` at level 3 with the same seeds, one after the other in the same process.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import numpy as np
from interference import ansatz, ising, qaoa
from qiskit import transpile

from qestimate import catalog
from qestimate.estimation.circuit import judge
from qestimate.estimation.compiled_circuit import CompiledCircuit, on_patch
from qestimate.estimation.fidelity import signal
from qestimate.estimation.transpile import compiled
from qestimate.estimation.written_circuit import built
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.formats.qiskit.target import target_for
from qestimate.workload.goal import Goal

if TYPE_CHECKING:
    from qestimate.device.device import Device

SEEDS = 3


def made(n: int) -> dict[str, tuple[list[Gate], list[str]]]:
    """Return circuits of n qubits, and what is measured: Z of each where nothing is named."""
    cat = [Gate("h", (), (0,)), *(Gate("cx", (), (q, q + 1)) for q in range(n - 1))]

    def random() -> np.random.Generator:
        return np.random.default_rng(1)

    return {
        "ghz": (cat, ["".join(f"Z{q}" for q in (0, n - 1))]),
        "ramp on a line": qaoa(n, 4, random()),
        "ramp on a ring": qaoa(n, 2, random(), "ring"),
        "ramp on a graph": qaoa(n, 1, random(), "any"),
        "ansatz, 4 layers": (ansatz(n, 4, random(), "medium")[0], []),
        "ising, 6 steps": ising(n, 6, random()),
    }


def infidelity(found: CompiledCircuit, device: Device) -> float:
    """Return -ln of the fidelity."""
    return -(signal(found.placement, device).ln_fidelity.value or 0.0)


def main() -> None:
    """Time and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="ibm-fez,ibm-brisbane,iqm-emerald")
    parser.add_argument("--qubits", default="20,50,100")
    asked = parser.parse_args()
    for name in asked.device.split(","):
        device = catalog.device(name)
        most = device.qubits_connected or 0
        for n in (int(text) for text in asked.qubits.split(",")):
            for title, (gates, observables) in made(n).items() if n <= most else ():
                logical = LogicalCircuit(title, n, tuple(gates), tuple(range(n)), 0, ())
                start = time.perf_counter()
                found = judge(logical, device, Goal(), observables, seeds=SEEDS)
                whole = time.perf_counter() - start
                circuit = built(logical)
                start = time.perf_counter()
                ours = compiled(circuit, device, SEEDS)
                here = time.perf_counter() - start
                if not isinstance(ours, CompiledCircuit):
                    continue
                target = target_for(device, n)
                start = time.perf_counter()
                runs = [
                    transpile(circuit, target=target, optimization_level=3, seed_transpiler=seed)
                    for seed in range(SEEDS)
                ]
                there = time.perf_counter() - start
                placed = [on_patch(run, device, n) for run in runs]
                theirs = min(placed, key=lambda one: infidelity(one, device))
                print(
                    f"{name:13} {n:4} {title:17} {whole:6.1f} s  {found.exact or 'paths':10}  "
                    + "   ".join(
                        f"{seconds:6.2f} s {int(one.placement.counts.two_qubit_gates):5} gates "
                        f"{infidelity(one, device):7.3f}"
                        for seconds, one in ((here, ours), (there, theirs))
                    )
                    + f"   {there / here:5.1f} x",
                    flush=True,
                )


if __name__ == "__main__":
    main()
