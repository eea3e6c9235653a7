"""Time the sampler of Pauli paths against plain boolean arrays, on the same noisy circuit.

    python benchmarks/paths.py

72 qubits, 4 layers of CRZ rings, 200,000 paths; one core. Prints medians of a few runs, the ratio,
and the two results, which must agree.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import statistics
import time
from math import exp

import numpy as np

from qestimate import catalog
from qestimate.estimation.local_signal import CircuitSpec, native
from qestimate.noise.channels import patch_noise, path_circuit
from qestimate.noise.paths import Clifford, Noise, PathCircuit, Rotation, sample
from qestimate.noise.paths.steps import z_on_each

QUBITS, LAYERS, PATHS, RUNS = 72, 4, 200_000, 5


def noisy_circuit() -> PathCircuit:
    """Return the circuit with an error of its own on each coupler."""
    native_circuit = native(CircuitSpec("crz-ring", QUBITS, LAYERS, "ring", "cz", ()))
    device = catalog.device("generic").resized(QUBITS)
    noise = patch_noise(device, QUBITS)
    random = np.random.default_rng(0)
    pairs = [(w, w + 1) for w in range(QUBITS - 1)] + [(0, QUBITS - 1)]
    errors = tuple((pair, float(random.uniform(0.002, 0.008))) for pair in pairs)
    return path_circuit(native_circuit, noise._replace(two_qubit=errors))


def bit_sliced(circuit: PathCircuit, wires: list[int]) -> tuple[float, float]:
    """Return variance and attenuation by the package's sampler."""
    found = sample(circuit, z_on_each(wires), PATHS // len(wires))
    weights = [(g, exp(-c)) for p in found for g, c in zip(p.shares, p.totals(), strict=True)]
    kept = sum(g for g, _ in weights)
    return kept / (PATHS // len(wires) * len(wires)), sum(g * w for g, w in weights) / kept


def plain(circuit: PathCircuit, wires: list[int]) -> tuple[float, float]:
    """Return the same by one boolean a path, wire and part, and one float a path."""
    random = np.random.default_rng(1)
    n = PATHS // len(wires) * len(wires)
    x = np.zeros((circuit.n_qubits, n), dtype=bool)
    z = np.zeros((circuit.n_qubits, n), dtype=bool)
    for number, wire in enumerate(wires):
        z[wire, number * (n // len(wires)) : (number + 1) * (n // len(wires))] = True
    cost = np.zeros(n)
    halves: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for step in reversed(circuit.steps):
        if isinstance(step, Noise):
            hit = x[step.a] | z[step.a]
            if step.b >= 0:
                hit |= x[step.b] | z[step.b]
            cost += circuit.costs[step.element] * hit
        elif isinstance(step, Clifford):
            a, b = step.a, step.b
            if step.name == "h":
                x[a], z[a] = z[a].copy(), x[a].copy()
            else:  # cz, the only other one here
                z[a] ^= x[b]
                z[b] ^= x[a]
        elif isinstance(step, Rotation):
            against = np.zeros(n, dtype=bool)
            for wire, (has_x, has_z) in ((step.a, step.xz_a), (step.b, step.xz_b)):
                if wire >= 0:
                    against ^= (z[wire] & has_x) ^ (x[wire] & has_z)
            chance = np.full(n, step.chance)
            if step.pair in halves:
                before, turned_before = halves.pop(step.pair)
                chance[before] = np.where(turned_before[before], 0.75, 0.25)
            turned = against & (random.random(n) < chance)
            if step.pair >= 0 and step.pair not in halves:
                halves[step.pair] = against, turned
            for wire, (has_x, has_z) in ((step.a, step.xz_a), (step.b, step.xz_b)):
                if wire >= 0:
                    x[wire] ^= turned & has_x
                    z[wire] ^= turned & has_z
        else:
            cost += circuit.costs[step.element_xy] * x[step.a]
            cost += circuit.costs[step.element_z] * (z[step.a] & ~x[step.a])
    kept = ~x.any(axis=0)
    return float(kept.mean()), float(np.exp(-cost[kept]).mean())


def main() -> None:
    circuit = noisy_circuit()
    print(
        f"{QUBITS} qubits, {LAYERS} layers, {len(circuit.steps)} steps, {PATHS:,} paths, one core"
    )
    for title, wires in (
        ("one observable", [QUBITS // 2]),
        ("all 72 observables, the paths shared among them", list(range(QUBITS))),
    ):
        times: dict[str, list[float]] = {"bit-sliced": [], "boolean arrays": []}
        results = {}
        for run in range(RUNS):
            for name, function in (("bit-sliced", bit_sliced), ("boolean arrays", plain)):
                if name == "boolean arrays" and run >= 2:
                    continue
                start = time.perf_counter()
                results[name] = function(circuit, wires)
                times[name].append(time.perf_counter() - start)
        fast, slow = (statistics.median(times[name]) for name in times)
        print(title)
        for name, values in times.items():
            variance, attenuation = results[name]
            print(
                f"  {name:15} {statistics.median(values):7.3f} s   "
                f"variance {variance:.5f}   attenuation {attenuation:.5f}"
            )
        print(f"  ratio           {slow / fast:7.1f}")


if __name__ == "__main__":
    main()
