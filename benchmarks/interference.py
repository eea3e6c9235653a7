"""How far interference moves what noise leaves of a value at given angles, and what is said of it.

    python benchmarks/interference.py                 # circuits that set the constants, and others
    python benchmarks/interference.py --qubits 6 --seeds 3

Circuits of many kinds at given angles are simulated by state vector and density matrix. Against
the exact slope of noisy on noiseless values stand: Pauli paths, which are a mean over signs, with
the margin for interference, where the noiseless value is known and where it is not; and operators
that are followed with their signs, with so few kept that much is left out. Last come lines of a
hundred qubits whose values are known exactly since they are free fermions.

For each it prints how many of the exact slopes are inside, for single observables whose value is
at least 0.01 and for the means over all of a circuit, and the ratio of the interval's ends: median,
and nine of ten. Errors of the calibration are not in it.
"""

from __future__ import annotations

import argparse
from math import exp, hypot, inf, log, pi
from typing import TYPE_CHECKING

import numpy as np

from qestimate import catalog
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation import exact
from qestimate.estimation.circuit_bounds import part_of
from qestimate.estimation.compiled_circuit import CompiledCircuit, noise_of, signed_circuit_of
from qestimate.estimation.interference import judged
from qestimate.estimation.observables import parse_observable
from qestimate.estimation.signed_values import LEFT_OUT_SHARE, Value
from qestimate.estimation.transpile import compiled
from qestimate.estimation.written_circuit import built
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.noise import propagation
from qestimate.noise.path_statistics import Part, pooled
from qestimate.noise.paths import Noise, PathCircuit, Rotation
from qestimate.noise.propagation import propagate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.device.device import Device
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.noise.paths import Observable

Random = np.random.Generator
Made = tuple[list[Gate], list[str]]
"""Gates, and observables that mean something in them."""


