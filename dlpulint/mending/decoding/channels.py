"""Where the numbers of a box are among the channels of a map, in sentences."""

from collections.abc import Iterator

from dlpulint.mending.decoding.heads.head import Head, Result
from dlpulint.mending.decoding.heads.parts import CentreBoxes, Constant, DistanceBoxes, Part, Points
from dlpulint.mending.wording import listed

_CENTRES = {
    "xy": ("centre x", "centre y", "width", "height"),
    "yx": ("centre y", "centre x", "height", "width"),
}
_SIDES = {"xy": "left, top, right, bottom", "yx": "top, left, bottom, right"}


def channel_sentences(head: Head, result: Result) -> Iterator[str]:
    """A sentence for each kind of map that has several anchors, or numbers of several parts."""
    kinds: dict[tuple[int, ...], list[str]] = {}
    for part in result.parts:
        for ends, text in _spans(part):
            kinds.setdefault(ends, []).append(text)
    levels = result.layout.levels
    for ends, texts in kinds.items():
        several = any(level.anchors > 1 for level in levels)
        if set(ends) & set(result.layout.lists) or not (several or len(texts) > 1):
            continue
        counts = {
            ((head.tail.ends[end].shape or (0,))[-1] or 0) // level.anchors
            for end, level in zip(ends, levels, strict=True)
        }
        each = f" ({counts.pop()} each)" if len(counts) == 1 else ""
        order = f", anchor by anchor{each}" if several else ""
        yield f"Channels of a map{order}: {'; '.join(texts)}."


def _spans(part: Part) -> Iterator[tuple[tuple[int, ...], str]]:
    """Ends that a part reads, level by level, and its channels in them (of one anchor)."""
    if isinstance(part, Constant):
        return
    if isinstance(part, CentreBoxes):
        named = sorted(zip(part.channels, _CENTRES[part.axes], strict=True))
        numbers = [channel for channel, _ in named]
        yield part.ends, f"{_numbers(numbers)} {listed([name for _, name in named])}"
    elif isinstance(part, DistanceBoxes):
        bins = f", {part.bins} bins each" if part.bins > 1 else ""
        numbers = list(range(part.channel, part.channel + 4 * part.bins))
        yield part.ends, f"{_numbers(numbers)} distances ({_SIDES[part.axes]}{bins})"
    elif isinstance(part, Points):
        numbers = list(range(part.channel, part.channel + part.columns))
        yield part.ends, f"{_numbers(numbers)} key points (x, y{', score' if part.scored else ''})"
    else:
        if part.objectness is not None:
            ends, channel = part.objectness
            yield ends, f"{channel} objectness"
        numbers = list(range(part.channel, part.channel + part.columns))
        noun = "prediction" if part.function in ("identity", "silu") else "score"
        yield part.ends, f"{_numbers(numbers)} {noun}{'' if part.columns == 1 else 's'}"


def _numbers(numbers: list[int]) -> str:
    """`4 to 84`, or all of them where they are not neighbours."""
    first, last = numbers[0], numbers[-1]
    if numbers != list(range(first, last + 1)):
        return listed([str(number) for number in numbers])
    return f"{first}" if first == last else f"{first} to {last}"
