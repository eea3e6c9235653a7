"""Figures of a workload: parameters, tokens, steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.report.explain.explanation import Explanation, Input
from qestimate.workload.listing import fixed_count

if TYPE_CHECKING:
    from qestimate.workload.adapter import Adapter
    from qestimate.workload.workload import Workload


def _all_parameters(workload: Workload) -> Explanation:
    """Return how many parameters are trained where all are."""
    model = workload.model
    return Explanation(
        "adapter_parameters",
        "parameters that are trained",
        workload.adapter.parameters,
        "P - F",
        (
            Input("P", "parameters of the model", model.parameters),
            Input("F", "tables that no training changes", fixed_count(model.architecture)),
        ),
        "definition",
    )


def explain_workload(workload: Workload) -> tuple[Explanation, ...]:
    """Return how the figures of a workload come about."""
    model, adapter, data = workload
    samples = data.id or "given or default"
    return (
        Explanation(
            "parameters",
            "parameters of the model",
            model.parameters,
            "as asked for; the shape is that of the nearest model of the catalogue"
            if model.assumed
            else "entries of all weight matrices, biases and norms of the architecture",
            (
                Input("H", "hidden size", model.architecture.hidden_size, source=model.source),
                Input("l", "blocks", model.architecture.layers, source=model.source),
                Input("V", "vocabulary", model.architecture.vocab_size, source=model.source),
            ),
            "given" if model.assumed else model.source,
            how="taken" if model.assumed else "sum",
        ),
        _all_parameters(workload)
        if adapter.kind == "full"
        else Explanation(
            "adapter_parameters",
            "weights of the adapter",
            adapter.parameters,
            _formula(adapter),
            _inputs(adapter),
            "lora-2021" if adapter.modules else "peft-lora",
        ),
        Explanation(
            "tokens",
            "token positions in the training",
            data.tokens,
            "N*t*E",
            (
                Input("N", "samples", data.samples, source=samples),
                Input("t", "tokens per sample", data.tokens_per_sample),
                Input("E", "epochs", data.epochs),
            ),
            "definition",
        ),
        Explanation(
            "steps",
            "optimiser steps",
            data.steps,
            "E*ceil(N/(b*k))",
            (
                Input("E", "epochs", data.epochs),
                Input("N", "samples", data.samples, source=samples),
                Input("b", "samples per micro-batch", data.batch_size),
                Input("k", "micro-batches per step", data.accumulation),
            ),
            "definition",
        ),
    )


def _formula(adapter: Adapter) -> str:
    if not adapter.modules:
        return "X"
    return "W + X" if adapter.ranks else "r*S + X" if adapter.extra else "r*S"


def _inputs(adapter: Adapter) -> tuple[Input, ...]:
    """Return what the weights of an adapter are worked out from."""
    if not adapter.modules:
        return (Input("X", f"weights of {adapter.label}, counted by PEFT", adapter.extra),)
    beside = Input("X", "trained beside two whole matrices of each layer", adapter.extra)
    if adapter.ranks:
        pairs = adapter.parameters - adapter.extra
        return (Input("W", "rank times widths, of all layers", pairs), beside)
    widths = sum(m.copies * (m.d_in + m.d_out) for m in adapter.modules)
    found = (
        Input("r", "rank", adapter.rank),
        Input("S", "input and output widths of all adapted layers", widths),
    )
    return (*found, beside) if adapter.extra else found
