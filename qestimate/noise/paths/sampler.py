"""Sample Pauli paths, all samples at once: one bit of an integer for each of them.

An observable is followed backwards through the circuit. A rotation that anticommutes with it
turns it with the chance sin^2 of its angle; over random angles different paths do not interfere,
so the share of paths that end diagonal is the variance of the noiseless signal, and a path that
met elements of total cost c carries e^-c of its amplitude. Averaged over independent signs of the
angles this holds for given angles as well.

The X parts of one wire in all samples are one Python integer, its Z parts another: a gate acts on
some thousand samples in a few machine instructions a word. How often each sample met an element
is counted in bit planes.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.noise.paths.steps import EVEN, KINDS, Collapse, Noise, Rotation, Wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from qestimate.noise.paths.steps import Kind, Observable, PathCircuit

WIDE = 1 << 16
"""Bits from which NumPy draws and reads them faster than Python does."""

CHANCE_BITS = 24
"""Binary digits of the chance of a rotation by a given angle."""

Planes = list[int]
"""Counters of all samples: plane k holds binary digit k."""


class Paths(NamedTuple):
    """The sampled paths of one observable that end diagonal."""

    n_samples: int
    """Paths that were started."""
    shares: list[float]
    """Chance of each kept path to end diagonal; the first rotation of a wire is not sampled."""
    costs: dict[Kind, list[float]]
    """What each kept path paid, by kind of element: -ln of the factor."""
    two_qubit_gates: list[float]
    """Noisy two-qubit gates that each kept path met."""
    slopes: list[float]
    """Sum over angles of the share of each path in the squared derivative by that angle."""
    n_angles: int
    """Angles in the light cone."""
    meetings: list[list[float]]
    """For each element, how often each kept path met it; empty unless asked for."""

    def totals(self) -> list[float]:
        """Return what each kept path paid in all."""
        return [sum(parts) for parts in zip(*self.costs.values(), strict=True)]


def sample(
    circuit: PathCircuit,
    observables: Sequence[Observable],
    n_samples: int,
    seed: int = 0,
    *,
    meetings: bool = False,
) -> list[Paths]:
    """Follow observables backwards through a circuit.

    Args:
        circuit: Steps and costs.
        observables: What is measured, each a product of X, Y, Z on distinct wires.
        n_samples: Paths for each observable. [1], >= 1.
        seed: The same seed gives the same paths.
        meetings: Whether to tell each element apart, so that paths can be priced anew.

    Returns:
        The surviving paths of each observable.

    Source: the second moment over random angles as in [mcclean-2018]; sampling it by paths is
    derived here.

    >>> from qestimate.noise.paths.steps import Noise, PathCircuit, Rotation
    >>> ry = Rotation(0, (True, True))
    >>> (found,) = sample(PathCircuit(1, (ry, Noise(0, 0)), (0.1,), ("one",)), [((0, "Z"),)], 4096)
    >>> sum(found.shares) / 4096, set(found.totals())
    (0.5, {0.1})
    """
    width = n_samples * len(observables)
    walk = _Walk(circuit, width, _random_bits(width, seed))
    ones = (1 << n_samples) - 1
    for number, observable in enumerate(observables):
        block = ones << (number * n_samples)
        for wire, pauli in observable:
            if pauli in "XY":
                walk.x[wire] ^= block
            if pauli in "YZ":
                walk.z[wire] ^= block
            walk.cone[wire] |= 1 << number
    walk.back()
    return walk.finish(n_samples, len(observables), meetings=meetings)


class _Walk:
    """The state of all samples on their way back."""

    def __init__(self, circuit: PathCircuit, width: int, draw: Callable[[], int]) -> None:
        self.circuit = circuit
        self.width = width
        self.draw = draw
        self.x = [0] * circuit.n_qubits
        self.z = [0] * circuit.n_qubits
        self.cone = [0] * circuit.n_qubits
        """Observables whose light cone a wire is in, one bit each."""
        self.vanished = 0
        """Samples that a measurement or a reset has ended."""
        self.met: list[Planes] = [[] for _ in circuit.costs]
        self.slopes: dict[float, Planes] = {1.0: [], 0.25: [], 1 / 3: []}
        self.halved: Planes = []
        """How many first rotations each path passed that leave it diagonal with chance 1/2."""
        self.first = _first_rotations(circuit)
        self.reached: list[int] = []
        self.halves: dict[int, tuple[int, int, int]] = {}
        """Pairs of which one rotation was passed: what anticommuted, what turned, the cone."""

    def back(self) -> None:
        """Go through all steps from the last to the first."""
        x, z, cone = self.x, self.z, self.cone
        steps = self.circuit.steps
        for at in range(len(steps) - 1, -1, -1):
            step = steps[at]
            if isinstance(step, Wait):
                _count(self.met[step.element_xy], x[step.a])
                _count(self.met[step.element_z], z[step.a] & ~x[step.a])
                continue
            if isinstance(step, Collapse):
                self._collapse(step)
                continue
            a, b = step.a, step.b
            if not (cone[a] or (b >= 0 and cone[b])):
                continue
            if isinstance(step, Noise):
                hit = x[a] | z[a]
                if b >= 0:
                    hit |= x[b] | z[b]
                _count(self.met[step.element], hit)
            elif isinstance(step, Rotation):
                if at in self.first:
                    self._begin(step)
                else:
                    self._rotate(step)
            else:
                _map(step.name, a, b, x, z)
                if b >= 0:
                    if step.name == "swap":
                        cone[a], cone[b] = cone[b], cone[a]
                    else:
                        cone[a] = cone[b] = cone[a] | cone[b]
        for against, _, reached in self.halves.values():  # the other one is outside the cone
            _count(self.slopes[0.25], against)
            self.reached.append(reached)

    def _collapse(self, step: Collapse) -> None:
        """Pass a measurement or a reset: X and Y end, Z goes on or becomes the identity."""
        self.vanished |= self.x[step.a]
        if step.resets:
            self.x[step.a] = self.z[step.a] = self.cone[step.a] = 0

    def _begin(self, step: Rotation) -> None:
        """Pass the first rotation of a wire in |0>: half of what it turns becomes diagonal."""
        x, z, a = self.x, self.z, step.a
        against = z[a] ^ (x[a] if step.xz_a[1] else 0)
        x[a] &= ~against
        _count(self.halved, against)
        _count(self.slopes[1.0], against)
        self.reached.append(self.cone[a])

    def _rotate(self, step: Rotation) -> None:
        x, z, a, b = self.x, self.z, step.a, step.b
        has_x, has_z = step.xz_a
        against = (z[a] if has_x else 0) ^ (x[a] if has_z else 0)
        if b >= 0:
            has_x_b, has_z_b = step.xz_b
            against ^= (z[b] if has_x_b else 0) ^ (x[b] if has_z_b else 0)
            self.cone[a] = self.cone[b] = self.cone[a] | self.cone[b]
        turned = against & self._choice(step, against)
        if step.pair < 0:
            self.reached.append(self.cone[a])
            _count(self.slopes[1.0], against)
        if not turned:
            return
        if has_x:
            x[a] ^= turned
        if has_z:
            z[a] ^= turned
        if b >= 0:
            if has_x_b:
                x[b] ^= turned
            if has_z_b:
                z[b] ^= turned

    def _choice(self, step: Rotation, against: int) -> int:
        """Return in which samples the rotation turns an operator that anticommutes with it.

        The second rotation of a pair has the angle of the first: with a = cos^2 uniformly
        random, it does the same with the chance 3/4, since the mean of cos^4 is 3/8.
        """
        if step.pair < 0:
            return self._bits(step.chance) if against else 0
        if step.pair not in self.halves:
            turned = against & self._bits(step.chance)
            self.halves[step.pair] = (against, turned, self.cone[step.a])
            return turned
        before, turned_before, cone = self.halves.pop(step.pair)
        free = self._bits(step.chance)
        both = before & against
        if step.chance == EVEN:
            differs = both & free & self.draw()
            choice: int = (free & ~before) | ((turned_before ^ differs) & before)
        else:  # a given angle: nothing is shared but its size
            differs = both & (free ^ turned_before)
            choice = free
        # squared derivatives by the common angle, as shares of the squared amplitudes
        _count(self.slopes[0.25], before ^ against)
        _count(self.slopes[1 / 3], both & ~differs)
        _count(self.slopes[1.0], differs)
        self.reached.append(cone | self.cone[step.a])
        return choice

    def _bits(self, chance: float) -> int:
        """Return a bit for each sample that is one with this chance."""
        if chance == EVEN:
            return self.draw()
        steps = round(chance * 2**CHANCE_BITS)
        if steps in (0, 1 << CHANCE_BITS):
            return -1 if steps else 0
        bits = 0
        for digit in range((steps & -steps).bit_length() - 1, CHANCE_BITS):
            bits = bits | self.draw() if steps >> digit & 1 else bits & self.draw()
        return bits

    def finish(self, n_samples: int, n_observables: int, *, meetings: bool) -> list[Paths]:
        """Read the counters of the samples that ended diagonal."""
        ended = self.vanished
        for plane in self.x:
            ended |= plane
        positions = _positions(((1 << self.width) - 1) & ~ended)
        total = _totals(positions, self.width)
        elements = list(zip(self.met, self.circuit.costs, self.circuit.kinds, strict=True))
        costs: dict[Kind, list[float]] = {
            kind: total((planes, cost) for planes, cost, of in elements if of == kind)
            for kind in KINDS
        }
        rates = self.circuit.rates or (("gate", 1.0),) * len(elements)
        gates = total(
            (planes, times)
            for (planes, _, kind), (_, times) in zip(elements, rates, strict=True)
            if kind == "two"
        )
        shares = [0.5**times for times in total([(self.halved, 1.0)])]
        slopes = total((planes, share) for share, planes in self.slopes.items())
        each = [total([(planes, 1.0)]) for planes in self.met] if meetings else []
        reached: Planes = []
        for cone in self.reached:
            _count(reached, cone)
        found = []
        for number in range(n_observables):
            first = bisect_left(positions, number * n_samples)
            mine = slice(first, bisect_left(positions, (number + 1) * n_samples))
            found.append(
                Paths(
                    n_samples,
                    shares[mine],
                    {kind: values[mine] for kind, values in costs.items()},
                    gates[mine],
                    slopes[mine],
                    sum((plane >> number & 1) << digit for digit, plane in enumerate(reached)),
                    [values[mine] for values in each],
                )
            )
        return found


def _first_rotations(circuit: PathCircuit) -> frozenset[int]:
    """Return the positions of rotations by a random angle that are the first step of a wire.

    Before any other step, noise included, it matters whether an operator is Z or the identity.
    """
    fresh = [True] * circuit.n_qubits
    found = []
    for at, step in enumerate(circuit.steps):
        a, b = step.a, -1 if isinstance(step, Wait | Collapse) else step.b
        if (
            isinstance(step, Rotation)
            and fresh[a]
            and b < 0
            and step.xz_a[0]
            and step.chance == EVEN
            and step.pair < 0
        ):
            found.append(at)
        fresh[a] = False
        if b >= 0:
            fresh[b] = False
    return frozenset(found)


def _map(name: str, a: int, b: int, x: list[int], z: list[int]) -> None:
    """Apply a Clifford gate to the X and Z parts, up to signs."""
    if name == "cz":
        z[a] ^= x[b]
        z[b] ^= x[a]
    elif name == "h":
        x[a], z[a] = z[a], x[a]
    elif name == "cx":
        x[b] ^= x[a]
        z[a] ^= z[b]
    elif name == "s":
        z[a] ^= x[a]
    elif name == "sx":
        x[a] ^= z[a]
    else:
        x[a], x[b] = x[b], x[a]
        z[a], z[b] = z[b], z[a]


def _count(planes: Planes, hit: int) -> None:
    """Add one to the counter of each sample whose bit is set."""
    for digit, plane in enumerate(planes):
        if not hit:
            return
        planes[digit] = plane ^ hit
        hit &= plane
    if hit:
        planes.append(hit)


def _random_bits(width: int, seed: int) -> Callable[[], int]:
    """Return a function that draws an integer of ``width`` random bits."""
    if width < WIDE:
        import random

        source = random.Random(seed)  # noqa: S311  # samples, not secrets
        return lambda: source.getrandbits(width)
    from numpy.random import SFC64

    stream = SFC64(seed)
    words = -(-width // 64)
    mask = (1 << width) - 1
    return lambda: int.from_bytes(stream.random_raw(words).tobytes(), "little") & mask


_DIGITS = bytes(max(0, code - ord("0")) for code in range(256))
"""Turns the text of zeros and ones into zeros and ones."""


def _positions(bits: int) -> list[int]:
    """Return where the ones are, from the least significant bit on.

    >>> _positions(0b10110)
    [1, 2, 4]
    """
    text = bin(bits)[:1:-1]
    found = []
    at = text.find("1")
    while at >= 0:
        found.append(at)
        at = text.find("1", at + 1)
    return found


def _totals(
    positions: list[int], width: int
) -> Callable[[Iterable[tuple[Planes, float]]], list[float]]:
    """Return a function that adds up weighted counters of the samples at some positions."""
    if not positions:
        return lambda _: []
    if width < WIDE:
        # the text of an integer begins with its highest bit
        pick = itemgetter(*(width - 1 - at for at in positions), -1)
        indices = range(len(positions))

        def few(counters: Iterable[tuple[Planes, float]]) -> list[float]:
            sums = [0.0] * len(positions)
            for planes, weight in counters:
                if not weight:
                    continue
                for digit, plane in enumerate(planes):
                    digits = format(plane, f"0{width}b").encode().translate(_DIGITS)
                    part = weight * 2**digit
                    for i in compress(indices, pick(digits)):
                        sums[i] += part
            return sums

        return few
    import numpy as np

    wanted = np.asarray(positions, dtype=np.int64)
    octets = (width + 7) // 8

    def many(counters: Iterable[tuple[Planes, float]]) -> list[float]:
        sums = np.zeros(len(positions))
        for planes, weight in counters:
            for digit, plane in enumerate(planes):
                data = np.frombuffer(plane.to_bytes(octets, "little"), dtype=np.uint8)
                held = np.unpackbits(data, bitorder="little")[wanted]
                sums += weight * 2**digit * held
        found: list[float] = sums.tolist()
        return found

    return many
