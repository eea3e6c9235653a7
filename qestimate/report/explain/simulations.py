"""How the figures of simulating a circuit on classical machines come about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.report.explain.explanation import Explanation, Input, origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.device.machines import Machines
    from qestimate.estimation.simulating.ways import SimulationCost, Way

SOURCES = {
    "stabilizers": "aaronson-2004, section 3",
    "state vector": "definition",
    "light cones": "definition",
    "tensor network, values": "gray-2021, sections 4 and 5",
    "tensor network, one outcome": "gray-2021, sections 4 and 5",
    "belief propagation": "tindall-2023; golub-van-loan-2013, section 5.2 and figure 8.6.1",
}
"""Where the work of each way is from."""

WORK = {
    "stabilizers": "gates times qubits times the time of a step",
    "state vector": "gates times the time of a gate on as many qubits; each beyond those measured "
    "doubles it",
    "light cones": "sum over the cones: gates times the time of a gate on as many qubits",
}
"""How the time comes about where no operations are counted."""


def explain_simulations(cost: SimulationCost, machines: Machines) -> Iterator[Explanation]:
    """Yield how memory, operations and time of each way come about."""
    for way in cost.ways:
        name = way.name.replace(",", "").replace(" ", "_")
        if way.log10_bytes is not None and way.name != "belief propagation":
            yield Explanation(
                f"{name}_memory",
                f"memory of {way.name}",
                way.log10_bytes,
                "two bits for each pair of rows and columns of a tableau"
                if way.name == "stabilizers"
                else "16 bytes for each entry of the largest array: 2 to the power of its width",
                (),
                SOURCES[way.name],
                "sum",
                "B",
                log10=True,
            )
        yield _time(name, way, machines)


def _time(name: str, way: Way, machines: Machines) -> Explanation:
    simulator = machines.simulator
    title = f"time of {way.name} on one core"
    if way.log10_flops is None:
        step = Input("s", "simulator", None, "", f"{simulator.source}, {simulator.locator}")
        if way.name == "stabilizers":
            figure = simulator.stabilizer_step
            value = None if figure is None else figure.value
            step = Input("s", "time of a step", value, "s", origin(figure))
        words = WORK.get(way.name, way.limit)
        return Explanation(
            f"{name}_time", title, way.core.value, words, (step,) if step.value else (),
            SOURCES[way.name], "sum", "s", log10=True,
        )  # fmt: skip
    bonds = way.name == "belief propagation"
    rate = simulator.matrix_flops if bonds else simulator.network_flops
    return Explanation(
        f"{name}_time",
        title,
        way.core.value,
        "F/r",
        (
            Input("F", f"operations on real numbers; {way.limit}", way.log10_flops, "FLOP",
                  log10=True),
            Input("r", "operations a second", None if rate is None else rate.value, "FLOP/s",
                  origin(rate)),
        ),
        SOURCES[way.name],
        unit="s",
        log10=True,
    )  # fmt: skip
