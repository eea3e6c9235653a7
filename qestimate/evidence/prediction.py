"""Predict published runs from component errors, with nothing fitted to the device that ran."""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.evidence.expectation import expectations
from qestimate.evidence.job_time import job_time
from qestimate.evidence.predicted_run import SIGMAS, Prediction
from qestimate.evidence.scores import Score, counting, score
from qestimate.evidence.whole_circuits import fidelity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.catalog.experiment_records import Experiment, Run

__all__ = [
    "SIGMAS",
    "Growth",
    "Prediction",
    "Score",
    "counting",
    "growths",
    "predict",
    "score",
]


def predict(experiment: Experiment) -> list[Prediction]:
    """Predict every run of an experiment.

    >>> from qestimate.catalog.experiments import experiment
    >>> found = predict(experiment("quantinuum-h2-mirror"))
    >>> all(p.low < p.value < p.high for p in found)
    True
    """
    if experiment.kind == "job-time":
        return [_time(experiment, run) for run in experiment.runs]
    if experiment.kind == "expectation":
        return expectations(experiment)
    return [fidelity(experiment, run) for run in experiment.runs]


class Growth(NamedTuple):
    """What more two-qubit gates on the same qubits cost: measured and predicted.

    Readout is the same with few gates and with many, and cancels: what it may hide in single
    runs shows here.
    """

    device: str
    qubits: tuple[int, ...]
    few: float
    many: float
    """Two-qubit gates."""
    measured: float
    """ln of the signal with few gates over that with many."""
    uncertainty: float
    """One standard deviation."""
    predicted: float

    @property
    def missed(self) -> bool:
        """Whether more is lost than predicted, beyond SIGMAS of the measurement."""
        return self.measured - self.predicted > SIGMAS * self.uncertainty


def growths(experiment: Experiment, found: Sequence[Prediction]) -> list[Growth]:
    """Return what more gates on the same qubits cost, where runs differ in little else.

    The signal of a population P(00) + P(11) of two qubits is twice that less one; of others it is
    what was measured. Expectation values are left out: of a deeper circuit each has another light
    cone.

    >>> from qestimate.catalog.experiments import experiment
    >>> bell = experiment("origin-wukong-72-bell")
    >>> (one,) = growths(bell, predict(bell))
    >>> one.qubits, f"{one.measured:.2f} ± {one.uncertainty:.2f}", f"{one.predicted:.2f}"
    ((56, 62), '0.59 ± 0.08', '0.13')
    """
    groups: dict[tuple[str, tuple[int, ...]], list[Prediction]] = {}
    for one in found:
        if one.run.physical and one.value is not None and one.run.uncertainty > 0:
            groups.setdefault((one.run.device.id, one.run.physical), []).append(one)
    if experiment.kind == "expectation":
        return []
    pair = experiment.kind == "bell" and experiment.quantity == "population"
    grown = []
    for (device, qubits), runs in groups.items():
        gates = sorted({one.run.two_qubit_gates for one in runs})
        if len(gates) < 2:
            continue
        ends = [_mean_signal(runs, n, pair=pair) for n in (gates[0], gates[-1])]
        if any(signal_ <= 0 for signal_, _, _ in ends):
            continue
        (few, few_error, few_said), (many, many_error, many_said) = ends
        grown.append(
            Growth(
                device,
                qubits,
                gates[0],
                gates[-1],
                log(few / many),
                sqrt((few_error / few) ** 2 + (many_error / many) ** 2),
                log(few_said / many_said),
            )
        )
    return grown


def _mean_signal(
    runs: Sequence[Prediction], gates: float, *, pair: bool
) -> tuple[float, float, float]:
    """Return the mean signal of runs with so many gates, its error, and the predicted one."""
    those = [one for one in runs if one.run.two_qubit_gates == gates]

    def of(values: Iterable[float]) -> float:
        mean = sum(values) / len(those)
        return 2 * mean - 1 if pair else mean

    scatter = sqrt(sum(one.run.uncertainty**2 for one in those)) / len(those)
    return (
        of([one.run.measured for one in those]),
        2 * scatter if pair else scatter,
        of([one.value or 0.0 for one in those]),
    )


def _time(experiment: Experiment, run: Run) -> Prediction:
    """Predict the time of jobs."""
    time = job_time(experiment, run)
    return Prediction(
        run,
        time.value,
        time.low,
        time.high,
        time.reason,
        formula=time.formula,
        numbers=time.numbers,
    )
