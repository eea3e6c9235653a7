"""Tables of what a mapping costs: shots, time, verdict; and of the same work without a chip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import count
from qestimate.report.document import Column, Table
from qestimate.report.figures.estimates import COST, FIGURES
from qestimate.report.figures.figure import Figure, table
from qestimate.report.views.sentences import without_a_chip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.classical import LoraRun, Simulation
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Value

JOULES_PER_KWH = 3.6e6


def cost_table(
    estimates: Sequence[Estimate],
    simulations: Sequence[Simulation] = (),
) -> Table:
    """Return how long each mapping takes, on the chip and without it, and the verdict.

    Args:
        estimates: One row each.
        simulations: Of the circuits of each, if they are to be shown.
    """
    keys = list(COST.keys)
    shown = dict(FIGURES)
    notes = []
    if not any(e.runtime and e.runtime.log10_price is not None for e in estimates):
        keys.remove("price_usd")
        notes.append("No price in dollars is published for these devices.")
    charged = [e for e in estimates if e.runtime and e.runtime.log10_credits.value is not None]
    if not charged:
        keys.remove("credits")
    else:
        unpriced = not any(e.device.value("price_per_credit") for e in charged)
        more = "; no price of one is published" if unpriced else ""
        notes.append(f"Credits are the vendor's own, hardware quantum credits (HQC){more}.")
    at = keys.index("verdict")
    if simulations:
        alone = {id(e): one for e, one in zip(estimates, simulations, strict=True)}
        shown["simulated"] = Figure(
            "log10_simulated_s",
            "simulated",
            None,
            lambda e: (
                "too wide" if alone[id(e)].basis == "too wide" else alone[id(e)].log10_training
            ),
            kind="log10_seconds",
        )
        keys.insert(at, "simulated")
    if simulations:
        notes.insert(
            0,
            "The whole training on the chip: with the fewest shots, as training needs them, and "
            "for the precision asked for; the same circuits simulated on one core, the passes "
            "of the language model not in it.",
        )
    return table(COST._replace(keys=tuple(keys), notes=tuple(notes)), shown, estimates)


def classical_tables(survey: Survey) -> tuple[Table, Table]:
    """Return plain LoRA or full fine-tuning on a GPU, and the circuits on a simulator."""
    way = without_a_chip(survey.workload.adapter)
    return _lora_table(survey.lora, way), _simulation_table(survey)


def _lora_table(run: LoraRun, way: str) -> Table:
    share = run.gpu.figures.get("utilisation")
    energy, rent = run.log10_energy.value, run.log10_price.value
    row: tuple[Value, ...] = (
        f"{count(run.n_gpus)} x {run.gpu.name}",
        run.flops_training,
        None if share is None else share.value,
        run.log10_forward.value,
        run.log10_training,
        None if energy is None else 10**energy / JOULES_PER_KWH,
        rent,
    )
    return Table(
        "lora",
        f"Without a chip: {way}",
        (
            Column("gpu", "on"),
            Column("flop", "FLOP", "number"),
            Column("utilisation", "utilisation", "number"),
            Column("log10_forward_s", "forward pass", "log10_seconds"),
            Column("log10_training_s", "training", "log10_seconds_interval"),
            Column("energy_kwh", "kWh", "number"),
            Column("log10_rent_usd", "rent", "log10_usd"),
        ),
        (row,),
        (
            "The time lies between the most and the least utilisation that such runs on this GPU "
            "were published with; energy is that of the boards.",
        ),
    )


def _simulation_table(survey: Survey) -> Table:
    found: dict[tuple[Value, ...], list[str]] = {}
    for e, one in zip(survey.estimates, survey.simulations, strict=True):
        wide = one.basis == "too wide"
        row: tuple[Value, ...] = (
            one.qubits,
            one.gates,
            one.basis,
            "too wide" if wide else one.log10_forward,
            "too wide" if wide else one.log10_training,
            "too wide" if wide else one.log10_adjoint,
            "too wide" if one.log10_gpu is None else one.log10_gpu,
        )
        found.setdefault(row, []).append(e.method.id)
    simulator = survey.machines.simulator
    return Table(
        "simulation",
        "Without a chip: the same circuits simulated",
        (
            Column("method", "circuits of"),
            Column("qubits", "qubits", "count"),
            Column("gates", "gates", "count"),
            Column("basis", "as"),
            Column("log10_core_forward_s", "forward pass", "log10_seconds"),
            Column("log10_core_s", "training", "log10_seconds"),
            Column("log10_adjoint_s", "by adjoint", "log10_seconds"),
            Column("log10_gpu_s", "on the GPU", "log10_seconds"),
        ),
        tuple((", ".join(dict.fromkeys(names)), *row) for row, names in found.items()),
        (
            "Qubits of the widest light cone of what is read. Exact values, without noise and "
            f"shots, on one core ({simulator.machine}; measured {simulator.date}). Training: the "
            "circuits of the chip, gradients by parameter shift; by adjoint: as a simulator would "
            "differentiate. On the GPU every gate reads and writes all amplitudes of its main "
            "memory; registers that fit its caches may be faster. The passes of the language model "
            "itself are not in these times.",
        ),
    )
