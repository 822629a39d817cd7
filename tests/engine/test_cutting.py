"""Cuts that findings name, carried out with the command that a report prints."""

import ast
from pathlib import Path

import onnx
import onnx.utils
from onnx import TensorProto, helper

from dlpulint.api import lint
from dlpulint.engine.cutting import with_cuts
from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Cut, Finding
from dlpulint.loader.sketch.read import model_from_sketch
from tests.pack_files import header, load, row, rule

SOFTMAX = """
format {0}
input x: float32[1,3,8,8]
fully-connected "a": float32[1,8] <- x, weights: float32[8,192]
softmax y: float32[1,8] <- "a"
output y
"""


def cuts(folder: Path, sketch: str, word: str, kind: str = "softmax") -> list[Cut | None]:
    about = rule(
        "mine/x", "forbidden-operators", f'cut = "{word}"\nparams = {{ operators = ["{kind}"] }}'
    )
    pack = load(folder, header(unlisted="dlpu"), about)
    model = model_from_sketch(sketch)
    found = judge(Facts(model), pack).findings
    return [finding.cut for finding in with_cuts(found, "a/net.onnx", model, pack)]


def test_a_cut_before_an_operator_names_what_it_reads(tmp_path: Path) -> None:
    (cut,) = cuts(tmp_path, SOFTMAX.format("onnx").replace('"a"', "a"), "before")
    assert cut == Cut(
        ("a",),
        (
            "python - <<'END'\nimport onnx.utils\nonnx.utils.extract_model(\n"
            '    "net.onnx", "net-cut.onnx",\n    ["x"],\n    ["a"])\nEND',
            "dlpulint net-cut.onnx --target mine",
        ),
    )


def test_a_tflite_has_no_tool_that_cuts_it(tmp_path: Path) -> None:
    (cut,) = cuts(tmp_path, SOFTMAX.format("tflite").replace('"a"', "a"), "last-layers")
    assert cut == Cut(("a",), ())


def test_a_cure_for_some_models_has_a_cut_of_its_own(tmp_path: Path) -> None:
    entry = row("softmax", status="cpu", fix="Drop it.") + (
        "[[operator.fix_for]]\n"
        'pattern = ["final Softmax"]\n'
        'cut = "before"\n'
        'text = "End the graph before it."\n'
    )
    pack = load(tmp_path, header(unlisted="dlpu"), entry)
    plain = SOFTMAX.format("onnx").replace('"a"', "a")
    model = model_from_sketch(plain)
    (found,) = with_cuts(judge(Facts(model), pack).findings, "net.onnx", model, pack)
    assert found.fix == "End the graph before it."
    assert found.cut is not None
    assert found.cut.tensors == ("a",)
    within = model_from_sketch(plain.replace("output y", "relu z: float32[1,8] <- y\noutput z"))
    (other,) = with_cuts(judge(Facts(within), pack).findings, "net.onnx", within, pack)
    assert (other.fix, other.cut) == ("Drop it.", None)


def test_a_cut_that_leaves_an_operator_in_is_not_named(tmp_path: Path) -> None:
    sketch = SOFTMAX.format("onnx").replace('"a"', "a")
    assert cuts(tmp_path, sketch, "last-layers", "fully-connected") == [None]


def carried_out(finding: Finding, folder: Path) -> None:
    """Calls `extract_model` with the arguments of the command."""
    assert finding.cut is not None
    script = "\n".join(finding.cut.commands[0].split("\n")[1:-1])
    (call,) = [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Call)]
    source, written, inputs, outputs = map(ast.literal_eval, call.args)
    onnx.utils.extract_model(str(folder / source), str(folder / written), inputs, outputs)


def detector(path: Path) -> None:
    """An ONNX file that decodes boxes after its last layer, with names that need quotes."""
    grid = helper.make_tensor("grid", TensorProto.FLOAT, [1, 4, 64], [1.0] * 256)
    weights = [
        helper.make_tensor(name, TensorProto.FLOAT, shape, [0.1] * size)
        for name, shape, size in (("w", [4, 3, 1, 1], 12), ("v", [8, 3, 1, 1], 24))
    ]
    shapes = [
        helper.make_tensor(name, TensorProto.INT64, [3], [1, channels, 64])
        for name, channels in (("four", 4), ("eight", 8))
    ]
    nodes = [
        helper.make_node("Conv", ["in put", "w"], ['/head/boxes "0"']),
        helper.make_node("Conv", ["in put", "v"], ["/head/scores"]),
        helper.make_node("Reshape", ['/head/boxes "0"', "four"], ["b"]),
        helper.make_node("Reshape", ["/head/scores", "eight"], ["s"]),
        helper.make_node("Add", ["b", "grid"], ["d"]),
        helper.make_node("Concat", ["d", "s"], ["out"], axis=1),
    ]
    ends = [("in put", [1, 3, 8, 8]), ("out", [1, 12, 64])]
    first, last = (helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in ends)
    graph = helper.make_graph(nodes, "g", [first], [last], [grid, *weights, *shapes])
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path
    )


def test_the_printed_cut_takes_the_decoding_out(tmp_path: Path) -> None:
    detector(tmp_path / "net.onnx")
    (report,) = lint([tmp_path / "net.onnx"], ["artpec8"]).reports
    (found,) = [f for f in report.findings if f.rule == "artpec/box-decoding"]
    assert found.cut is not None
    assert found.cut.tensors == ('/head/boxes "0"', "/head/scores")
    carried_out(found, tmp_path)
    (after,) = lint([tmp_path / "net-cut.onnx"], ["artpec8"]).reports
    assert {f.rule for f in after.findings} < {f.rule for f in report.findings}
    assert "artpec/box-decoding" not in {f.rule for f in after.findings}


def test_scripts_keep_names_as_they_are_and_break_lines_after_seventy_columns(
    tmp_path: Path,
) -> None:
    def listed(width: int) -> list[str]:
        # `    ["é…", ` and `"b"])` share a line of 70 columns if they fit.
        name = "é" * (70 - len('    ["", "b"])') - (70 - width))
        sketch = (
            f"format onnx\ninput x: float32[1,8]\nrelu {name}: float32[1,8] <- x\n"
            f"abs b: float32[1,8] <- x\nadd y: float32[1,8] <- {name}, b\noutput y"
        )
        (cut,) = cuts(tmp_path, sketch, "before", "add")
        assert cut is not None
        lines = cut.commands[0].split("\n")
        return lines[lines.index('    ["x"],') + 1 : -1]

    assert [len(line) for line in listed(70)] == [70]
    assert "é" in listed(70)[0]
    assert len(listed(71)) == 2
