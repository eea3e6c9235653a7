"""What an experiment file may say of the jobs in which a run was sent, as a pydantic model."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qestimate.catalog.schema import Strict

Number = Annotated[int, Field(ge=1, lt=10**12)]


class JobFile(Strict):
    """Jobs of a run of the kind ``job-time``."""

    twirls: Number | None = None
    """Randomizations of each circuit, each with as many shots as ``shots`` says; 1 if not said."""
    learning_shots: Number | None = None
    """Shots of each job beside those of its circuits, such as those that learn its readout."""
    jobs: Number | None = None
    """Into which the run was split; as the limits of the device have it if not said."""
    delay: Literal["default", "open"] | None = None
    """Between shots. *default*: that of the device or of ``errors``; *open*: not published, any
    that the device allows."""
    startup: Literal["included", "excluded", "spans"] | None = None
    """Whether the time holds the start of jobs; as in the whole file if not said."""
    resolution: Annotated[float, Field(ge=0, lt=1e9, allow_inf_nan=False)] | None = None
    """Step to which the measured time is rounded. [s]"""
