"""What helps a network that per-tensor weights ruin: tried with real tools, judged in LiteRT.

    TF_USE_LEGACY_KERAS=1 python -m benchmarks.what_helps --page --aimet PYTHON --onnx2tf PROGRAM

A network of depthwise convolutions learns to read digits. Channels of it are multiplied, which
changes nothing in float and ruins it per tensor. Then it is equalized, and trained per tensor.
`--page` writes the table into docs/per-tensor-risk.md. About eight minutes; needs `tensorflow-cpu
tf_keras tensorflow-model-optimization tf2onnx ai-edge-litert scikit-learn scikit-image`. The tools
of the options exclude each other's versions of NumPy: each is in an environment of its own, with
`aimet-onnx` and with `onnx2tf==1.29.16`; without the options their rows are left out.
"""

import argparse
import inspect
import os
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from msgspec import Struct

from benchmarks import what_helps_network as networks
from dlpulint.facts.weights.risk import risk_of
from dlpulint.loader.open_model import load_bytes
from dlpulint.loader.tflite.weights import stored_weights

PAGE = Path(__file__).parents[1] / "docs" / "per-tensor-risk.md"
HEADING = "\n## What helps\n"
NEXT = "\n## What else was tried\n"
DECAY = 5e-4
"""Weight decay of the training."""
_EQUALIZE = """
import sys, onnx
from importlib.metadata import version
from aimet_onnx.cross_layer_equalization import equalize_model
model = onnx.load(sys.argv[1])
equalize_model(model)
onnx.save(model, sys.argv[2])
print(version("aimet-onnx"))
"""
_SAMPLE = "calibration_image_sample_data_20x128x128x3_float32.npy"
"""A file that onnx2tf downloads unless it lies in the working directory."""


class Row(Struct, frozen=True):
    """A file, and what it is worth."""

    what: str
    """The network and what was done to it."""
    weights: str
    operators: int
    right: float
    """Part of the test pictures that it names right."""
    estimate: str
    """Of the weights, where a file shows it; in dB, with its grade."""


class Trial:
    """The pictures, and the files that are made of networks."""

    def __init__(self):
        self.training, self.tests = networks.data()

    def rows(self, aimet, onnx2tf):
        """The rows of the table."""
        normalized = networks.trained(*self.training, DECAY)
        base = networks.folded(normalized)
        yield from self.plainly("trained", base)
        for most in (4, 8):
            spread = networks.rescaled(base, most)
            yield from self.plainly(f"channels multiplied by 1/{most} to {most}", spread)
        even = networks.equalized(spread)
        yield from self.plainly("these equalized with NumPy", even)
        if aimet:
            yield from self.by_aimet(spread, aimet, onnx2tf)
        for what, start, epochs in (
            ("multiplied by 1/8 to 8, then trained per tensor for 3 epochs", spread, 3),
            ("multiplied by 1/8 to 8, then trained per tensor for 25 epochs", spread, 25),
            ("equalized with NumPy, then trained per tensor for 3 epochs", even, 3),
            ("trained, then trained per tensor for 3 epochs", base, 3),
        ):
            model = self.trained_per_tensor(networks.copied(start), epochs)
            yield self.row(what, "per tensor", self.converted(model, calibrated=False))
        model = self.trained_per_tensor(normalized, 3)
        what = "the same with batch normalization left as layers"
        yield self.row(what, "per tensor", self.converted(model, calibrated=False))

    def plainly(self, what, model):
        """Rows of a network as float, per channel and per tensor."""
        yield self.row(what, "float", self.converted(model, quantized=False))
        yield self.row(what, "per channel", self.converted(model))
        yield self.row(what, "per tensor", self.converted(model, per_tensor=True))

    def row(self, what, weights, content):
        """Row of a file."""
        model = load_bytes(content, ".tflite")
        risk = risk_of(stored_weights(memoryview(content), model))
        stated = f"{risk.decibels:.1f} ({risk.grade.replace('-', ' ')})" if risk else ""
        row = Row(what, weights, len(model.operators), float(self.part_right(content)), stated)
        print(row, flush=True)
        return row

    def converted(self, model, quantized=True, per_tensor=False, calibrated=True, brightness=1):
        """The file that TensorFlow's converter makes, calibrated with pixels times `brightness`."""
        import tensorflow as tf

        shape = tf.TensorSpec((1, networks.SIDE, networks.SIDE, 3), tf.float32)
        function = tf.function(model).get_concrete_function(shape)
        converter = tf.lite.TFLiteConverter.from_concrete_functions([function], model)
        if quantized:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter._experimental_disable_per_channel = per_tensor
            converter.inference_input_type = converter.inference_output_type = tf.uint8
        if quantized and calibrated:
            converter.representative_dataset = lambda: (
                [brightness * one[None]] for one in self.images
            )
        return converter.convert()

    @property
    def images(self):
        """Pictures to calibrate with."""
        return self.training[0][:200]

    def trained_per_tensor(self, m, epochs, images=None, labels=None):
        """A folded network after quantization-aware training: as `artpec8.toml` states it."""
        import tensorflow as tf
        import tensorflow_model_optimization.quantization.keras as q

        scheme = q.default_8bit.Default8BitQuantizeScheme(disable_per_axis=True)
        model = q.quantize_apply(q.quantize_annotate_model(m), scheme)
        given = self.training if images is None else (images, labels)
        networks.fit(model, tf.keras.optimizers.Adam(1e-3), *given, epochs)
        return model

    def by_aimet(self, model, aimet, onnx2tf):
        """Rows of a network that AIMET equalizes as ONNX and onnx2tf converts."""
        with TemporaryDirectory() as folder:
            clipped = networks.copied(model, activation="relu6")
            what = f"equalized with aimet-onnx {_equalized(model, aimet, folder)}"
            yield from self.by_onnx2tf(f"these {what}", onnx2tf, folder)
            _equalized(clipped, aimet, folder)
            yield from self.by_onnx2tf(f"ReLU6 in place of ReLU, {what}", onnx2tf, folder)

    def by_onnx2tf(self, what, onnx2tf, folder):
        """Rows of an equalized ONNX file per channel and per tensor."""
        np.save(Path(folder, "images.npy"), self.images)
        np.save(Path(folder, _SAMPLE), np.zeros((20, 128, 128, 3), "f4"))
        ends = ["-iqd", "uint8", "-oqd", "uint8"]
        scaling = ["-cind", "images", "images.npy", "[[[[0,0,0]]]]", "[[[[1,1,1]]]]"]
        environment = {n: v for n, v in os.environ.items() if n != "TF_USE_LEGACY_KERAS"}
        for kind in ("per-channel", "per-tensor"):
            flags = ["-i", "after.onnx", "-o", kind, "-oiqt", "-qt", kind, *ends, *scaling]
            subprocess.run(
                [onnx2tf, *flags], cwd=folder, capture_output=True, check=True, env=environment
            )
            content = Path(folder, kind, "after_full_integer_quant.tflite").read_bytes()
            yield self.row(f"{what}, converted with onnx2tf 1.29.16", kind, content)

    def part_right(self, content):
        """Part of the test pictures that a file names right in LiteRT."""
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        runner = Interpreter(
            model_content=content,
            num_threads=1,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )
        runner.allocate_tensors()
        given, result = runner.get_input_details()[0], runner.get_output_details()[0]
        right = 0
        for picture, label in zip(*self.tests, strict=True):
            value = picture if given["dtype"] == np.float32 else np.rint(255 * picture)
            runner.set_tensor(given["index"], value[None].astype(given["dtype"]))
            runner.invoke()
            right += runner.get_tensor(result["index"]).argmax() == label
        return right / len(self.tests[1])


