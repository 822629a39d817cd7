"""The models that prove a row or limit, as sketches for the manual."""

import re

from dlpulint.loader.sketch.write import sketch_of
from dlpulint.packs.applying import pack_for
from dlpulint.packs.pack import Limit, Pack, Row
from dlpulint.packs.tables import Examples
from dlpulint.proof.miniatures import forms
from dlpulint.proof.table_models import Table, stated_for
from dlpulint.proof.variation import Variation


def made_examples(entry: Row | Limit, pack: Pack) -> Examples | None:
    """A model that a row accepts, or one on each side of a limit; `None` where none can be made."""
    table = Table(pack_for(pack, stated_for(entry.validity)), forms())
    if isinstance(entry, Row):
        fittings = table.fittings(entry)
        return Examples(good=sketch_of(fittings[0].miniature.model)) if fittings else None
    for row in table.rows_of(entry):
        sides = table.sides(entry, row)
        if not sides.lacking:
            bad = next(variation for variation in sides.variations if not variation.good)
            good = _like(bad, sides.variations)
            return Examples(
                good=sketch_of(good.miniature.model), bad=sketch_of(bad.miniature.model)
            )
    return None


def _like(bad: Variation, variations: tuple[Variation, ...]) -> Variation:
    """The good variation that sets the same thing as a bad one, if there is one."""
    good = [variation for variation in variations if variation.good]
    named = re.split("[= ]", bad.text)[0]
    return next((other for other in good if re.split("[= ]", other.text)[0] == named), good[0])
