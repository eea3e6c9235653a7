"""Pauli paths: what becomes of an observable on its way back through a noisy circuit."""

from qestimate.noise.paths.bounds import Bracket, bracket
from qestimate.noise.paths.sampler import Paths, sample
from qestimate.noise.paths.steps import Clifford, Noise, Observable, PathCircuit, Rotation, Wait

__all__ = [
    "Bracket",
    "Clifford",
    "Noise",
    "Observable",
    "PathCircuit",
    "Paths",
    "Rotation",
    "Wait",
    "bracket",
    "sample",
]