def _equalized(model, aimet, folder):
    """Version of AIMET, which has written `after.onnx` into a folder."""
    import tensorflow as tf
    import tf2onnx

    before, after = Path(folder, "before.onnx"), Path(folder, "after.onnx")
    shape = tf.TensorSpec((1, networks.SIDE, networks.SIDE, 3), tf.float32, "images")
    tf2onnx.convert.from_keras(
        model, [shape], opset=17, inputs_as_nchw=["images"], output_path=str(before)
    )
    command = [aimet, "-c", _EQUALIZE, before, after]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


def section(rows, today):
    """The section of the page: how it was tried, and a row per file."""
    names = ("tensorflow-cpu", "tensorflow-model-optimization", "tf_keras", "ai-edge-litert")
    tools = ", ".join(f"{name} {version(name)}" for name in names)
    table = [
        f"| {row.what} | {row.weights.replace('-', ' ')} | {row.operators} "
        f"| {100 * row.right:.2f} % | {row.estimate} |"
        for row in rows
    ]
    code = (networks.equalized, networks.peaks, networks.multiply, networks.is_depthwise)
    return f"""{HEADING}
<!-- Written by `python -m benchmarks.what_helps --page` on {today}. -->

A network with five depthwise blocks, batch normalization and ReLU was trained to read digits:
pictures of 32x32, made from scikit-learn's scans. The 2,000 test pictures are of other scans.
Batch normalization was folded into the convolutions, and every file ran in LiteRT. The training
does not spread the channels (four others, with ReLU6 and weight decay from 1e-4 to 2e-3, did not
either, and lost at most 0.15 points per tensor). So all channels between two layers were
multiplied by random factors, and the next layer divided by them, which changes nothing in float.
Such a network is weaker evidence than one that its training ruined.

| network | weights | operators | right | estimate in dB |
|---|---|--:|--:|---|
{chr(10).join(table)}

- The grade follows: likely ruined before equalization, better after it. A file that has one scale
  already, as after quantization-aware training, gets no estimate.
- Equalization needs ReLU: aimet-onnx leaves a network with ReLU6 as it is.
- Quantization-aware training from ruined weights wins a part back, slowly; from equalized weights
  all of it at once.
- Batch normalization has to be folded before such a training: left as layers, it kept all 11
  convolutions in float, between QUANTIZE and DEQUANTIZE.

Versions: {tools}.
Equalization with NumPy, for layers of Keras with ReLU (`copied`, `weighted` and the folding of
batch normalization: `benchmarks/what_helps_network.py`):

```python
{(chr(10) * 3).join(inspect.getsource(function).strip() for function in code)}
```
"""


def main():
    """Prints a row per file, and writes the section of the page if that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aimet", metavar="PYTHON", help="a Python with aimet-onnx")
    parser.add_argument("--onnx2tf", metavar="PROGRAM", help="the command of onnx2tf 1.29.16")
    parser.add_argument("--page", action="store_true", help=f"write the section of {PAGE.name}")
    options = parser.parse_args()
    if bool(options.aimet) != bool(options.onnx2tf):
        sys.exit("--aimet and --onnx2tf belong together")
    rows = list(Trial().rows(options.aimet, options.onnx2tf))
    text = section(rows, date.today())
    print(text)
    if options.page:
        page = PAGE.read_text("utf-8")
        end = page[page.index(NEXT) :] if NEXT in page else ""
        PAGE.write_text(page.split(HEADING)[0].split(NEXT)[0] + text + end, "utf-8")


if __name__ == "__main__":
    main()
