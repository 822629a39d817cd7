"""A stand-in for the toolchain of CV25 and CV75, with a hidden table of what it compiles."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import onnx

_RANK, _OPSET, _IMAGE = 5, 18, [2, 3]

_IMAGES = """#!/bin/sh
[ -f representative_images/gradient.jpg ] && mkdir -p calib && echo x > calib/list.txt
"""
_PARSER = """#!/bin/sh
while [ $# -gt 0 ]; do
  [ "$1" = -m ] && model=$2
  shift
done
[ -f calib/list.txt ] && [ -f "$model" ] || exit 3
read -r code text < "$ANSWERS/$model.parser"
echo "$text"
[ "$code" -eq 0 ] && mkdir -p quantized && echo "$model" > quantized/quantized.vas
exit "$code"
"""
_COMPILER = """#!/bin/sh
read -r model < quantized/quantized.vas || exit 4
read -r code text < "$ANSWERS/$model.vas"
echo "$text"
[ "$code" -eq 0 ] && mkdir -p vas_output && cp quantized/quantized.vas vas_output
exit "$code"
"""
_PACKAGER = """#!/bin/sh
[ "$1" = -d ] && [ "$3" = -f ] && cp "$2/quantized.vas" "$4"
"""


def stand_in(folder: Path) -> None:
    """Write the programs of the toolchain."""
    folder.mkdir()
    programs = {
        "gen_image_list.py": _IMAGES,
        "onnxparser.py": _PARSER,
        "vas": _COMPILER,
        "cavalry_gen": _PACKAGER,
    }
    for name, text in programs.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)


def features(model: onnx.ModelProto, highest: int) -> Iterator[str]:
    """What a compilation of a model hangs on: operators, and the forms of some.

    Args:
        highest: dimensions of the tensors of networks that are known to run.
    """
    sizes = {
        value.name: [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
        for value in (*model.graph.value_info, *model.graph.input, *model.graph.output)
    }
    constants = {tensor.name for tensor in model.graph.initializer}
    for opset in model.opset_import:
        if opset.domain == "" and opset.version > _OPSET:
            yield f"opset {opset.version}"
    for result in model.graph.output:
        dtype = onnx.helper.tensor_dtype_to_np_dtype(result.type.tensor_type.elem_type)
        if dtype.kind != "f":
            yield f"result of {dtype}"
    for node in model.graph.node:
        yield f"{node.domain}.{node.op_type}" if node.domain else node.op_type
        options = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if any(len(sizes.get(name, ())) > highest for name in node.output):
            yield "more dimensions"
        if node.op_type == "ReduceMean" and options["axes"] != _IMAGE:
            yield "other axes"
        if node.op_type == "AveragePool" and options["kernel_shape"] != sizes[node.input[0]][2:]:
            yield "other windows"
        if node.op_type == "MatMul" and not constants & set(node.input):
            yield "computed weights"
        if node.op_type == "MatMul" and len(sizes[node.input[0]]) > 2:
            yield "matrix of vectors"


def answer(kit: Path, answers: Path, refused: Mapping[str, bool], highest: int = _RANK) -> None:
    """Write down the answer to each model of a kit: the exit codes of the parser and of vas.

    Args:
        refused: by feature; those that are not named are compiled.
    """
    answers.mkdir(exist_ok=True)
    for path in kit.glob("*.onnx"):
        against = [each for each in features(onnx.load(path), highest) if refused.get(each)]
        by_parser = bool(against) and len(against[0]) % 2 == 0
        text = f"unsupported: {against[0]}" if against else "done"
        (answers / f"{path.name}.parser").write_text(f"{int(by_parser)} {text}\n")
        (answers / f"{path.name}.vas").write_text(f"{2 * bool(against)} {text}\n")
