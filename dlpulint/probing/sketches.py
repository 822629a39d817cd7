"""Small models that proofs do not make, and reasons why there is none."""

from collections.abc import Mapping

_X = "input x: int8[1,4,4,4] scale=0.1 zp=0\n"

_PAIRED = (
    *("tflite:STABLEHLO_ADD", "tflite:STABLEHLO_MULTIPLY", "tflite:STABLEHLO_MAXIMUM"),
    *("tflite:STABLEHLO_MINIMUM", "tflite:STABLEHLO_AND", "tflite:STABLEHLO_SHIFT_LEFT"),
    *("tflite:BITWISE_XOR", "tflite:RIGHT_SHIFT"),
)
"""Kinds of two operands of one shape, which proofs have with one."""

SKETCHES: Mapping[str, str] = {
    **{
        kind: (
            f"{_X}input z: int8[1,4,4,4] scale=0.1 zp=0\n"
            f"{kind} y: int8[1,4,4,4] scale=0.1 zp=0 <- x, z\n"
            "output y\n"
        )
        for kind in _PAIRED
    },
    "broadcast-to": (
        "input x: int8[1,1,1,4] scale=0.1 zp=0\n"
        "broadcast-to y: int8[1,2,2,4] scale=0.1 zp=0 <- x, shape: int32[4] = 1,2,2,4\n"
        "output y\n"
    ),
    "dynamic-update-slice": (
        f"{_X}input z: int8[1,2,2,4] scale=0.1 zp=0\n"
        "dynamic-update-slice y: int8[1,4,4,4] scale=0.1 zp=0 <- x, z, int32[4] = 0,1,1,0\n"
        "output y\n"
    ),
    "tflite:DILATE": (
        f"{_X}tflite:DILATE y: int8[1,7,7,4] scale=0.1 zp=0 <- "
        "x, int32[4] = 1,2,2,1, int8[] scale=0.1 zp=0 = 0\n"
        "output y\n"
    ),
    "batch-to-space": (
        "input x: int8[4,2,2,4] scale=0.1 zp=0\n"
        "batch-to-space y: int8[1,4,4,4] scale=0.1 zp=0 <- "
        "x, shape: int32[2] = 2,2, paddings: int32[2,2] = 0,0,0,0\n"
        "output y\n"
    ),
    "space-to-batch": (
        f"{_X}"
        "space-to-batch y: int8[4,2,2,4] scale=0.1 zp=0 <- "
        "x, shape: int32[2] = 2,2, paddings: int32[2,2] = 0,0,0,0\n"
        "output y\n"
    ),
    "scatter-nd": (
        "input x: int8[4,4] scale=0.1 zp=0\n"
        "scatter-nd y: int8[8,4] scale=0.1 zp=0 <- "
        "int32[4,1] = 0,1,2,3, x, int32[2] = 8,4\n"
        "output y\n"
    ),
    "sparse-to-dense": (
        "input x: int8[4] scale=0.1 zp=0\n"
        "sparse-to-dense y: int8[8] scale=0.1 zp=0 <- "
        "int32[4] = 0,1,2,3, int32[1] = 8, x, int8[] scale=0.1 zp=0 = 0\n"
        "output y\n"
    ),
    "tile": (
        f"{_X}tile y: int8[1,4,4,8] scale=0.1 zp=0 <- x, shape: int32[4] = 1,1,1,2\noutput y\n"
    ),
    "tflite:MATRIX_DIAG": (
        "input x: int8[1,4] scale=0.1 zp=0\n"
        "tflite:MATRIX_DIAG y: int8[1,4,4] scale=0.1 zp=0 <- x\n"
        "output y\n"
    ),
    "tflite:MATRIX_SET_DIAG": (
        "input x: int8[1,4,4] scale=0.1 zp=0\n"
        "input z: int8[1,4] scale=0.1 zp=0\n"
        "tflite:MATRIX_SET_DIAG y: int8[1,4,4] scale=0.1 zp=0 <- x, z\n"
        "output y\n"
    ),
    "depthwise-conv/multiplier-per-channel": (
        "input x: int8[1,4,4,1] scale=0.1 zp=0\n"
        "depthwise-conv y: int8[1,4,4,4] scale=0.1 zp=0 <- "
        "x, weights: int8[1,3,3,4] scale=0.01,0.02,0.01,0.02 axis=3, "
        "bias: int32[4] scale=0.001,0.002,0.001,0.002 axis=0 "
        "{depth_multiplier=4 fused_activation=none}\n"
        "output y\n"
    ),
    "depthwise-conv/point-stride": (
        f"{_X}depthwise-conv y: int8[1,2,2,4] scale=0.1 zp=0 <- "
        "x, weights: int8[1,1,1,4] scale=0.01 zp=0, bias: int32[4] scale=0.001 zp=0 "
        "{stride=2 padding=same depth_multiplier=1 fused_activation=none}\n"
        "output y\n"
    ),
    "transpose-conv/large-kernel-padding": (
        "input x: int8[1,2,2,2] scale=0.1 zp=0\n"
        "transpose-conv y: int8[1,11,11,2] scale=0.1 zp=0 <- shape: int32[4] = 1,11,11,2, "
        "weights: int8[2,9,9,2] scale=0.01 zp=0, x {stride=2 padding=valid fused_activation=none}\n"
        "output y\n"
    ),
    "fully-connected/per-channel-weights": (
        "input x: int8[1,4] scale=0.1 zp=0\n"
        "fully-connected y: int8[1,4] scale=0.1 zp=0 <- "
        "x, weights: int8[4,4] scale=0.01,0.02,0.01,0.02 axis=0, "
        "bias: int32[4] scale=0.001,0.002,0.001,0.002 axis=0 "
        "{fused_activation=none keep_num_dims=false weights_format=default}\n"
        "output y\n"
    ),
    "bias-scales": (
        f"{_X}conv y: int8[1,4,4,4] scale=0.1 zp=0 <- "
        "x, weights: int8[4,3,3,4] scale=0.01,0.01,0.01,0.01 axis=0, "
        "bias: int32[4] scale=0.001 zp=0 {padding=same fused_activation=none}\n"
        "output y\n"
    ),
    **{
        f"max-pool/{limit}": (
            f"input x: int8[{given}] scale=0.1 zp=0\n"
            f"max-pool y: int8[{made}] scale=0.1 zp=0 <- x "
            f"{{kernel={kernel} stride={stride} padding={padding} fused_activation=none}}\n"
            "output y\n"
        )
        for limit, given, made, kernel, stride, padding in (
            ("odd-2x2", "1,4,3,2", "1,2,2,2", 2, 2, "same"),
            ("window-2x2-same", "1,1,1,2", "1,1,1,2", 2, 2, "same"),
            ("even-3x3", "1,4,5,2", "1,2,3,2", 3, 2, "same"),
            ("window-3x3-same", "1,2,2,2", "1,1,1,2", 3, 2, "same"),
            ("width-3x3", "1,3,419,1", "1,1,209,1", 3, 2, "valid"),
            ("width-3x3-same", "1,4,418,1", "1,2,209,1", 3, 2, "same"),
            ("large-stride-1", "1,10,10,1", "1,1,1,1", 10, 1, "valid"),
            ("window", "1,4,4,2", "1,4,4,2", 5, 1, "same"),
        )
    },
    "mean/axes": (
        "input x: int8[1,7,7,4] scale=0.1 zp=0\n"
        "mean y: int8[1,1,7,4] scale=0.1 zp=0 <- x, axes: int32[1] = 1 {keep_dims=true}\n"
        "output y\n"
    ),
    "mean/size": (
        "input x: int8[1,6,6,4] scale=0.1 zp=0\n"
        "mean y: int8[1,1,1,4] scale=0.1 zp=0 <- x, axes: int32[2] = 1,2 {keep_dims=true}\n"
        "output y\n"
    ),
    "mean/channels": (
        "input x: int8[1,7,7,4] scale=0.1 zp=0\n"
        "mean y: int8[1,1,1,1] scale=0.1 zp=0 <- x, axes: int32[3] = 1,2,3 {keep_dims=true}\n"
        "output y\n"
    ),
    "mean/low-rank-size": (
        "input x: int8[1,6,6] scale=0.1 zp=0\n"
        "mean y: int8[1,1,1] scale=0.1 zp=0 <- x, axes: int32[2] = 1,2 {keep_dims=true}\n"
        "output y\n"
    ),
    "mean/low-rank-square": (
        "input x: int8[1,7,8] scale=0.1 zp=0\n"
        "mean y: int8[1,1,1] scale=0.1 zp=0 <- x, axes: int32[2] = 1,2 {keep_dims=true}\n"
        "output y\n"
    ),
    "average-pool/global-padding": (
        "input x: int8[1,7,7,4] scale=0.1 zp=0\n"
        "average-pool y: int8[1,7,7,4] scale=0.1 zp=0 <- x "
        "{kernel=7 stride=1 padding=same fused_activation=none}\n"
        "output y\n"
    ),
    "concatenation/axis": (
        "input x: int8[1,4] scale=0.1 zp=0\n"
        "input z: int8[1,4] scale=0.1 zp=0\n"
        "concatenation y: int8[2,4] scale=0.1 zp=0 <- x, z {axis=0 fused_activation=none}\n"
        "output y\n"
    ),
    "concatenation/leading": (
        "input x: int8[4,4] scale=0.1 zp=0\n"
        "input z: int8[4,4] scale=0.1 zp=0\n"
        "concatenation y: int8[4,8] scale=0.1 zp=0 <- x, z {axis=1 fused_activation=none}\n"
        "output y\n"
    ),
    "split/leading": (
        "input x: int8[4,8] scale=0.1 zp=0\n"
        "split y: int8[4,4] scale=0.1 zp=0, z: int8[4,4] scale=0.1 zp=0 <- "
        "axes: int32[1] = 1, x {num_outputs=2}\n"
        "output y\n"
    ),
    "split-v/leading": (
        "input x: int8[4,8] scale=0.1 zp=0\n"
        "split-v y: int8[4,4] scale=0.1 zp=0, z: int8[4,4] scale=0.1 zp=0 <- "
        "x, size: int32[2] = 4,4, axes: int32[1] = 1 {num_outputs=2}\n"
        "output y\n"
    ),
    "split/parts": (
        f"{_X}split y: int8[1,4,4,4] scale=0.1 zp=0 <- axes: int32[1] = 3, x {{num_outputs=1}}\n"
        "output y\n"
    ),
    "split-v/parts": (
        f"{_X}split-v y: int8[1,4,4,4] scale=0.1 zp=0 <- "
        "x, size: int32[1] = 4, axes: int32[1] = 3 {num_outputs=1}\n"
        "output y\n"
    ),
    "unpack/parts": (
        "input x: int8[1,4,1] scale=0.1 zp=0\n"
        "unpack y: int8[1,4] scale=0.1 zp=0 <- x {axis=2 num_outputs=1}\n"
        "output y\n"
    ),
    **{
        f"transpose/{limit}": (
            f"input x: int8[1,{n},{n},{n}] scale=0.1 zp=0\n"
            f"transpose y: int8[1,{n},{n},{n}] scale=0.1 zp=0 <- x, perm: int32[4] = {order}\n"
            "output y\n"
        )
        for limit, n, order in (
            ("size", 112, "0,3,1,2"),
            ("size-0213", 80, "0,2,1,3"),
            ("size-channels-moved", 80, "0,3,2,1"),
        )
    },
    "transpose/rank": (
        "input x: int8[4,4,4] scale=0.1 zp=0\n"
        "transpose y: int8[4,4,4] scale=0.1 zp=0 <- x, perm: int32[3] = 0,2,1\n"
        "output y\n"
    ),
    "transpose-conv/output-padding": (
        "input x: int8[1,2,2,4] scale=0.1 zp=0\n"
        "transpose-conv y: int8[1,6,6,4] scale=0.1 zp=0 <- shape: int32[4] = 1,6,6,4, "
        "weights: int8[4,3,3,4] scale=0.01 zp=0, x {stride=2 padding=valid fused_activation=none}\n"
        "output y\n"
    ),
    "transpose-conv/bias": (
        "input x: int8[1,2,2,4] scale=0.1 zp=0\n"
        "transpose-conv y: int8[1,4,4,4] scale=0.1 zp=0 <- shape: int32[4] = 1,4,4,4, "
        "weights: int8[4,2,2,4] scale=0.01 zp=0, x, bias: int32[4] scale=0.001 zp=0 "
        "{stride=2 padding=same fused_activation=none}\n"
        "output y\n"
    ),
    "conv/padding": (
        f"{_X}pad p: int8[1,18,18,4] scale=0.1 zp=0 <- "
        "x, paddings: int32[4,2] = 0,0,7,7,7,7,0,0\n"
        "conv y: int8[1,18,18,4] scale=0.1 zp=0 <- p, weights: int8[4,3,3,4] scale=0.01 zp=0, "
        "bias: int32[4] scale=0.001 zp=0 {stride=1 padding=same fused_activation=none}\n"
        "output y\n"
    ),
    "depthwise-conv/padding": (
        f"{_X}pad p: int8[1,18,18,4] scale=0.1 zp=0 <- "
        "x, paddings: int32[4,2] = 0,0,7,7,7,7,0,0\n"
        "depthwise-conv y: int8[1,18,18,4] scale=0.1 zp=0 <- p, weights: int8[1,3,3,4] scale=0.01 "
        "zp=0, bias: int32[4] scale=0.001 zp=0 {stride=1 padding=same depth_multiplier=1 "
        "fused_activation=none}\n"
        "output y\n"
    ),
}
"""Sketches by the end of an entry's id: kinds whose sizes depend on each other, and limits."""

