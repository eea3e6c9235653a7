"""A circuit as Pauli operators see it: Clifford gates, rotations, and noisy elements.

Signs do not matter here, so a Clifford gate is only how it permutes Pauli operators, and a
rotation only which operators it turns and with what chance. Noise is depolarizing for gates; for
waiting it is what is left of the thermal channel without its pull towards |0>.
"""

from __future__ import annotations

from math import pi, sin
from typing import TYPE_CHECKING, Literal

from qestimate.core.numeric import minimum
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.numeric import Number

CliffordName = Literal["h", "s", "sx", "cx", "cz", "swap"]

EVEN = 0.5
"""Chance of a rotation whose angle is uniformly random: mean of sin^2."""


SETTLED = 1e-9
"""Distance from a quarter turn within which an angle is taken to be one. [rad]"""


def chance_of(angle: float, *, random: bool = False) -> float:
    """Return the chance with which a rotation turns an operator that anticommutes with it.

    sin^2 of the angle, exact at multiples of a quarter turn.

    Args:
        angle: Of exp(-i angle P / 2). [rad]
        random: Whether to take it as uniformly random unless it is a multiple of a quarter turn.

    >>> chance_of(pi / 2), chance_of(pi), round(chance_of(0.3), 4), chance_of(0.3, random=True)
    (1.0, 0.0, 0.0873, 0.5)
    """
    quarters = angle / (pi / 2)
    if abs(quarters - round(quarters)) < SETTLED:
        return float(round(quarters) % 2)
    return EVEN if random else sin(angle) ** 2


class Clifford(NamedTuple):
    """A gate that maps Pauli operators to Pauli operators, up to signs."""

    name: CliffordName
    a: int
    b: int = -1


class Rotation(NamedTuple):
    """exp(-i angle P / 2): turns every operator that anticommutes with P."""

    a: int
    xz_a: tuple[bool, bool]
    """Whether P has an X part and a Z part on wire ``a``; both for Y."""
    b: int = -1
    xz_b: tuple[bool, bool] = (False, False)
    chance: float = EVEN
    """sin^2 of the angle, or its mean over random angles."""
    pair: int = -1
    """Number of the pair of rotations, both by half of the same random angle, as in a CRZ."""
    angle: float = 0.0
    """With its sign, for those who follow signs; paths do not. [rad]"""


class Noise(NamedTuple):
    """An element that shrinks every operator but the identity on its wires."""

    element: int
    a: int
    b: int = -1


class Wait(NamedTuple):
    """A qubit waits: X and Y shrink by one element, Z by another."""

    a: int
    element_xy: int
    element_z: int


class Collapse(NamedTuple):
    """A qubit is measured or reset and used again: X and Y vanish, of a reset Z is one."""

    a: int
    resets: bool


Step = Clifford | Rotation | Noise | Wait | Collapse

Kind = Literal["two", "one", "idle"]

KINDS: tuple[Kind, ...] = ("two", "one", "idle")

Observable = tuple[tuple[int, str], ...]
"""A product of Pauli operators: wire and X, Y or Z. ``((0, "Z"),)`` is Z on wire 0."""


class PathCircuit(NamedTuple):
    """Steps in the order of time, from |0...0> on, and what each noisy element costs."""

    n_qubits: int
    steps: tuple[Step, ...]
    costs: tuple[float, ...]
    """Of each element: -ln of the factor by which it shrinks an operator. >= 0."""
    kinds: tuple[Kind, ...]
    """Of each element."""
    rates: tuple[tuple[Rate, float], ...] = ()
    """What each element's cost is a multiple of, and how many times it."""


Rate = Literal["gate", "pulse", "dephasing", "decay", "memory", "reset", "measurement"]
"""A two-qubit gate, a one-qubit pulse, waiting by 1/T2 and by 1/T1, waiting for a layer, a reset
and a measurement of a qubit that is used again."""


class NoisyElements:
    """Collects noisy elements; those that are as many times the same cost are one.

    >>> elements = NoisyElements()
    >>> [elements.add("two", "gate", 1, 0.01) for _ in "ab"], elements.add("one", "pulse", 2, 0.01)
    ([0, 0], 1)
    >>> elements.costs, elements.rates
    ((0.01, 0.02), (('gate', 1.0), ('pulse', 2.0)))
    """

    def __init__(self) -> None:
        self._index: dict[tuple[Kind, Rate, float, float], int] = {}
        self._asked: dict[tuple[Kind, Rate, float, float], int] = {}

    def add(self, kind: Kind, rate: Rate, times: float, each: float) -> int:
        """Return the number of an element that costs so many times as much as one."""
        asked = (kind, rate, times, each)
        if asked not in self._asked:
            rounded = float(f"{times:.9g}")
            cost = float(f"{capped(times * each):.9g}")
            key = (kind, rate, rounded, cost)
            self._asked[asked] = self._index.setdefault(key, len(self._index))
        return self._asked[asked]

    @property
    def costs(self) -> tuple[float, ...]:
        """Cost of each element."""
        return tuple(cost for _, _, _, cost in self._index)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Kind of each element."""
        return tuple(kind for kind, _, _, _ in self._index)

    @property
    def rates(self) -> tuple[tuple[Rate, float], ...]:
        """What each element is a multiple of, and how many times it."""
        return tuple((rate, times) for _, rate, times, _ in self._index)


def z_on_each(wires: Sequence[int]) -> tuple[Observable, ...]:
    """Return Z on each wire.

    >>> z_on_each([0, 2])
    (((0, 'Z'),), ((2, 'Z'),))
    """
    return tuple(((wire, "Z"),) for wire in wires)


MAX_STRINGS = 1024
"""Products of Z that stand for all of a register; up to ten qubits these are all."""


def z_strings(n_qubits: int) -> tuple[Observable, ...]:
    """Return products of Z, of which all probabilities of a register are made.

    All 2^n - 1 of them, or so many drawn at random, always the same.

    >>> z_strings(2)
    (((0, 'Z'),), ((1, 'Z'),), ((0, 'Z'), (1, 'Z')))
    """
    numbers: Sequence[int] = range(1, min(2**n_qubits, MAX_STRINGS + 1))
    if 2**n_qubits > MAX_STRINGS:
        from random import Random  # not on the path of the main command

        random = Random(n_qubits)  # noqa: S311  # nothing secret
        numbers = [random.getrandbits(n_qubits) or 1 for _ in range(MAX_STRINGS)]
    return tuple(
        tuple((wire, "Z") for wire in range(n_qubits) if number >> wire & 1) for number in numbers
    )


LARGEST_COST = 700.0
"""Cost beyond which a factor is taken as zero."""


def capped(cost: Number) -> Number:
    """Return a cost that stays finite.

    >>> capped(float("inf"))
    700.0
    """
    return minimum(cost, LARGEST_COST)
