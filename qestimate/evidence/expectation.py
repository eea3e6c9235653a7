"""Expectation values: what noise leaves of them on the qubits on which they were measured."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, Any

from qestimate.catalog.experiment_records import LinearRamp
from qestimate.device.uncertainty import uncertainty_factors
from qestimate.evidence.circuit_files import file_slope
from qestimate.evidence.intervals import interval
from qestimate.evidence.left_out import constants_for
from qestimate.evidence.predicted_run import Prediction
from qestimate.evidence.ramp_circuits import ramp_slope
from qestimate.noise.paths.steps import LARGEST_COST

if TYPE_CHECKING:
    from qestimate.catalog.experiment_records import Experiment, Run
    from qestimate.evidence.slopes import Slope


def expectations(experiment: Experiment) -> list[Prediction]:
    """Predict the runs of an experiment in which expectation values were measured.

    >>> from qestimate.catalog.experiments import experiment
    >>> found = expectations(experiment("lr-qaoa-1d"))
    >>> all(p.low < p.value < p.high for p in found)
    True
    """
    shared: dict[Any, Any] = {}
    return [_expectation(experiment, run, shared) for run in experiment.runs]


def _expectation(experiment: Experiment, run: Run, shared: dict[Any, Any]) -> Prediction:
    """Predict one run; work that other runs can use again is put into ``shared``."""
    of_ramp = isinstance(run.circuit, LinearRamp)
    found = ramp_slope(run, shared) if of_ramp else file_slope(run, shared)
    if isinstance(found, str):
        return Prediction(run, None, -1.0, 1.0, found)
    signed = experiment.quantity == "expectation"
    noiseless = (run.noiseless if run.noiseless is not None else found.noiseless) if signed else 1.0
    if noiseless is None:
        reason = "noiseless value neither given nor within reach"
        return Prediction(run, None, -1.0, 1.0, reason, basis=found.basis)
    return _with_interval(run, found, noiseless, signed=signed)


def _with_interval(run: Run, found: Slope, noiseless: float, *, signed: bool) -> Prediction:
    """Return a prediction; the interval holds the error of sampling as well."""
    exponent = _exponent(found.left)
    width = uncertainty_factors(
        run.device,
        found.idle_missing,
        width=run.qubits,
        whole=False,
        constants=constants_for(run.device.id),
    )

    def measured(exponent: float, _scale: float) -> float:
        return noiseless * exp(-exponent)

    medians = None if found.medians is None else measured(_exponent(found.medians), 1.0)
    value, low, high = interval(exponent, width, measured)
    sampling = exp(found.error)
    near, far = sorted((low, high), key=abs)
    low, high = sorted((near / sampling, far * sampling))
    gates = ("s", f"slope that gates and waiting leave, by {found.route}", found.gates)
    read = ("r", "share of it that readout leaves", found.readout)
    ideal = ("v", "expectation value without noise", noiseless)
    return Prediction(
        run,
        value,
        max(low, -1.0),
        min(high, 1.0),
        medians=medians,
        formula="v*s*r" if signed else "s*r",
        numbers=(ideal, gates, read) if signed else (gates, read),
        basis=found.basis,
        factors=width,
        exponent=exponent,
        outcome=measured,
    )


def _exponent(left: float) -> float:
    """Return what noise takes as an exponent, where so much is left."""
    return min(LARGEST_COST, max(0.0, -log(left))) if left > 0 else LARGEST_COST
