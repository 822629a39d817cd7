"""Elements of int32 constants that are at a limit of 32 bits."""

_LIMITS = (b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80")
"""The greatest and the least int32 number, as a file has them."""


class Int32Limits:
    """Counts of such elements, for the constants of one file."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._left = len(data)
        self._known: dict[tuple[int, int], int] = {}

    def count(self, span: tuple[int, int]) -> int:
        """Number of elements at a limit.

        0 as soon as more bytes were read than the file has: constants of hostile files overlap.

        Args:
            span: Position and length of the constant in the file.
        """
        if span not in self._known:
            start, length = span
            self._left -= length
            self._known[span] = self._read(start, length) if self._left >= 0 else 0
        return self._known[span]

    def _read(self, start: int, length: int) -> int:
        content = bytes(self._data[start : start + length])
        if not any(limit in content for limit in _LIMITS):
            return 0  # Nearly every bias; this search needs microseconds.
        return sum(content[at : at + 4] in _LIMITS for at in range(0, length, 4))
