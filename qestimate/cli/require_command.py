"""``qestimate require``: what a device would need for a workload to be feasible on it."""

from typing import Annotated, Any

from qestimate.cli import options, output
from qestimate.cli.scenario import scenario, takes_scenario, text
from qestimate.core.errors import UnknownNameError
from qestimate.scenario.values import split


@takes_scenario
def command(
    *,
    quantity: Annotated[
        list[str] | None,
        text(
            "--quantity",
            help="What may change: two-qubit-error, all-errors, t1-t2, shot-time, copies, price, "
            "qubits; repeat or separate by commas. [all; price with --max-price]",
            metavar="NAMES",
        ),
    ] = None,
    fmt: options.Format = "",
    **typed: Any,
) -> int:
    """What a device would need, one figure at a time and together."""
    from qestimate.explore.requirement import QUANTITIES, require, require_together
    from qestimate.explore.survey import survey
    from qestimate.report.views.requirement import (
        Required,
        requirement_document,
        requirement_object,
    )

    form = output.chosen_format(fmt)
    asked = split(quantity, "--quantity")
    for name in asked:
        if name not in QUANTITIES:
            raise UnknownNameError("quantity", name, QUANTITIES)
    one = scenario(typed)
    usual = [name for name in QUANTITIES if name != "price" or one.goal.max_price is not None]
    wanted = [name for name in QUANTITIES if name in asked] or usual
    rows = [
        Required(found, tuple(require(found, name) for name in wanted), require_together(found))
        for found in survey(
            one.workload, one.devices, one.methods, one.goal, search=False
        ).estimates
    ]
    if form == "json":
        output.show_json(requirement_object(rows))
    else:
        output.show(requirement_document(rows), form)
    return 0
