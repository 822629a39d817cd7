"""SARIF of real files: valid for every fixture on every target, and stable where they are not."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onnx
import pytest

from dlpulint.api import lint
from dlpulint.reporters.sarif import log as sarif
from tests.expected import TARGETS, fixture_files
from tests.places import FIXTURES, ROOT
from tests.reporters.samples import HOSTILE
from tests.reporters.sarif.logs import github_mistakes, results, schema_mistakes, uri_of
from tests.running import run


@pytest.fixture(scope="module")
def runs() -> dict[str, Any]:
    """The run of each target over all fixtures, what cannot be read included."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        files = [f"fixtures/{name}" for name in fixture_files() if not name.endswith(".bin")]
        document = json.loads(sarif.write(lint(files, TARGETS), ROOT))
    return dict(zip(TARGETS, document["runs"], strict=True))


def mistakes(*of: Any) -> list[str]:
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": list(of),
    }
    return schema_mistakes(document) + github_mistakes(document)


@pytest.mark.parametrize("target", TARGETS)
def test_every_fixture_is_told_as_the_schema_and_github_want_it(
    target: str, runs: dict[str, Any]
) -> None:
    assert mistakes(runs[target]) == []
    uris = {file["location"]["uri"] for file in runs[target]["artifacts"]}
    assert uris == {f"fixtures/{name}" for name in fixture_files() if not name.endswith(".bin")}


def test_runs_of_all_targets_stand_in_one_log(runs: dict[str, Any]) -> None:
    assert github_mistakes({"runs": list(runs.values())}) == []


@pytest.mark.parametrize("target", TARGETS)
def test_no_two_findings_of_a_fixture_need_a_number_to_be_told_apart(
    target: str, runs: dict[str, Any]
) -> None:
    hashes = [
        one["partialFingerprints"]["primaryLocationLineHash"] for one in runs[target]["results"]
    ]
    assert {name.partition(":")[2] for name in hashes} <= {"1"}


