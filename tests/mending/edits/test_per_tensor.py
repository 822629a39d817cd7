"""The edit that gives weights one scale per tensor."""

import subprocess
import sys
from pathlib import Path

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.per_tensor import per_tensor, per_tensor_dense
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.refused import Refused
from tests.mending.edits.layers import INPUT, Layers, one_layer
from tests.places import CORPUS, FIXTURES

LAYERS = {"conv", "depthwise-conv", "fully-connected", "transpose-conv"}


def scales_of(data: bytes) -> list[int]:
    """The number of weight scales of each layer."""
    return [
        len(operator.weights.quantization.scales)
        for operator in load_bytes(memoryview(data)).operators
        if operator.kind in LAYERS and operator.weights and operator.weights.quantization
    ]


def test_it_is_only_tried_where_the_user_agrees() -> None:
    assert EDITS["per-tensor"].apply is per_tensor
    assert EDITS["per-tensor"].lossy
    lossy = [name for name, edit in EDITS.items() if edit.lossy]
    assert lossy == ["mean-to-pool-and-quantize", "per-tensor-dense", "per-tensor"]


def test_only_fully_connected_layers_where_a_chip_wants_no_more() -> None:
    data = (FIXTURES / "mobilenet_int8_per_channel.tflite").read_bytes()
    draft = Draft(data)
    change = per_tensor_dense(draft)
    assert change is not None
    assert change.edit == "per-tensor-dense"
    assert "1 FULLY_CONNECTED layer one scale" in change.description
    before, after = scales_of(data), scales_of(draft.written()[0])
    assert before[-1] > 1 == after[-1]
    assert before[:-1] == after[:-1]


def test_all_layers_of_a_network() -> None:
    data = (FIXTURES / "mobilenet_int8_per_channel.tflite").read_bytes()
    draft = Draft(data)
    assert per_tensor(draft) == Change(
        edit="per-tensor",
        description="Gave the weights of 17 layers one scale per tensor instead of one per "
        "channel. The results change: with an estimated signal-to-noise ratio of 25.0 dB in the "
        "weights, a small loss of accuracy is expected",
        promise="measured",
    )
    written, ends = draft.written()
    assert set(scales_of(data)) != {1}
    assert scales_of(written) == [1] * 17
    assert ends.origins == tuple(range(len(draft.tensors)))
    assert per_tensor(Draft(written, ends)) is None


def test_a_ratio_below_25_dB_may_cost_accuracy() -> None:
    change = per_tensor(Draft(one_layer()))
    assert change is not None
    assert change.description.endswith("a small loss of accuracy is expected")
    file = Layers()
    numbers = [[127, 3], [40, 13], [40, 13]]
    scales = (1.0, 0.1, 0.1)
    weights = file.constant("w", file.buffer(numbers, "int8"), (3, 1, 1, 2), scales=scales)
    change = per_tensor(Draft(file.written(file.operator("CONV_2D", INPUT, weights))))
    assert change is not None
    assert change.description.endswith("22.9 dB in the weights, it may lose accuracy")


def test_a_model_that_would_be_ruined_is_refused() -> None:
    file = Layers()
    numbers = [[127, 3], [40, 13], [40, 13]]
    scales = (1.0, 0.03, 0.03)
    weights = file.constant("a;b", file.buffer(numbers, "int8"), (3, 1, 1, 2), scales=scales)
    with pytest.raises(Refused) as refused:
        per_tensor(Draft(file.written(file.operator("CONV_2D", INPUT, weights))))
    assert str(refused.value) == (
        "one scale per tensor would likely ruin the model: its weights would have an estimated "
        "signal-to-noise ratio of 9.2 dB, and 67 % of the channels of one layer would have less "
        "than 20 dB; most noise comes from 'a'"
    )


def test_weights_of_zeros_only_cannot_be_measured() -> None:
    file = Layers()
    weights = file.constant("w", file.buffer([0] * 4, "int8"), (2, 1, 1, 2), scales=(0.1, 0.05))
    with pytest.raises(Refused, match="cannot be measured"):
        per_tensor(Draft(file.written(file.operator("CONV_2D", INPUT, weights))))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("mobilenet_int16x8", "its layers have 16-bit inputs"),
        ("mobilenet_dynamic_range", "only its weights are quantized"),
    ],
)
def test_other_quantizations_are_refused(name: str, reason: str) -> None:
    with pytest.raises(Refused, match=f"^{reason}"):
        per_tensor(Draft((FIXTURES / f"{name}.tflite").read_bytes()))


@pytest.mark.parametrize("name", ["mobilenet_float32", "mobilenet_int8_per_tensor"])
def test_a_model_without_channel_scales_is_left_alone(name: str) -> None:
    assert per_tensor(Draft((FIXTURES / f"{name}.tflite").read_bytes())) is None


def test_the_registry_does_not_import_numpy() -> None:
    code = "import sys, dlpulint.mending.edits.registry; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(CORPUS is None, reason="DLPULINT_MODELS names no folder of models")
def test_every_file_of_the_corpus_is_rewritten_whole_or_refused() -> None:
    assert CORPUS is not None
    rewritten = 0
    for path in sorted(CORPUS.rglob("*.tflite")):
        if written := rewritten_file(path):
            assert set(scales_of(written)) <= {0, 1}, path
            rewritten += 1
    assert rewritten >= 45


def rewritten_file(path: Path) -> bytes | None:
    """The file after the edit; `None` where there is nothing to do, or it is refused."""
    try:
        data = path.read_bytes()
        load_bytes(memoryview(data))  # --fix lints a file before it edits it.
        draft = Draft(data)
        return draft.written()[0] if per_tensor(draft) else None
    except (ModelFileError, Refused):
        return None