_STATES = "an 8-bit form of it has 5 to 48 constants and states of three types, which are not made"
_FLOAT = "TFLite has no 8-bit form of it"
_GRAPH = "it runs another graph of the file"
_SIZED = "the size of its result is known only while it runs"
_BATCHES = "it reads or makes more than one batch, which another limit refuses as well"
_RESOURCE = "it hands on a variable or table, which no layer between reads or computes"
_OPTIONS = "it has options that are not written"
_LISTS = "it reads indices, and nothing of 8 bits that a layer between can compute"

_SEGMENTS = tuple(f"tflite:UNSORTED_SEGMENT_{name}" for name in ("PROD", "MAX", "SUM", "MIN"))
_HASHTABLES = ("HASHTABLE", "HASHTABLE_FIND", "HASHTABLE_IMPORT", "HASHTABLE_SIZE")
_UNWRITTEN = (
    *("STABLEHLO_PAD", "STABLEHLO_REDUCE_WINDOW", "STABLEHLO_RNG_BIT_GENERATOR"),
    *("STABLEHLO_SCATTER", "STABLEHLO_GATHER", "REDUCE_WINDOW"),
)

REASONS: Mapping[str, str] = {
    **dict.fromkeys(("lstm", "unidirectional-lstm", "bidirectional-lstm"), _STATES),
    **dict.fromkeys(("bidirectional-rnn", "svdf"), _STATES),
    **dict.fromkeys(("add-n", "zeros-like", "fake-quant", "reverse-sequence"), _FLOAT),
    **dict.fromkeys(("tflite:SEGMENT_SUM", "non-max-suppression", "range"), _FLOAT),
    **dict.fromkeys(("if", "while", "call", "call-once"), _GRAPH),
    **dict.fromkeys(("unique", "where"), _SIZED),
    **dict.fromkeys(_SEGMENTS, _FLOAT),
    **dict.fromkeys(("sign", "tflite:MULTINOMIAL", "tflite:RFFT2D", "broadcast-args"), _FLOAT),
    **dict.fromkeys(("var-handle", "read-variable", "assign-variable"), _RESOURCE),
    **dict.fromkeys((f"tflite:{name}" for name in _HASHTABLES), _RESOURCE),
    **dict.fromkeys(("tflite:RANDOM_STANDARD_NORMAL", "tflite:RANDOM_UNIFORM"), _LISTS),
    **dict.fromkeys((f"tflite:{name}" for name in _UNWRITTEN), _OPTIONS),
    "tflite:STABLEHLO_COMPOSITE": _GRAPH,
    **dict.fromkeys(("tflite:EMBEDDING_LOOKUP", "tflite:EMBEDDING_LOOKUP_SPARSE"), _LISTS),
    **dict.fromkeys(("tflite:HASHTABLE_LOOKUP", "tflite:LSH_PROJECTION"), _LISTS),
    **dict.fromkeys(("one-hot", "fill"), _LISTS),
    "densify": "it reads nothing but a constant",
    "unconverted:*": "it is about operators of ONNX files, which no TFLite file has",
    "depth": "the operators between would have such a depth as well",
    "output-depth": "the operators between would have such a depth as well",
    "no-bias": "TFLite itself has no 8-bit convolution without a bias",
    **dict.fromkeys(("split/axis", "split-v/axis"), _BATCHES),
    **dict.fromkeys(("pad/batch", "pad-v2/batch", "transpose/permutation"), _BATCHES),
    "pad/value": "PAD has no value of its own; the probe of pad-v2 has one",
    "sized-while-running": "the layers between need sizes that the file states",
    "computed-bias": "no operator of 8 bits computes the 32-bit bias",
    "add/variable-broadcast": "layers between leave the DLPU with it, so that no device changes",
    "reshape/elements": "no file can have it: TFLite refuses sizes that do not match",
    "squeeze/elements": "no file can have it: TFLite refuses sizes that do not match",
    "expand-dims/elements": "no file can have it: TFLite refuses sizes that do not match",
    "unpack/quantization": "no file can have it: TFLite refuses other scales of a result",
}
"""Reasons by the end of an entry's id, where no model is tried."""
