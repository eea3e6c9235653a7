"""What the page calls each input, in words that need no manual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Label(NamedTuple):
    """What stands beside a field."""

    label: str
    help: str
    """One sentence."""
    unit: str = ""
    """In which it is typed, in words."""


FIRST = ("params", "model", "qubits", "device", "rank", "samples")
"""Inputs that are always seen, in this order; the others are folded."""

GROUPS: Mapping[str, Mapping[str, Label]] = {
    "Model and chip": {
        "params": Label(
            "Parameters of the model", "How many numbers make up the model: 1e9, 7B or 350M."
        ),
        "model": Label("or a known model", "A model with its published size and shape."),
        "qubits": Label(
            "Qubits of the chip", "Every published chip of that size, or an assumed one."
        ),
        "device": Label("or a known chip", "A chip with its published calibration."),
        "rank": Label(
            "Rank of the add-on weights (LoRA)",
            "How large the weights are that are added to the model and trained.",
        ),
        "samples": Label("Training samples", "How many examples the model is trained on."),
        "snapshot": Label(
            "Date of the calibration", "Which published calibration of the chip is used."
        ),
        "date": Label(
            "Day to answer for", "Old tables of single qubits say little; their medians stay."
        ),
    },
    "What is trained": {
        "train": Label("Trained part", "Add-on weights (adapter), or all weights of the model."),
        "target": Label(
            "Adapted layers", "Names of the layers that get add-on weights, as the model has them."
        ),
        "adapter": Label("Published adapter", "A published setting of the add-on weights."),
        "method": Label("Way to use the chip", "One way alone, instead of all that are known."),
        "preset": Label(
            "Published configuration", "A way with its settings, model and data, as published."
        ),
    },
    "Data": {
        "dataset": Label("Known data set", "A data set with its samples and their length."),
        "tokens": Label("Length of a sample", "How long a sample is on average.", "tokens"),
        "epochs": Label("Passes over the data", "How often every sample is used (epochs)."),
        "batch": Label("Samples at a time", "How many samples are worked on together."),
        "accumulation": Label(
            "Batches of a training step", "How many batches are added up before weights change."
        ),
        "images": Label("Images in a sample", "They are added to the length of the text."),
        "image-size": Label("Size of an image", "Height and width, such as 336x336.", "pixels"),
        "image-tokens": Label(
            "Length of the images", "What the images of a sample become, where known.", "tokens"
        ),
        "audio-seconds": Label(
            "Sound in a sample", "It is added to the length of the text.", "seconds"
        ),
    },
    "Circuit": {
        "layers": Label("Layers of the circuit", "How often the circuit repeats its gates."),
        "set": Label(
            "Settings of the way", "Settings by name, such as qubits=4, separated by commas."
        ),
        "gradient": Label(
            "How training finds its direction", "The rule by which gradients are measured."
        ),
        "mitigation": Label(
            "Error mitigation", "What is done about errors after the circuits have run."
        ),
        "shots": Label(
            "Runs of each circuit", "A fixed number, instead of as many as are needed.", "runs"
        ),
        "twirls": Label(
            "Randomized versions of each circuit", "The runs of a circuit are split among them."
        ),
        "precision": Label("Allowed error of a value", "How far a measured value may be off."),
        "confidence": Label(
            "How sure to be", "How probable it is that a value is as precise as that, from 0 to 1."
        ),
        "weight-bits": Label(
            "Precision of a weight", "How finely a weight is read from the chip.", "bits"
        ),
    },
    "Limits": {
        "max-days": Label("Time that it may take", "Training has to end within it.", "days"),
        "max-price": Label("Money that it may cost", "All runs have to cost less.", "US dollars"),
        "floor": Label(
            "Signal that must be left", "The least share of a signal that noise may leave, 0 to 1."
        ),
    },
    "The chip, where you know better": {
        "cz-error": Label(
            "Error of a two-qubit gate", "The average error, as a share of 1: 0.01 is one percent."
        ),
        "one-qubit-error": Label(
            "Error of a one-qubit gate", "The average error, as a share of 1."
        ),
        "readout-error": Label("Error of reading a qubit", "The average error, as a share of 1."),
        "t1": Label("Lifetime of a qubit (T1)", "How long a qubit keeps its energy.", "µs"),
        "t2": Label("Coherence of a qubit (T2)", "How long a qubit keeps its phase.", "µs"),
        "cz-time": Label("Time of a two-qubit gate", "How long the gate takes.", "ns"),
        "one-qubit-time": Label("Time of a one-qubit gate", "How long the gate takes.", "ns"),
        "readout-time": Label("Time to read a qubit", "How long the measurement takes.", "ns"),
        "rep-delay": Label("Pause between runs", "How long the chip waits between two runs.", "µs"),
        "shot-period": Label(
            "Time of a run besides its gates", "All that a run takes but the gates.", "µs"
        ),
        "circuit-overhead": Label(
            "Time to load a circuit", "What passes for each circuit before its runs.", "ms"
        ),
        "price-per-shot": Label("Price of a run", "What one run of a circuit costs.", "US dollars"),
        "max-shots": Label("Most runs of a job", "How many runs a job may have.", "runs"),
        "max-circuits": Label("Most circuits of a job", "How many circuits a job may have."),
    },
}
"""Of every input that the page has, by the heading under which it stands."""

LABELS: Mapping[str, Label] = {
    name: label for group in GROUPS.values() for name, label in group.items()
}
