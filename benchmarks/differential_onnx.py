"""How far a verdict on ONNX holds: dlpulint beside onnx's checker and strict inference, over edits.

    python -m benchmarks.differential_onnx MODELS... [--edits 1000] [--seed 1]

For each file, and for seeded edits of small ones, onnx is asked whether it is valid (`check_model`,
then `infer_shapes` in strict mode with types). What it refuses dlpulint has to reject or not to
read. Prints the figures and every difference; ends with 1 if more than 0.5 % of the files are
judged otherwise.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from dlpulint.api import lint

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

LARGEST = 2_000_000
SHARE = 0.005
RULE = "common/invalid-node"


def refused(model: "ModelProto") -> str | None:
    """The error of onnx's checker or strict inference; `None` for a valid model."""
    from onnx import checker, shape_inference

    try:
        checker.check_model(model)
        shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    except (checker.ValidationError, shape_inference.InferenceError) as error:
        return " ".join(str(error).split())[:200]
    return None


def _node(model: "ModelProto", random: Random) -> "NodeProto":
    return random.choice(model.graph.node)


def _drop_input(model: "ModelProto", random: Random) -> str:
    node = _node(model, random)
    if node.input:
        del node.input[random.randrange(len(node.input))]
    return f"{node.op_type}: an input less"


def _double_input(model: "ModelProto", random: Random) -> str:
    node = _node(model, random)
    if node.input:
        node.input.append(random.choice(node.input))
    return f"{node.op_type}: an input twice"


def _other_input(model: "ModelProto", random: Random) -> str:
    node, other = _node(model, random), _node(model, random)
    if node.input and other.output:
        node.input[random.randrange(len(node.input))] = random.choice(other.output)
    return f"{node.op_type}: another input"


def _unknown_input(model: "ModelProto", random: Random) -> str:
    node = _node(model, random)
    if node.input:
        node.input[random.randrange(len(node.input))] = "nobody writes this"
    return f"{node.op_type}: an unknown input"


def _same_output(model: "ModelProto", random: Random) -> str:
    node, other = _node(model, random), _node(model, random)
    if node.output and other.output:
        node.output[0] = other.output[0]
    return f"{node.op_type}: the output of {other.op_type}"


def _weight_shape(model: "ModelProto", random: Random) -> str:
    if not model.graph.initializer:
        return "nothing"
    tensor = random.choice(model.graph.initializer)
    if tensor.dims:
        at = random.randrange(len(tensor.dims))
        if random.random() < 0.5:
            tensor.dims[at] = max(1, tensor.dims[at] + random.choice([-1, 1]))
        else:
            tensor.dims.append(1)
        size = 1
        for dimension in tensor.dims:
            size *= dimension
        width = {1: 4, 6: 4, 7: 8, 10: 2, 11: 8, 2: 1, 3: 1, 9: 1}.get(tensor.data_type)
        for name in ("float_data", "int32_data", "int64_data", "double_data"):
            tensor.ClearField(name)  # type: ignore[arg-type]  # A name of the list above
        if width is not None:
            tensor.raw_data = bytes(size * width)
    return f"shape of a constant: {list(tensor.dims)}"


def _input_shape(model: "ModelProto", random: Random) -> str:
    value = random.choice(model.graph.input)
    dimensions = value.type.tensor_type.shape.dim
    if dimensions:
        dimension = random.choice(dimensions)
        dimension.dim_value = max(1, dimension.dim_value + random.choice([-1, 1, 2]))
    return "shape of the input"


def _input_type(model: "ModelProto", random: Random) -> str:
    value = random.choice(model.graph.input)
    value.type.tensor_type.elem_type = random.choice([1, 2, 3, 6, 7, 9, 10])
    return f"type of the input: {value.type.tensor_type.elem_type}"


def _attribute(model: "ModelProto", random: Random) -> str:
    node = _node(model, random)
    if not node.attribute:
        return "nothing"
    attribute = random.choice(node.attribute)
    how = random.choice(["value", "length", "name", "drop"])
    if how == "drop":
        node.attribute.remove(attribute)
    elif how == "name":
        attribute.name += "_"
    elif attribute.ints:
        if how == "length":
            attribute.ints.append(1)
        else:
            attribute.ints[0] += random.choice([-1, 1, 7])
    elif attribute.type == 2:
        attribute.i += random.choice([-3, -1, 1, 5])
    return f"{node.op_type}.{attribute.name}: {how}"


