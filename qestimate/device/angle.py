"""The error of a ZZ gate by its angle, where a vendor has measured it."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

from qestimate.core.numeric import minimum
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.core.numeric import Number


def folded(angle: Number) -> Number:
    """Return an angle of exp(-i angle ZZ / 2) as the least turn that does the same. [rad]

    A half turn more or less is Z on both qubits, a change of frame that takes no gate; and the sign
    does not matter here. The result lies between 0 and a quarter turn.

    Args:
        angle: Scalar or array. [rad]

    >>> [round(folded(turns * pi) / pi, 6) for turns in (0.25, -0.25, 0.75, 1.5, 2.0)]
    [0.25, 0.25, 0.25, 0.5, 0.0]
    """
    rest = angle % pi
    return minimum(rest, pi - rest)


class ErrorByAngle(NamedTuple):
    """A line through the errors of a ZZ gate at several angles, over that at a quarter turn."""

    at_zero: float
    """Of a turn by nothing. [1]"""
    slope: float
    """What a half turn adds. [1]"""
    source: str = ""
    locator: str = ""
    note: str = ""

    def share(self, angle: Number) -> Number:
        """Return the error of a gate over that of one by a quarter turn. [1]

        b + a |theta| / pi, with the angle folded. It multiplies the log-infidelity, which for
        errors of a percent is the infidelity itself.

        Args:
            angle: Of exp(-i angle ZZ / 2), whatever its size. [rad]

        >>> law = ErrorByAngle(0.241, 1.518)
        >>> [round(law.share(part * pi), 4) for part in (0, 0.25, 0.5, -0.75)]
        [0.241, 0.6205, 1.0, 0.6205]
        """
        return self.at_zero + self.slope * folded(angle) / pi

    @property
    def mean(self) -> float:
        """Mean share over uniformly random angles. [1]

        Folded, they are uniform between 0 and a quarter turn: |theta| / pi is 1/4 on average. Where
        a path turns at the gate the angle is larger than that on average (a share of 0.77 for H2),
        where it does not, smaller (0.47); paths do both equally often.

        >>> round(ErrorByAngle(0.241, 1.518).mean, 4)
        0.6205
        """
        return self.at_zero + self.slope / 4
