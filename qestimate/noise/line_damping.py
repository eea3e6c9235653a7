"""What the noise of a line of qubits does to products of two Majorana operators."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.noise.free_fermions import Damping, has_odd_link

if TYPE_CHECKING:
    from qestimate.circuits.native import Entangler
    from qestimate.noise.channels import PatchNoise


class _Strings(NamedTuple):
    """Where the Pauli operator of each product begins and ends; arrays of 2n by 2n."""

    low: Any
    """First site."""
    high: Any
    """Last site."""
    low_y: Any
    """Whether it begins with a Y, else with a Z; neither where it is X on one site."""
    high_y: Any
    """Whether it ends with a Y."""
    one: Any
    """Whether it is X on one site."""


@lru_cache(maxsize=64)
def _strings(n: int) -> _Strings:
    import numpy as np

    index = np.arange(2 * n)
    a, b = np.minimum.outer(index, index), np.maximum.outer(index, index)
    low, high = a // 2, b // 2
    return _Strings(low, high, a % 2 == 0, b % 2 == 1, low == high)


def line_damping(noise: PatchNoise, n: int, entangler: Entangler, pulses: int) -> Damping:
    """Return the damping of alternating layers of RZZ and RX on a line, gate by gate.

    Where RZZ is native it is one gate. Where CZ is, it is H, CZ, RX, CZ and H, one-qubit gates on
    the second wire, H merged with what comes before and after. Every gate is done as early as it
    can be, and what is in no gate waits.

    Args:
        noise: On the wires of the line.
        n: Wires.
        entangler: Native gate.
        pulses: Of a one-qubit gate.
    """
    import numpy as np

    zero = np.zeros(n)
    site = np.arange(n)
    odd = has_odd_link(n)
    even = site < n - n % 2
    native = entangler == "zz"
    pulse = pulses * np.asarray(zero if noise.one_qubit is None else noise.one_qubit)
    memory = np.full(n, noise.memory or 0.0)
    of_gate = noise.of_gates() if noise.two_qubit is not None else lambda _a, _b: 0.0
    gate = np.array([of_gate(at, at + 1) for at in range(n - 1)])
    dephasing = decay = zero
    one, two = noise.one_qubit_duration, noise.two_qubit_duration
    block = between = 0.0
    if noise.rates is not None and one is not None and two is not None:
        dephasing, decay = np.array(noise.rates).T
        between = 0.0 if native else pulses * one
        block = two if native else 2 * two + pulses * one
    strings = _strings(n)

    def on_sites(xy: Any, z: Any) -> Any:
        return _on_sites(strings, xy, z)

    def depolarized(cost: Any) -> Any:
        return _on_sites(strings, cost, cost)

    def factors(cost: Any) -> Any:
        return np.exp(-np.minimum(cost, 700.0))

    def while_linked(first: int, idle: Any) -> Any:
        """Return the damping of RZZ on every other link, and of the sites that wait meanwhile."""
        linked = np.zeros(n - 1)
        linked[first::2] = 1.0
        wait = (block + between) * idle
        passed = (1 if native else 2) * memory * idle
        cost = on_sites(wait * dephasing + passed, wait * decay + passed)
        cost += _on_links(strings, linked * gate * (1 if native else 2))
        if not native:
            middle = pulse + memory
            cost += _on_targets(strings, linked * middle[1:])
            rest = between * linked
            cost += _on_controls(
                strings,
                rest * dephasing[:-1] + linked * memory[:-1],
                rest * decay[:-1] + linked * memory[:-1],
            )
        return factors(cost)

    merged = zero if native else pulse * (odd & even)
    return Damping(
        factors(depolarized(pulse)),
        factors(depolarized(memory * even)),
        while_linked(0, ~even),
        factors(depolarized(pulse * ~odd)),
        factors(depolarized(merged + memory * odd)),
        while_linked(1, ~odd),
        factors(depolarized(pulse * odd)),
    )


def _sums(values: Any) -> Any:
    """Return the sums of the first 0, 1, 2, ... values."""
    import numpy as np

    return np.concatenate(([0.0], np.cumsum(values)))


def _on_sites(of: _Strings, xy: Any, z: Any) -> Any:
    """Return what sites cost: one price where the operator is X or Y, another where it is Z."""
    import numpy as np

    before = _sums(xy)
    inner = before[of.high] - before[np.minimum(of.low + 1, of.high)]
    low = np.where(of.low_y, xy[of.low], z[of.low])
    high = np.where(of.high_y, xy[of.high], z[of.high])
    return np.where(of.one, xy[of.low], inner + low + high)


def _on_links(of: _Strings, cost: Any) -> Any:
    """Return what links cost on either of whose sites the operator is."""
    import numpy as np

    before = _sums(cost)
    last = len(cost)
    return before[np.minimum(of.high + 1, last)] - before[np.maximum(of.low - 1, 0)]


def _at(values: Any, link: Any) -> Any:
    """Return the values of links by number; zero for one that the line does not have."""
    import numpy as np

    padded = np.concatenate(([0.0], values, [0.0]))
    return padded[link + 1]


def _on_targets(of: _Strings, cost: Any) -> Any:
    """Return what the second sites of links cost between the two CZ of a block.

    There an operator that had Z on the second site has it on both, and one that had X on the first
    has it on both: XX has become X alone.
    """
    import numpy as np

    into = _at(cost, of.low - 1)
    own = np.where(of.one | (of.high == of.low + 1) | ~of.low_y, _at(cost, of.low), 0.0)
    end = np.where(of.high > of.low + 1, _at(cost, of.high - 1), 0.0)
    beyond = np.where(~of.one & of.high_y, _at(cost, of.high), 0.0)
    return into + own + end + beyond


def _on_controls(of: _Strings, xy: Any, z: Any) -> Any:
    """Return what the first sites of links cost between the two CZ of a block."""
    import numpy as np

    before = _sums(xy)
    last = len(xy)
    first = np.minimum(of.low + 1, last)
    inner = before[np.maximum(np.minimum(of.high, last), first)] - before[first]
    into = np.where(of.one, 0.0, _at(z, of.low - 1))
    next_to = of.high == of.low + 1
    plain = np.where(next_to, 0.0, _at(z, of.low))
    own = np.where(of.one | of.low_y, _at(xy, of.low), plain)
    end = np.where(of.high_y, _at(xy, of.high), _at(z, of.high))
    return into + own + np.where(of.one, 0.0, inner + end)