def _operator(model: "ModelProto", random: Random) -> str:
    node, other = _node(model, random), _node(model, random)
    was = node.op_type
    node.op_type = random.choice([other.op_type, "Nonesuch", "Relu", "Concat", "Gemm"])
    return f"{was} as {node.op_type}"


def _order(model: "ModelProto", random: Random) -> str:
    nodes = list(model.graph.node)
    at = random.randrange(len(nodes))
    node = nodes.pop(at)
    nodes.insert(random.randrange(len(nodes) + 1), node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return f"order of {node.op_type}"


def _opset(model: "ModelProto", random: Random) -> str:
    entry = random.choice(model.opset_import)
    entry.version = max(1, entry.version + random.choice([-6, -3, -1, 1]))
    return f"opset {entry.version}"


EDITS: tuple[Callable[["ModelProto", Random], str], ...] = (
    *(_drop_input, _double_input, _other_input, _unknown_input, _same_output, _weight_shape),
    *(_weight_shape, _input_shape, _input_type, _attribute, _attribute, _operator, _order, _opset),
)
"""Each changes a model, or leaves it as it is where it does not apply, and says what it did."""


def edits_of(models: list[Path], count: int, seed: int, folder: Path) -> Iterator[tuple[Path, str]]:
    """Edited copies of small models, written into `folder`, with what was done to each."""
    import onnx

    random = Random(seed)
    small = [path for path in models if path.stat().st_size <= LARGEST]
    for number in range(count):
        source = random.choice(small)
        model = onnx.load(source, load_external_data=False)
        what = random.choice(EDITS)(model, random)
        path = folder / f"edit{number:05}.onnx"
        path.write_bytes(model.SerializeToString())
        yield path, f"{source.name}: {what}"


def differences(cases: list[tuple[Path, str]]) -> tuple[int, int, list[str], list[str]]:
    """Valid and refused files; those falsely accepted, and those falsely rejected."""
    import onnx

    valid, invalid = 0, 0
    accepted, rejected = [], []
    reports = lint([str(path) for path, _ in cases], targets=["cv25"]).reports
    for (path, what), report in zip(cases, reports, strict=True):
        judge = refused(onnx.load(path, load_external_data=False))
        ours = [f.message for f in report.findings if f.rule == RULE]
        if report.error is not None:
            ours.append(str(report.error))
        if judge is None:
            valid += 1
            if ours:
                rejected.append(f"{path.name} ({what}): {ours[0]}")
        else:
            invalid += 1
            if not ours:
                accepted.append(f"{path.name} ({what}): {judge}")
    return valid, invalid, accepted, rejected


def models_in(folders: list[Path]) -> list[Path]:
    """The ONNX files below folders that onnx accepts and that have no external data."""
    import onnx

    found = []
    for path in sorted(file for folder in folders for file in folder.rglob("*.onnx")):
        try:
            model = onnx.load(path, load_external_data=False)
        except Exception:
            continue
        inside = not any(tensor.external_data for tensor in model.graph.initializer)
        small = path.stat().st_size <= LARGEST and bool(model.graph.node)
        if small and inside and refused(model) is None:
            found.append(path)
    return found


def main() -> None:
    """Compares and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("models", nargs="+", type=Path, metavar="MODELS")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        models = models_in(asked.models)
        cases = [(path, "as it is") for path in models]
        cases += edits_of(models, asked.edits, asked.seed, folder)
        valid, invalid, accepted, rejected = differences(cases)
    print(f"onnx refuses {invalid}, of which dlpulint accepts {len(accepted)}")
    print(f"onnx accepts {valid}, of which dlpulint rejects {len(rejected)}")
    print("\n".join(["", *accepted, *rejected]))
    if len(accepted) > SHARE * invalid or len(rejected) > SHARE * valid:
        sys.exit(1)


if __name__ == "__main__":
    main()
