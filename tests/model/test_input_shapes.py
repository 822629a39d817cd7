"""Shapes that a user states for inputs: read, checked against models, and shown in reports."""

from pathlib import Path
from typing import Any

import pytest

from dlpulint.api import lint
from dlpulint.basics.errors import UsageError
from dlpulint.model.graph import Tensor
from dlpulint.model.input_shapes import InputShape, parsed, shapes_for, stated
from dlpulint.report.report import ModelReport
from tests.loader.onnx_files import file, graph, node, value, weights
from tests.places import FIXTURES
from tests.running import run, run_json

DYNAMIC = FIXTURES / "resnet_dynamic_axes.onnx"
OPEN_BATCH = FIXTURES / "mobilenet_dynamic_batch.tflite"


def tensor(name: str, shape: Any, names: tuple[str | None, ...] = ()) -> Tensor:
    return Tensor(name, "float32", shape, free_dimensions=names)


def written(folder: Path, name: str = "m.onnx", **inputs: list[int | str | None] | None) -> Path:
    """A model that adds its inputs up, and convolves the first."""
    names = list(inputs)
    nodes = [node("Conv", f"{names[0]} w", "y")]
    nodes += [node("Relu", other, f"{other}_out") for other in names[1:]]
    outputs = [value("y"), *(value(f"{other}_out") for other in names[1:])]
    given = [value(name, dims) for name, dims in inputs.items()]
    path = folder / name
    whole = file(graph(nodes, given, outputs, [weights("w", 8, 3, 3, 3)]))
    path.write_bytes(whole.SerializeToString())
    return path


def one(path: Path, **shapes: list[int]) -> ModelReport:
    (report,) = lint([path], ["cv25"], input_shapes=shapes).reports
    return report


def complaint(path: Path, **shapes: list[int]) -> str:
    with pytest.raises(UsageError) as raised:
        lint([path], ["cv25"], input_shapes=shapes)
    return str(raised.value).replace(str(path), path.name)


