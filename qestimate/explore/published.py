"""Published counts of a configuration, held against ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.methods.program import Program
    from qestimate.workload.workload import Workload


def _symbol(name: str) -> Callable[[Program, Workload], int]:
    return lambda program, _: int(dict(program.symbols)[name])


COUNTS: dict[str, Callable[[Program, Workload], int]] = {
    "qubits": lambda program, _: program.n_qubits,
    "trained_angles": lambda program, _: program.quantum_parameters,
    "classical_parameters": lambda program, _: program.classical_parameters,
    "trained_parameters": lambda program, _: (
        program.quantum_parameters + program.classical_parameters
    ),
    "circuits_forward": lambda program, _: program.circuits_forward,
    "circuits_run": lambda program, _: program.circuits_run,
    "circuits_of_64_copies": lambda program, _: -(-program.circuits_run // 64),
    "edges": lambda program, _: program.n_qubits - 1,
    "angles_of_token": lambda program, _: 4 * _symbol("q")(program, _) * _symbol("L")(program, _),
    "index_qubits": _symbol("c"),
    "steps": lambda _, workload: workload.data.steps,
}
"""What is published of configurations, and how it follows from ours."""


def ours(quantity: str, program: Program, workload: Workload) -> int:
    """Return a count of ours that a publication has too.

    Args:
        quantity: One of COUNTS.
        program: Of the configuration.
        workload: The same.

    Raises:
        UnknownNameError: No such quantity.

    >>> from qestimate import Workload, catalog
    >>> from qestimate.methods import method
    >>> from qestimate.workload.goal import Goal
    >>> work = Workload.of(catalog.model("gpt2"), rank=4, targets="lm_head")
    >>> ours("trained_parameters", method("qpa").program(work, Goal(), 27), work)
    106264
    """
    if quantity not in COUNTS:
        raise UnknownNameError("quantity", quantity, COUNTS)
    return COUNTS[quantity](program, workload)
