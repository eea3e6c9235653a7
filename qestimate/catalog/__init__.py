"""The catalogue of language models, devices, data sets and GPUs that ships with the package.

Catalogues of one's own lie over it; see ``use`` and ``layers``.
"""

from qestimate.catalog.files import layers, use
from qestimate.catalog.load import (
    adapter,
    claim,
    dataset,
    datasets,
    device,
    devices,
    devices_of_size,
    gpu,
    gpus,
    machines,
    model,
    model_of_size,
    models,
    simulator,
)

__all__ = [
    "adapter",
    "claim",
    "dataset",
    "datasets",
    "device",
    "devices",
    "devices_of_size",
    "gpu",
    "gpus",
    "layers",
    "machines",
    "model",
    "model_of_size",
    "models",
    "simulator",
    "use",
]
