"""Programs that made a model, as the file states them and as its names show."""

import pytest

from dlpulint.facts.producers import producers_of
from dlpulint.loader.sketch.read import model_from_sketch


def producers(format: str, made_by: str, name: str = "y", kind: str = "relu") -> list[str]:
    first = f"format {format}\n" + (f"made-by {made_by}\n" if made_by else "")
    sketch = f"{first}input x: float32[1,4]\n{kind} {name}: float32[1,4] <- x\noutput {name}"
    return sorted(producers_of(model_from_sketch(sketch)))


@pytest.mark.parametrize(
    ("made_by", "found"),
    [
        ("pytorch 2.13.0", ["pytorch"]),
        ("pytorch 2.2.0 (Ultralytics 8.4.190)", ["pytorch", "ultralytics"]),
        ("tf2onnx 1.17.0 abcdef", ["tf2onnx"]),
        ("onnx.quantize 0.1.0", ["onnxruntime"]),
        ("skl2onnx 1.13", []),
        ("", []),
    ],
)
def test_an_onnx_file_states_its_producer(made_by: str, found: list[str]) -> None:
    assert producers("onnx", made_by) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Identity", ["tensorflow"]),
        ("functional_1_1/re_lu_1/Relu6", ["keras", "tensorflow"]),
        (
            "mobilenetv2_1/Conv1_relu/Relu6;mobilenetv2_1/batch_normalization/x",
            ["keras", "tensorflow"],
        ),
        ("model_4/tf.nn.relu/Relu;model_4/tf.nn.convolution_8/convolution", ["onnx2tf"]),
        ("__main__.Net/torch.nn.modules.conv.Conv2d_c/", ["litert-torch", "pytorch"]),
        ("model/tfc3_4/tf_conv_34/mul_1", ["pytorch", "ultralytics"]),
        # Slim's own layers of TensorFlow 1, and a plain word, are no Keras.
        ("MobilenetV1/Conv2d_0/Relu6", ["tensorflow"]),
        ("dense", ["tensorflow"]),
    ],
)
def test_names_of_tensors_show_what_wrote_a_tflite(name: str, found: list[str]) -> None:
    assert producers("tflite", "TensorFlow 2.19.0", name) == found


def test_a_tflite_whose_names_show_nothing_has_no_producer() -> None:
    assert producers("tflite", "", "y") == []


def test_ultralytics_converts_with_onnx2tf() -> None:
    name = "model/tf.nn.convolution/convolution"
    found = producers("tflite", "TensorFlow 2.15.0 (Ultralytics)", name)
    assert found == ["onnx2tf", "pytorch", "ultralytics"]


def test_operators_that_ai_edge_quantizer_puts_in_have_its_names() -> None:
    name = "sequential/flatten/Reshape_quantized"
    found = producers("tflite", "TensorFlow 2.17.0", name, "quantize")
    assert found == ["ai-edge-quantizer", "keras", "tensorflow"]
    assert "ai-edge-quantizer" not in producers("tflite", "", name, "relu")
