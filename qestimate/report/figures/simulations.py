"""Figures of what circuits of the user's own take on classical machines."""

from __future__ import annotations

from qestimate.report.figures.figure import (
    COUNT,
    INTERVAL,
    NUMBER,
    TEXT,
    WHOLE,
    YES_OR_NO,
    Figure,
    ends,
    list_of,
    one_of,
    row,
    shape_of,
)
from qestimate.report.views.simulations import simulation_sentence

WAY = (
    Figure(
        "way",
        "way",
        one_of(
            *("stabilizers", "state vector", "light cones", "tensor network, values"),
            *("tensor network, one outcome", "belief propagation"),
        ),
        lambda w: w.name,
    ),
    Figure("gives", "gives", one_of("state", "values", "one probability"), lambda w: w.yields),
    Figure("exact", "whether it is exact", YES_OR_NO, lambda w: w.exact),
    Figure("log10_bytes", "memory, log10", NUMBER, lambda w: w.log10_bytes),
    Figure("log10_flop", "operations, log10", NUMBER, lambda w: w.log10_flops),
    Figure("log10_time_s", "time on one core, log10", INTERVAL, lambda w: ends(w.core)),
    Figure("log10_gpu_s", "time on a GPU, log10", NUMBER, lambda w: w.log10_gpu),
    Figure("fits_laptop", "whether a laptop holds it", YES_OR_NO, lambda w: w.fits),
    Figure("limit", "what to know", TEXT, lambda w: w.limit),
)
"""Of one way of simulating a circuit."""

SIMULATION = (
    Figure("conclusion", "conclusion", TEXT, simulation_sentence),
    Figure("widest_cone", "qubits of the widest light cone", COUNT, lambda s: s.widest_cone),
    Figure(
        "value_width",
        "contraction width of the hardest value",
        WHOLE,
        lambda s: s.value_order and s.value_order.width,
    ),
    Figure(
        "outcome_width",
        "contraction width of one outcome",
        WHOLE,
        lambda s: s.outcome_order and s.outcome_order.width,
    ),
    Figure("ways", "ways", list_of(shape_of(WAY)), lambda s: [row(WAY, way) for way in s.ways]),
)
"""Of what a circuit takes on classical machines."""