@pytest.mark.parametrize(
    ("model", "supposed"),
    [
        ("mobilenet_float32.tflite", {"as_if": "int8-per-tensor"}),
        ("resnet_dynamic_axes.onnx", {"input_shapes": {"": (1, 3, 64, 64)}}),
    ],
)
def test_a_what_if_is_valid_too(
    model: str, supposed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    document = json.loads(sarif.write(lint([f"fixtures/{model}"], ["all"], **supposed), ROOT))
    assert mistakes(*document["runs"]) == []


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(path: Path, target: str) -> set[tuple[str, str]]:
    """Rule and fingerprint of each result."""
    return {
        (one["ruleId"], one["partialFingerprints"]["primaryLocationLineHash"])
        for one in results(lint([path], [target]))
    }


def trained_and_exported_anew(file: Path) -> None:
    """Other weights, other names inside, and all indices moved by one."""
    model = onnx.load(file)
    names = {name: f"renamed_{number}" for number, name in enumerate(_values(model.graph))}
    ends = {end.name: end.name for end in (*model.graph.input, *model.graph.output)}
    names.update(ends)
    for value in model.graph.value_info:
        value.name = names[value.name]
    for constant in model.graph.initializer:
        constant.name = names[constant.name]
        constant.raw_data = bytes(byte ^ 1 for byte in constant.raw_data)
    for node in model.graph.node:
        node.name = f"new_{node.name}"
        node.input[:] = [names[name] if name else "" for name in node.input]
        node.output[:] = [names[name] if name else "" for name in node.output]
    first = onnx.helper.make_node("Identity", ["images"], ["first"])
    model.graph.node.insert(0, first)
    onnx.save(model, file)


def _values(graph: onnx.GraphProto) -> Iterator[str]:
    for group in (graph.input, graph.output, graph.value_info, graph.initializer):
        yield from (value.name for value in group)
    for node in graph.node:
        yield from filter(None, (*node.input, *node.output))


@pytest.mark.parametrize("target", ["artpec8", "cv25", "cv75"])
def test_alerts_stay_the_same_when_a_model_is_trained_and_exported_anew(
    target: str, repository: Path
) -> None:
    file = repository / "vit.onnx"
    shutil.copy(FIXTURES / "vit_opset17.onnx", file)
    before = found(file, target)
    trained_and_exported_anew(file)
    assert found(file, target) == before
    assert len(before) > 2


def test_alerts_stay_the_same_when_another_exporter_is_used(repository: Path) -> None:
    file = repository / "resnet.onnx"
    alerts = []
    for export in ("resnet_opset13.onnx", "resnet_opset17.onnx", "resnet_dynamo_opset18.onnx"):
        shutil.copy(FIXTURES / export, file)
        alerts.append(found(file, "artpec9"))
    assert alerts[0] == alerts[1] == alerts[2]
    assert len(alerts[0]) == 4


def test_only_what_changed_closes_and_opens_alerts(repository: Path) -> None:
    """Opset 14 has no layer normalization: it is written out there, with means."""
    file = repository / "vit.onnx"
    alerts = []
    for export in ("vit_opset14.onnx", "vit_opset17.onnx"):
        shutil.copy(FIXTURES / export, file)
        alerts.append(found(file, "cv25"))
    older, newer = alerts
    assert len(older & newer) == 9
    assert {rule for rule, _ in older - newer} == {"cv25/mean/axes"}
    assert {rule for rule, _ in newer - older} == {"cv25/layer-normalization"}


def test_the_same_tree_in_another_place_gives_the_same_bytes(tmp_path: Path) -> None:
    models = ("attention_int8.tflite", "vit_opset17.onnx", "damaged")
    logs = []
    for place in ("one", "two/further down"):
        top = tmp_path / place
        (top / "models").mkdir(parents=True)
        (top / ".git").mkdir()
        for name in models:
            copy = shutil.copytree if (FIXTURES / name).is_dir() else shutil.copy
            copy(FIXTURES / name, top / "models" / name)
        from_top = run("models", "-t", "all", "-f", "sarif", cwd=top)
        absolute = run(top / "models", "-t", "all", "-f", "sarif", cwd=top / "models")
        logs += [from_top.stdout, absolute.stdout]
    assert len(logs[0]) > 10_000
    assert set(logs) == {logs[0]}
    assert tmp_path.name.encode() not in logs[0]


def test_only_a_target_that_was_named_objects_to_another_format(repository: Path) -> None:
    shutil.copy(FIXTURES / "vit_opset17.onnx", repository / "a.onnx")
    named, every = (
        json.loads(run("a.onnx", "-t", target, "-f", "sarif", cwd=repository).stdout)["runs"]
        for target in ("artpec8", "all")
    )
    assert next((one["ruleId"], one["level"]) for one in named[0]["results"]) == (
        "tflite/wrong-file",
        "error",
    )
    (other,) = (one for one in every if one["automationDetails"]["id"] == "dlpulint/artpec8/")
    assert other["results"] == []
    (told,) = other["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("a.onnx has no results: Axis ARTPEC-8 DLPU accepts")
    (own,) = (one for one in every if one["automationDetails"]["id"] == "dlpulint/cv25/")
    assert own["results"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such file names")
@pytest.mark.parametrize(
    ("name", "uri"),
    [
        (b"a b#%?.onnx", "m/a%20b%23%25%3F.onnx"),
        ("Türe.onnx".encode(), "m/T%C3%BCre.onnx"),
        (b"\xff\xfe.onnx", "m/%FF%FE.onnx"),
        (b"\x1b[2J\n::error::.onnx", "m/%1B%5B2J%0A%3A%3Aerror%3A%3A.onnx"),
        ("a\u202eetilft.onnx".encode(), "m/a%E2%80%AEetilft.onnx"),
        (b"](javascript:alert(1)).onnx", "m/%5D%28javascript%3Aalert%281%29%29.onnx"),
        (b"<script>alert(1)<.onnx", "m/%3Cscript%3Ealert%281%29%3C.onnx"),
    ],
)
def test_a_file_is_found_under_whatever_name_it_has(
    name: bytes, uri: str, repository: Path
) -> None:
    (repository / "m").mkdir()
    shutil.copy(FIXTURES / "resnet_opset17.onnx", repository / "m" / os.fsdecode(name))
    done = run("m", "-t", "artpec8,cv25", "-f", "sarif", cwd=repository)
    document = json.loads(done.stdout)
    assert mistakes(*document["runs"]) == []
    assert {uri_of(one) for one in document["runs"][0]["results"]} == {uri}
    assert b"\x1b" not in done.stdout


def test_names_in_a_model_are_letters_and_nothing_more(repository: Path) -> None:
    names = [name for name in HOSTILE if name != "\udcff"]
    ends = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 3, 8, 8])
        for name in ("in", names[-1])
    ]
    nodes = [
        onnx.helper.make_node(name, [before], [name], domain="x")
        for before, name in zip(["in", *names], names, strict=False)
    ]
    graph = onnx.helper.make_graph(nodes, "graph", ends[:1], ends[1:])
    # What is no UTF-8 cannot be written by the library, only stand in a file.
    data = onnx.helper.make_model(graph).SerializeToString().replace(b"{{ 7 * 7 }}", b"\xff" * 11)
    (repository / "a.onnx").write_bytes(data)
    done = run("a.onnx", "-t", "artpec9,cv25", "-f", "sarif", cwd=repository)
    document = json.loads(done.stdout)
    assert mistakes(*document["runs"]) == []
    assert b"\x1b" not in done.stdout
    assert "\u202e" not in done.stdout.decode("utf-8")
    told = [one["message"]["text"] for run in document["runs"] for one in run["results"]]
    assert any("<script>" in text for text in told)
    assert not any("](" in text for text in told)
    assert max(map(len, told)) <= 2 * 1_024 + 1
