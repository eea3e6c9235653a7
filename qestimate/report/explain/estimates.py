"""Figures of an estimate, from the program to the margin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qestimate.circuits import ansatz as find_ansatz
from qestimate.circuits.counted import Counted
from qestimate.estimation.placement import Unplaced
from qestimate.report.explain.costs import explain_costs
from qestimate.report.explain.explanation import Explanation, Input, origin
from qestimate.report.explain.signals import elements, explain_attenuation, explain_fidelity

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.core.numeric import Number
    from qestimate.estimation.estimate import Estimate
    from qestimate.estimation.placement import Placement

TITLES = {
    "n_qubits": ("width", "width"),
    "quantum_parameters": ("quantum_parameters", "trainable angles"),
    "classical_parameters": ("classical_parameters", "classical parameters"),
    "circuits_forward": ("circuits_forward", "circuits of a forward pass"),
    "circuits_epoch": ("circuits_epoch", "circuits of an epoch"),
    "circuits_run": ("circuits_run", "circuits of the training"),
}
"""Fields of a program: the name of the figure, and what it is."""


def explain_estimate(estimate: Estimate) -> tuple[Explanation, ...]:
    """Return how the figures of an estimate come about, in the order of the stages."""
    found = _program(estimate)
    placed, left = estimate.placement, estimate.signal
    if not isinstance(placed, Unplaced) and left is not None:
        found += _placement(estimate, placed)
        found.append(explain_fidelity(left, estimate.device))
        if estimate.local is not None:
            local = estimate.program.readout == "local"
            title = "attenuation of <Z>" if local else "slope of noisy on noiseless probabilities"
            found.append(explain_attenuation(estimate.local, title))
        found += explain_costs(estimate, placed)
    found.append(_margin(estimate))
    return tuple(found)


def _program(estimate: Estimate) -> list[Explanation]:
    """Return the method's own formulas, written by SymPy from the functions that compute."""
    program, method = estimate.program, estimate.method
    values = dict(program.symbols)
    formulas = {formula.field: formula for formula in method.formulas if formula.field}
    found = []
    for field, (name, title) in TITLES.items():
        formula = formulas.get(field)
        value = getattr(program, field)
        if formula is None or not set(formula.symbols) <= values.keys():
            words = "computed by the method; it states no formula"
            found.append(Explanation(name, title, value, words, (), method.source, "sum"))
            continue
        inputs = tuple(
            Input(symbol, method.symbols.get(symbol, symbol), values[symbol])
            for symbol in formula.symbols
        )
        text = _text(formula.function, formula.symbols)
        found.append(Explanation(name, title, value, text, inputs, formula.source))
    return found


def _text(function: Callable[..., Number], symbols: tuple[str, ...]) -> str:
    import sympy

    given = [sympy.Symbol(symbol, integer=True, positive=True) for symbol in symbols]
    return str(function(*given)).replace("ceiling", "ceil")


def _placement(estimate: Estimate, placed: Placement) -> list[Explanation]:
    program, device = estimate.program, estimate.device
    counts = placed.counts
    how = {
        "chosen": "the patch with the least infidelity in the gates and readout it would take",
        "declared": "any patch of the lattice as declared",
        "assumed": "live couplers not published; assumed to exist",
        "as coupled": "counted as if every pair were coupled; with routing there are more gates",
    }[placed.basis]
    patch = f"{how}: qubits {', '.join(map(str, placed.qubits))}" if placed.qubits else how
    found = [
        Explanation("patch", "patch", placed.width, patch, (), elements(estimate.device), "search")
    ]
    named = (
        ("two_qubit_gates", "native two-qubit gates", counts.two_qubit_gates),
        ("one_qubit_gates", "one-qubit pulses", counts.one_qubit_gates),
        ("two_qubit_depth", "layers of two-qubit gates", counts.two_qubit_depth),
        ("depth", "depth", counts.depth),
    )
    if placed.shape == "piece" or isinstance(find_ansatz(program.ansatz), Counted):
        words = f"counted on the circuit as written on the {placed.shape}"
        if placed.shape == "all":
            words = "counted on the circuit as written, every pair coupled"
        found += [Explanation(n, t, v, words, (), program.ansatz, "sum") for n, t, v in named]
    else:
        formulas = _native(program.ansatz, program.n_qubits, placed)
        inputs = (
            Input("n", "qubits", program.n_qubits),
            Input("L", "layers", program.n_layers),
            Input("p", "pulses of a one-qubit operation", device.pulses),
        )
        source = f"closed form of {program.ansatz} on a {placed.shape}"
        found += [
            Explanation(n, t, v, formulas[n], _used(formulas[n], inputs), source)
            for n, t, v in named
        ]
    if placed.duration is not None:
        found.append(
            Explanation(
                "duration",
                "duration of the circuit",
                placed.duration,
                "D*t2 + (d - D)*t1",
                (
                    Input("D", "layers of two-qubit gates", counts.two_qubit_depth),
                    Input("d", "depth", counts.depth),
                    _figure(estimate, "t2", "two_qubit_duration"),
                    _figure(estimate, "t1", "one_qubit_duration"),
                ),
                "definition",
                unit="s",
            )
        )
    return found


def _used(formula: str, inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    """Return the inputs that a formula has."""
    return tuple(one for one in inputs if re.search(rf"\b{one.symbol}\b", formula))


def _native(ansatz: str, n: int, placed: Placement) -> dict[str, str]:
    """Return the formulas of native counts, in the case that this width falls into."""
    import sympy

    found = find_ansatz(ansatz)
    size, layers = sympy.symbols("n L", integer=True, positive=True)
    pulses = sympy.Symbol("p", integer=True, positive=True)
    counts = found.native(size, layers, placed.shape, placed.entangler, "commuted")
    if counts is None or found.native(n, 1, placed.shape, placed.entangler, "commuted") is None:
        counts = found.native(size, layers, placed.shape, placed.entangler, "written")
    if counts is None:
        raise AssertionError("a placement has counts")

    def case(expression: Number) -> Number:
        expression = sympy.piecewise_fold(sympy.sympify(expression))
        if isinstance(expression, sympy.Piecewise):
            for value, condition in expression.args:
                if condition == sympy.true or condition.subs(size, n) == sympy.true:
                    return value
        return expression

    one, two, depth, two_depth = (case(count) for count in counts)
    written = {
        "two_qubit_gates": two,
        "one_qubit_gates": one * pulses,
        "two_qubit_depth": two_depth,
        "depth": two_depth + (depth - two_depth) * pulses,
    }
    return {name: str(sympy.expand(expression)) for name, expression in written.items()}


def _figure(estimate: Estimate, symbol: str, name: str) -> Input:
    quantity = estimate.device.figure(name)
    return Input(
        symbol,
        name.replace("_", " "),
        None if quantity is None else quantity.value,
        "" if quantity is None or quantity.unit == "1" else quantity.unit,
        origin(quantity),
    )


def _margin(estimate: Estimate) -> Explanation:
    """Return the margin of the limit that decides."""
    limit = estimate.binding
    value = limit.margin_log10
    inputs = (
        Input("A", "available", limit.log10_available, limit.unit, log10=True),
        Input("N", "needed", limit.log10_needed, limit.unit, log10=True),
    )
    title = f"margin of the limit that binds: {limit.name}"
    if value is None:
        return Explanation("margin", title, None, f"unknown: {limit.reason}", (), "", "taken")
    return Explanation("margin", title, value, "log10(A/N)", inputs, "definition", unit="decades")
