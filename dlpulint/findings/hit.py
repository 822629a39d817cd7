"""One place that a check objects to, or cannot judge."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct, field

from dlpulint.basics.terms import Answer
from dlpulint.model.graph import Operator, Tensor

Value: TypeAlias = int | float | str
"""Value of a slot in a message."""


class Hit(Struct, frozen=True):
    """An answer that is not "good", with its place and the values that explain it."""

    subject: Operator | Tensor | None
    """The operator or tensor objected to; `None` for the file as a whole."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Values for the slots of the rule's message."""
    cause: str = ""
    """A literal key that tells causes of one rule apart (`kernel`, `dtype:float32`)."""
    unknown: str | None = None
    """Reason why the question cannot be answered here; `None` when the answer is "bad".

    Empty where the message of the rule or limit says it already.
    """
    members: tuple[Operator, ...] = ()
    """The other operators of a pattern that `subject` stands for."""
    pattern: str | None = None
    """The pattern's name, when the objection is to a pattern and not to a single operator."""

    @property
    def answer(self) -> Answer:
        """Whether this is a bad answer or an unknown one."""
        return Answer.BAD if self.unknown is None else Answer.UNKNOWN

    @property
    def kind(self) -> str:
        """Kind that findings are grouped by: pattern, operator kind, `tensor` or `file`."""
        if self.pattern is not None:
            return self.pattern
        if isinstance(self.subject, Operator):
            return self.subject.kind
        return "file" if self.subject is None else "tensor"
