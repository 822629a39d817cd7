"""A named construction of several operators."""

from msgspec import Struct

from dlpulint.model.graph import Operator


class Pattern(Struct, frozen=True):
    """One occurrence of a construction, such as one attention block."""

    name: str
    core: Operator
    """The operator that stands for the pattern: the Softmax of an attention block."""
    members: tuple[Operator, ...]
    """All its operators in file order, the core among them."""
