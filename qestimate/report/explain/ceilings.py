"""Figures of the ceiling: what no method can exceed."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from qestimate.device.patches import pieces_in_words
from qestimate.estimation.ceiling import ANGLES_PER_GATE, gates_on_a_path
from qestimate.report.explain.explanation import Explanation, Input, origin
from qestimate.report.explain.signals import elements

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.estimation.ceiling import Ceiling
    from qestimate.workload.goal import Goal


QUBITS = ("qubits_advertised", "qubits_calibrated", "qubits_connected")


def explain_ceiling(
    device: Device, bounds: Ceiling, goal: Goal, parameters: int
) -> tuple[Explanation, ...]:
    """Return how the figures of a ceiling come about."""
    found = _counts(device)
    infidelity = device.best_two_qubit_infidelity()
    if bounds.trainable_angles is not None and infidelity is not None:
        found += _bounds(device, bounds, goal, infidelity)
    if bounds.readout_bits_per_s is not None:
        found += _readout(device, bounds, goal, parameters)
    return tuple(found)


def _counts(device: Device) -> list[Explanation]:
    if device.snapshot.kind == "assumed":
        words = "as many as were asked for; none is taken to be dead"
        rows = [(name, words, "given") for name in QUBITS]
    elif not device.snapshot.qubits:
        words = "the vendor's number; that all work is by declaration"
        rows = [(name, words, elements(device)) for name in QUBITS]
    else:
        rows = [
            ("qubits_advertised", "the vendor's number", "catalogue"),
            ("qubits_calibrated", "qubits with calibration data", elements(device)),
            (
                "qubits_connected",
                "qubits of the largest piece that live couplers hold together",
                elements(device),
            ),
        ]
    return [
        Explanation(name, name.replace("_", " "), value, words, (), source, "taken")
        for name, words, source in rows
        if (value := getattr(device, name)) is not None
    ]


def _bounds(device: Device, bounds: Ceiling, goal: Goal, infidelity: float) -> list[Explanation]:
    best = Input(
        "e",
        "process infidelity of the best coupler",
        infidelity,
        source=elements(device),
    )
    least = Input("f", "signal floor", goal.signal_floor)
    where = pieces_in_words(device)
    per_gate = ANGLES_PER_GATE.get(device.entangler or "zz", 5)
    return [
        Explanation(
            "two_qubit_gates_global",
            "two-qubit gates, whole distribution read",
            bounds.gates_global,
            "floor(ln(f)/ln(1 - e))",
            (least, best),
            "definition",
        ),
        Explanation(
            "two_qubit_layers_local",
            "two-qubit layers, expectation values read",
            bounds.layers_local,
            "2*floor(ln(f)/ln(1 - 16*e/15)) + 1",
            (least, best),
            "definition",
        ),
        Explanation(
            "trainable_angles",
            "trainable angles at once",
            bounds.trainable_angles,
            f"sum over {where} of min({per_gate} G + 3 n, 4^n - 1), G = D floor(n/2), g for a pair",
            (
                Input("D", "layers, expectation values read", bounds.layers_local),
                Input(
                    "g",
                    "gates that an operator may pass",
                    floor(gates_on_a_path(infidelity, goal.signal_floor)),
                ),
            ),
            "shende-2006",
            "sum",
        ),
        Explanation(
            "loadable_amplitudes",
            "amplitudes that can be loaded",
            bounds.loadable_amplitudes,
            f"sum over {where} of the largest 2^k with 2^k - 1 <= {per_gate} G + 2 k + "
            "2 min(n - k, G)",
            (Input("G", "two-qubit gates, whole distribution read", bounds.gates_global),),
            "shende-2006",
            "sum",
        ),
    ]


def _readout(device: Device, bounds: Ceiling, goal: Goal, parameters: int) -> list[Explanation]:
    qubits = device.qubits_calibrated or device.qubits_advertised
    rate = bounds.readout_bits_per_s or 1.0
    period = device.snapshot.figures.get("shot_period") or device.figure("repetition_delay")
    return [
        Explanation(
            "readout_bits_per_s",
            "classical bits out",
            bounds.readout_bits_per_s,
            "n/s",
            (
                Input("n", "calibrated qubits", qubits),
                Input("s", "shortest time per shot", (qubits or 0) / rate, "s", origin(period)),
            ),
            "holevo-1973",
            unit="bit/s",
        ),
        Explanation(
            "least_readout_s",
            "time to read all weights once",
            bounds.least_readout_s,
            "P*b/R",
            (
                Input("P", "parameters of the model", parameters),
                Input("b", "bits of a weight", goal.weight_bits),
                Input("R", "bits out per second", bounds.readout_bits_per_s, "bit/s"),
            ),
            "holevo-1973",
            unit="s",
        ),
    ]
