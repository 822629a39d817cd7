"""Operators that look rows up, hash them, or gather them by segment."""

from dlpulint.facts.preparation.node import FLOAT, QUANTIZED, Node, State, text

_INDEX = ("int32", "int64")
_LONGEST_HASH = 32
_INT32, _INT64, _STRING = 2, 4, 5
_TABLES = frozenset({(_INT64, _STRING), (_STRING, _INT64)})


def embedding(node: Node) -> None:
    """EMBEDDING_LOOKUP."""
    node.counts((2,))
    keys, rows = node.input(0), node.input(1)
    _row(node, keys, ("int32",), "keys")
    _at_least(node, rows, 2, "rows")
    _row_scales(node, rows)
    node.resize((*keys.sizes, *rows.sizes[1:]))


def _row_scales(node: Node, rows: State) -> None:
    found = rows.quantization
    if found is None or not found.scales:
        return
    if (
        rows.dtype in (*QUANTIZED, "int4")
        and node.output.dtype == FLOAT
        and any(found.zero_points[:1])
    ):
        point = found.zero_points[0]
        node.refuse("option", f"its rows have zero point {point}; TFLite accepts 0", rows)
    if len(found.scales) > 1 and (found.axis != 0 or len(found.scales) != rows.sizes[0]):
        node.refuse(
            "option",
            f"its {rows.sizes[0]} rows have {len(found.scales)} scales along dimension "
            f"{found.axis}",
            rows,
        )


def sparse_embedding(node: Node) -> None:
    """EMBEDDING_LOOKUP_SPARSE."""
    node.counts((5,))
    keys, indices, shape, factors, rows = (node.input(index) for index in range(5))
    _row(node, keys, ("int32",), "keys")
    node.ranks(indices, (2,), "indices")
    node.takes(indices, ("int32",), "indices")
    _row(node, shape, ("int32",), "shape")
    _row(node, factors, (FLOAT,), "weights")
    for state, what in ((indices, "indices"), (factors, "weights")):
        if state.sizes[0] != keys.sizes[0]:
            node.refuse("shape", f"{keys.sizes[0]} keys have {state.sizes[0]} {what}", state)
    _at_least(node, rows, 2, "rows")
    out = node.output
    node.takes(out, (FLOAT,), "output")
    if out.holding == "constant":
        node.refuse("operands", f"its output{out.label} holds constants", out)
    node.sized_while_running()


def table_lookup(node: Node) -> None:
    """HASHTABLE_LOOKUP."""
    node.counts((3,), (2,))
    wanted, keys, values = node.input(0), node.input(1), node.input(2)
    _row(node, wanted, ("int32",), "lookup")
    _row(node, keys, ("int32",), "keys")
    _at_least(node, values, 1, "values")
    if keys.sizes[0] != values.sizes[0]:
        node.refuse("shape", f"{keys.sizes[0]} keys have {values.sizes[0]} values", keys)
    node.takes(node.outputs[1], ("uint8",), "second output")
    node.resize(wanted.sizes, 1)
    node.same_type(values, node.output, what="its values and output")
    if values.dtype == "string":
        node.ranks(node.output, (1,), "output")
    else:
        node.resize((wanted.sizes[0], *values.sizes[1:]))


def table(node: Node) -> None:
    """HASHTABLE."""
    node.counts((0,))
    if (node.number("key_type"), node.number("value_type")) not in _TABLES:
        node.refuse(
            "option", "its keys and values are not int64 and string, or the other way round"
        )
    node.takes(node.output, ("resource",), "output")
    node.sized_while_running()


def table_find(node: Node) -> None:
    """HASHTABLE_FIND."""
    node.counts((3,))
    _table(node)
    node.resize(node.input(1).sizes)


def table_import(node: Node) -> None:
    """HASHTABLE_IMPORT."""
    node.counts((3,), (0,))
    _table(node)


def table_size(node: Node) -> None:
    """HASHTABLE_SIZE."""
    node.counts((1,))
    _table(node)
    node.resize((1,))


def _table(node: Node) -> None:
    found = node.input(0)
    node.takes(found, ("resource",), "table")
    if found.sizes != (1,):
        node.refuse("shape", f"its table is {text(found.sizes)}", found)


