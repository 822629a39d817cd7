"""The models that show what a rule, limit or row means."""

from dlpulint.packs.pack import Limit, Pack, Row, Rule
from dlpulint.packs.tables import Examples


def examples_of(entry: Rule | Limit | Row, pack: Pack) -> Examples | None:
    """The written examples; for limits and rows without them, the models that prove them."""
    if not isinstance(entry, Row) and entry.examples is not None:
        return entry.examples
    if isinstance(entry, Rule):
        return None
    # These are built as models, so only an explanation that shows them builds them.
    from dlpulint.proof.examples import made_examples

    return made_examples(entry, pack)
