"""TFLite files that somebody made to do harm: small ones that ask for far more than their size."""

from collections.abc import Mapping

from flatbuffers import Builder

from tests.loader.tflite_files import Code, Graph, Operator, Tensor, write


def shape(*dims: int) -> bytes:
    """Convolutions of a shape that no machine holds."""
    tensors = [
        Tensor("x", shape=dims, scales=(1.0,), zero_points=(0,)),
        Tensor("w", shape=dims, buffer=1, scales=(0.5,), zero_points=(0,)),
        Tensor("y", shape=dims, scales=(1.0,), zero_points=(0,)),
    ]
    graph = Graph(tensors, [Operator((0, 1), (2,))] * 2, (0,), (2,))
    return bytes(write(graph, codes=[Code("CONV_2D")], buffers=(b"", b"weights")))


def loop_of_itself() -> bytes:
    """A While whose condition and body are the graph that it stands in."""
    values = {"CondSubgraphIndex": 0, "BodySubgraphIndex": 0}
    one = Operator((0,), (1,), options="WhileOptions", values=values)
    graph = Graph([Tensor("x", shape=(1,)), Tensor("y", shape=(1,))], [one], (0,), (1,))
    return bytes(write(graph, codes=[Code("WHILE")]))


def ring(count: int) -> bytes:
    """A long ring of operators."""
    tensors = [Tensor(f"t{n}", shape=(1, 8)) for n in range(count)]
    ring = [Operator((n,), ((n + 1) % count,)) for n in range(count)]
    return bytes(write(Graph(tensors, ring, (), (0,))))


def backwards(count: int) -> bytes:
    """A chain of operators that is listed from its end."""
    tensors = [Tensor(f"t{n}", shape=(1, 8)) for n in range(count + 1)]
    chain = [Operator((n,), (n + 1,)) for n in range(count)]
    return bytes(write(Graph(tensors, chain[::-1], (0,), (count,))))


def one_name(name: str | bytes) -> bytes:
    """A chain whose tensors all have the same name, or none."""
    tensors = [Tensor(name, shape=(1, 8))] * 5
    chain = [Operator((n,), (n + 1,)) for n in range(4)]
    return bytes(write(Graph(tensors, chain, (0,), (4,))))


def written_by_all(count: int) -> bytes:
    """Operators that all write the same tensor, and all read it but the first."""
    chain = [Operator((0,), (1,)), *[Operator((0,), (1,))] * count]
    return bytes(write(Graph([Tensor("x", shape=(1,))] * 2, chain, (0,), (1,))))


class _File:
    """A file of tables that may be listed more than once, which costs 4 bytes a time."""

    def __init__(self) -> None:
        self.builder = Builder(1 << 16)

    def text(self, length: int) -> int:
        """A string."""
        return int(self.builder.CreateString("n" * length))

    def list(self, table: int, count: int) -> int:
        """A vector that lists one table again and again."""
        self.builder.StartVector(4, count, 4)
        for _ in range(count):
            self.builder.PrependUOffsetTRelative(table)
        return int(self.builder.EndVector())

    def zeros(self, count: int) -> int:
        """A vector of numbers."""
        return int(self.builder.CreateByteVector(bytes(4 * count)))

    def table(self, fields: Mapping[int, int]) -> int:
        """A table of these fields, all of which are offsets."""
        self.builder.StartObject(13)
        for place, offset in fields.items():
            self.builder.PrependUOffsetTRelativeSlot(place, offset, 0)
        return int(self.builder.EndObject())

    def whole(self, fields: Mapping[int, int]) -> bytes:
        """The file with this as its model."""
        self.builder.Finish(self.table(fields), b"TFL3")
        return bytes(self.builder.Output())


def shared_subgraphs(count: int, tensors: int) -> bytes:
    """Many graphs, all of which are one with many tensors, all of which are one."""
    file = _File()
    graph = file.table({0: file.list(file.table({}), tensors)})
    return file.whole({2: file.list(graph, count)})


def shared_operators(count: int, inputs: int) -> bytes:
    """Many operators, all of which are one with many inputs."""
    file = _File()
    code = file.list(file.table({}), 1)
    tensors = file.list(file.table({}), 1)
    builder = file.builder
    builder.StartVector(4, inputs, 4)
    for _ in range(inputs):
        builder.PrependInt32(0)
    operator = file.table({1: builder.EndVector()})
    graph = file.table({0: tensors, 3: file.list(operator, count)})
    return file.whole({1: code, 2: file.list(graph, 1)})


def shared_tensors(count: int, length: int) -> bytes:
    """Many tensors, all of which are one with a long name."""
    file = _File()
    tensors = file.list(file.table({3: file.text(length)}), count)
    return file.whole({2: file.list(file.table({0: tensors}), 1)})


def shared_codes(count: int, length: int) -> bytes:
    """Many operator codes, all of which are one with a long name."""
    file = _File()
    return file.whole({1: file.list(file.table({1: file.text(length)}), count)})


def shared_metadata(count: int, length: int) -> bytes:
    """Many entries of metadata, all of which are one with a long name."""
    file = _File()
    graph = file.list(file.table({}), 1)
    return file.whole({2: graph, 6: file.list(file.table({0: file.text(length)}), count)})


def shared_graph_names(count: int, length: int) -> bytes:
    """Many graphs, all of which are one with a long name."""
    file = _File()
    return file.whole({2: file.list(file.table({4: file.text(length)}), count)})
