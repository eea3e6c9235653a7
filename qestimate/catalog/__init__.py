"""The catalogue of language models, devices and data sets that ships with the package."""

from qestimate.catalog.load import (
    adapter,
    dataset,
    datasets,
    device,
    devices,
    devices_of_size,
    model,
    model_of_size,
    models,
)

__all__ = [
    "adapter",
    "dataset",
    "datasets",
    "device",
    "devices",
    "devices_of_size",
    "model",
    "model_of_size",
    "models",
]
