"""The models that prove a row or limit, as sketches for the manual."""

from dlpulint.loader.sketch.write import sketch_of
from dlpulint.packs.applying import pack_for
from dlpulint.packs.pack import Limit, Pack, Row
from dlpulint.packs.tables import Examples
from dlpulint.proof.miniatures import forms
from dlpulint.proof.table_models import Table, stated_for
from dlpulint.proof.variation import Variation


def made_examples(one: Row | Limit, pack: Pack) -> Examples | None:
    """A model that a row takes, or one on each side of a limit; `None` where none can be made."""
    table = Table(pack_for(pack, stated_for(one.validity)), forms())
    if isinstance(one, Row):
        fittings = table.fittings(one)
        return Examples(good=sketch_of(fittings[0].miniature.model)) if fittings else None
    for row in table.rows_of(one):
        sides = table.sides(one, row)
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
    named = bad.says.replace("=", " ").split()[0]
    return next((one for one in good if one.says.replace("=", " ").split()[0] == named), good[0])
