"""Small noisy circuits, simulated exactly and differentiated: what training on a chip sees.

A state is its expectation values of all 4^n Pauli operators. A rotation turns pairs of them,
noise shrinks each by a factor, so a circuit takes many samples and many choices of angles at
once, and going back through it gives the derivative by every angle. Gates stand as their authors
write them, nothing merged: a CRZ costs two native gates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from qestimate.circuits.protocol import Gate
    from qestimate.noise.channels import PatchNoise

    Array = NDArray[np.float64]
    Turns = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]

GATES_OF = {"crz": 2, "cx": 1, "cz": 1}
"""Native two-qubit gates of a two-qubit gate as written."""

PAULIS = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])

TURNS_Z: Turns = (((1,), (2,)),)
"""Pairs that a rotation about Z turns: X into Y."""

TURNS_Y: Turns = (((3,), (1,)),)
"""Pairs that a rotation about Y turns: Z into X."""

TURNS_ZZ: Turns = (((1, 0), (2, 3)), ((1, 3), (2, 0)), ((0, 1), (3, 2)), ((3, 1), (0, 2)))
"""Pairs that a rotation about ZZ turns: XI into YZ and so on."""


class Step(NamedTuple):
    """One rotation or permutation of expectation values, and the noise behind it."""

    kind: str
    """``ry``, ``crz``, ``cx`` or ``cz``."""
    wires: tuple[int, ...]
    angle: int | None
    """Number of its angle."""
    noise: tuple[tuple[tuple[int, ...], float], ...]
    """Wires and the cost of depolarizing noise on them: -ln of the factor."""
    waits: tuple[tuple[int, float, float], ...]
    """Wires that wait before it, with what that costs X and Y, and Z."""


def noisy_steps(gates: Sequence[Gate], noise: PatchNoise | None, pulses: int = 1) -> Iterator[Step]:
    """Yield the steps of a circuit with the noise of a patch; wires wait for each other.

    Args:
        gates: As written.
        noise: On the same wires; None for no noise.
        pulses: Of a one-qubit gate.
    """
    ready: dict[int, float] = {}
    of_gate = None if noise is None else noise.of_gates()
    one, two = 0.0, 0.0
    if noise is not None:
        one = pulses * (noise.one_qubit_duration or 0.0)
        two = noise.two_qubit_duration or 0.0
    for gate in gates:
        wires, n = gate.qubits, GATES_OF.get(gate.name, 0)
        start = max(ready.get(wire, 0.0) for wire in wires)
        waits = []
        for wire in wires:
            idle = start - ready.get(wire, start)
            if noise is not None and noise.rates is not None and idle > 0:
                xy, z = noise.rates[wire]
                waits.append((wire, idle * xy, idle * z))
            ready[wire] = start + (n * (two + one) if n else one)
        behind: list[tuple[tuple[int, ...], float]] = []
        if noise is not None and noise.one_qubit is not None:
            pulse = noise.one_qubit
            behind = [((wire,), pulses * pulse[wire]) for wire in wires[-1:]]
        if of_gate is not None and n:
            behind = [(wires, n * of_gate(*wires)), *behind]
        yield Step(gate.name, wires, gate.angle, tuple(behind), tuple(waits))


class NoisyCircuit:
    """A circuit on ``n`` qubits, for many samples at once.

    Args:
        n: Qubits.
        steps: With their noise.
        readout: Factor by which reading shrinks <Z> of each qubit.

    >>> from qestimate.circuits.protocol import Gate
    >>> steps = list(noisy_steps([Gate("ry", (0,), 0), Gate("cx", (0, 1))], None))
    >>> circuit = NoisyCircuit(2, steps, (1.0, 1.0))
    >>> state = circuit.forward(np.array([[0.3]]))
    >>> [round(float(z), 4) for z in circuit.values(state)[:, 0]]
    [0.9553, 0.9553]
    """

    def __init__(self, n: int, steps: Sequence[Step], readout: Sequence[float]) -> None:
        self.n = n
        self.steps = list(steps)
        self.readout = np.asarray(readout)
        self._damping = [self._of_step(step) for step in self.steps]
        self._places = {name: _permutation(name) for name in ("cx", "cz")}
        strings = np.arange(2**n)
        bits = strings[:, None] >> np.arange(n)[::-1] & 1
        self._strings = (3 * bits) @ 4 ** np.arange(n)[::-1]
        self._read = np.prod(np.where(bits == 1, self.readout, 1.0), axis=1)
        self._signs = (-1.0) ** (bits @ bits.T)

    def _of_step(self, step: Step) -> tuple[Array | None, Array | None]:
        """Return the factors before and behind a step; None where nothing shrinks."""
        before, behind = np.ones((4,) * self.n), np.ones((4,) * self.n)
        for wire, xy, z in step.waits:
            shape = [1] * self.n
            shape[wire] = 4
            before = before * np.exp(-np.array([0.0, xy, xy, z])).reshape(shape)
        for wires, cost in step.noise:
            hit = np.zeros((4,) * self.n, dtype=bool)
            for wire in wires:
                shape = [1] * self.n
                shape[wire] = 4
                hit = hit | np.array([False, True, True, True]).reshape(shape)
            behind = behind * np.where(hit, np.exp(-cost), 1.0)
        return (
            before.reshape(-1, 1) if step.waits else None,
            behind.reshape(-1, 1) if step.noise else None,
        )

    def forward(self, angles: Array) -> Array:
        """Return the expectation values of all Pauli operators. [4^n, samples]

        Args:
            angles: By number and sample. [rad]
        """
        state = np.zeros((4**self.n, angles.shape[1]))
        corner = np.zeros((4,) * self.n)
        corner[np.ix_(*[[0, 3]] * self.n)] = 1.0
        state += corner.reshape(-1, 1)
        for step, (before, behind) in zip(self.steps, self._damping, strict=True):
            if before is not None:
                state *= before
            self._turn(state, step, angles, 1)
            if behind is not None:
                state *= behind
        return state

    def backward(self, state: Array, weights: Array, angles: Array) -> Array:
        """Return the derivatives of weighted expectation values by each angle. [angles, samples]

        Args:
            state: What ``forward`` gave; used up.
            weights: Of the expectation value of each Pauli operator; used up. [4^n, samples]
            angles: As given to ``forward``.
        """
        slopes = np.zeros(angles.shape)
        pairs = zip(reversed(self.steps), reversed(self._damping), strict=True)
        for step, (before, behind) in pairs:
            if behind is not None:
                state /= behind
                weights *= behind
            if step.angle is not None:
                slopes[step.angle] += self._slope(state, weights, step)
            self._turn(state, step, angles, -1)
            self._turn(weights, step, angles, -1)
            if before is not None:
                state /= before
                weights *= before
        return slopes

    def values(self, state: Array) -> Array:
        """Return <Z> of each qubit as read. [n, samples]"""
        found: Array = state[self._singles] * self.readout[:, None]
        return found

    def weights_of_values(self, weights: Array) -> Array:
        """Return weights of all Pauli operators from those of <Z> of each qubit."""
        found = np.zeros((4**self.n, weights.shape[1]))
        found[self._singles] = weights * self.readout[:, None]
        return found

    @property
    def _singles(self) -> NDArray[np.int64]:
        return 3 * 4 ** np.arange(self.n)[::-1]

    def probabilities(self, state: Array) -> Array:
        """Return the chance of each outcome as read. [2^n, samples]"""
        found: Array = self._signs @ (state[self._strings] * self._read[:, None]) / 2**self.n
        return found

    def weights_of_probabilities(self, weights: Array) -> Array:
        """Return weights of all Pauli operators from those of the chance of each outcome."""
        found = np.zeros((4**self.n, weights.shape[1]))
        found[self._strings] = (self._signs @ weights) * self._read[:, None] / 2**self.n
        return found

    def _view(self, state: Array, wires: tuple[int, ...]) -> Array:
        """Return a view with the wires of a step as its second and fourth axis."""
        samples = state.shape[1]
        if len(wires) == 1:
            return state.reshape(4 ** wires[0], 4, -1, samples)
        low, high = sorted(wires)
        view = state.reshape(4**low, 4, 4 ** (high - low - 1), 4, -1, samples)
        return view if wires[0] == low else view.swapaxes(1, 3)

    def _turn(self, state: Array, step: Step, angles: Array, sign: int) -> None:
        view = self._view(state, step.wires)
        if step.angle is None:
            first, second, factor = self._places[step.kind]
            moved = view.copy()
            for (a, b), (c, d), by in zip(first, second, factor, strict=True):
                view[:, c, :, d] = by * moved[:, a, :, b]  # its own inverse
            return
        angle = sign * angles[step.angle]
        if step.kind == "ry":
            _rotate(view, TURNS_Y, angle)
            return
        _rotate(self._view(state, step.wires[1:]), TURNS_Z, angle / 2)
        _rotate(view, TURNS_ZZ, -angle / 2)

    def _slope(self, state: Array, weights: Array, step: Step) -> Array:
        """Return the derivative by the angle of a step, behind which state and weights are."""

        def by(wires: tuple[int, ...], turns: Turns) -> Array:
            return _pull(self._view(state, wires), self._view(weights, wires), turns)

        if step.kind == "ry":
            return by(step.wires, TURNS_Y)
        return (by(step.wires[1:], TURNS_Z) - by(step.wires, TURNS_ZZ)) / 2


def _at(pauli: tuple[int, ...]) -> tuple[slice | int, ...]:
    """Return where a product of Pauli operators stands in a view."""
    place: list[slice | int] = []
    for one in pauli:
        place += [slice(None), one]
    return tuple(place)


def _rotate(view: Array, turns: Turns, angle: Array) -> None:
    """Turn the first of each pair of expectation values towards the second, in place."""
    cos, sin = np.cos(angle), np.sin(angle)
    for a, b in turns:
        first, second = view[_at(a)], view[_at(b)]
        turned = first * cos
        turned -= second * sin
        second *= cos
        second += first * sin
        first[...] = turned


def _pull(seen: Array, pulled: Array, turns: Turns) -> Array:
    """Return how fast weighted expectation values change as pairs turn. [samples]"""
    total: Array = np.zeros(seen.shape[-1])
    for a, b in turns:
        gained = pulled[_at(b)] * seen[_at(a)]
        gained -= pulled[_at(a)] * seen[_at(b)]
        total += gained.sum(axis=tuple(range(gained.ndim - 1)))
    return total


Moves = tuple[list[tuple[int, int]], list[tuple[int, int]], list[int]]


def _permutation(name: str) -> Moves:
    """Return which product of two Pauli operators goes to which, and with what sign."""
    gates = {"cz": np.diag([1, 1, 1, -1]), "cx": np.eye(4)[[0, 1, 3, 2]]}
    first: list[tuple[int, int]] = []
    second: list[tuple[int, int]] = []
    factor: list[int] = []
    for a in range(4):
        for b in range(4):
            moved = gates[name] @ np.kron(PAULIS[a], PAULIS[b]) @ gates[name].conj().T
            for c in range(4):
                for d in range(4):
                    share = np.trace(moved @ np.kron(PAULIS[c], PAULIS[d])).real / 4
                    if abs(share) > 0.5:
                        first.append((a, b))
                        second.append((c, d))
                        factor.append(round(share))
    return first, second, factor
