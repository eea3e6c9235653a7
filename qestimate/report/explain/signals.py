"""What noise leaves: of a whole circuit, and of single expectation values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.report.explain.explanation import Explanation, Input, origin

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.estimation.fidelity import Signal
    from qestimate.noise.attenuation import LocalSignal


def elements(device: Device) -> str:
    """Return where the calibration of the elements of a device comes from."""
    snapshot = device.snapshot
    return f"{snapshot.source}, {snapshot.locator}" if snapshot.source else "given"


def explain_fidelity(left: Signal, device: Device) -> Explanation:
    """Return the circuit fidelity as the product of its parts."""
    parts = (
        (
            "a",
            "two-qubit gates: sum of -ln(1 - process infidelity)",
            left.ln_two_qubit,
            "two_qubit_error",
        ),
        ("b", "one-qubit gates, the same", left.ln_one_qubit, "one_qubit_error"),
        ("r", "readout, the same", left.ln_readout, "readout_error"),
        (
            "w",
            "waiting, at 1/(4 T1) + 1/(2 T2), or by the memory error of a layer",
            left.ln_idle,
            "t1",
        ),
    )
    inputs = tuple(
        Input(symbol, meaning, -value, source=_source_of(device, name))
        for symbol, meaning, value, name in parts
        if value is not None
    )
    value = left.log10_fidelity.value
    summed = f"({' + '.join(one.symbol for one in inputs)})"
    if left.width.center != 1.0:
        grown = Input(
            "G", "growth with width, for bad elements that no table shows", left.width.center
        )
        summed, inputs = f"{grown.symbol}*{summed}", (*inputs, grown)
    formula = f"exp(-{summed})"
    if value is None:
        formula = f"unknown: not published: {', '.join(left.missing)}"
    return Explanation(
        "fidelity",
        "circuit fidelity",
        value,
        formula,
        inputs,
        "nielsen-2002",
        "formula" if value is not None else "taken",
        log10=True,
    )


def _source_of(device: Device, name: str) -> str:
    quantity = device.figure(name)
    return origin(quantity) if quantity is not None else elements(device)


def explain_attenuation(
    local: LocalSignal, title: str = "attenuation of <Z>", *, exact: str = ""
) -> Explanation:
    """Return the attenuation as the mean that it is.

    Args:
        local: What is left.
        title: Of what.
        exact: How the values were worked out, if they were not sampled.
    """
    value = local.log10_attenuation.value
    inputs: tuple[Input, ...] = (
        Input("m", "Pauli paths started", local.n_samples),
        Input("k", "of these, ended diagonal and kept", local.n_kept),
        Input("x", "exponent of the cheapest path there can be", local.bounds.cheapest),
    )
    if local.power > 1:
        worst = "log-infidelity of the worst of the patches side by side, over the best"
        inputs = (*inputs, Input("w", worst, local.power))
    if value is None:
        words = "unknown: bounded by exp(-x) of the cheapest path"
        return Explanation("attenuation", title, None, words, inputs, "docs/signal.md", "taken")
    if exact:
        words = f"values with noise over values without, both {exact}"
        return Explanation(
            "attenuation", title, value, words, inputs[2:], "docs/signal.md", "sum", log10=True
        )
    return Explanation(
        "attenuation",
        title,
        value,
        "mean of exp(-cost) over the kept paths, weighted by their chance to end diagonal; cost: "
        "sum of -ln(1 - error) of all noisy elements on which the path is not the identity"
        + ("; to the power of w, which is no more than the worst patch keeps" * (local.power > 1)),
        inputs,
        "docs/signal.md",
        "sampling",
        log10=True,
    )


def over_head(overhead: float) -> tuple[str, tuple[Input, ...]]:
    """Return the factor for shots that come on top, and its number; nothing if there are none."""
    if not overhead:
        return "", ()
    return "*g", (Input("g", "times as many, for error mitigation", overhead, log10=True),)


def explain_value_shots(
    value: float | None,
    attenuation: float | None,
    precision: float,
    confidence: float,
    n_observables: int,
    overhead: float = 0.0,
    what: str = "attenuation",
) -> Explanation:
    """Return the shots of a circuit that is read for its expectation values.

    Args:
        value: The shots. [log10]
        attenuation: What noise leaves of the values. [log10]
        precision: Asked for. [1]
        confidence: Asked for. [1]
        n_observables: Read together. [1]
        overhead: Times as many shots as that takes. [log10]
        what: The share that is left is called.
    """
    title = "shots of a circuit, for its values"
    if value is None:
        words = "unknown: what noise leaves is only bounded"
        return Explanation("shots", title, None, words, (), "", "taken")
    by, more = over_head(overhead)
    return Explanation(
        "shots",
        title,
        value,
        f"ceil(2/q**2*ln(2*K/(1 - c)))/a**2{by}",
        (
            Input("q", "precision", precision),
            Input("K", "observables read together", n_observables),
            Input("c", "confidence", confidence),
            Input("a", what, attenuation, log10=True),
            *more,
        ),
        "hoeffding-1963",
        log10=True,
    )
