"""`--fix` and `--verify-fix` with LiteRT: what is written was compared, and compares again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import dlpulint
from tests.mending.files import DETECTOR, PLANAR, files_in, given
from tests.mending.samples import mean
from tests.places import ROOT
from tests.running import run, run_json

STEM = "ssd_postprocess_int8.artpec8"
CERTIFICATE = f"{STEM}.fix.json"

MODELS = (PLANAR, DETECTOR, "mobilenet_int8_float_io.tflite", "pixel_boxes_int8.tflite")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a detector that was mended."""
    folder = tmp_path_factory.mktemp("made")
    given(folder, DETECTOR)
    assert run(DETECTOR, "-t", "artpec8", "--fix", "--isolated", cwd=folder).returncode == 0
    return files_in(folder)


@pytest.fixture
def folder(made: dict[str, bytes], tmp_path: Path) -> Path:
    """A folder with them."""
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def verified(folder: Path, certificate: str = CERTIFICATE) -> tuple[int, str]:
    """Exit code and the one line of `--verify-fix`."""
    done = run("--verify-fix", certificate, cwd=folder)
    (line,) = (done.stdout + done.stderr).decode().splitlines()
    assert line.isprintable()
    return done.returncode, line


def test_what_is_written_was_compared_and_compares_again(tmp_path: Path) -> None:
    given(tmp_path, *MODELS)
    document = run_json(".", "-t", "artpec8", "--fix", "--isolated", cwd=tmp_path)
    schema = json.loads((ROOT / "docs" / "fix.schema.json").read_text("utf-8"))
    for report in document["reports"]:
        file = report["mending"]["file"]
        assert file["compared"], report["path"]
        assert "every output has the same bytes" in file["proof"]
        certificate = json.loads((tmp_path / file["certificate"]).read_bytes())
        jsonschema.validate(certificate, schema)
        proof = certificate["proof"]
        assert (proof["status"], proof["seeds"]) == ("compared", [0, 1, 2])
        assert proof["litert"]
        assert all(output["exact"] for output in proof["outputs"])
        assert proof["tail_exact"] is (None if file["tail"] is None else True)
        code, line = verified(tmp_path, file["certificate"])
        assert (code, line) == (0, f"{file['path']}: {file['proof']}.")


def test_an_edit_within_one_step_is_made_and_its_error_stated(tmp_path: Path) -> None:
    (tmp_path / "mean.tflite").write_bytes(mean())
    result = dlpulint.fix(tmp_path / "mean.tflite", "artpec9", only=["mean-to-pool"])
    assert result.certificate is not None, result.reason
    assert result.certificate.proof.status == "compared"
    assert [change.promise for change in result.certificate.edits] == ["one-step"]
    assert result.certificate.proof.largest <= 1
    assert (
        "every output has the same bytes" in result.proof
        or "integer outputs differ by at most 1" in result.proof
    )


def test_without_a_comparison_such_an_edit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mean.tflite").write_bytes(mean())
    result = dlpulint.fix(tmp_path / "mean.tflite", "artpec9", only=["mean-to-pool"], prove=False)
    assert result.data is None
    assert [refused.edit for refused in result.not_made] == ["mean-to-pool"]


def with_other_weights(data: bytes) -> bytes:
    """A file of the same form whose last layer computes something else."""
    from dlpulint.mending.draft import Draft

    draft = Draft(data)
    layer = draft.operators[-1]
    weights = layer.numbers("inputs")[1]
    content = bytearray(draft.content(weights) or b"")
    draft.set_content(weights, bytes(255 - value for value in content))
    return draft.written()[0]