def projection(node: Node) -> None:
    """LSH_PROJECTION."""
    node.counts((2, 3))
    hashes, given, weight = node.input(0), node.input(1), node.optional(2)
    node.ranks(hashes, (2,), "hash")
    if hashes.sizes[1] > _LONGEST_HASH:
        node.refuse(
            "shape", f"its hash has {hashes.sizes[1]} bits; at most 32 are accepted", hashes
        )
    _at_least(node, given, 1, "input")
    if given.sizes[0] < 1:
        node.refuse("shape", "its input has no rows", given)
    if weight is not None:
        node.ranks(weight, (1,), "weight")
        if weight.sizes != given.sizes[:1]:
            node.refuse(
                "shape", f"its {given.sizes[0]} inputs have {weight.sizes[0]} weights", weight
            )
    kind = node.number("projection_type")
    if kind not in (1, 2):
        node.refuse("option", f"its kind of hash is {kind}; TFLite accepts 1 and 2")
    rows, bits = hashes.sizes
    node.resize((rows * bits if kind == 2 else rows,))


def skip_gram(node: Node) -> None:
    """SKIP_GRAM."""
    node.counts((1,))
    node.takes(node.input(0), ("string",), "input")
    node.takes(node.output, ("string",), "output")
    node.sized_while_running()


def unique(node: Node) -> None:
    """UNIQUE."""
    node.counts((1,), (2,))
    kind = node.number("output_type", -1)
    if kind < 0:
        node.refuse("option", "it has no options")
    given = node.input(0)
    node.same_type(given, node.output)
    node.takes(node.outputs[1], _INDEX[1:] if kind == _INT64 else _INDEX[:1], "second output")
    node.ranks(given, (1,), "input")
    node.resize(given.sizes, 1)
    node.sized_while_running()


def segment_sum(node: Node) -> None:
    """SEGMENT_SUM."""
    node.counts((2,))
    data, segments = node.input(0), node.input(1)
    node.takes(data, ("int32", FLOAT), "input")
    node.takes(segments, ("int32",), "segments")
    if not (data.known and segments.known):
        node.sized_while_running()
        return
    node.ranks(segments, (1,), "segments")
    if data.sizes[:1] != segments.sizes:
        node.refuse(
            "shape", f"its input {text(data.sizes)} has {segments.sizes[0]} segments", segments
        )
    last = -1
    for number in segments.numbers:
        if number not in (last, last + 1):
            node.refuse("option", "its segments are not numbered one after the other", segments)
        last = number
    node.resize((last + 1, *data.sizes[1:]))


def unsorted_segment(node: Node) -> None:
    """UNSORTED_SEGMENT_SUM, _PROD, _MAX and _MIN."""
    node.counts((3,))
    data, segments, count = node.input(0), node.input(1), node.input(2)
    node.takes(data, ("int32", FLOAT), "input")
    node.takes(segments, ("int32",), "segments")
    node.takes(count, ("int32",), "segment count")
    if not count.known or not segments.known:
        node.sized_while_running()
        return
    if segments.sizes != data.sizes[: segments.rank]:
        node.refuse(
            "shape",
            f"its input {text(data.sizes)} and segments {text(segments.sizes)} do not fit",
            segments,
        )
    if count.sizes not in ((), (1,)):
        node.refuse("shape", f"its segment count is {text(count.sizes)}", count)
    most = max(segments.numbers, default=-1)
    if most >= count.numbers[0]:
        node.refuse("option", f"its segment {most} is beyond {count.numbers[0]}", segments)
    node.resize((*count.numbers[:1], *data.sizes[segments.rank :]))


def sparse_to_dense(node: Node) -> None:
    """SPARSE_TO_DENSE."""
    node.counts((4,))
    indices, shape, values, default = (node.input(index) for index in range(4))
    if indices.rank > 2:
        node.ranks(indices, (0, 1, 2), "indices")
    node.ranks(shape, (1,), "output shape")
    if values.rank > 1:
        node.ranks(values, (0, 1), "values")
    if default.elements != 1:
        node.refuse("shape", f"its default value is {text(default.sizes)}", default)
    node.takes(indices, _INDEX, "indices")
    node.takes(shape, _INDEX, "output shape")
    node.same_type(values, default, what="its values and default value")
    wide = indices.sizes[1] if indices.rank == 2 else 1
    if wide != shape.elements:
        node.refuse("shape", f"its indices have {wide} numbers, its shape {shape.elements}", shape)
    count = indices.sizes[0] if indices.rank else 1
    if values.rank and values.elements != count:
        node.refuse("shape", f"it has {count} indices and {values.elements} values", values)
    node.output.dtype = values.dtype
    if not shape.known:
        node.sized_while_running()
    else:
        node.resize(shape.numbers)


def _row(node: Node, state: State, dtypes: tuple[str, ...], what: str) -> None:
    node.ranks(state, (1,), what)
    node.takes(state, dtypes, what)


def _at_least(node: Node, state: State, rank: int, what: str) -> None:
    if state.rank < rank:
        node.refuse(
            "shape",
            f"{text(state.sizes)} is the shape of its {what}; TFLite accepts {rank} "
            f"dimension{'' if rank == 1 else 's'} or more",
            state,
        )
