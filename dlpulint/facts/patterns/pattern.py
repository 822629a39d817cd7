"""A construction of several operators that has a name of its own."""

from msgspec import Struct

from dlpulint.model.graph import Operator


class Pattern(Struct, frozen=True):
    """One occurrence of a construction, such as one attention block."""

    name: str
    core: Operator
    """The operator that a reader looks for first: the Softmax of an attention block."""
    members: tuple[Operator, ...]
    """All its operators in file order, the core among them."""
