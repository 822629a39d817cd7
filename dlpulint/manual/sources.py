"""Numbered sources that tables refer to."""

from dlpulint.findings.source import Source


class Sources:
    """Numbers of sources, in the order of their first mention."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def number(self, source: Source) -> int:
        """The number of a source; a new source gets the next number."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def every(self) -> list[tuple[int, Source]]:
        """All mentioned sources with their numbers."""
        return [(number, source) for source, number in self._numbers.items()]