def test_options_name_an_input_or_mean_the_only_one() -> None:
    assert parsed(["x=1,3,8,8", "1, 3"]) == (
        InputShape("x", (1, 3, 8, 8)),
        InputShape(None, (1, 3)),
    )
    assert parsed(["serving=default:0=7"]) == (InputShape("serving=default:0", (7,)),)
    assert stated({"": [1], "x": (2, 3)}) == (InputShape(None, (1,)), InputShape("x", (2, 3)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["x=1,a"], "--input-shape x=1,a: expected whole numbers, as in name=1,3,224,224"),
        (["x="], "--input-shape x=: expected whole numbers, as in name=1,3,224,224"),
        (["x=1,-3"], "--input-shape x=1,-3: expected whole numbers, as in name=1,3,224,224"),
        (["x=1,²"], "--input-shape x=1,²: expected whole numbers, as in name=1,3,224,224"),
        (["=1"], "--input-shape =1: no name before the ="),
        (["x=0"], "--input-shape x=0: sizes are from 1 to 2,147,483,647"),
        (["1,99999999999"], "--input-shape 1,2147483648: sizes are from 1 to 2,147,483,647"),
        (["x=1", "x=2"], "--input-shape x=1: this input is given more than one shape"),
        (["1", "2"], "--input-shape 1: this input is given more than one shape"),
    ],
)
def test_what_is_no_shape_is_a_usage_error(options: list[str], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        parsed(options)
    assert str(raised.value) == message


def test_only_inputs_that_leave_something_open_are_fixed() -> None:
    inputs = [tensor("a", (None, 3)), tensor("b", (1, 3)), tensor("c", None)]
    asked = stated({"a": (2, 3), "b": (1, 3), "c": (7,), "d": (1,)})
    assert shapes_for(inputs, asked, "m") == (asked[0], asked[2])
    assert shapes_for(inputs, stated({"": (2, 3)}), "m") == ()
    assert shapes_for(inputs[:1], stated({"": (2, 3)}), "m") == (InputShape("a", (2, 3)),)


def test_one_input_is_not_given_two_shapes() -> None:
    with pytest.raises(UsageError, match="this input is given more than one shape"):
        shapes_for([tensor("a", (None,))], stated({"": (1,), "a": (2,)}), "m")


def test_open_dimensions_of_a_model_get_sizes(tmp_path: Path) -> None:
    report = one(written(tmp_path, x=["N", 3, "H", "W"]), x=[1, 3, 34, 66])
    assert report.input_shapes == (InputShape("x", (1, 3, 34, 66)),)
    assert report.model is not None
    assert [given.shape for given in report.model.inputs] == [(1, 3, 34, 66)]
    assert [made.shape for made in report.model.outputs] == [(1, 8, 32, 64)]
    assert report.model.macs == 32 * 64 * 8 * 27
    assert "common/dynamic-shape" not in {finding.rule for finding in report.findings}


def test_one_name_has_one_size_in_the_whole_file(tmp_path: Path) -> None:
    path = written(tmp_path, x=["N", 3, 8, 8], z=["N", "L"])
    report = one(path, x=[4, 3, 8, 8])
    assert report.model is not None
    assert [given.shape for given in report.model.inputs] == [(4, 3, 8, 8), (4, None)]
    assert complaint(path, x=[4, 3, 8, 8], z=[5, 1]) == (
        "--input-shape z=5,1: m.onnx: the dimension 'N' cannot be both 4 and 5"
    )


def test_question_marks_are_no_name(tmp_path: Path) -> None:
    report = one(written(tmp_path, x=["?", 3, "?", "?"]), x=[1, 3, 10, 20])
    assert report.model is not None
    assert report.model.inputs[0].shape == (1, 3, 10, 20)


def test_an_input_of_unknown_rank_takes_any_shape(tmp_path: Path) -> None:
    report = one(written(tmp_path, x=None), x=[1, 3, 10, 10])
    assert report.model is not None
    assert report.model.outputs[0].shape == (1, 8, 8, 8)


def test_what_does_not_fit_is_a_usage_error(tmp_path: Path) -> None:
    path = written(tmp_path, x=["N", 3, None, 8])
    assert complaint(path, x=[1, 3, 8]) == (
        "--input-shape x=1,3,8: m.onnx: the input 'x' has 4 dimensions (N, 3, ?, 8), not 3"
    )
    assert complaint(path, x=[1, 1, 8, 8]) == (
        "--input-shape x=1,1,8,8: m.onnx: dimension 1 of the input 'x' is fixed at 3 "
        "(N, 3, ?, 8), not 1"
    )
    assert complaint(path, q=[1]) == ("--input-shape q=1: no model has an input 'q'; there are: x")
    assert complaint(written(tmp_path, images=[1, 3, 8, 8]), image=[1]) == (
        "--input-shape image=1: no model has an input 'image'; did you mean 'images'?"
    )


def test_a_shape_without_a_name_needs_a_model_with_one_input(tmp_path: Path) -> None:
    two = written(tmp_path, "two.onnx", x=["N", 3, 8, 8], z=["N"])
    assert complaint(two, **{"": [1, 3, 8, 8]}) == (
        "--input-shape 1,3,8,8: no model has a single input; name one: NAME=SIZES (there are x, z)"
    )
    written(tmp_path, "one.onnx", x=["N", 3, 8, 8])
    reports = lint([tmp_path], ["cv25"], input_shapes={"": [1, 3, 8, 8]}).reports
    assert [len(report.input_shapes) for report in reports] == [1, 0]


def test_a_shape_is_for_the_models_that_have_such_an_input(tmp_path: Path) -> None:
    written(tmp_path, "a.onnx", x=["N", 3, 8, 8])
    written(tmp_path, "b.onnx", y=["N", 3, 8, 8])
    written(tmp_path, "c.onnx", x=[1, 3, 8, 8])
    reports = lint([tmp_path], ["cv25"], input_shapes={"x": [1, 3, 8, 8]}).reports
    assert [len(report.input_shapes) for report in reports] == [1, 0, 0]


def test_a_file_that_cannot_be_read_might_have_had_the_input(tmp_path: Path) -> None:
    written(tmp_path, "a.onnx", x=["N", 3, 8, 8])
    (tmp_path / "b.onnx").write_bytes(b"")
    reports = lint([tmp_path], ["cv25"], input_shapes={"other": [1]}).reports
    assert [report.error for report in reports] == [None, "empty file"]


def test_a_tflite_model_is_linted_as_it_is_and_says_so() -> None:
    plain = lint([OPEN_BATCH], ["artpec8"]).reports[0]
    name = plain.model.inputs[0].name if plain.model else ""
    asked = lint([OPEN_BATCH], ["artpec8"], input_shapes={"": [1, 64, 64, 3]}).reports[0]
    assert asked.notices == (
        f"--input-shape {name}=1x64x64x3 is left out: only of .onnx files the shapes are worked "
        "out anew; state the shape when you convert.",
    )
    assert (asked.input_shapes, asked.findings) == ((), plain.findings)
    assert complaint(OPEN_BATCH, **{"": [1, 8, 8, 3]}).endswith("fixed at 64 (?, 64, 64, 3), not 8")


def test_the_command_line_and_every_report_say_what_was_supposed() -> None:
    asked = ("--target", "cv25", "--input-shape")
    document = run_json(DYNAMIC, *asked, "1,3,64,64")
    (report,) = document["reports"]
    (given,) = report["input_shapes"]
    assert given["shape"] == [1, 3, 64, 64]
    done = run(DYNAMIC, *asked, f"{given['name']}=1,3,64,64")
    lines = done.stdout.decode("utf-8").splitlines()
    assert lines[0] == f"Checked with open inputs set to a shape ({given['name']}=1x3x64x64)."
    assert any(f"with {given['name']}=1x3x64x64" in line for line in lines[1:5])
    done = run(DYNAMIC, *asked, "1,3,64")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode("utf-8").startswith("dlpulint: --input-shape ")
