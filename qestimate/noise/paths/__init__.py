"""Pauli paths: what becomes of an observable on its way back through a noisy circuit."""

from qestimate.noise.paths.bounds import PathBounds, path_bounds
from qestimate.noise.paths.sampler import Paths, sample
from qestimate.noise.paths.steps import Clifford, Noise, Observable, PathCircuit, Rotation, Wait

__all__ = [
    "Clifford",
    "Noise",
    "Observable",
    "PathBounds",
    "PathCircuit",
    "Paths",
    "Rotation",
    "Wait",
    "path_bounds",
    "sample",
]
