"""What a method makes of a workload: circuits, how many, how read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload


class Program(NamedTuple):
    """The quantum part of a workload, before any device."""

    method: str
    ansatz: str
    n_qubits: int
    n_layers: int
    quantum_parameters: int
    """Trainable angles in all circuits of the adapter."""
    classical_parameters: int
    """Trainable parameters that stay outside the quantum circuits."""
    circuits_forward: int
    """Circuits for one forward pass over the data set."""
    circuits_epoch: int
    """Circuits for one epoch of training: forward passes and gradients."""
    circuits_run: int
    """Circuits for all epochs."""
    readout: Literal["local", "distribution"]
    """Expectation values of single qubits, or all 2^n probabilities."""
    n_observables: int
    """Expectation values taken from one circuit in one measurement setting."""
    notes: tuple[str, ...] = ()
    evaluations: int | None = None
    """Of the circuits of all epochs, those that are read for their values; gradients add the
    others. None if the method does not say."""
    symbols: tuple[tuple[str, float], ...] = ()
    """Numbers that the method's formulas take here, by symbol."""
    averaged: float = 1.0
    """Circuits of a training step that share their angles: a gradient averages over them."""
    kept_outcomes: int = 1
    """Of circuits that are read by all probabilities: outcomes that something is made of."""
    output_slope: float = 1.0
    """Of the same: error of what is made of a probability of 2^-n, over its relative error."""
    independent: int | None = None
    """More trained angles than this are not independent of each other; None where not known."""
    first_read: int = 0
    """First of the qubits whose expectation values are taken; the others follow it."""
    spam: int | None = None
    """Preparations, measurements and resets of single qubits in a circuit; None for one
    preparation and one measurement of every qubit."""

    @property
    def spam_operations(self) -> int:
        """Preparations, measurements and resets of single qubits in a circuit."""
        return 2 * self.n_qubits if self.spam is None else self.spam

    @property
    def independent_angles(self) -> int:
        """Trained angles, those left out that are known not to be independent of the others."""
        trained = self.quantum_parameters
        return trained if self.independent is None else min(trained, self.independent)

    @property
    def circuit(self) -> tuple[str, int, int, str, int, int]:
        """What its circuit and its readout depend on, whatever their number."""
        return (
            *(self.ansatz, self.n_qubits, self.n_layers),
            *(self.readout, self.n_observables, self.first_read),
        )


class Formula(NamedTuple):
    """A formula of a method, evaluated on numbers by the estimate and on symbols for display."""

    name: str
    symbols: tuple[str, ...]
    function: Callable[..., Number]
    source: str
    field: str = ""
    """Field of the program that it gives; empty for a step on the way."""


Group = Literal["token", "step", "sample", "features", "sequence", "run", "none", "baseline"]
"""What a way asks of a chip; see ``GROUPS``."""

GROUPS: dict[Group, str] = {
    "token": "inside the model: circuits for every token",
    "step": "makes the weights: circuits for every training step",
    "sample": "a head behind the frozen model: circuits for every sample",
    "features": "features for a classical learner: nothing is trained on the chip",
    "sequence": "a sequence model of its own: a circuit for every window of tokens",
    "run": "run on the chip, trained without it",
    "none": "needs no chip",
    "baseline": "baselines: nobody proposes them",
}
"""Groups of ways, those that are proposed first."""


class Setting(NamedTuple):
    """A number that a method may be set to."""

    name: str
    default: int
    meaning: str
    least: int = 1
    most: int | None = None
    """None where qubits or days are what limits it."""
    grows: bool = True
    """Whether more of it is a larger mapping: what is looked for in what fits."""


class Method(NamedTuple):
    """One way of mapping a workload onto quantum circuits."""

    id: str
    title: str
    summary: str
    source: str
    ansatz: str
    """Id of the circuit it runs, in ``qestimate.circuits``."""
    program: Callable[[Workload, Goal, int], Program]
    """From the workload, the goal and the longest line of qubits the device offers."""
    formulas: tuple[Formula, ...]
    symbols: dict[str, str]
    """Meaning of each symbol in the formulas."""
    group: Group = "token"
    settings: tuple[Setting, ...] = ()
    """What ``--set`` changes; the number of layers also has an option of its own."""


def checked_setting(method: str, one: Setting, goal: Goal) -> int:
    """Return a setting: the one asked for, or the method's own.

    Raises:
        DomainError: Out of its range.

    >>> from qestimate.workload.goal import Goal
    >>> checked_setting("x", Setting("qubits", 4, "qubits", 2), Goal.of(settings={"qubits": 6}))
    6
    """
    value = goal.setting(one.name, one.default)
    if value < one.least or (one.most is not None and value > one.most):
        upper = "" if one.most is None else f" and at most {one.most:,}"
        raise DomainError(
            f"{method}: {one.name} must be at least {one.least:,}{upper}, not {value:,}",
            hint=f"{one.meaning}; {one.default:,} unless set",
        )
    return value


def needs_rank(name: str, workload: Workload) -> None:
    """Refuse a workload without an adapter, for a method that is built on one.

    Raises:
        DomainError: All parameters are trained, or an adapter that has no rank.
    """
    if workload.adapter.kind == "full":
        raise DomainError(
            f"{name} adapts layers with a rank, and all parameters have none",
            hint="leave --train all out, or take --method qpa",
        )
    if not workload.adapter.modules:
        raise DomainError(
            f"{name} adapts layers with a rank, and {workload.adapter.label} has none",
            hint="an adapter of LoRA, or --method qpa",
        )
