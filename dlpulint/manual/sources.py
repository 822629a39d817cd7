"""Sources by number, as a table refers to them."""

from dlpulint.findings.source import Source


class Sources:
    """Numbers of sources, in the order in which they are named."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def number(self, source: Source) -> int:
        """The number of a source, a new one for a new one."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def every(self) -> list[tuple[int, Source]]:
        """All that were named, with their numbers."""
        return [(number, source) for source, number in self._numbers.items()]
