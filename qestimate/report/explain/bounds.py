"""Figures of the bounds: what no circuit on a device can exceed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.device.patches import pieces_in_words
from qestimate.estimation.bounds import ANGLES_PER_GATE, FLOORS
from qestimate.report.explain.explanation import Explanation, Input, origin
from qestimate.report.explain.signals import elements

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.estimation.bounds import Bounds
    from qestimate.workload.goal import Goal


QUBITS = ("qubits_advertised", "qubits_calibrated", "qubits_connected")


def explain_bounds(
    device: Device, bounds: Bounds, goal: Goal, parameters: int
) -> tuple[Explanation, ...]:
    """Return how the bounds come about; of a range, its upper end."""
    found = _counts(device)
    if bounds.touch_s is not None:
        found.append(_touch(device, bounds, parameters))
    if bounds.gates is not None and bounds.angles is not None:
        found += _angles(bounds)
    if bounds.amplitudes is not None:
        found.append(_amplitudes(device, bounds))
    if bounds.bits_per_s is not None:
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


def _touch(device: Device, bounds: Bounds, parameters: int) -> Explanation:
    gate = device.figure("one_qubit_duration")
    shortest = None if gate is None else gate.value if gate.low is None else gate.low
    return Explanation(
        "touch_s",
        "time to apply one gate for each weight once",
        bounds.touch_s,
        "P*t/n",
        (
            Input("P", "parameters of the model", parameters),
            Input("t", "shortest one-qubit gate", shortest, "s", origin(gate)),
            Input("n", "qubits, all at work", device.qubits_advertised),
        ),
        "definition",
        unit="s",
    )


def _angles(bounds: Bounds) -> list[Explanation]:
    spans = f"floors of {FLOORS[0]:g} to {FLOORS[-1]:g}, calibrations {', '.join(bounds.dates)}"
    gates, angles = bounds.gates, bounds.angles
    if gates is None or angles is None:
        return []
    return [
        Explanation(
            "programmable_gates",
            "one-qubit gates on which the values of a shot can depend",
            gates.high,
            f"n floor(T ln(1/f)/t), the largest over {spans}: n qubits, T the longest T1 or T2, "
            "t the shortest gate",
            (),
            "docs/bounds.md",
            "sum",
        ),
        Explanation(
            "programmable_angles",
            "angles of the gates on which the values of a shot can depend",
            angles.high,
            "3*G",
            (Input("G", "programmable gates", gates.high),),
            "definition",
        ),
    ]


def _amplitudes(device: Device, bounds: Bounds) -> Explanation:
    most = bounds.amplitudes.high if bounds.amplitudes else 0
    per_gate = ANGLES_PER_GATE.get(device.entangler or "zz", 5)
    return Explanation(
        "loadable_amplitudes",
        "amplitudes that can be loaded",
        most,
        f"sum over {pieces_in_words(device)} of min({per_gate} G + 2 n + 1, 2^n), "
        "G = floor(ln(f)/ln(1 - e)), e the average infidelity of the best coupler; the largest "
        f"over floors f of {FLOORS[0]:g} to {FLOORS[-1]:g} and calibrations "
        f"{', '.join(bounds.dates)}",
        (),
        "shende-2006",
        "sum",
    )


def _readout(device: Device, bounds: Bounds, goal: Goal, parameters: int) -> list[Explanation]:
    rate = bounds.bits_per_s or 1.0
    period = device.snapshot.figures.get("shot_period") or device.figure("repetition_delay")
    return [
        Explanation(
            "readout_bits_per_s",
            "classical bits out",
            bounds.bits_per_s,
            "n/s",
            (
                Input("n", "most calibrated qubits, of all calibrations", bounds.qubits),
                Input(
                    "s",
                    "shortest time per shot, of all calibrations",
                    bounds.qubits / rate,
                    "s",
                    origin(period),
                ),
            ),
            "holevo-1973",
            unit="bit/s",
        ),
        Explanation(
            "least_readout_s",
            "time to read all weights once",
            bounds.readout_s,
            "P*b/R",
            (
                Input("P", "parameters of the model", parameters),
                Input("b", "bits of a weight", goal.weight_bits),
                Input("R", "bits out per second", bounds.bits_per_s, "bit/s"),
            ),
            "holevo-1973",
            unit="s",
        ),
    ]