def qaoa(n: int, p: int, r: Random, graph: str = "line", step: float = 1.0) -> Made:
    """Linear ramps on weighted bonds: those of a line, of a ring, or of any graph."""
    edges = [(e, e + 1) for e in (*range(0, n - 1, 2), *range(1, n - 1, 2))]
    if graph == "ring":
        edges = [(e, (e + 1) % n) for e in range(n)]
    elif graph == "any":
        pairs = [sorted(r.choice(n, 2, replace=False).tolist()) for _ in range(3 * n // 2)]
        edges = sorted({(a, b) for a, b in pairs})
    weights = dict(zip(edges, r.uniform(0.2, 1, len(edges)), strict=True))
    g = [Gate("h", (), (q,)) for q in range(n)]
    for k in range(1, p + 1):
        g += [Gate("rzz", (2 * step * k / p * weights[e],), e) for e in edges]
        g += [Gate("rx", (-2 * step * (p - k + 1) / p,), (q,)) for q in range(n)]
    return g, [f"Z{a}Z{b}" for a, b in edges]


def ansatz(n: int, layers: int, r: Random, angles: str = "small", *, ring: bool = False) -> Made:
    """A hardware-efficient ansatz with angles of one kind."""

    def angle() -> float:
        if angles == "same":
            return 0.3
        middle = pi / 2 if angles == "near" else 0.0
        wide = {"small": 0.15, "medium": 0.5, "near": 0.1}
        return float(r.uniform(-pi, pi) if angles == "random" else r.normal(middle, wide[angles]))

    g = []
    for layer in range(layers + 1):
        for q in range(n):
            ramp = angles == "ramp"
            first = 0.8 * (layer + 1) / (layers + 1) if ramp else angle()
            g += [Gate("ry", (first,), (q,))]
            g += [Gate("rz", (0.5 * (q + 1) / n if ramp else angle(),), (q,))]
        if layer < layers:
            g += [Gate("cx", (), (q, q + 1)) for q in range(n - 1)]
            g += [Gate("cx", (), (n - 1, 0))] if ring else []
    return g, [f"Z{q}" for q in range(n)] + ["Z0Z1", f"X{n // 2}"]


def ising(n: int, steps: int, r: Random, dt: float = 0.25) -> Made:
    """Trotter steps of an Ising chain in a field, tilted in half of the cases."""
    g = []
    across, along = r.uniform(0.5, 1.2), r.uniform(0, 0.6)
    for _ in range(steps):
        bonds = (*range(0, n - 1, 2), *range(1, n - 1, 2))
        g += [Gate("rzz", (-2 * dt,), (q, q + 1)) for q in bonds]
        g += [Gate("rx", (2 * across * dt,), (q,)) for q in range(n)]
        g += [Gate("rz", (2 * along * dt,), (q,)) for q in range(n)] if along > 0.3 else []
    return g, [f"Z{q}" for q in range(n)] + [f"Z{q}Z{q + 1}" for q in range(n - 1)]


def heisenberg(n: int, steps: int, _: Random, dt: float = 0.2) -> Made:
    """Trotter steps of a Heisenberg chain from alternating spins."""
    g = [Gate("x", (), (q,)) for q in range(0, n, 2)]
    for _ in range(steps):
        for q in (*range(0, n - 1, 2), *range(1, n - 1, 2)):
            g += [Gate(name, (2 * dt,), (q, q + 1)) for name in ("rxx", "ryy", "rzz")]
    return g, [f"Z{q}" for q in range(n)] + [f"Z{q}Z{q + 1}" for q in range(n - 1)]


def cluster(n: int, terms: int, r: Random, size: float = 0.2) -> Made:
    """Single excitations of coupled-cluster kind, by ladders of CNOT."""
    g = [Gate("x", (), (q,)) for q in range(n // 2)]
    for _ in range(terms):
        i, j = sorted(r.choice(n, 2, replace=False).tolist())
        angle = float(r.normal(0, size))
        ladder = [Gate("cx", (), (q, q + 1)) for q in range(i, j)]
        for x, y, sign in ((i, j, 1), (j, i, -1)):
            there = [Gate("h", (), (x,)), Gate("rx", (pi / 2,), (y,))]
            back = [Gate("h", (), (x,)), Gate("rx", (-pi / 2,), (y,))]
            g += [*there, *ladder, Gate("rz", (sign * angle,), (j,)), *ladder[::-1], *back]
    return g, [f"Z{q}" for q in range(n)] + ["Z0Z1"]


def scattered(n: int, gates: int, r: Random) -> Made:
    """Gates of seven kinds on pairs drawn at random."""
    found = []
    for _ in range(gates):
        a, b = r.choice(n, 2, replace=False).tolist()
        kind = str(r.choice(["ry", "rz", "cx", "crz", "h", "t", "cz"]))
        angle = float(r.uniform(0, 6))
        if kind in ("ry", "rz"):
            found.append(Gate(kind, (angle,), (a,)))
        elif kind == "crz":
            found.append(Gate(kind, (angle,), (a, b)))
        elif kind == "t":
            found.append(Gate("rz", (pi / 4,), (a,)))
        else:
            found.append(Gate(kind, (), (a,) if kind == "h" else (a, b)))
    return found, [f"Z{q}" for q in range(n)]


def fourier(n: int, _: int, r: Random) -> Made:
    """The Fourier transform of a state near the even superposition."""
    g = [Gate("ry", (float(r.uniform(0, 0.5)),), (q,)) for q in range(n)]
    g += [Gate("h", (), (q,)) for q in range(n)]
    for a in range(n - 1, -1, -1):
        g.append(Gate("h", (), (a,)))
        g += [Gate("cp", (pi / 2 ** (a - b),), (b, a)) for b in range(a - 1, -1, -1)]
    return g, [f"Z{q}" for q in range(n)]


def kicked(n: int, steps: int, r: Random) -> Made:
    """Kicked Ising at a quarter turn of every bond: many paths of one size."""
    angle = float(r.uniform(0.2, 1.2))
    g = []
    for _ in range(steps):
        g += [Gate("rx", (angle,), (q,)) for q in range(n)]
        g += [Gate("rzz", (-pi / 2,), (q, q + 1)) for q in range(n - 1)]
    return g, [f"Z{q}" for q in range(n)] + ["X0Y1", "X2X3"]


def exchange(n: int, steps: int, r: Random) -> Made:
    """One spin hops along a ring."""
    t = float(r.uniform(0.2, 0.6))
    g = [Gate("x", (), (0,))]
    for _ in range(steps):
        for q in (*range(0, n - 1, 2), *range(1, n - 1, 2)):
            g += [Gate("rxx", (t,), (q, q + 1)), Gate("ryy", (t,), (q, q + 1))]
    return g, [f"Z{q}" for q in range(n)] + [f"Z{q}Z{q + 1}" for q in range(n - 1)]


def w_state(n: int, _: int, r: Random) -> Made:
    """One excitation shared by all, in unequal parts."""
    g = [Gate("x", (), (0,))]
    for q in range(n - 1):
        g.append(Gate("cry", (float(2 * np.arccos(np.sqrt(r.uniform(0.3, 0.9)))),), (q, q + 1)))
        g.append(Gate("cx", (), (q + 1, q)))
    return g, [f"Z{q}" for q in range(n)] + ["X0X1", "Z0Z1"]


def mirror(n: int, layers: int, r: Random) -> Made:
    """An ansatz and its inverse, turned by little in between: all of its paths add up again."""
    there, _ = ansatz(n, layers, r, "random")
    back = [Gate(g.name, tuple(-a for a in g.angles), g.qubits) for g in reversed(there)]
    between = [Gate("rx", (float(r.normal(0, 0.2)),), (q,)) for q in range(n)]
    return [*there, *between, *back], [f"Z{q}" for q in range(n)] + ["Z0Z1"]


def echo(n: int, steps: int, r: Random) -> Made:
    """An Ising chain that is run forth and back around a small kick."""
    there, _ = ising(n, steps, r)
    back = [Gate(g.name, tuple(-a for a in g.angles), g.qubits) for g in reversed(there)]
    return [*there, Gate("rx", (0.5,), (n // 2,)), *back], [f"Z{q}" for q in range(n)] + ["Z0Z1"]


def eighths(n: int, layers: int, _: Random) -> Made:
    """Every angle pi/4."""
    g = []
    for layer in range(layers + 1):
        g += [Gate("ry", (pi / 4,), (q,)) for q in range(n)]
        g += [Gate("cz", (), (q, q + 1)) for q in range(n - 1)] if layer < layers else []
    return g, [f"Z{q}" for q in range(n)] + ["Z0Z1", "X0"]


def phase(n: int, _: int, r: Random) -> Made:
    """Phase estimation of a phase that is nearly a binary fraction."""
    share = (int(r.integers(2 ** (n - 1))) + float(r.uniform(0, 0.2))) / 2 ** (n - 1)
    g = [Gate("x", (), (n - 1,)), *(Gate("h", (), (q,)) for q in range(n - 1))]
    g += [Gate("cp", (2 * pi * share * 2**q,), (q, n - 1)) for q in range(n - 1)]
    for a in range(n - 1):
        g += [Gate("cp", (-pi / 2 ** (a - b),), (b, a)) for b in range(a)]
        g.append(Gate("h", (), (a,)))
    return g, [f"Z{q}" for q in range(n - 1)]


SETTING = {
    "lr-qaoa line": (qaoa, (2, 4, 8), {}),
    "lr-qaoa short": (qaoa, (3, 6), {"step": 0.5}),
    "qaoa ring": (qaoa, (1, 3), {"graph": "ring", "step": 0.7}),
    "qaoa graph": (qaoa, (1, 2, 4), {"graph": "any", "step": 0.7}),
    "ansatz small": (ansatz, (2, 4, 8), {"angles": "small"}),
    "ansatz medium": (ansatz, (2, 4, 6), {"angles": "medium"}),
    "ansatz same": (ansatz, (2, 4, 8), {"angles": "same", "ring": True}),
    "ansatz ramp": (ansatz, (2, 5), {"angles": "ramp"}),
    "ansatz near quarters": (ansatz, (2, 5), {"angles": "near"}),
    "ansatz random": (ansatz, (2, 4, 6), {"angles": "random"}),
    "ising": (ising, (3, 8, 15), {}),
    "ising coarse": (ising, (3, 8), {"dt": 0.5}),
    "heisenberg": (heisenberg, (2, 5, 10), {}),
    "heisenberg coarse": (heisenberg, (2, 5), {"dt": 0.4}),
    "coupled cluster": (cluster, (4, 10), {}),
    "coupled cluster large": (cluster, (6,), {"size": 0.6}),
    "scattered gates": (scattered, (40, 120), {}),
    "fourier": (fourier, (1,), {}),
}
"""Families whose circuits of six and seven qubits, seed 0, set LEFT_OUT_SHARE and RARE_PATHS."""

ATTACKS = {
    "kicked ising": (kicked, (3, 6, 10), {}),
    "exchange": (exchange, (2, 5, 9), {}),
    "w state": (w_state, (1,), {}),
    "mirror": (mirror, (1, 2, 4), {}),
    "echo": (echo, (2, 4), {}),
    "eighths": (eighths, (2, 4, 8), {}),
    "phase estimation": (phase, (1,), {}),
}
"""Families that set nothing."""

DEVICES = (
    ("iqm-garnet", 0.0),
    ("generic", 0.001),
    ("generic", 0.005),
    ("generic", 0.02),
    ("ibm-fez", 0.0),
    ("quantinuum-h2-1", 0.0),
)
"""Devices, and an error of a two-qubit gate where theirs does not count."""

KNOWN = UncertaintyFactors(1.0, 1.0, ())
"""Nothing left open by the calibration."""

SMALL = 0.01
"""Noiseless value below which a single observable does not count."""


def circuits(families: dict, n: int, seeds: range) -> Iterator[tuple[LogicalCircuit, list[str]]]:
    """Yield circuits and their observables."""
    for name, (make, sizes, extra) in families.items():
        for size in sizes:
            for seed in seeds:
                gates, observables = make(n, size, np.random.default_rng([seed, size, n]), **extra)
                title = f"{name} {size} {seed}"
                yield LogicalCircuit(title, n, tuple(gates), tuple(range(n)), 0, ()), observables


def device_of(name: str, error: float) -> Device:
    """Return a device of the catalogue, or an undrawn one of one error."""
    device = catalog.device(name)
    if not error:
        return device
    figures = {"two_qubit_error": error, "one_qubit_error": error / 10, "readout_error": 0.0}
    return device.resized(16).with_figures(figures)


WAYS = ("paths, noiseless known", "paths alone", "followed, 64", "followed, 256", "followed, 1024")


class Tally:
    """Exact slopes inside and outside, and ratios of ends, by what they are judged by."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], list[tuple[bool, float, bool]]] = {}

    def add(
        self,
        way: str,
        what: str,
        family: str,
        local: LocalSignal,
        values: list[Value],
        truth: float,
        read: float = 0.0,
    ) -> None:
        """Judge one slope."""
        found = judged(local, values, read)
        slope, mean = found.slope, local.attenuation.value
        if found.signed:
            low, high = max(slope.value - slope.error, 0.0), slope.value + slope.error
        elif mean is None:
            return
        else:
            sampling = log(local.attenuation.high / local.attenuation.low) / 2
            off = hypot(found.margin, min(sampling, 0.1) / 2)
            low, high = mean * exp(-off), mean * exp(off)
        inside = low - 1e-6 <= truth <= high + 1e-6
        ratio = high / low if low else inf
        self.rows.setdefault((way, what, family), []).append((inside, ratio, found.signed))

    def of(self, way: str, what: str) -> tuple[float, float]:
        """Return the share of slopes that are inside, and the median ratio of ends."""
        rows = [
            row for (w, k, _), mine in self.rows.items() if (w, k) == (way, what) for row in mine
        ]
        return float(np.mean([i for i, *_ in rows])), float(np.median([r for _, r, _ in rows]))

    def show(self, title: str) -> None:
        """Print shares and ratios."""
        print(title)
        for way in WAYS:
            for what in ("single", "mean"):
                mine = {f: v for (w, k, f), v in self.rows.items() if (w, k) == (way, what)}
                every = [one for rows in mine.values() for one in rows]
                if not every:
                    continue
                ratios = [ratio for _, ratio, _ in every]
                worst = sorted((np.mean([i for i, *_ in v]), f) for f, v in mine.items())[:3]
                print(
                    f"  {way:23} {what:6} {len(every):5}   inside "
                    f"{np.mean([i for i, *_ in every]):.1%}   ends "
                    f"{np.median(ratios):.2f} x, 90 %: {np.quantile(ratios, 0.9):.2f} x   signed "
                    f"{np.mean([s for *_, s in every]):.0%}   worst: "
                    + ", ".join(f"{f} {share:.0%}" for share, f in worst)
                )


def known_by(
    way: str, x: list[float], circuit: PathCircuit, observables: Sequence[Observable]
) -> list[Value]:
    """Return what is known of some values in one of the ways."""
    if not way.startswith("followed"):
        alone = way == "paths alone"
        return [Value(0.0, 0.0, inf, inf) if alone else Value(a, 0.0, 0.0, inf) for a in x]
    propagation.MIN_TERMS = int(
        way.rsplit(maxsplit=1)[-1]
    )  # with no budget at all that is what is kept
    return [
        Value(
            one.ideal,
            one.noisy,
            LEFT_OUT_SHARE * one.ideal_left_out,
            LEFT_OUT_SHARE * one.noisy_left_out,
        )
        for one in propagate(circuit, observables, 0)
    ]


def simulated(families: dict, n: int, seeds: range) -> Tally:
    """Judge circuits that can be simulated with noise."""
    tally = Tally()
    exact.WIDEST_NOISY = max(exact.WIDEST_NOISY, n)
    for number, (logical, names) in enumerate(circuits(families, n, seeds)):
        device = device_of(*DEVICES[number % len(DEVICES)])
        circuit = built(logical)
        found = compiled(circuit, device, 1)
        if not isinstance(found, CompiledCircuit) or found.placement.width > n + 1:
            continue
        wanted = [parse_observable(name, n) for name in names]
        part = part_of(found, device, wanted)
        noise = noise_of(found, device)
        x = exact.ideal_values(circuit, wanted)
        y = exact.noisy_values(found, noise, part.observables)
        if x is None or y is None:
            continue
        whole, apart = pooled([part], KNOWN, samples=16384 * 8)
        signed = signed_circuit_of(found, noise)
        for way in WAYS:
            values = known_by(way, x, signed, part.observables)
            reading = [sum(part.readout[w] for w, _ in o) for o in part.observables]
            values = [
                v._replace(noisy=v.noisy * exp(-c), noisy_error=v.noisy_error * exp(-c))
                for v, c in zip(values, reading, strict=True)
            ]
            noisy = [b * exp(-c) for b, c in zip(y, reading, strict=True)]
            family = logical.name.rsplit(" ", 2)[0]
            for k, local in enumerate(apart):
                if abs(x[k]) >= SMALL:
                    truth = max(0.0, noisy[k] / x[k])
                    tally.add(way, "single", family, local, [values[k]], truth, reading[k])
            squares = sum(a * a for a in x)
            if squares > SMALL**2 * len(x):
                truth = sum(a * b for a, b in zip(x, noisy, strict=True)) / squares
                mean_read = sum(reading) / len(reading)
                tally.add(way, "mean", family, whole, values, truth, mean_read)
    return tally


def free_fermions(n: int, weights: np.ndarray, p: int, costs: tuple[float, float]) -> tuple:
    """Return <ZZ> of each bond of a line after a linear ramp, without and with noise, exactly.

    In the Heisenberg picture a product of two Majorana operators stays a sum of such products.
    A product covers all wires between its two, so noise shrinks it by what lies on those.

    Args:
        n: Qubits.
        weights: Of the bonds, at most 1.
        p: Layers.
        costs: Of a gate on a bond and of a pulse. [exponent of e]
    """
    wire = np.arange(2 * n) // 2
    low, high = np.minimum.outer(wire, wire), np.maximum.outer(wire, wire)
    pulses = np.exp(-costs[1] * (high - low + 1))

    def layer(bonds: np.ndarray) -> np.ndarray:
        before = np.concatenate([[0], np.cumsum(np.isin(np.arange(n), bonds))])
        return np.exp(-costs[0] * (before[high + 1] - before[np.maximum(low - 1, 0)]))

    def turn(all_of: np.ndarray, a: np.ndarray, b: np.ndarray, angle: np.ndarray) -> None:
        c, s = np.cos(angle), np.sin(angle)
        for flip in (False, True):
            rows = all_of.transpose(0, 2, 1) if flip else all_of
            at_a, at_b = rows[:, a].copy(), rows[:, b].copy()
            rows[:, a] = c[:, None] * at_a - s[:, None] * at_b
            rows[:, b] = s[:, None] * at_a + c[:, None] * at_b

    even, odd = np.arange(0, n - 1, 2), np.arange(1, n - 1, 2)
    values = []
    for noisy in (False, True):
        bonds = np.arange(n - 1)
        form = np.zeros((n - 1, 2 * n, 2 * n))
        form[bonds, 2 * bonds + 1, 2 * bonds + 2] = 1
        form[bonds, 2 * bonds + 2, 2 * bonds + 1] = -1
        for k in range(p, 0, -1):
            if noisy:
                form *= pulses
            q = np.arange(n)
            turn(form, 2 * q, 2 * q + 1, np.full(n, -2 * (p - k + 1) / p))
            for some in (odd, even):
                if noisy:
                    form *= layer(some)
                turn(form, 2 * some + 1, 2 * some + 2, 2 * k / p * weights[some])
        values.append(form[:, 2 * np.arange(n), 2 * np.arange(n) + 1].sum(axis=1))
    return values[0], values[1]


def ramp(n: int, weights: np.ndarray, p: int, costs: tuple[float, float]) -> PathCircuit:
    """Return the same circuit with its noise, step by step."""
    z, x, y = (False, True), (True, False), (True, True)
    steps: list = [Rotation(q, y, chance=1.0, angle=pi / 2) for q in range(n)]
    for k in range(1, p + 1):
        for bond in (*range(0, n - 1, 2), *range(1, n - 1, 2)):
            angle = 2 * k / p * float(weights[bond])
            chance = float(np.sin(angle) ** 2)
            steps.append(Rotation(bond, z, bond + 1, z, chance=chance, angle=angle))
            steps.append(Noise(0, bond, bond + 1))
        angle = -2 * (p - k + 1) / p
        for q in range(n):
            steps.append(Rotation(q, x, chance=float(np.sin(angle) ** 2), angle=angle))
            steps.append(Noise(1, q))
    return PathCircuit(n, tuple(steps), costs, ("two", "one"))


def lines(n: int, layers: tuple[int, ...] = (2, 4, 8, 12)) -> Tally:
    """Judge ramps on lines, which are free fermions."""
    tally = Tally()
    for p in layers:
        for cost in (0.002, 0.01, 0.03):
            weights = np.random.default_rng(p).uniform(0.1, 1, n - 1)
            costs = (cost, cost / 10)
            x, y = free_fermions(n, weights, p, costs)
            circuit = ramp(n, weights, p, costs)
            chosen = range(0, n - 1, 4)
            observables = tuple(((b, "Z"), (b + 1, "Z")) for b in chosen)
            part = Part(circuit, observables, (0.0,) * n)
            whole, apart = pooled([part], KNOWN, samples=16384 * 8)
            squares = sum(x[b] ** 2 for b in chosen)
            for way in WAYS:
                known = [float(x[b]) for b in chosen]
                values = known_by(way, known, circuit, observables)
                for k, b in enumerate(chosen):
                    if abs(x[b]) >= SMALL:
                        tally.add(way, "single", f"p {p}", apart[k], [values[k]], y[b] / x[b])
                truth = sum(x[b] * y[b] for b in chosen) / squares
                tally.add(way, "mean", f"p {p}", whole, values, truth)
    return tally


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--qubits", type=int, default=7)
    parser.add_argument("--seeds", type=int, default=2)
    asked = parser.parse_args()
    for title, families, seeds in (
        ("circuits that set the constants", SETTING, range(1)),
        ("the same families, other circuits", SETTING, range(1, 1 + asked.seeds)),
        ("other families", ATTACKS, range(asked.seeds)),
    ):
        simulated(families, asked.qubits, seeds).show(f"{asked.qubits} qubits, {title}")
    lines(100).show("lines of 100 qubits")


if __name__ == "__main__":
    main()
