"""Figures of predictions: against simulations, and against published runs."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate.report.explain.explanation import Explanation, Input
from qestimate.report.explain.signals import elements, explain_attenuation, explain_value_shots

if TYPE_CHECKING:
    from qestimate.catalog.experiment_records import Experiment
    from qestimate.evidence.prediction import Prediction
    from qestimate.evidence.verification import Verified


def explain_verified(found: Verified) -> tuple[Explanation, ...]:
    """Return how the figures of a simulated case come about."""
    counts = found.placement.counts
    closed = f"closed form of {found.case.ansatz} on a {found.placement.shape}"
    result = [
        Explanation(name, title, int(value), closed, (), "docs/evidence.md", "sum")
        for name, title, value in (
            ("one_qubit_gates", "one-qubit pulses", counts.one_qubit_gates),
            ("two_qubit_gates", "native two-qubit gates", counts.two_qubit_gates),
            ("depth", "depth", counts.depth),
        )
    ]
    result.append(explain_attenuation(found.predicted, "attenuation, predicted"))
    simulated = (
        "mean over observables of the simulated values that do not vanish without noise"
        if found.surrogates
        else "slope of noisy against noiseless values of all circuits, by least squares"
    )
    result.append(
        Explanation(
            "attenuation_simulated",
            "attenuation, simulated",
            found.attenuation,
            simulated,
            (
                Input("m", "circuits", found.case.n_circuits),
                Input("s", "standard error", found.attenuation_error),
            ),
            "qiskit-aer" if not found.surrogates else "stim",
            "sampling",
        )
    )
    variance = found.predicted.noisy_variance.value
    if variance is not None:
        result.append(
            Explanation(
                "signal_std",
                "standard deviation of the signal, predicted",
                variance**0.5,
                "v**(1/2)",
                (Input("v", "variance of the noisy values over random angles", variance),),
                "docs/signal.md",
            )
        )
    if found.shots is not None:
        result.append(_shots(found, found.shots))
    return tuple(result)


def _shots(found: Verified, shots: int) -> Explanation:
    case = found.case
    one = explain_value_shots(
        log10(shots),
        found.predicted.log10_attenuation.value,
        case.precision,
        case.confidence,
        case.n_qubits,
    )
    whole = one.formula.replace("ceil(2/q**2*ln(2*K/(1 - c)))/a**2", "2/q**2*ln(2*K/(1 - c))/a**2")
    return one._replace(value=shots, log10=False, formula=f"ceil({whole})")


def explain_prediction(experiment: Experiment, found: Prediction) -> Explanation:
    """Return how the prediction of a published run comes about."""
    run = found.run
    title = f"{experiment.quantity} of {run.qubits} qubits"
    if experiment.kind == "job-time":
        title = f"time of {run.circuits} circuits of {run.shots} shots"
    elif run.two_qubit_gates:
        title += f", {run.two_qubit_gates:g} two-qubit gates"
    if found.value is None:
        return Explanation("predicted", title, None, f"unknown: {found.reason}", (), "", "taken")
    return Explanation(
        "predicted",
        title,
        found.value,
        found.formula,
        tuple(Input(symbol, meaning, value) for symbol, meaning, value in found.numbers),
        elements(run.device) if run.device.snapshot.source else experiment.source,
        unit="s" if experiment.kind == "job-time" else "",
    )
