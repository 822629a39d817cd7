"""Tables of TFLite's schema with values in all of their fields, sound ones or odd ones."""

import struct
from collections.abc import Callable, Mapping

from dlpulint.mending.tflite.record import Record, Value
from dlpulint.mending.tflite.schema import Field, schema
from tests.grammars.luck import Luck

_UNIONS_OF_TYPES: Mapping[tuple[str, str], str] = {
    ("QuantizationParameters", "details_type"): "QuantizationDetails",
    ("DimensionMetadata", "array_segments_type"): "SparseIndexVector",
    ("DimensionMetadata", "array_indices_type"): "SparseIndexVector",
    ("Operator", "builtin_options_type"): "BuiltinOptions",
    ("Operator", "builtin_options2_type"): "BuiltinOptions2",
}

_BOUNDS = {
    **{code: (-(2**bits // 2), 2**bits // 2 - 1) for code, bits in (("b", 8), ("h", 16))},
    **{code: (-(2**bits // 2), 2**bits // 2 - 1) for code, bits in (("i", 32), ("q", 64))},
    **{code: (0, 2**bits - 1) for code, bits in (("?", 1), ("B", 8), ("H", 16))},
    **{code: (0, 2**bits - 1) for code, bits in (("I", 32), ("Q", 64))},
}
REALS = (0.0, 1.0, -1.0, 0.5, 1e-30, 3.4e38, float("inf"), float("nan"), -0.0)


class Tables:
    """Makes tables of any kind for one model."""

    def __init__(self, luck: Luck) -> None:
        self.luck = luck
        self.buffers = [0]
        """Bytes of each buffer."""
        self.graphs = 1
        self._made: dict[str, list[Record]] = {}
        self._depth = 0

    def leave_out(self, record: Record) -> None:
        """Some field is missing, in models of bad luck."""
        if self.luck.odd and record.fields:
            del record.fields[self.luck.pick(tuple(record.fields))]

    def table(self, name: str) -> Record:
        """A table of any kind with some of its fields; seldom one that is there already."""
        made = self._made.setdefault(name, [])
        if made and self.luck.odd:
            return self.luck.pick(made)
        found = Record(name)
        self._depth += 1
        self.some_fields(found)
        self._depth -= 1
        made.append(found)
        return found

    def some_fields(self, record: Record) -> None:
        """Most fields of a table that are not stated yet."""
        for entry in schema().tables[record.table]:
            if entry.name not in record.fields and self.luck.chance(0.7):
                value = self._value(record.table, entry, record)
                if value is not None:
                    record[entry.name] = value

    def _value(self, table: str, entry: Field, record: Record) -> Value:
        luck = self.luck
        if entry.union is not None:
            number = record.integer(f"{entry.name}_type")
            member = schema().unions[entry.union].get(number)
            return self.table(member) if member and self._depth < 5 else None
        known = _UNIONS_OF_TYPES.get((table, entry.name))
        if known is not None:
            return luck.pick(tuple(schema().unions[known])) if self._depth < 5 else 0
        make: Callable[[], Value]
        if entry.scalar:
            make = lambda: self._number(entry.name, entry.type)  # noqa: E731 - of two kinds
        elif entry.type == "string":
            make = lambda: luck.text().encode()  # noqa: E731
        elif self._depth < 5:
            make = lambda: self.table(entry.type)  # noqa: E731
        else:
            return None
        if not entry.vector:
            return make()
        found = [make() for _ in range(luck.pick((0, 1, 2, 3, 4)))]
        if luck.odd and found:
            found = found * luck.pick((1, 10, 100))
        return struct.pack(f"{len(found)}B", *found) if entry.type == "B" else found

    def _number(self, name: str, code: str) -> int | float:
        luck = self.luck
        if code in "fd":
            return luck.pick(REALS) if luck.odd else luck.pick((0.0, 0.5, 1.0, 6.0))
        least, most = _BOUNDS[code]
        if luck.odd:
            return luck.extreme(least, most)
        if "subgraph" in name:
            return max(least, luck.index(self.graphs))
        if name == "buffer":
            return luck.upto(len(self.buffers) - 1)
        return min(most, luck.pick((0, 0, 1, 1, 1, 2, 2, 3, 4)))
