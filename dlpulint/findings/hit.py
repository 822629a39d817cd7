"""One operator or tensor that a check objects to, or cannot judge."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct, field

from dlpulint.basics.terms import Answer
from dlpulint.model.graph import Operator, Tensor

Value: TypeAlias = bool | int | float | str
"""Content of a message slot."""


class Hit(Struct, frozen=True):
    """A bad or unknown answer, with its subject and the values that explain it."""

    subject: Operator | Tensor | None
    """The operator or tensor objected to; `None` for the file as a whole."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Values for the slots of the rule's message."""
    cause: str = ""
    """A literal key that distinguishes causes of one rule (`kernel`, `dtype:float32`)."""
    unknown: str | None = None
    """The reason why the answer is unknown; `None` when the answer is "bad".

    Empty where the message of the rule or limit states it.
    """
    members: tuple[Operator, ...] = ()
    """The other operators of a pattern that `subject` stands for."""
    pattern: str | None = None
    """The pattern's name, when the objection is to a pattern and not to a single operator."""

    @property
    def answer(self) -> Answer:
        """The answer: bad or unknown."""
        return Answer.BAD if self.unknown is None else Answer.UNKNOWN

    @property
    def kind(self) -> str:
        """Group of a finding: pattern, operator kind, `tensor` or `file`."""
        if self.pattern is not None:
            return self.pattern
        if isinstance(self.subject, Operator):
            return self.subject.kind
        return "file" if self.subject is None else "tensor"
