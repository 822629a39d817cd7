from pathlib import Path

import pytest
from msgspec.structs import replace

from dlpulint.reporters.formats import Output, category_of, parts, rendered
from dlpulint.reporters.text.style import Style
from tests.places import FIXTURES
from tests.reporters.samples import finding, model, model_report, report
from tests.running import run


def split(*paths: str, file: str = "out/nodes.json") -> list[str]:
    """The files of a run for two targets."""
    pairs = [model_report(path, target=target) for path in paths for target in ("artpec8", "cv25")]
    found = list(parts(report(*pairs), Output("model-explorer", Path(file))))
    assert [part.reports for part, _ in found] == [(pair,) for pair in pairs]
    return [f"{output.file.as_posix()}" for _, output in found if output.file is not None]


def test_a_format_that_holds_one_pair_gets_a_file_for_each() -> None:
    assert split("models/face.tflite", "-") == [
        "out/nodes.face.artpec8.json",
        "out/nodes.face.cv25.json",
        "out/nodes.stdin.artpec8.json",
        "out/nodes.stdin.cv25.json",
    ]


def test_models_of_one_name_get_files_of_their_own() -> None:
    files = split("a/m.tflite", "b/m.onnx", "b/m-2.onnx", "c/M.tflite", file="nodes")
    assert files[::2] == [
        "nodes.m.artpec8",
        "nodes.m-2.artpec8",
        "nodes.m-2-2.artpec8",
        "nodes.M-3.artpec8",
    ]


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("a b;$(c)\n.tflite", "a-b-c"),
        ("../../..", "model"),
        (".tflite", "model"),
        ("x" * 300, "x" * 48),
        ("käse.v2.onnx", "käse.v2"),
        ("\udcff.onnx", "model"),
    ],
)
def test_a_models_name_is_made_fit_for_a_file(path: str, word: str) -> None:
    assert split(path, file="o.json")[0] == f"o.{word}.artpec8.json"


@pytest.mark.parametrize("format", ["dot", "model-explorer"])
def test_one_pair_and_standard_output_are_as_asked_for(format: str) -> None:
    single = report(model_report())
    to_file = Output(format, Path("x.json"))
    assert list(parts(single, to_file)) == [(single, to_file)]
    several = report(model_report(), model_report(target="cv25"))
    to_stdout = Output(format, None)
    assert list(parts(several, to_stdout)) == [(several, to_stdout)]


def test_other_formats_hold_all_pairs() -> None:
    several = report(model_report(), model_report(target="cv25"))
    output = Output("dot", Path("x.dot"))
    assert list(parts(several, output)) == [(several, output)]


def test_the_command_line_writes_a_file_for_each_pair(tmp_path: Path) -> None:
    model = FIXTURES / "rank5_int8.tflite"
    options = ("--target", "artpec8,cpu", "--format", "model-explorer=nodes.json")
    done = run(model, *options, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "nodes.rank5_int8.artpec8.json",
        "nodes.rank5_int8.cpu.json",
    ]
    refused = run(model, "--target", "artpec8,cpu", "--format", "model-explorer", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stdout == b""
    assert b"dlpulint: model-explorer holds one model on one target" in refused.stderr


@pytest.mark.parametrize(
    ("format", "drawn"), [("dot", b"\n    operator8 ["), ("model-explorer", b'"value": "')]
)
def test_formats_that_draw_are_given_the_graph(format: str, drawn: bytes) -> None:
    done = run(FIXTURES / "rank5_int8.tflite", "--target", "artpec8", "--format", format)
    assert done.returncode in (0, 1), done.stderr
    assert drawn in done.stdout


@pytest.mark.parametrize(
    ("name", "category"),
    [("detectors", "detectors"), (" /a/b c/ ", "a/b c"), ("käse", "käse"), ("x" * 100, "x" * 100)],
)
def test_a_category_stands_between_slashes(name: str, category: str) -> None:
    assert category_of(name) == category


@pytest.mark.parametrize("name", ["", " / ", "a\nb", "x" * 101])
def test_what_can_be_no_category_is_told(name: str) -> None:
    done = run(FIXTURES / "resnet_int8_per_tensor.tflite", "-t", "artpec8", "--category", name)
    message = f"dlpulint: --category {name!r}: a word or two, such as `detectors`, of at most 100 "
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode("utf-8").replace("\r", "") == f"{message}characters\n"


@pytest.mark.parametrize(
    ("format", "stated", "absent"),
    [
        ("text", "no checksum: not all bytes were read", "sha256"),
        ("json", '"sha256": null', "0123456789abcdef"),
        ("html", "<dt>SHA-256</dt><dd>not computed</dd>", "0123456789abcdef"),
        ("sarif", '"uri": "s3://bucket/a.onnx"', "hashes"),
        ("github", "s3://bucket/a.onnx", "file="),
        ("junit", "s3://bucket/a.onnx", "0123456789abcdef"),
    ],
)
def test_a_remote_model_without_a_checksum(format: str, stated: str, absent: str) -> None:
    summary = replace(model(), sha256=None)
    linted = model_report("s3://bucket/a.onnx", findings=[finding()], summary=summary)
    text = rendered(report(linted), Output(format, None), Style(full=True))
    assert stated in text
    assert absent not in text
