"""Expectation values of a circuit at given angles: Pauli operators followed backwards, with signs.

An observable is a sum of Pauli operators. On its way back through the circuit every gate turns it
into another such sum, and equal operators add up with their signs: that is the interference which
sampled paths leave out. Noise shrinks what spreads far, so that many circuits of a hundred qubits
need few operators. Where there are too many the smallest are left out, and how large they were is
told.

The noiseless value is followed along with the noisy one, operator by operator. Noise is that of
``qestimate.noise.aer``, the pull of a waiting qubit towards |0> included.
"""

from __future__ import annotations

from math import cos, exp, inf, sin
from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.noise.paths.steps import Collapse, Noise, Rotation, Wait

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.noise.paths.steps import Clifford, Observable, PathCircuit, Step

BATCH = 8
"""Observables that are followed together: fewer pay for the same blocks again, more carry the
operators of all through the blocks of each."""

MIN_TERMS, MAX_TERMS = 64, 4096
"""Operators that an observable may be a sum of, at least and at most; more are left out."""

BUDGET = 15_000_000
"""Operators times blocks for all observables together: a second or two."""

BLOCK_COST = 2_000
"""Operators that take as long as a block takes of itself."""

NEGLIGIBLE = 1e-7
"""Coefficient below which an operator is left out in any case."""

ROUNDING = 1e-12
"""Entry of a matrix that counts as none."""

HOPELESS = 0.4
"""Left out of every observable of a batch, with noise, so that paths tell more. [1]"""

GROWTH = 1.5
"""How many times as many operators there may be before equal ones are added up."""


class Propagated(NamedTuple):
    """Expectation values of one observable, and how much was left out of the sums."""

    ideal: float
    """Without noise. [1]"""
    noisy: float
    """With noise, before readout. [1]"""
    ideal_left_out: float
    """Root of the sum of the squared coefficients of what was left out; infinite if it was not
    worth while. [1]"""
    noisy_left_out: float
    """The same with noise. [1]"""


def propagate(
    circuit: PathCircuit,
    observables: Sequence[Observable],
    budget: float = BUDGET,
    *,
    together: bool = False,
) -> list[Propagated]:
    """Follow observables backwards through a circuit, signs included.

    Args:
        circuit: Of rotations with their angles and of CZ, and its noise.
        observables: Products of Pauli operators on its wires.
        budget: Operators times blocks that it may take. More of it leaves out less.
        together: Whether none of them is worth while where some are not.

    Returns:
        Values of each observable.

    Raises:
        ValueError: A Clifford gate other than CZ, of which only the path is known.

    Source: [rudolph-2025].

    >>> from qestimate.noise.paths import PathCircuit
    >>> steps = (Rotation(0, (True, True), angle=1.0), Noise(0, 0))
    >>> (found,) = propagate(PathCircuit(1, steps, (0.1,), ("one",)), [((0, "Z"),)])
    >>> [round(value, 4) for value in found]  # cos 1, and e^-0.1 of it
    [0.5403, 0.4889, 0.0, 0.0]
    """
    blocks = _blocks(circuit)
    found: list[Propagated] = []
    for first in range(0, len(observables), BATCH):
        some = observables[first : first + BATCH]
        reached = _in_cone(blocks, some, circuit.n_qubits)
        share = budget * len(some) / len(observables)
        per_block = share / max(1, len(reached)) - BLOCK_COST
        most = round(min(max(per_block, MIN_TERMS * len(some)), MAX_TERMS * len(some)))
        terms = _Terms(circuit.n_qubits, some, most)
        for block in reached:
            terms.back(block)
            if terms.left_out[1].min() > HOPELESS**2:
                terms.left_out[:] = inf
                break
        found += terms.values()
        if together and found[-1].noisy_left_out == inf:
            return [found[-1]] * len(observables)
    return found


class _Move(NamedTuple):
    """One operator for each that a block meets."""

    to: Any
    """Its number."""
    sizes: Any
    """What the noiseless and the noisy coefficient are multiplied by."""
    there: Any
    """Where it is any at all."""


class _Block(NamedTuple):
    """What is between two gates on a wire, or a gate on two."""

    a: int
    b: int
    moves: tuple[_Move, ...]


class _Matrices(NamedTuple):
    """What becomes of each operator on its way back, row to column, without and with noise.

    Operators of a wire are counted I, X, Z, Y; those of two wires a + 4 b.
    """

    ideal: Any
    noisy: Any

    def then(self, later: _Matrices) -> _Matrices:
        """Return both as one; ``later`` is met first on the way back."""
        return _Matrices(later.ideal @ self.ideal, later.noisy @ self.noisy)


