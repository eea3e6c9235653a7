"""Figures of the same work without a chip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.classical import (
    ADJOINT_PASSES,
    GPU_AMPLITUDE_BYTES,
    bytes_a_weight,
    work_of,
)
from qestimate.report.explain.explanation import Explanation, Input, origin

if TYPE_CHECKING:
    from qestimate.device.machines import Machines
    from qestimate.estimation.classical import LoraRun, Simulation
    from qestimate.methods.program import Program
    from qestimate.workload.workload import Workload


def explain_lora(workload: Workload, run: LoraRun) -> tuple[Explanation, ...]:
    """Return how the figures of plain LoRA on a GPU come about."""
    way = {"dora": "LoRA"}.get(workload.adapter.kind, workload.adapter.label)
    p, a, c, in_full, through = work_of(workload)
    work = (
        Input("P", "parameters that a token is multiplied with", p),
        Input("A", "weights of the adapter that a token meets", a),
        Input("d", "width of all heads times half the length of a sample", c),
    )
    peak, share = run.gpu.figures.get("tensor_flops"), run.gpu.figures.get("utilisation")
    rates = (
        Input(
            "F", "dense 16-bit throughput", run.gpu.value("tensor_flops"), "FLOP/s", origin(peak)
        ),
        Input("u", "utilisation", run.gpu.value("utilisation"), "", origin(share)),
        Input("k", "GPUs", run.n_gpus),
    )
    found = [
        Explanation(
            "n_gpus",
            "GPUs",
            run.n_gpus,
            f"max(1, ceil({bytes_a_weight(workload)}*W/B))",
            (
                Input("W", "parameters of the model", workload.model.parameters),
                Input(
                    "B",
                    "memory of a GPU",
                    run.gpu.value("memory"),
                    "B",
                    origin(run.gpu.figures.get("memory")),
                ),
            ),
            "definition",
        ),
        Explanation(
            "lora_flop",
            "FLOP of the training",
            run.flops_training,
            "((2 + 2*g)*P + 6*A + 2*U + (4 + 8*g)*d)*T",
            (
                *work,
                Input("U", "parameters that are trained in full", in_full),
                Input("g", "1 if gradients pass through the model", through),
                Input("T", "token positions in the training", workload.data.tokens),
            ),
            "schulman-2025",
            unit="FLOP",
        ),
        Explanation(
            "lora_utilisation",
            "utilisation",
            run.gpu.value("utilisation"),
            "published",
            (),
            origin(share),
            "taken",
        ),
        Explanation(
            "lora_forward",
            f"{way}, forward pass",
            run.log10_forward.value,
            "Q/(F*u*k)",
            (
                Input("Q", "FLOP of a forward pass", run.flops_forward, "FLOP", "kaplan-2020"),
                *rates,
            ),
            "definition",
            unit="s",
            log10=True,
        ),
        Explanation(
            "lora_training",
            f"{way}, training",
            run.log10_training.value,
            "Q/(F*u*k)",
            (Input("Q", "FLOP of the training", run.flops_training, "FLOP"), *rates),
            "definition",
            unit="s",
            log10=True,
        ),
    ]
    for name, title, value, unit, factor in (
        ("lora_energy", f"{way}, energy", run.log10_energy.value, "J", "power"),
        ("lora_rent", f"{way}, rent", run.log10_price.value, "USD", "price_per_hour"),
    ):
        quantity = run.gpu.figures.get(factor)
        if value is None or quantity is None:
            continue
        formula = "t*w*k" if unit == "J" else "t*w*k/3600"
        found.append(
            Explanation(
                name,
                title,
                value,
                formula,
                (
                    Input("t", "time", run.log10_training.value, "s", log10=True),
                    Input(
                        "w",
                        factor.replace("_", " "),
                        quantity.value,
                        quantity.unit,
                        origin(quantity),
                    ),
                    Input("k", "GPUs", run.n_gpus),
                ),
                "definition",
                unit=unit,
                log10=True,
            )
        )
    return tuple(e for e in found if e.value is not None)


def explain_simulation(
    program: Program, found: Simulation, machines: Machines
) -> tuple[Explanation, ...]:
    """Return how the figures of a simulation come about."""
    cone = program.readout == "local"
    gates = Input("G", "gates of a circuit, as drawn", found.gates)
    repeats = Input("K", "light cones simulated for a circuit", found.cones)
    result = [
        Explanation(
            "simulated_qubits",
            "qubits to simulate",
            found.qubits,
            "the widest light cone of an observable, followed backwards gate by gate"
            if cone
            else "the whole register, since all probabilities are read",
            (Input("n", "qubits of the circuit", program.n_qubits),),
            "definition",
            "search",
        )
    ]
    simulator = machines.simulator
    if found.log10_forward is not None and found.log10_training is not None:
        rate = Input(
            "t",
            f"seconds of a gate on {found.qubits} qubits",
            simulator.seconds_per_gate(found.qubits),
            "s",
            f"{simulator.source}, {simulator.machine}, {simulator.date}",
        )
        for name, title, count, value in (
            (
                "simulated_forward",
                "simulated, forward pass",
                program.circuits_forward,
                found.log10_forward,
            ),
            ("simulated", "simulated, training", program.circuits_run, found.log10_training),
            (
                "simulated_adjoint",
                f"simulated, training by the adjoint method: {ADJOINT_PASSES} passes a value",
                ADJOINT_PASSES * (program.evaluations or 0),
                found.log10_adjoint,
            ),
        ):
            if value is None:
                continue
            result.append(
                Explanation(
                    name,
                    title,
                    value,
                    "C*G*K*t",
                    (Input("C", "circuits", count), gates, repeats, rate),
                    "definition",
                    unit="s",
                    log10=True,
                )
            )
    if found.log10_gpu is not None:
        bandwidth = machines.gpu.figures.get("memory_bandwidth")
        result.append(
            Explanation(
                "simulated_gpu",
                "simulated on the GPU, gate by gate from its memory",
                found.log10_gpu,
                f"C*G*K*{2 * GPU_AMPLITUDE_BYTES}*2**n/w",
                (
                    Input("C", "circuits", program.circuits_run),
                    gates,
                    repeats,
                    Input("n", "qubits to simulate", found.qubits),
                    Input(
                        "w",
                        "memory bandwidth",
                        machines.gpu.value("memory_bandwidth"),
                        "B/s",
                        origin(bandwidth),
                    ),
                ),
                "definition",
                unit="s",
                log10=True,
            )
        )
    return tuple(result)
