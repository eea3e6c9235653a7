"""IQM: chips whose qubits meet in a resonator, and what a gate between two of them costs.

One qubit's state moves into the resonator, the other does a CZ with it, and the state moves back.

Source: [renger-2025], section II.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.formats.devices.profile import is_off, pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    At = tuple[int, str | int]
    """A qubit and the resonator it has a gate with."""

MOVES = 2
"""Of a gate between two qubits: one into the resonator, one back."""


def between(
    gates: Mapping[At, float | None], moves: Mapping[At, float | None]
) -> dict[tuple[int, int], float | None]:
    """Return the error of a gate between each two qubits that meet in a resonator.

    1 - (1 - e_cz) (1 - e_moves), of the two qubits the one moves that makes it less. This is how
    IQM's own client fills a target of Qiskit (iqm-client 36.0, fictional CZ).

    Args:
        gates: Errors of a CZ of a qubit with a resonator. [1]; None where not known
        moves: Errors of a move in and one out together, likewise.

    >>> gates, moves = {(1, "R"): 0.02, (2, "R"): 0.01}, {(1, "R"): 0.03, (2, "R"): 0.03}
    >>> {at: round(error, 4) for at, error in between(gates, moves).items()}
    {(1, 2): 0.0397}
    """
    found: dict[tuple[int, int], float | None] = {}
    for (stays, resonator), gate in gates.items():
        for (goes, other), both_moves in moves.items():
            if resonator != other or stays == goes or is_off(gate) or is_off(both_moves):
                continue
            at = pair(stays, goes)
            if gate is None or both_moves is None:
                found.setdefault(at, None)
                continue
            error, before = 1 - (1 - gate) * (1 - both_moves), found.get(at)
            found[at] = error if before is None else min(before, error)
    return dict(sorted(found.items()))


def caveat(resonators: Iterable[str]) -> str:
    """Return what is to be said of every figure of such a chip.

    >>> caveat(["COMPR1"])[:41]
    'Its qubits meet in a resonator (COMPR1): '
    """
    named = ", ".join(sorted(resonators)[:4])
    where = f"a resonator ({named})" if named else "a resonator"
    return (
        f"Its qubits meet in {where}: a gate between two counts as a CZ, a move in and a move back "
        "(renger-2025). A resonator serves one pair at a time, which waiting times leave out: wide "
        "circuits lose more than is said here. Gates in a row on one qubit can share its moves and "
        "lose less."
    )
