"""Classical machines: a GPU that would train the adapter, a core that would simulate circuits."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.core.quantity import Quantity

GPU_FIGURES: dict[str, tuple[str, float, float]] = {
    "tensor_flops": ("FLOP/s", 1e9, 1e18),
    "utilisation": ("1", 0, 1),
    "memory": ("B", 1e6, 1e15),
    "memory_bandwidth": ("B/s", 1e6, 1e18),
    "power": ("W", 1, 1e6),
    "price_per_hour": ("USD/h", 0, 1e6),
}
"""Figures a GPU may have: SI unit, least and greatest value allowed.

``tensor_flops`` is that of dense 16-bit matrix products; ``utilisation`` the share of it that
published LoRA runs reach."""


class Gpu(NamedTuple):
    """A GPU of the catalogue."""

    id: str
    name: str
    vendor: str
    figures: Mapping[str, Quantity]

    def value(self, name: str) -> float | None:
        """Return the value of a figure in SI units, None if it is not published."""
        quantity = self.figures.get(name)
        return None if quantity is None else quantity.value


class Rate(NamedTuple):
    """How fast a simulator was on registers of one width."""

    qubits: int
    seconds_per_gate: float
    """For one gate on one state vector. [s]"""


class Simulator(NamedTuple):
    """A state-vector simulator, as measured on one core of one machine."""

    id: str
    name: str
    machine: str
    date: str
    memory: float
    """Memory that state vectors may take. [B]"""
    rates: tuple[Rate, ...]
    """By increasing width."""
    source: str = ""
    locator: str = ""
    network_flops: Quantity | None = None
    """Operations on real numbers while tensor networks are contracted. [FLOP/s]"""
    matrix_flops: Quantity | None = None
    """The same while matrices are decomposed. [FLOP/s]"""
    stabilizer_step: Quantity | None = None
    """Time of a Clifford gate for each qubit of the register, all measured at the end. [s]"""

    @property
    def most_qubits(self) -> int:
        """Widest register whose state vector, twice over, fits the memory.

        >>> Simulator("s", "S", "", "", 16e9, (Rate(2, 1e-8),)).most_qubits
        28
        """
        return (int(self.memory) // (2 * BYTES_PER_AMPLITUDE)).bit_length() - 1

    def seconds_per_gate(self, n_qubits: int) -> float:
        """Return the time of one gate on a register of ``n_qubits``.

        Between measured widths the logarithm is interpolated; beyond them every qubit doubles
        the time, as it doubles the amplitudes.

        Args:
            n_qubits: Width. [1], >= 1.

        Raises:
            DomainError: A width below 1.

        >>> one = Simulator("s", "S", "", "", 16e9, (Rate(2, 1e-8), Rate(4, 4e-8)))
        >>> [round(one.seconds_per_gate(n) * 1e9) for n in (1, 2, 3, 4, 5)]
        [5, 10, 20, 40, 80]
        """
        if n_qubits < 1:
            raise DomainError(f"a register has at least 1 qubit, not {n_qubits}")
        first, last = self.rates[0], self.rates[-1]
        if n_qubits <= first.qubits:
            return float(first.seconds_per_gate * 2.0 ** (n_qubits - first.qubits))
        if n_qubits >= last.qubits:
            return float(last.seconds_per_gate * 2.0 ** (n_qubits - last.qubits))
        above = next(i for i, rate in enumerate(self.rates) if rate.qubits >= n_qubits)
        left, right = self.rates[above - 1], self.rates[above]
        share = (n_qubits - left.qubits) / (right.qubits - left.qubits)
        growth = log(right.seconds_per_gate / left.seconds_per_gate)
        return float(left.seconds_per_gate * exp(share * growth))


BYTES_PER_AMPLITUDE = 16
"""Of a state vector in double precision."""


class Machines(NamedTuple):
    """What the chip is compared with."""

    gpu: Gpu
    simulator: Simulator
