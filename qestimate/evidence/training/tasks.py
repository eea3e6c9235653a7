"""What small circuits are trained on: a teacher of the same circuit, handwritten digits, weights.

Each task draws samples and gives the loss of predictions with its derivative. A loss is a share:
of the variance of the target, or of the cross-entropy of guessing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from qestimate.core.errors import MissingExtraError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TaskName = Literal["teacher", "digits", "weights"]

TASKS: tuple[TaskName, ...] = ("teacher", "digits", "weights")

N_TRAIN, N_TEST = 1024, 256
"""Samples to train on and to test on, each seed its own."""

DATA_RANGE = np.pi / 2
"""Data rotations lie between plus and minus this. [rad]"""


class Samples(NamedTuple):
    """Data of several seeds, and what is to be said of them."""

    data: Array
    """Rotations. [features, seeds, samples], rad"""
    targets: Array
    """[outputs, seeds, samples]: a value, or 1 for the right class."""


def uniform(n: int, n_samples: int, streams: list[np.random.Generator]) -> Array:
    """Return random data, each seed its own. [n, seeds, samples], rad"""
    drawn = [stream.uniform(-DATA_RANGE, DATA_RANGE, (n, n_samples)) for stream in streams]
    return np.stack(drawn, axis=1)


@cache
def digit_pictures() -> tuple[Array, NDArray[np.int64]]:
    """Return pictures of digits, rows of 64 pixels, and what they show."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise MissingExtraError("the digits task", "train") from None
    found = load_digits()
    return np.asarray(found.data, dtype=np.float64), np.asarray(found.target)


def digits(n: int, n_samples: int, streams: list[np.random.Generator]) -> tuple[Samples, Samples]:
    """Return digits to train on and to test on: the first ``n`` principal components as rotations.

    Args:
        n: Features.
        n_samples: To train on.
        streams: One for each seed.
    """
    pictures, labels = digit_pictures()
    centred = pictures - pictures.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    features = (centred @ axes[:n].T) / (centred @ axes[:n].T).std(axis=0)
    rotations = np.clip(features / 2, -1, 1) * DATA_RANGE
    right = np.eye(10)[labels]
    parts: list[list[tuple[Array, Array]]] = [[], []]
    for stream in streams:
        order = stream.permutation(len(labels))
        for part, rows in zip(
            parts, (order[:n_samples], order[n_samples : n_samples + N_TEST]), strict=True
        ):
            part.append((rotations[rows].T, right[rows].T))
    train, test = (
        Samples(np.stack([d for d, _ in part], axis=1), np.stack([t for _, t in part], axis=1))
        for part in parts
    )
    return train, test


def squares(predicted: Array, targets: Array) -> tuple[Array, Array]:
    """Return the mean square error of each seed, and its derivative. Targets have variance 1."""
    off = predicted - targets
    return (off**2).mean(axis=(0, 2)), 2 * off / (off.shape[0] * off.shape[2])


def cross_entropy(predicted: Array, targets: Array) -> tuple[Array, Array]:
    """Return the cross-entropy of each seed over that of guessing, and its derivative."""
    shifted = predicted - predicted.max(axis=0)
    chances = np.exp(shifted)
    chances /= chances.sum(axis=0)
    guessing = np.log(targets.shape[0])
    loss = -(targets * np.log(chances + 1e-12)).sum(axis=0).mean(axis=1) / guessing
    return loss, (chances - targets) / (targets.shape[2] * guessing)
