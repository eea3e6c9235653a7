"""What published runs say against the calibrations of a machine, whoever hands them out."""

CAUTIONS = {
    "cepheus": (
        "Published runs of long circuits on Cepheus-1-108Q returned noise: 8 qubits with about "
        "1,000 CZ after routing missed the right values by 0.26 on average, and by 0.22 on another "
        "day, where pure noise misses them by 0.20 (metzl-2026: one team, not reviewed). Of Bell "
        "pairs in Amazon's own examples, 92 % and 77 % of 1,000 shots were right (braket-examples)."
    ),
}
"""By a word of the machine's name, in small letters; in brackets, keys of the bibliography."""

PER_CLIFFORD = (
    "Its one-qubit errors are per Clifford, as the file has none of gates: more than that of a "
    "gate, since a Clifford takes more than one gate on average."
)
"""Of the 24 Cliffords one is no turn at all, 8 are one turn about an axis in the plane, 15 two."""


def caution(name: str) -> str:
    """Return what is published against the figures of a machine, empty if nothing is.

    >>> caution("Cepheus-1-108Q").startswith("Published runs"), caution("Ankaa-3")
    (True, '')
    """
    return next((text for word, text in CAUTIONS.items() if word in name.lower()), "")