def certified_anew(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The certificate with a change."""
    document = json.loads((folder / CERTIFICATE).read_bytes())
    change(document)
    (folder / CERTIFICATE).write_text(json.dumps(document), "utf-8")


@pytest.mark.parametrize("key", ["original", "mended", "tail"])
def test_a_changed_byte_is_found(key: str, folder: Path) -> None:
    name = json.loads((folder / CERTIFICATE).read_bytes())[key]["name"]
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    assert verified(folder) == (1, f"{name}: not the file of the certificate")


def test_a_file_that_computes_something_else_is_found(folder: Path) -> None:
    name = f"{STEM}.tflite"
    data = with_other_weights((folder / name).read_bytes())
    (folder / name).write_bytes(data)
    import hashlib

    def change(document: dict[str, Any]) -> None:
        digest = hashlib.sha256(data).hexdigest()
        document["mended"].update(sha256=digest, bytes=len(data))

    certified_anew(folder, change)
    code, line = verified(folder)
    assert code == 1
    assert line.startswith(f"{name}: The mended file gives other results than the original ('")


MALICE: dict[str, Callable[[dict[str, Any]], None]] = {
    "an output of the original that is none": lambda d: d["comparison"]["outputs"][0].update(
        origin=10**6
    ),
    "a huge number": lambda d: d["comparison"]["outputs"][0].update(origin=10**30),
    "a negative number": lambda d: d["comparison"]["outputs"][0].update(origin=-(10**9)),
    "an input that is none": lambda d: d["comparison"]["inputs"][0].update(origin=10**6),
    "no inputs": lambda d: d["comparison"].update(inputs=[]),
    "no outputs": lambda d: d["comparison"].update(outputs=[]),
    "a position out of range": lambda d: d["comparison"]["inputs"][0].update(
        position=99, steps=[{"kind": "transpose", "permutation": [0]}]
    ),
    "a scale of zero": lambda d: d["comparison"]["inputs"][0].update(
        steps=[{"kind": "quantize", "dtype": "int8", "scale": 0.0, "zero_point": 0}]
    ),
    "no scale": lambda d: d["comparison"]["inputs"][0].update(steps=[{"kind": "quantize"}]),
    "an unknown type": lambda d: d["comparison"]["inputs"][0].update(
        steps=[{"kind": "quantize", "dtype": "os.system", "scale": 1.0, "zero_point": 0}]
    ),
    "no seeds": lambda d: d["comparison"].update(seeds=[]),
    "a negative seed": lambda d: d["comparison"].update(seeds=[-1]),
    "a huge seed": lambda d: d["comparison"].update(seeds=[2**70]),
    "ends of the tail out of range": lambda d: d["comparison"].update(tail_ends=[7]),
    "too few ends of the tail": lambda d: d["comparison"].update(tail_ends=[]),
    "the original as the tail": lambda d: d.update(tail=d["original"]),
    "the tail as the mended file": lambda d: d.update(mended=d["tail"]),
    "the certificate as the mended file": lambda d: d["mended"].update(name=CERTIFICATE),
}


@pytest.mark.parametrize("change", MALICE.values(), ids=MALICE.keys())
def test_a_certificate_of_malice_is_one_line_and_never_holds(
    change: Callable[[dict[str, Any]], None], folder: Path
) -> None:
    certified_anew(folder, change)
    code, line = verified(folder)
    if change is MALICE["a huge seed"]:
        assert code == 0  # NumPy takes seeds of any size.
        return
    assert code in (1, 2), line
    assert "internal error" not in line


def test_the_python_file_decodes_what_the_mended_file_computes(tmp_path: Path) -> None:
    given(tmp_path, DETECTOR)
    run(DETECTOR, "-t", "artpec8", "--fix", "--fix-tail-python", "--isolated", cwd=tmp_path)
    import numpy as np
    from ai_edge_litert.interpreter import Interpreter

    outputs = []
    image = np.random.default_rng(0).integers(0, 256, (1, 64, 64, 3), dtype="uint8")
    for name in (DETECTOR, f"{STEM}.tflite"):
        interpreter = Interpreter(model_path=str(tmp_path / name))
        interpreter.allocate_tensors()
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
        interpreter.invoke()
        outputs.append(
            [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]
        )
    module: dict[str, Any] = {}
    exec((tmp_path / f"{STEM}_decode.py").read_text("utf-8"), module)
    expected = outputs[0]
    decoded = module["decode"](outputs[1])
    assert [value.shape for value in decoded] == [value.shape for value in expected]
    # The quantized tail rounds scores to 1/256.
    assert np.allclose(decoded[3], expected[3], atol=0.01)
