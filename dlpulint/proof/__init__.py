"""Small models that prove a pack's operator table: made from its limits, never in a lint run."""

from dlpulint.proof.miniature import Miniature
from dlpulint.proof.miniatures import forms
from dlpulint.proof.table import Sides, Table
from dlpulint.proof.variation import Variation

__all__ = ["Miniature", "Sides", "Table", "Variation", "forms"]