_SIGN = ((0, 0, 0, 0), (0, 0, 1, -1), (0, -1, 0, 1), (0, 1, -1, 0))
"""Sign of i G P for a generator and an operator of one wire, each of I, X, Z, Y; 0 where they
commute."""


def _rotation(step: Rotation) -> Any:
    """Return the matrix of exp(-i angle G / 2): cos P + sin iGP of what does not commute."""
    import numpy as np

    on_a = step.xz_a[0] + 2 * step.xz_a[1]
    on_b = step.xz_b[0] + 2 * step.xz_b[1] if step.b >= 0 else 0
    found = np.eye(16 if step.b >= 0 else 4)
    for p in range(len(found)):
        a, b = _SIGN[on_a][p % 4], _SIGN[on_b][p // 4]
        if (a == 0) != (b == 0):
            found[p, p] = cos(step.angle)
            found[p, p ^ (on_a + 4 * on_b)] = (a + b) * sin(step.angle)
    return found


def _cz() -> Any:
    """Return the matrix of CZ."""
    import numpy as np

    found = np.zeros((16, 16))
    for p in range(16):
        x_a, z_a, x_b, z_b = (p >> bit & 1 for bit in range(4))
        found[p, p ^ (x_b << 1) ^ (x_a << 3)] = -1 if x_a and x_b and z_a != z_b else 1
    return found


def _gate(step: Clifford | Rotation) -> Any:
    """Return the matrix of a gate."""
    if isinstance(step, Rotation):
        return _rotation(step)
    if step.name != "cz":
        raise ValueError(f"signs of {step.name} are not followed")
    return _cz()


def _collapse(step: Collapse) -> Any:
    """Return the matrix of a measurement, or of a reset, after which Z is one."""
    import numpy as np

    found = np.diag([1.0, 0.0, 0.0 if step.resets else 1.0, 0.0])
    if step.resets:
        found[2, 0] = 1.0
    return found


def _noise(step: Noise | Wait, costs: Sequence[float]) -> Any:
    """Return the matrix of a noisy element; one that waits is pulled towards |0>."""
    import numpy as np

    if isinstance(step, Noise):
        return np.diag([1.0] + [exp(-costs[step.element])] * (15 if step.b >= 0 else 3))
    xy, z = exp(-costs[step.element_xy]), exp(-costs[step.element_z])
    found = np.diag([1.0, xy, z, xy])
    found[2, 0] = 1 - z
    return found


def _blocks(circuit: PathCircuit) -> list[_Block]:
    """Return a circuit in the order of time; all on a wire between two gates is one block."""
    import numpy as np

    found: list[tuple[int, int, _Matrices]] = []
    waiting: dict[int, _Matrices] = {}
    made: dict[Any, _Matrices] = {}
    for step in circuit.steps:
        a, b = step.a, -1 if isinstance(step, Wait | Collapse) else step.b
        kind: Step = step._replace(a=0)
        if not isinstance(kind, Wait | Collapse) and b >= 0:
            kind = kind._replace(b=0)
        if kind not in made:
            if isinstance(step, Noise | Wait):
                noisy = _noise(step, circuit.costs)
                made[kind] = _Matrices(np.eye(len(noisy)), noisy)
            else:
                same = _collapse(step) if isinstance(step, Collapse) else _gate(step)
                made[kind] = _Matrices(same, same)
        here = made[kind]
        if b < 0:
            waiting[a] = waiting[a].then(here) if a in waiting else here
            continue
        between = [(wire, -1, waiting.pop(wire)) for wire in (a, b) if wire in waiting]
        if not between and found and found[-1][:2] == (a, b):
            between = [(a, b, found.pop()[2].then(here))]
        else:
            between.append((a, b, here))
        found += between
    found += [(wire, -1, rest) for wire, rest in waiting.items()]
    return [_Block(a, b, _moves(both)) for a, b, both in found]


def _moves(both: _Matrices) -> tuple[_Move, ...]:
    """Return matrices as moves: first the largest entry of each row, then what branches off."""
    import numpy as np

    weight = np.maximum(abs(both.ideal), abs(both.noisy))
    rows = np.arange(len(weight))
    found: list[_Move] = []
    for to in np.argsort(-weight, axis=1, kind="stable").T:
        there = weight[rows, to] > ROUNDING
        if found and not there.any():
            break
        sizes = np.array([both.ideal[rows, to], both.noisy[rows, to]]) * there
        found.append(_Move(to, sizes, there))
    return tuple(found)


def _in_cone(
    blocks: Sequence[_Block], observables: Iterable[Observable], n_qubits: int
) -> list[_Block]:
    """Return the blocks that observables meet, from the last to the first."""
    cone = [False] * n_qubits
    for observable in observables:
        for wire, _ in observable:
            cone[wire] = True
    found = []
    for block in reversed(blocks):
        a, b, _ = block
        if cone[a] or (b >= 0 and cone[b]):
            found.append(block)
            if b >= 0:
                cone[a] = cone[b] = True
    return found


class _Terms:
    """The operators of some observables on their way back, one column for each.

    Bits of 64 wires are one word. An operator is known again by its key: a random number for each
    X and each Z in it, put together by exclusive or.
    """

    def __init__(self, n_qubits: int, observables: Sequence[Observable], most: int) -> None:
        import numpy as np

        n = len(observables)
        random = np.frombuffer(np.random.default_rng(0).bytes(8 * (2 * n_qubits + n)), np.uint64)
        self.n = n
        self.most = most
        self.keys = random[n:].reshape(n_qubits, 2)
        self.bits = np.zeros((2 * (1 + (n_qubits - 1) // 64), n), np.uint64)
        """X parts and Z parts of each word in turn."""
        self.key = random[:n].copy()
        self.owner = np.arange(n)
        self.sizes = np.ones((2, n))
        """Noiseless and noisy coefficients."""
        self.left_out = np.zeros((2, n))
        """Sum of the squares of those of each observable that were left out."""
        self.merged = n
        for k, observable in enumerate(observables):
            for wire, pauli in observable:
                for part, with_part in enumerate(("XY", "YZ")):
                    if pauli in with_part:
                        self.bits[2 * (wire >> 6) + part, k] |= np.uint64(1 << (wire & 63))
                        self.key[k] ^= self.keys[wire, part]

    def back(self, block: _Block) -> None:
        """Let all operators pass a block."""
        import numpy as np

        places = [
            (2 * (wire >> 6) + part, np.uint64(wire & 63), self.keys[wire, part])
            for wire in (block.a, block.b)
            if wire >= 0
            for part in (0, 1)
        ]
        met = np.zeros(len(self.key), np.intp)
        for digit, (row, shift, _) in enumerate(places):
            met |= (self.bits[row] >> shift & np.uint64(1)).astype(np.intp) << digit
        changed = [np.uint64(0)]
        for *_, key in places:  # of each number, what it does to the key
            changed += [before ^ key for before in changed]
        table = np.array(changed)
        branches = []
        for number, move in enumerate(block.moves):
            found: tuple[Any, ...] = (self.bits, self.key, self.owner, self.sizes)
            here = met
            if number:
                which = np.flatnonzero(move.there[met])
                if not len(which):
                    continue
                found, here = tuple(one[..., which] for one in found), met[which]
            elif len(block.moves) > 1:
                found = (self.bits.copy(), self.key, self.owner, self.sizes)
            bits, key, owner, sizes = found
            turned = here ^ move.to[here]
            if turned.any():
                key = key ^ table[turned]
                for digit, (row, shift, _) in enumerate(places):
                    bits[row] ^= (turned >> digit & 1).astype(np.uint64) << shift
            branches.append((bits, key, owner, sizes * move.sizes[:, here]))
        if len(branches) == 1:
            self.bits, self.key, self.owner, self.sizes = branches[0]
            return
        self.bits, self.key, self.owner, self.sizes = (
            np.concatenate(some, axis=-1) for some in zip(*branches, strict=True)
        )
        if len(self.key) > GROWTH * self.merged + MIN_TERMS:
            self.merge()

    def merge(self) -> None:
        """Add up equal operators, and leave out the smallest if there are too many."""
        import numpy as np

        order = np.argsort(self.key)
        keys = self.key[order]
        first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        sizes = np.add.reduceat(self.sizes[:, order], first, axis=1)
        at = order[first]
        largest = abs(sizes).max(axis=0)
        kept = largest > NEGLIGIBLE
        if kept.sum() > self.most:
            kept &= largest >= np.partition(largest, -self.most)[-self.most]
        owner = self.owner[at]
        for row, size in enumerate(sizes):
            self.left_out[row] += np.bincount(owner[~kept], size[~kept] ** 2, self.n)
        at = at[kept]
        self.bits, self.key, self.owner = self.bits[:, at], self.key[at], owner[kept]
        self.sizes = sizes[:, kept]
        self.merged = len(at)

    def values(self) -> list[Propagated]:
        """Return the values in |0...0>, where every product of Z is one."""
        import numpy as np

        diagonal = ~self.bits[::2].any(axis=0)
        owner = self.owner[diagonal]
        sums = [np.bincount(owner, size[diagonal], self.n) for size in self.sizes]
        rows = zip(*sums, *np.sqrt(self.left_out), strict=True)
        return [Propagated(*(float(value) for value in row)) for row in rows]
