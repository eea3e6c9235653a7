"""What the words of the answers mean, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import UnknownNameError
from qestimate.core.names import meant
from qestimate.methods import methods

if TYPE_CHECKING:
    from collections.abc import Mapping

TERMS: Mapping[str, str] = {
    "adapter": "A few weights added to a model and trained in its place; the model stays as it is.",
    "amplitude": "One of the 2^n numbers that describe n qubits; loading and reading them is the "
    "hard part.",
    "angle": "A number that sets a gate; trained angles are what a quantum circuit learns.",
    "ansatz": "The pattern of gates whose angles are trained.",
    "as asked": "A way at the settings that were given, or at its own where none were.",
    "attenuation": "The share of an expectation value that noise leaves; also called signal left.",
    "assumed": "Of a figure: nobody published it, and something is put in its place.",
    "baseline": "A mapping that nobody proposes, shown to say what the plainest would take; of a "
    "claim, what a gain is taken against.",
    "bound": "What no circuit on the device can exceed, with every assumption named.",
    "calibration": "A vendor's measurement of the errors of a chip, on one day; what it says of "
    "single parts fades within months.",
    "certain": "Infeasible even with the fewest shots, on all qubits at once.",
    "cheapest path": "The least noise a Pauli path can meet: none keeps more than that leaves.",
    "circuit fidelity": "The chance that nothing goes wrong in a circuit at all.",
    "circuit": "A list of gates on qubits; one circuit is run many times to read one result.",
    "circuit overhead": "What passes for each circuit that is loaded, before its shots.",
    "circuits": "How many different circuits a whole training runs; each of them takes many shots.",
    "beaten": "Of a device: another one is at least as good in all that is known of both.",
    "budget": "The time and money there is; 30 days unless --max-days says otherwise.",
    "claimed": "Of a figure: a vendor or an author says so.",
    "consistent": "Of a claim: possible, but nothing shows that it happened.",
    "contradicted": "Of a statement of a claim: it cannot be true as it is read.",
    "copies": "The same circuit on several parts of a chip at once.",
    "coupler": "What joins two qubits so that a two-qubit gate can act on them.",
    "depth": "How many gates come one after another in a circuit; noise grows with it.",
    "derived": "Of a figure: worked out from published ones, by a step that nobody confirmed.",
    "epoch": "One pass of a training over all samples.",
    "expectation value": "The mean of what a qubit is measured as, over many shots.",
    "feasible": "Within the budget of time and money at both ends of the interval.",
    "features": "Numbers that a circuit makes of each sample, for a classical learner; nothing is "
    "trained on the chip.",
    "fidelity": "The chance that nothing goes wrong in a circuit at all.",
    "fine-tuning": "Training a finished model a little further, on data of one's own.",
    "fits": "Whether a way is feasible: yes, perhaps (its interval holds the budget), no, or "
    "unknown.",
    "floor": "The least signal that must be left; there is none unless --floor sets one.",
    "frozen": "Of a model: used as it is, not trained.",
    "gate": "One operation on one qubit or two; each is a little wrong.",
    "given": "Of a figure: you set it.",
    "gradient": "Which way to turn each angle; by parameter shift it takes two circuits an angle.",
    "head": "A small learner behind a frozen model: it gets the model's output for each sample.",
    "HQC": "Hardware quantum credit, in which Quantinuum bills: by gates, measurements and shots.",
    "holds as printed": "Of a statement of a claim: the same figure follows from the figures it "
    "names; whether those are right is not known from it.",
    "infeasible": "Beyond the budget of time or money, or of qubits, at both ends of the interval.",
    "interval": "From the low to the high value that a figure may have; written [low, high].",
    "job": "What a machine is handed at once: some circuits with their shots; Amazon says task.",
    "kernel": "A table of how alike samples are, from which a classical learner learns.",
    "layer": "Of a circuit: its pattern of gates once; of a model: one of its stages.",
    "logical qubit": "A qubit made of many, whose errors are corrected.",
    "LoRA": "Add-on weights beside a frozen model: two small matrices for each adapted layer.",
    "marginal": "The interval holds the budget: feasible at one end, not at the other.",
    "measured": "Of a figure: somebody measured it and says how.",
    "median": "The middle one: half of the couplers or qubits are better, half are worse.",
    "memory error": "What a qubit loses while it waits for a layer of gates; in ion traps less if "
    "few are used.",
    "misreported": "Of a statement of a claim: the source it goes back to says something else.",
    "mitigation": "Taking noise out of results afterwards, for more shots; not error correction.",
    "noise": "All that goes wrong in a circuit: gates, readout, waiting.",
    "not checkable": "Of a statement of a claim: what would decide it was never published.",
    "off once rescaled": "How far values stay off after all of them are divided by one factor.",
    "observable": "What is read of a circuit, such as whether a qubit is 0 or 1 on average.",
    "parameter": "A number that a model has learned; also called a weight.",
    "parameter shift": "The rule that gives a gradient on a chip: two circuits for each angle.",
    "partly": "Some of what is trained fits the chip, but not the model itself.",
    "patch": "The qubits of a chip that a circuit is put on.",
    "Pauli path": "One way through a noisy circuit; the signal left is a sum over many of them.",
    "pec": "A mitigation: noise is cancelled by random gates, for many more shots.",
    "perhaps": "The interval of time or price holds the budget: it may fit.",
    "pulse": "A one-qubit gate that takes time on the chip.",
    "precision": "Largest error of a value that is asked for.",
    "qubit": "The quantum counterpart of a bit.",
    "rank": "How wide the add-on weights (LoRA) are; 8 unless --rank says otherwise.",
    "readout": "Measuring qubits at the end of a shot; it has errors of its own.",
    "reproduced": "Of a statement of a claim: the same figure follows from its stated inputs.",
    "rescaling": "A mitigation: values are divided by what a like circuit of known value keeps.",
    "reservoir": "A fixed random circuit that turns data into features.",
    "sample": "One piece of training data, such as a question with its answer.",
    "shot": "One run of a circuit: it ends in one row of zeros and ones.",
    "shots": "How often each circuit is run; more shots make a mean more precise.",
    "signal left": "The share of a value that noise leaves; a small one takes many more shots.",
    "time": "How long all circuits take on the chip, one after another or side by side; no queues.",
    "token": "A piece of a word: what a language model reads and writes.",
    "trained numbers": "Trained angles that are independent of each other.",
    "twirl": "A random version of a circuit that does the same; its shots are split among several.",
    "usable qubits": "The largest group of working qubits that working couplers join.",
    "way": "How a workload is put onto circuits: what is on the chip, how often, how it is read.",
    "weight": "A number that a model has learned; also called a parameter.",
    "whole cone": "All noise that can reach an observable: no path keeps less than it leaves.",
    "width": "How many qubits a circuit takes.",
    "zne": "A mitigation: the circuit is run with more noise, and values are drawn back to none.",
}
"""Terms and what they mean; written for readers who know none of them."""


def terms() -> dict[str, str]:
    """Return all terms, the ways among them, in the order of the alphabet.

    >>> terms()["qpa"].partition(";")[0]
    'A way: QPA, generated LoRA matrices'
    """
    ways = {one.id: f"A way: {one.title}; {one.summary}." for one in methods().values()}
    return dict(sorted({**ways, **TERMS}.items(), key=lambda pair: pair[0].lower()))


def term(name: str) -> tuple[str, str]:
    """Return a term and what it means.

    Raises:
        UnknownNameError: No such term; those that are like it are offered.

    >>> term("Depth")
    ('depth', 'How many gates come one after another in a circuit; noise grows with it.')
    """
    known = terms()
    found = name if name in known else meant(name, known)
    if found is None:
        raise UnknownNameError("term", name, known)
    return found, known[found]
