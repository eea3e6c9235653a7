"""Models and adapters without a closed form here, counted by the libraries that write their files.

The extra ``hf`` brings them. A model is built without weights in a process of its own, with limits;
what came out is kept by the digest of the files and the versions of the libraries.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from qestimate.core import disk_cache, limited
from qestimate.core.errors import WorkloadFileError
from qestimate.workload.adapter import Adapter
from qestimate.workload.architecture import Architecture
from qestimate.workload.modules import Linear, Part, Weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIBRARIES = ("transformers", "peft", "torch")

LIMITS = limited.Limits(60, 16 * 2**30)
"""Of building a model: a larger one has more modules, not more memory."""

EXTRA = "pip install 'qestimate[hf]', and transformers and PEFT count it"


def versions() -> tuple[str, ...]:
    """Return the versions of the libraries; none if one of them is not installed."""
    try:
        return tuple(f"{name} {version(name)}" for name in LIBRARIES)
    except PackageNotFoundError:
        return ()


def ask(
    config: Mapping[str, Any], adapted: Mapping[str, Any] | None = None, task: str = ""
) -> dict[str, Any]:
    """Return what the libraries count of a model, and of an adapter.

    Args:
        config: Of ``config.json``.
        adapted: Of ``adapter_config.json``; None for the model alone.
        task: Of the adapter; empty if it has none.

    Raises:
        WorkloadFileError: The libraries refuse it, or it takes more than is allowed.
    """
    request = {
        "config": dict(config),
        "adapted": None if adapted is None else dict(adapted),
        "task": task,
    }

    def count() -> str:
        found = limited.ask(
            "qestimate.formats.workloads.library_child",
            request,
            LIMITS,
            about="counted by transformers and PEFT",
            kind=WorkloadFileError,
            hint="the libraries build the model without weights; a smaller one",
        )
        return json.dumps(found)

    key = json.dumps(request, sort_keys=True)
    found: dict[str, Any] = json.loads(disk_cache.kept_text((key, versions(), 1), count))
    return found


def architecture_of(found: Mapping[str, Any], kind: str) -> Architecture:
    """Return the architecture in an answer of the libraries.

    Args:
        found: The answer.
        kind: Type of the model.
    """
    sizes = found["sizes"]
    text: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    for one in found["modules"]:
        (seen if _sees(f"{one['stem']}.{one['path']}") else text).append(one)
    heads = max(1, sizes["heads"])
    parts = (_part("vision tower", seen, "patches"),) if seen else ()
    return Architecture(
        kind,
        max(1, sizes["hidden_size"]),
        max(1, sizes["layers"]),
        heads,
        max(1, sizes["kv_heads"]),
        sizes["head_dim"] or max(1, sizes["hidden_size"] // heads),
        max(1, sizes["intermediate_size"]),
        max(1, sizes["vocab_size"]),
        found["tied"],
        parts=parts,
        text=_part("language model", text, ""),
        targets=tuple(found["targets"]),
    )


def remark(found: Mapping[str, Any]) -> str:
    """Return what is to be said of a model that the libraries counted.

    >>> remark({"class": "NewModel", "versions": ["transformers 5.24.0"], "modules": []})
    'NewModel, counted by transformers 5.24.0 without weights'
    """
    said = f"{found['class']}, counted by {found['versions'][0]} without weights"
    if any("expert" in f"{one['stem']}.{one['path']}" for one in found["modules"]):
        said += "; a token is taken to pass all of its experts"
    return said


_EYES = ("vision", "visual", "image")


def _sees(name: str) -> bool:
    """Whether a module is part of what sees, by its name."""
    return any(word in name for word in _EYES)


def _part(name: str, modules: list[dict[str, Any]], positions: str) -> Part:
    linears = tuple(_linear(one, positions) for one in modules if one["kind"] != "other")
    weights = tuple(_weights(one) for one in modules if one["kind"] == "other")
    return Part(name, linears, weights)


def _blocks(one: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(number for number in one["blocks"] if number >= 0)


def _linear(one: Mapping[str, Any], positions: str) -> Linear:
    blocks = _blocks(one)
    name = one["path"].rpartition(".")[2]
    if name.isdigit():
        name = ".".join(one["path"].split(".")[-2:])
    vocabulary = "table" if one["kind"] == "table" else "output" if one["output"] else ""
    return Linear(
        name,
        one["d_in"],
        one["d_out"],
        len(one["blocks"]),
        one["biased"],
        one["path"],
        blocks,
        stem=one["stem"],
        positions=positions,
        by_name=one["kind"] == "convolution",
        vocabulary=vocabulary,
        shared=one["shared"],
    )


def _weights(one: Mapping[str, Any]) -> Weights:
    return Weights(one["path"], one["size"], one["biases"], _blocks(one), one["stem"])


def adapter_of(found: Mapping[str, Any], kind: str) -> Adapter:
    """Return the adapter in an answer of the libraries.

    Args:
        found: The answer.
        kind: Type of the adapter, as PEFT calls it.
    """
    laid = found["adapter"]
    layers = list(_adapted(laid["layers"])) if kind in ("LORA", "ADALORA") else []
    ranks = tuple(rank for _, rank in layers)
    modules = tuple(layer for layer, _ in layers)
    in_pairs = sum(m.copies * r * (m.d_in + m.d_out) for m, r in layers)
    return Adapter(
        rank=max(ranks, default=0),
        targets=tuple(dict.fromkeys(m.name for m in modules)),
        modules=modules,
        kind=kind.lower(),
        ranks=ranks if len(set(ranks)) > 1 else (),
        extra=laid["trained"] - in_pairs,
        note=f"counted by {' and '.join(found['versions'][:2])}",
    )


def _adapted(layers: list[dict[str, Any]]) -> Iterator[tuple[Linear, int]]:
    for one in layers:
        shape = {"kind": "linear", "biased": False, "shared": False, "output": False, **one}
        where = "patches" if _sees(f"{one['stem']}.{one['path']}") else ""
        yield _linear(shape, where), one["rank"]
