"""The loop of a decode function over the levels of a head, and the table that it reads."""

from collections.abc import Iterator

from dlpulint.mending.decoding.heads.head import Head, Result
from dlpulint.mending.decoding.heads.parts import (
    CentreBoxes,
    Constant,
    DistanceBoxes,
    Part,
    Points,
    Scores,
)
from dlpulint.mending.decoding.text.boxes import (
    box_names,
    centre_entries,
    centre_lines,
    distance_entries,
    distance_lines,
    point_entries,
    point_lines,
)
from dlpulint.mending.decoding.text.numbers import number_text

_WORDS = {"Scores": "scores", "Points": "points"}
"""Names of outputs by the parts that read them."""


class Keys:
    """Names of a level's outputs: one for each combination that the parts read."""

    def __init__(self, head: Head) -> None:
        self._names: dict[tuple[int, ...], str] = {}
        parts = [part for result in head.results for part in result.parts]
        for part in parts:
            if isinstance(part, Constant):
                continue
            if isinstance(part, Scores) and part.objectness is not None:
                self._name(part.objectness[0], "objectness")
            self._name(part.ends, _WORDS.get(type(part).__name__, "boxes"))
        if len(self._names) == 1:
            self._names = dict.fromkeys(self._names, "map")
        elif not any(isinstance(p, CentreBoxes | DistanceBoxes) for p in parts):
            # The first of two kinds of predictions are the boxes, by custom and in every file.
            self._names = {ends: f"output_{n}" for n, ends in enumerate(self._names)}

    def of(self, ends: tuple[int, ...]) -> str:
        """The name of some outputs, level by level."""
        return self._names[ends]

    def entries(self, number: int) -> Iterator[tuple[str, str]]:
        """Entries of a level's table."""
        for ends, name in self._names.items():
            yield name, str(ends[number])

    def _name(self, ends: tuple[int, ...], name: str) -> None:
        if ends not in self._names:
            taken = sum(1 for other in self._names.values() if other.startswith(name))
            self._names[ends] = f"{name}_{taken + 1}" if taken else name


def level_table(result: Result, name: str, keys: Keys) -> Iterator[str]:
    """Lines of the table of levels of a result."""
    yield f"{name} = ("
    for number, level in enumerate(result.layout.levels):
        entries = [
            ("height", str(level.height)),
            ("width", str(level.width)),
            ("anchors_per_cell", str(level.anchors)),
            *((key, end) for key, end in keys.entries(number) if _reads(result, key, keys)),
        ]
        if any(end in result.layout.lists for end in level.ends):
            entries.append(("rows", f"slice({level.first}, {level.first + level.rows})"))
        for part in result.parts:
            if isinstance(part, CentreBoxes):
                entries += centre_entries(part, number)
            elif isinstance(part, DistanceBoxes):
                entries += distance_entries(part, number)
            elif isinstance(part, Points):
                entries += point_entries(part, number)
        yield "    {"
        yield from (f'        "{key}": {text},' for key, text in entries)
        yield "    },"
    yield ")"


def level_lines(result: Result, keys: Keys) -> Iterator[str]:
    """Lines of the loop's body, up to the rows of a level."""
    columns: list[str] = []
    for part in result.parts:
        columns.append(_column_text(result, part, len(columns)))
        yield from _lines(result, part, keys, len(columns) - 1)
    text = columns[0]
    if len(columns) > 1:
        yield f"table = np.concatenate([{', '.join(columns)}], axis=-1)"
        text = "table"
    if any(o.order == "anchors" and o.anchors > 1 for o in result.layout.levels):
        text = f"np.moveaxis({text}, 2, 0)"
    count = len(result.layout.channels)
    yield f"rows.append({text}.reshape(-1, {count}))"


def _column_text(result: Result, part: Part, number: int) -> str:
    if isinstance(part, Constant):
        return f"np.full((*{_size()}, 1), {number_text(part.value)}, np.float32)"
    if isinstance(part, Scores):
        return _name(result, number)
    if isinstance(part, Points):
        return "points"
    return f"np.stack([{', '.join(box_names(part))}], axis=-1)"


def _name(result: Result, number: int) -> str:
    """The variable of a part without parameters; numbered if there are several."""
    parts = [part for part in result.parts if isinstance(part, Scores)]
    name = "predicted" if parts[0].function == "identity" else "scores"
    return name if len(parts) == 1 else f"part_{number}"


def _size() -> str:
    return '(level["height"], level["width"], level["anchors_per_cell"])'


def _lines(result: Result, part: Part, keys: Keys, number: int) -> Iterator[str]:
    if isinstance(part, Scores):
        yield f"{_name(result, number)} = {_scores(result, part, keys)}"
    elif isinstance(part, CentreBoxes):
        first, last = min(part.channels), max(part.channels)
        yield f"boxes = {_cut(result, part.ends, first, last + 1 - first, keys)}"
        yield from centre_lines(part)
    elif isinstance(part, DistanceBoxes):
        yield f"boxes = {_cut(result, part.ends, part.channel, 4 * part.bins, keys)}"
        yield from distance_lines(part)
    elif isinstance(part, Points):
        yield f"points = {_cut(result, part.ends, part.channel, part.columns, keys)}"
        yield from point_lines(part)


def _scores(result: Result, part: Scores, keys: Keys) -> str:
    given = _cut(result, part.ends, part.channel, part.columns, keys)
    if part.function in ("sigmoid", "silu"):
        return f"{part.function}({given})"
    if part.function == "product" and part.objectness is not None:
        ends, channel = part.objectness
        return f"sigmoid({_cut(result, ends, channel, 1, keys)}) * sigmoid({given})"
    if part.function == "softmax" and part.classes is not None:
        first, last = part.classes
        whole = _cut(result, part.ends, first, last + 1 - first, keys)
        hidden = part.channel - first
        return f"softmax({whole})" + (f"[..., {hidden}:]" if hidden else "")
    return given


def _cut(result: Result, ends: tuple[int, ...], first: int, count: int, keys: Keys) -> str:
    """Source of some channels of the predictions of each anchor."""
    output = f'values[level["{keys.of(ends)}"]]'
    listing = result.layout.lists.get(ends[0])
    if listing is None:
        return f"cells({output}, level)[..., {first}:{first + count}]"
    function = "turned_rows" if listing.turned else "listed_rows"
    rows = f"{function}({output}, level, {listing.columns})"
    return rows if count == listing.columns else f"{rows}[..., {first}:{first + count}]"


def _reads(result: Result, key: str, keys: Keys) -> bool:
    for part in result.parts:
        if isinstance(part, Constant):
            continue
        own = [part.ends]
        if isinstance(part, Scores) and part.objectness is not None:
            own.append(part.objectness[0])
        if any(keys.of(ends) == key for ends in own):
            return True
    return False
