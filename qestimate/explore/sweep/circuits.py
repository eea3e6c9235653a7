"""One circuit of a sweep on one device: what all scenarios that run it have in common.

Found by the stages of a single estimate. What is left to vary are numbers: errors, times, prices,
the size of the data, the goal. Each part of the noise is so many times the cost of one element
where its error is an axis, and a constant where it is not.
"""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.core.numeric import log10
from qestimate.core.quantity import Ends
from qestimate.core.records import NamedTuple
from qestimate.device.uncertainty import uncertainty_factors
from qestimate.estimation import constraints
from qestimate.estimation.constraints import qubits_constraint
from qestimate.estimation.estimate import estimate, longest_line
from qestimate.estimation.fidelity import signal
from qestimate.estimation.local_signal import prepared
from qestimate.estimation.placement import Unplaced, place
from qestimate.estimation.runtime import OVERHEADS, besides_of, circuits_by_kind, overhead_at
from qestimate.estimation.tariff import in_dollars
from qestimate.methods import method as find_method
from qestimate.workload.workload import Dataset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.device.device import Device
    from qestimate.device.elements import Elements
    from qestimate.estimation.estimate import Estimate
    from qestimate.estimation.local_signal import PathSetup
    from qestimate.estimation.placement import Placement
    from qestimate.methods.program import Method, Program
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

UNIT = Dataset(1, 1, 1, 1, 1)
"""Data of which every count is one."""

PRIMES = {"samples": 1009, "tokens": 1013, "epochs": 1019, "steps": 337}
"""Counts of the data below; a product of some of them tells which."""

PROBE = Dataset(PRIMES["samples"], PRIMES["tokens"], PRIMES["epochs"], batch_size=3, accumulation=1)

VERDICTS = (*constraints.VERDICTS, "none")
"""Verdicts by number; ``none`` where a method has no circuit for a workload."""

LIMITS = ("qubits", "gates", "signal", "time", "price", "")
"""Limits by number."""


class NotSeparableError(Exception):
    """A method whose counts are no products of samples, tokens, steps and epochs."""


class Counts(NamedTuple):
    """Circuits of the whole run as log10 of a factor, times some counts of the data."""

    log10_values: float
    """Of those read for their values; -inf if there are none."""
    log10_gradients: float
    """Of those that gradients add."""
    log10_run: float
    """Of both."""
    factors: tuple[str, ...]
    """Counts of the data that they are proportional to."""


class Structure(NamedTuple):
    """A circuit on a device, and what the numbers of a scenario are put into."""

    refused: str
    """Why there is no circuit; then nothing else holds."""
    numbers: dict[str, float]
    """Everything that arrays take from here; nan where unknown."""
    program: Program | None = None
    placement: Placement | None = None
    device: Device | None = None
    known: Elements | None = None

    @property
    def decays(self) -> tuple[float | None, ...]:
        """T1 and T2 of each qubit of the patch, or those that stand for all. [s]"""
        if self.placement is None or self.known is None:
            return ()
        wires = self.placement.qubits or (-1,)
        return tuple(table.of(q) for q in wires for table in (self.known.t1, self.known.t2))

    def prepared(self, figures: Mapping[str, float] = {}) -> PathSetup | None:
        """Return what its signal starts from; None if it has no place.

        Args:
            figures: Of the device, set in place of its own.
        """
        if self.program is None or self.placement is None or self.device is None:
            return None
        device = self.device.with_figures(figures)
        return prepared(self.program, self.placement, device, None if figures else self.known)


def refused(error: Exception) -> Structure:
    """Return what stands for a combination without a circuit."""
    fixed = {"fixed": float(VERDICTS.index("none")), "fixed_limit": float(len(LIMITS) - 1)}
    return Structure(str(error), fixed)


