"""A difference together with the two reports that it is about."""

from msgspec import Struct

from dlpulint.compare.data import Difference
from dlpulint.report.report import Report


class Comparison(Struct, frozen=True):
    """All that formats show of two runs."""

    difference: Difference
    reports: tuple[Report, Report] | None
    """OLD's and NEW's; `None` where no format shows more than the difference."""
