"""Load real numbers as the amplitudes of a state, with uniformly controlled RY [mottonen-2005].

Qubit j turns by an angle that depends on the qubits 0 ... j-1: 2^j RY with a CZ between
neighbours in Gray-code order, 2^j - 1 of them: the one that would close the cycle acts after
the last RY and is not needed. In all 2^n - n - 1 CZ, the number that general isometry synthesis
reaches too [iten-2016].

On a line the CZ of a far control would need a chain. Instead the stage walks the Gray code of
the running parities x_{j-1} + ... + x_{j-d}, which a chain of CNOTs brings next to the target
and takes back: 2d - 1 gates instead of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.native import NativeCircuit
from qestimate.circuits.protocol import Gate, LogicalCounts, NativeCounts
from qestimate.core.numeric import where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number

ID = "state-preparation"
SHAPES: tuple[Shape, ...] = ("all", "line")
ROUTED: tuple[Shape, ...] = ("line",)
COMMUTES = False
LAYERED = False
UNIFORM = False


def n_angles(n: Number, layers: Number = 1) -> Number:
    """Angles a circuit takes: 2^n real amplitudes of norm one.

    >>> n_angles(16)
    65535
    """
    return 2**n - 1


def cz_count(n: Number) -> Number:
    """CZ gates that load 2^n real amplitudes where every pair is coupled.

    >>> [cz_count(n) for n in (2, 3, 4, 5, 10)]
    [1, 4, 11, 26, 1013]
    """
    return 2**n - n - 1


def logical(n: Number, layers: Number = 1) -> LogicalCounts:
    """Count RY and CZ gates and the depth: one CZ after another, one RY between two. n >= 1.

    >>> logical(4)
    LogicalCounts(one_qubit_gates=15, two_qubit_gates=11, depth=23, two_qubit_depth=11)
    """
    count = cz_count(n)
    return LogicalCounts(2**n - 1, count, 2 * count + 1, count)


def native(
    n: Number, layers: Number, shape: Shape, entangler: Entangler, order: Order
) -> NativeCounts | None:
    """Count native operations. n >= 1. The order is forced.

    >>> native(4, 1, "line", "cz", "written")
    NativeCounts(one_qubit_gates=35, two_qubit_gates=21, depth=39, two_qubit_depth=19)
    """
    if order == "commuted":
        return None
    if shape != "line":
        return NativeCounts(*logical(n))
    two_qubit_depth = where(n >= 2, 2 * 2**n - 3 * n - 1, 0)
    return NativeCounts(
        one_qubit_gates=where(n >= 2, 5 * 2**n - 2 * n**2 - 2 * n - 5, 1),
        two_qubit_gates=where(n >= 2, 3 * 2**n - n**2 - 2 * n - 3, 0),
        depth=2 * two_qubit_depth + 1,
        two_qubit_depth=two_qubit_depth,
    )


def edge_counts(n: int, layers: int, shape: Shape, entangler: Entangler) -> list[int] | None:
    """Two-qubit gates on each coupler along the line; None where every pair is coupled.

    The coupler of wires e, e+1 serves its own stage 2^(e+1) - 1 times and every later one
    twice as often, there and back.

    >>> edge_counts(4, 1, "line", "cz")
    [5, 9, 7]
    """
    if shape != "line":
        return None
    return [(2 ** (wire + 1) - 1) * (1 + 2 * (n - 2 - wire)) for wire in range(n - 1)]


def _gray_flips(n_controls: int) -> Iterator[int]:
    """Distances 1, 2, 1, 3, ... of the controls that an open Gray code flips."""
    for step in range(1, 2**n_controls):
        yield (step & -step).bit_length()


def merges(n: int, shape: Shape, entangler: Entangler, order: Order) -> bool:
    """Whether neighbouring entanglers merge: rotations that commute with none lie between."""
    return False


def operations(n: int, layers: int, order: Order) -> Iterator[Gate]:
    """Yield the gates one after another."""
    angle = 0
    for target in range(n):
        yield Gate("ry", (target,), angle)
        angle += 1
        for distance in _gray_flips(target):
            yield Gate("cz", (target - distance, target))
            yield Gate("ry", (target,), angle)
            angle += 1


def routed(n: int, layers: int, angles: Sequence[float]) -> tuple[NativeCircuit, list[int]]:
    """Write the circuit on a line; also return the wire where each qubit ends."""
    circuit = NativeCircuit(n, "cz")
    load_on_line(circuit, n, angles)
    circuit.close(measured=True)
    return circuit, list(range(n))


def load_on_line(circuit: NativeCircuit, n: int, angles: Sequence[float]) -> None:
    """Write the loading on the first ``n`` wires of a line, in front of what follows."""
    angle = iter(angles)
    for target in range(n):
        circuit.one("ry", target, next(angle))
        for distance in _gray_flips(target):
            chain = range(distance, 1, -1)
            for far in chain:
                circuit.cx(target - far, target - far + 1)
            circuit.cz(target - 1, target)
            for far in reversed(chain):
                circuit.cx(target - far, target - far + 1)
            circuit.one("ry", target, next(angle))


def angles_for(amplitudes: Sequence[float], shape: Shape = "all") -> list[float]:
    """Return the RY angles that load ``amplitudes``.

    Args:
        amplitudes: 2^n real numbers of norm 1; qubit 0 is the most significant bit of the index.
        shape: Patch on which the circuit will run; it decides which parities steer the signs.

    Returns:
        2^n - 1 angles in the order of ``operations``. [rad]
    """
    import numpy as np

    state = np.asarray(amplitudes, dtype=float)
    n = int(state.size).bit_length() - 1
    angles: list[float] = []
    for target in range(n):
        branches = state.reshape(2**target, 2, -1)
        halves = branches[:, :, 0] if target == n - 1 else np.linalg.norm(branches, axis=2)
        wanted = 2 * np.arctan2(halves[:, 1], halves[:, 0])
        bits = (np.arange(2**target)[:, None] >> np.arange(target)) & 1  # column d-1: distance d
        controls = np.cumsum(bits, axis=1) % 2 if shape == "line" else bits
        # A CZ turns round every RY before it and leaves |0> as it is, so a branch turns by the
        # sum of the angles, each with the sign of the CZ that follow it.
        flips = [1 - 2 * controls[:, distance - 1] for distance in _gray_flips(target)]
        signs = np.ones((2**target, 2**target))
        for step in range(2**target - 2, -1, -1):
            signs[:, step] = signs[:, step + 1] * flips[step]
        angles.extend(float(angle) for angle in np.linalg.solve(signs, wanted))
    return angles
