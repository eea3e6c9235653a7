"""Products of Pauli operators as they are typed, and the settings that measure them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.noise.paths import Observable


def parse_observable(text: str, n_qubits: int, numbers: Sequence[int] = ()) -> Observable:
    """Read a product of Pauli operators such as Z0, Z0Z3 or X1Y2.

    Args:
        text: With the numbers that qubits have in the file.
        n_qubits: Of the circuit.
        numbers: Number that each qubit has in the file; its own if empty.

    Raises:
        DomainError: Something else, or a qubit that is not there or named twice.

    >>> parse_observable("Z0X2", 3), parse_observable("Z60Z61", 2, (60, 61))
    (((0, 'Z'), (2, 'X')), ((0, 'Z'), (1, 'Z')))
    """
    hint = "for example Z0, Z0Z1 or X0Y3"
    body = text.strip().upper().replace(" ", "").replace("*", "")
    if not re.fullmatch(r"([XYZ]\d{1,6})+", body):
        raise DomainError(f"observable {text!r} is no product of Pauli operators", hint=hint)
    factors = tuple((int(q), pauli) for pauli, q in re.findall(r"([XYZ])(\d+)", body))
    qubits = [q for q, _ in factors]
    at = {number: qubit for qubit, number in enumerate(numbers or range(n_qubits))}
    if len(at) == max(at) + 1 and max(qubits) >= n_qubits:
        raise DomainError(
            f"observable {text!r} names qubit {max(qubits)}; the circuit has {n_qubits}",
            hint="qubits are counted from 0",
        )
    for q in qubits:
        if q not in at:
            raise DomainError(
                f"observable {text!r} names qubit {q}, on which nothing happens",
                hint="leave it out: where nothing happens Z is 1, X and Y are 0",
            )
    if len(set(qubits)) != len(qubits):
        raise DomainError(f"observable {text!r} names a qubit twice", hint=hint)
    return tuple((at[q], pauli) for q, pauli in factors)


def measurement_settings(observables: Sequence[Observable]) -> int:
    """Return how many settings measure all observables: those that share bases go together.

    Each observable joins the first setting in which no qubit is read in another basis.

    >>> measurement_settings([((0, "Z"),), ((1, "Z"),), ((0, "X"),), ((0, "X"), (1, "Z"))])
    2
    """
    settings: list[dict[int, str]] = []
    for observable in observables:
        for bases in settings:
            if all(bases.get(qubit, pauli) == pauli for qubit, pauli in observable):
                bases.update(observable)
                break
        else:
            settings.append(dict(observable))
    return len(settings)
