"""The bombs: small files that ask for far more time or memory than their size."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.mutations import bombs_nested as nested
from tests.mutations import bombs_onnx as onnx
from tests.mutations import bombs_tflite as tflite

WIDE: Final = "\N{LINEAR B SYLLABLE B008 A}"
"""A letter of four bytes, in memory too."""

BUILTINS: Final = {"sums": (18, 0), "moves": (39, 22), "turns": (0, 108)}
"""MUL and ADD, TRANSPOSE and RESHAPE, and ADD and COS, which runs elsewhere, by turns."""

TFLITE: Final[Mapping[str, Callable[[], bytes]]] = {
    "300,000 connections": lambda: tflite.dense(1_000, 300, shared=False),
    "operators that share lists of 40 operands": lambda: tflite.dense(1_200, 40, shared=True),
    "operators that share lists of 400 operands": lambda: tflite.dense(10_000, 400, shared=True),
    "10,000 operators, one list of 100,000 operands": lambda: tflite.one_list_of_operands(
        10_000, 100_000
    ),
    "10,000 operators, one list of 1,000 operands": lambda: tflite.one_list_of_operands(
        10_000, 1_000
    ),
    "20,000 results that 10 operators read": lambda: tflite.many_results(20_000, 10),
    "one operator 249,000 times": lambda: tflite.one_operator(249_000),
    "one operator code 249,000 times": lambda: tflite.one_code(249_000),
    "one tensor 900,000 times": lambda: tflite.one_tensor(900_000),
    "one graph 9,000 times": lambda: tflite.graphs_of_one(9_000, 2, 1),
    "one long list of inputs, 900 graphs": lambda: tflite.ends_of_one(900, 5_000),
    "one signature 200,000 times": lambda: tflite.signatures_of_one(200_000),
    "one entry of metadata 200,000 times": lambda: tflite.metadata_of_one(200_000),
    "a million dimensions": lambda: tflite.dimensions(1_000_000, signature=False),
    "a signature of a million dimensions": lambda: tflite.dimensions(1_000_000, signature=True),
    "10,000 operators of 64 dimensions": lambda: tflite.chain(10_000, shape=(1,) * 64),
    "a chain of 10,000 MUL and ADD": lambda: tflite.chain(10_000, codes=BUILTINS["sums"], times=2),
    "a chain of 10,000 TRANSPOSE and RESHAPE": lambda: tflite.chain(
        10_000, codes=BUILTINS["moves"]
    ),
    "10,000 partitions": lambda: tflite.chain(10_000, codes=BUILTINS["turns"]),
    "one tensor that 20,000 operators read": lambda: tflite.readers_of_one(20_000),
    "20,000 tensors, one name of 2,000 bytes": lambda: tflite.chain(20_000, WIDE * 500),
    "10,000 tensors, one name of 400 bytes": lambda: tflite.chain(10_000, WIDE * 100),
    "5,000 custom operators": lambda: tflite.customs(5_000, 1),
    "2,000 custom operators with long names": lambda: tflite.customs(2_000, 400, wide=True),
    "1,000 tensors, one list of 10,000 scales": lambda: tflite.scales(1_000, 10_000),
    "1,000 tensors, one list of 200 scales": lambda: tflite.scales(1_000, 200),
    "900 graphs, each with two loops over the next": lambda: tflite.loops(900),
    "900 graphs, each with three IFs over the next": lambda: nested.within("IF", 900, 3),
    "900 graphs, each with three CALLs of the next": lambda: nested.within("CALL", 900, 3),
    "900 graphs, each with a CALL_ONCE of the next": lambda: nested.within("CALL_ONCE", 900, 1),
    "10,000 sparse tensors, one list of 5,000 dimensions": lambda: nested.sparse(10_000, 5_000),
    "5,000 custom operators, one map of 5,000 options": lambda: nested.shared_options(5_000, 5_000),
    "5,000 custom operators, one map of 3 options": lambda: nested.shared_options(5_000, 3),
    "10,000 compiled operators, one package": lambda: tflite.packages(10_000, 1_000),
    "45,000 tensors that cannot be read": lambda: tflite.unreadable(45_000, 100),
}
"""Generators of TFLite files, by name."""

ONNX: Final[Mapping[str, Callable[[], bytes]]] = {
    "120,000 connections": lambda: onnx.dense(300, 400),
    "1,000,000 connections": lambda: onnx.dense(1_000, 1_000),
    "9,000 results that 30 nodes read": lambda: onnx.many_results(9_000, 30),
    "one value that 20,000 nodes read": lambda: onnx.readers_of_one(20_000),
    "a chain of 12,000 nodes": lambda: onnx.chain(("Neg",), 12_000),
    "a chain of 25,000 nodes": lambda: onnx.chain(("Neg",), 25_000),
    "a chain of 10,000 Mul and Add": lambda: onnx.chain(("Mul", "Add"), 10_000, times=2),
    "a chain of 10,000 Transpose": lambda: onnx.chain(("Transpose",), 10_000),
    "10,000 partitions": lambda: onnx.chain(("Sigmoid", "Erf"), 10_000),
    "45,000 nodes, 64 dimensions with names of 512": lambda: onnx.named_dimensions(45_000, 64, 512),
    "128,000 names of dimensions": lambda: onnx.distinct_dimensions(2_000, 64, 20),
    "20,000 nodes in a function, 12 times": lambda: onnx.functions(20_000, 12),
    "10 nodes in a function, 2,000 times": lambda: onnx.functions(10, 2_000),
    "10 nodes in a function, 400 times": lambda: onnx.functions(10, 400),
    "functions that double 30 times": lambda: onnx.doubling(30),
    "249,000 empty nodes": lambda: onnx.empty_nodes(249_000),
    "a million empty types of values": lambda: onnx.within_graph((13,), 1_000_000),
    "a million empty constants": lambda: onnx.within_graph((5,), 1_000_000),
    "a million empty inputs of a node": lambda: onnx.within_graph((1, 1), 1_000_000, "Sum"),
    "a million empty results of a node": lambda: onnx.within_graph((1, 2), 1_000_000, "Split"),
    "a million empty attributes": lambda: onnx.within_graph((1, 5), 1_000_000),
    "a million empty tensors of an attribute": lambda: onnx.within_graph((1, 5, 10), 1_000_000),
    "a million empty dimensions": lambda: onnx.within_graph((13, 2, 1, 2, 1), 1_000_000),
    "a million empty opsets": lambda: onnx.empty((8,), 1_000_000),
    "a million empty entries of metadata": lambda: onnx.empty((14,), 1_000_000),
    "a million empty defaults of a function": lambda: onnx.empty((25, 11), 1_000_000),
    "a million empty texts of a constant": lambda: onnx.strings(1_000_000),
    "10,000 types of 64 dimensions": lambda: onnx.infos(10_000, "n", 64),
    "a million numbers of an attribute": lambda: onnx.numbers(1_000_000),
    "an equation of a megabyte": lambda: onnx.equation(500_000),
    "20,000 constants of 60 dimensions": lambda: onnx.constants(20_000, 60),
    "5,000 nodes, one list of 60,000 scales": lambda: onnx.quantized(2_500, 60_000),
    "5,000 nodes, one list of 1,000 scales": lambda: onnx.quantized(2_500, 1_000),
    "5,000 kinds of nodes": lambda: onnx.kinds(5_000, 1),
    "1,000 kinds of nodes with names of four-byte letters": lambda: onnx.kinds(1_000, 500, WIDE),
    "3,000 kinds of nodes with long names": lambda: onnx.kinds(3_000, 500),
    "shapes of 2 to the 62": lambda: onnx.expanding("Expand", 2_000, (2**31,) * 2),
    "shapes of 60 dimensions": lambda: onnx.expanding("Expand", 2_000, (2,) * 60),
    "50 convolutions of 60,000 groups": lambda: onnx.grouped_conv(60_000, 50),
    "100 recurrent layers of a million steps": lambda: onnx.recurrent(100, 1_000_000),
    "a sequence of 5,000": lambda: onnx.sequences(5_000),
    "Ifs within Ifs, 8 deep and 8 wide": lambda: onnx.branches(8, 8),
    "Loops within Loops, 25 deep and 100 wide": lambda: nested.loops("Loop", 25, 100),
    "Scans within Scans, 25 deep and 100 wide": lambda: nested.loops("Scan", 25, 100),
    "Loops within Loops, 100 deep": lambda: nested.loops("Loop", 100, 1),
    "5,000 values captured 25 deep": lambda: onnx.captured(25, 5_000),
    "2,500 shapes computed from shapes": lambda: onnx.shape_arithmetic(2_500),
    "100,000 external data files": lambda: onnx.outside_data(100_000),
    "5,000 invalid nodes": lambda: onnx.faults(5_000),
}
"""Generators of ONNX files, by name."""