def counts_of(method: Method, workload: Workload, goal: Goal, line: int) -> Counts:
    """Return the circuits of a run as products of the counts of the data.

    Raises:
        NotSeparableError: They are no such products.
    """
    unit = method.program(workload._replace(data=UNIT), goal, line)
    probe = method.program(workload._replace(data=PROBE), goal, line)
    if unit.circuit != probe.circuit:
        raise NotSeparableError
    run = _factors(unit.circuits_run, probe.circuits_run)
    parts = zip(circuits_by_kind(unit, unit.circuits_run),
                circuits_by_kind(probe, probe.circuits_run), strict=True)  # fmt: skip
    if any(_factors(one, other) != run for one, other in parts if one or other):
        raise NotSeparableError
    return _split(unit)._replace(factors=run)


def _factors(unit: int, probe: int) -> tuple[str, ...]:
    found, rest = [], unit
    for name, prime in PRIMES.items():
        if unit and (probe // unit) % prime == 0:
            found.append(name)
            rest *= prime
    if rest != probe:
        raise NotSeparableError
    return tuple(found)


def exact_counts(method: Method, workload: Workload, goal: Goal, line: int) -> Counts:
    """Return the circuits of a run of just this workload."""
    return _split(method.program(workload, goal, line))


def _split(program: Program) -> Counts:
    """Split the circuits of a run by what they are for."""
    values, gradients = circuits_by_kind(program, program.circuits_run)
    return Counts(log10(values), log10(gradients), log10(program.circuits_run), ())


def structure(
    workload: Workload, name: str, device: Device, known: Elements, goal: Goal, *, separable: bool
) -> Structure:
    """Return what a method makes of a workload on a device.

    Args:
        workload: What is trained.
        name: Of the method.
        device: With a value for each figure that is an axis, whichever.
        known: The errors of its elements.
        goal: Gradient and layers count; the rest does not.
        separable: Whether counts are to be taken as products of those of the data.

    Raises:
        NotSeparableError: They are to be, and are not.
    """
    method, line = find_method(name), longest_line(device)
    try:
        program = method.program(workload, goal, line)
        placement = place(program, device, known)
    except DomainError as error:
        return refused(error)
    counts = (counts_of if separable else exact_counts)(method, workload, goal, line)
    numbers: dict[str, float] = {
        "qubits": program.n_qubits,
        "layers": program.n_layers,
        "observables": float(min(program.n_observables, 10**300)),
        "local": float(program.readout == "local"),
        "kept": float(program.kept_outcomes),
        "output_slope": program.output_slope,
        **_averaged(method, workload, goal, line),
        "log10_values": counts.log10_values,
        "log10_gradients": counts.log10_gradients,
        "log10_run": counts.log10_run,
        **{f"per_{name}": float(name in counts.factors) for name in PRIMES},
        **{f"choice_{field}": float(number) for field, number in goal.choices.items()},
        **_figures(device),
    }
    if isinstance(placement, Unplaced):
        numbers |= _fixed(estimate(workload, method, device, goal))
        return Structure("", numbers, program)
    limit = qubits_constraint(program, placement, device)
    numbers |= {
        "fixed": nan,
        "fixed_limit": nan,
        "qubits_known": float(limit.status == "met"),
        "qubits_margin": _or_nan(limit.margin_log10),
        "fixed_margin": nan,
        "two_qubit_gates": placement.counts.two_qubit_gates,
        "two_qubit_depth": placement.counts.two_qubit_depth,
        "one_qubit_gates": placement.counts.one_qubit_gates,
        "one_qubit_depth": placement.counts.depth - placement.counts.two_qubit_depth,
        **_noise(placement, device, known),
        **_times(device),
    }
    return Structure("", numbers, program, placement, device, known)


def _averaged(method: Method, workload: Workload, goal: Goal, line: int) -> dict[str, float]:
    """Return over which share of a step's samples, or of their tokens, a gradient averages."""

    def averaged(tokens: int) -> float:
        data = PROBE._replace(tokens_per_sample=tokens)
        return method.program(workload._replace(data=data), goal, line).averaged

    one, many = averaged(1), averaged(PROBE.tokens_per_sample)
    by_token = many > one
    samples = PROBE.batch_size * PROBE.accumulation
    return {
        "alike": many / (samples * (PROBE.tokens_per_sample if by_token else 1)),
        "averages": float(many > 1),
        "averages_tokens": float(by_token),
    }


def _fixed(found: Estimate) -> dict[str, float]:
    """Return the verdict on a program that has no place."""
    return {
        "fixed": float(VERDICTS.index(found.verdict)),
        "fixed_limit": float(LIMITS.index(found.binding.name)),
        "fixed_margin": _or_nan(found.binding.margin_log10),
        "qubits_known": nan,
        "qubits_margin": nan,
    }


def _or_nan(value: float | None) -> float:
    return nan if value is None else value


FIGURES = {
    "two_qubit_error": "two_error",
    "one_qubit_error": "one_error",
    "readout_error": "read_error",
    "t1": "t1",
    "t2": "t2",
    "one_qubit_duration": "one_time",
    "two_qubit_duration": "two_time",
    "readout_duration": "read_time",
    "repetition_delay": "delay",
    "job_startup": "startup",
    "circuit_overhead": "overhead",
    "max_shots": "max_shots",
    "max_circuits": "max_circuits",
    "max_job_shots": "max_job_shots",
    "price_per_hour": "per_hour",
    "price_minimum_per_job": "least_per_job",
}
"""Figures of a device that scenarios take, and what they are called among the numbers."""

TARIFF = ("per_job", "per_shot", "per_one_gate", "per_two_gate", "per_spam")
"""What the parts of a tariff in dollars are called, in its order."""


ENDS = ("", "_low", "_high")
"""What is added to the names of numbers that have an interval: value, low and high end."""


def has(device: Device, short: str) -> bool:
    """Whether a device has a figure, or a price, by what it is called among the numbers."""
    if short in TARIFF:
        return in_dollars(device)[TARIFF.index(short)] > 0
    return any(_most(device, figure) > 0 for figure, name in FIGURES.items() if name == short)


def _most(device: Device, name: str) -> float:
    """Return the most that a figure may be; 0 where it is not published."""
    figure = device.figure(name)
    return 0.0 if figure is None else max(figure.value or 0.0, figure.high or 0.0)


def _figures(device: Device) -> dict[str, float]:
    found = {short: _or_nan(device.value(name)) for name, short in FIGURES.items()}
    found |= {short: price or nan for short, price in zip(TARIFF, in_dollars(device), strict=True)}
    for name in OVERHEADS:
        for end, of_end in enumerate(ENDS):
            found[f"{FIGURES[name]}{of_end}"] = overhead_at(device, name, end)
    return found


def _noise(placement: Placement, device: Device, known: Elements) -> dict[str, float]:
    """Return what the noise of a circuit takes from here."""
    left = signal(placement, device, known)
    width = uncertainty_factors(device, left.ln_idle is None, width=placement.width, whole=False)
    return {
        "exponent_read": -_or_nan(left.ln_readout),
        "width": float(placement.width),
        "idle_uniform": float(_uniform(placement, known)),
        "duration": _or_nan(placement.duration),
        "duration_least": placement.duration_least,
        "pulses": float(device.pulses),
        "spread_lower": width.lower,
        "spread_upper": width.upper,
        "spread_excess": width.excess,
    }


def _uniform(placement: Placement, known: Elements) -> bool:
    """Whether all qubits of a patch have one T1 and one T2, the device's."""
    known_at_all = known.t1.other is not None and known.t2.other is not None
    return known_at_all and not any(
        q in known.t1.own or q in known.t2.own for q in placement.qubits
    )


def _times(device: Device) -> dict[str, float]:
    """Return what a shot takes besides its gates, where that is no axis. [s]"""
    period = device.snapshot.figures.get("shot_period")
    if period is None:
        return {"period": nan, "period_low": nan, "period_high": nan, "periodic": 0.0}
    ends = Ends.of(besides_of(period))
    return {
        "period": ends.value,
        "period_low": 0.0 if isnan(ends.low) else ends.low,
        "period_high": ends.high,
        "periodic": 1.0,
    }
