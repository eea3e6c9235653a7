"""The constants of intervals without the runs of the device that is predicted.

A run does not test constants that it set. Each device with a table is therefore predicted with
those that all other devices set; ``benchmarks/calibration.py`` prints them.
"""

from __future__ import annotations

from qestimate.device.uncertainty import CONSTANTS, Constants

LEFT_OUT = {
    "ibm-boston": Constants(0.2, 0.2, 0.35, 0.4, 0.35, 0.5, 16.0),
    "ibm-brisbane": Constants(0.2, 0.9, 0.55, 0.4, 0.35, 0.5, 16.0),
    "ibm-fez": Constants(0.2, 0.2, 0.35, 0.45, 0.35, 0.4, 16.0),
    "ibm-kingston": Constants(0.2, 0.2, 0.35, 0.5, 0.15, 1.0, 20.0),
    "ibm-kyiv": Constants(0.15, 0.4, 0.35, 0.45, 0.4, 0.5, 18.0),
    "ibm-marrakesh": Constants(0.2, 0.2, 0.35, 0.35, 0.35, 0.5, 14.0),
    "ibm-miami": Constants(0.2, 0.2, 0.35, 0.45, 0.15, 0.5, 18.0),
    "ibm-osaka": Constants(0.2, 0.3, 0.3, 0.4, 0.35, 0.5, 16.0),
    "ibm-pittsburgh": Constants(0.2, 0.2, 0.35, 0.35, 0.4, 0.7, 22.0),
    "ibm-torino": Constants(0.2, 0.0, 0.4, 0.45, 0.35, 0.5, 16.0),
    "iqm-emerald": Constants(0.2, 0.2, 0.35, 0.45, 0.15, 0.6, 22.0),
    "iqm-garnet": Constants(0.15, 0.2, 0.3, 0.5, 0.4, 0.7, 26.0),
    "origin-wukong-72": Constants(0.2, 0.2, 0.35, 0.4, 0.1, 0.5, 16.0),
    "rigetti-cepheus-1-108q": Constants(0.2, 0.2, 0.35, 0.4, 0.1, 0.5, 16.0),
}
"""By the device whose runs did not set them."""


def constants_for(device: str) -> Constants:
    """Return the constants that runs of other devices set.

    >>> constants_for("ibm-fez") != constants_for("a chip of my own") == CONSTANTS
    True
    """
    return LEFT_OUT.get(device, CONSTANTS)
