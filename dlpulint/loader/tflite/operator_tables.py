"""Meaning of TFLite operators' options and inputs: literal tables by builtin name."""
# ruff: noqa: SIM905 - long rows of names are easier to read as words than as literals

from collections.abc import Mapping
from typing import Final

PADDING: Final = {0: "same", 1: "valid"}
ACTIVATION: Final = {0: "none", 1: "relu", 2: "relu-n1-to-1", 3: "relu6", 4: "tanh", 5: "sign-bit"}
WEIGHTS_FORMAT: Final = {0: "default", 1: "shuffled"}
MIRROR_MODE: Final = {0: "reflect", 1: "symmetric"}
FLAG: Final = {0: False, 1: True}

Words = Mapping[int, str | bool]
Option = tuple[str, str] | tuple[str, str, Words]
"""Accessor of the options table, our name, and the meaning of its numbers if they are words."""

_FUSED: Final[Option] = ("FusedActivationFunction", "fused_activation", ACTIVATION)
_BIAS_TYPE: Final[Option] = ("QuantizedBiasType", "bias_type")
_PADDING: Final[Option] = ("Padding", "padding", PADDING)
_STRIDES: Final[tuple[Option, ...]] = (("StrideH", "stride_height"), ("StrideW", "stride_width"))
_DILATION: Final[tuple[Option, ...]] = (
    ("DilationHFactor", "dilation_height"),
    ("DilationWFactor", "dilation_width"),
)
_VOLUMES: Final[tuple[Option, ...]] = (
    ("StrideD", "stride_depth"),
    ("DilationDFactor", "dilation_depth"),
    *_STRIDES,
    *_DILATION,
    _PADDING,
    _FUSED,
)
_POOL: Final[tuple[Option, ...]] = (
    ("FilterHeight", "kernel_height"),
    ("FilterWidth", "kernel_width"),
    *_STRIDES,
    _PADDING,
    _FUSED,
)
_KEEP_DIMS: Final[tuple[Option, ...]] = (("KeepDims", "keep_dims", FLAG),)
_RESIZE: Final[tuple[Option, ...]] = (
    ("AlignCorners", "align_corners", FLAG),
    ("HalfPixelCenters", "half_pixel_centers", FLAG),
)
_AXIS: Final[tuple[Option, ...]] = (("Axis", "axis"),)
_TIME_MAJOR: Final[Option] = ("TimeMajor", "time_major", FLAG)
_BOTH_WAYS: Final[tuple[Option, ...]] = (
    _FUSED,
    _TIME_MAJOR,
    ("MergeOutputs", "merge_outputs", FLAG),
)
_REDUCTIONS: Final = "MEAN SUM REDUCE_MAX REDUCE_MIN REDUCE_PROD REDUCE_ANY REDUCE_ALL".split()

OPTIONS: Final[dict[str, tuple[str, tuple[Option, ...]]]] = {
    "ADD": ("AddOptions", (_FUSED,)),
    "SUB": ("SubOptions", (_FUSED,)),
    "MUL": ("MulOptions", (_FUSED,)),
    "DIV": ("DivOptions", (_FUSED,)),
    "CONV_2D": ("Conv2DOptions", (*_STRIDES, *_DILATION, _PADDING, _FUSED, _BIAS_TYPE)),
    "DEPTHWISE_CONV_2D": (
        "DepthwiseConv2DOptions",
        (*_STRIDES, *_DILATION, _PADDING, _FUSED, ("DepthMultiplier", "depth_multiplier")),
    ),
    "TRANSPOSE_CONV": ("TransposeConvOptions", (*_STRIDES, _PADDING, _FUSED, _BIAS_TYPE)),
    **dict.fromkeys(("CONV_3D", "CONV_3D_TRANSPOSE"), ("Conv3DOptions", _VOLUMES)),
    **dict.fromkeys(("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"), ("Pool2DOptions", _POOL)),
    "FULLY_CONNECTED": (
        "FullyConnectedOptions",
        (
            _FUSED,
            ("WeightsFormat", "weights_format", WEIGHTS_FORMAT),
            _BIAS_TYPE,
            ("KeepNumDims", "keep_num_dims", FLAG),
            ("AsymmetricQuantizeInputs", "asymmetric_quantize_inputs", FLAG),
        ),
    ),
    "BATCH_MATMUL": (
        "BatchMatMulOptions",
        (
            ("AdjX", "transpose_left", FLAG),
            ("AdjY", "transpose_right", FLAG),
            ("AsymmetricQuantizeInputs", "asymmetric_quantize_inputs", FLAG),
        ),
    ),
    "CONCATENATION": ("ConcatenationOptions", (*_AXIS, _FUSED)),
    "SOFTMAX": ("SoftmaxOptions", (("Beta", "beta"),)),
    "LEAKY_RELU": ("LeakyReluOptions", (("Alpha", "alpha"),)),
    "GELU": ("GeluOptions", (("Approximate", "approximate", FLAG),)),
    "L2_NORMALIZATION": ("L2NormOptions", (_FUSED,)),
    "RESIZE_BILINEAR": ("ResizeBilinearOptions", _RESIZE),
    "RESIZE_NEAREST_NEIGHBOR": ("ResizeNearestNeighborOptions", _RESIZE),
    "DEPTH_TO_SPACE": ("DepthToSpaceOptions", (("BlockSize", "block_size"),)),
    "SPACE_TO_DEPTH": ("SpaceToDepthOptions", (("BlockSize", "block_size"),)),
    **dict.fromkeys(_REDUCTIONS, ("ReducerOptions", _KEEP_DIMS)),
    "STRIDED_SLICE": (
        "StridedSliceOptions",
        (
            ("BeginMask", "begin_mask"),
            ("EndMask", "end_mask"),
            ("EllipsisMask", "ellipsis_mask"),
            ("NewAxisMask", "new_axis_mask"),
            ("ShrinkAxisMask", "shrink_axis_mask"),
            ("Offset", "offset", FLAG),
        ),
    ),
    "SPLIT": ("SplitOptions", (("NumSplits", "num_outputs"),)),
    "SPLIT_V": ("SplitVOptions", (("NumSplits", "num_outputs"),)),
    "PACK": ("PackOptions", (*_AXIS, ("ValuesCount", "count"))),
    "UNPACK": ("UnpackOptions", (*_AXIS, ("Num", "num_outputs"))),
    "GATHER": ("GatherOptions", (*_AXIS, ("BatchDims", "batch_dims"))),
    "ONE_HOT": ("OneHotOptions", _AXIS),
    "ARG_MAX": ("ArgMaxOptions", (("OutputType", "output_type"),)),
    "ARG_MIN": ("ArgMinOptions", (("OutputType", "output_type"),)),
    "SHAPE": ("ShapeOptions", (("OutType", "output_type"),)),
    "IF": ("IfOptions", (("ThenSubgraphIndex", "then_graph"), ("ElseSubgraphIndex", "else_graph"))),
    "WHILE": (
        "WhileOptions",
        (("CondSubgraphIndex", "condition_graph"), ("BodySubgraphIndex", "body_graph")),
    ),
    "CALL_ONCE": ("CallOnceOptions", (("InitSubgraphIndex", "graph"),)),
    "CUMSUM": ("CumsumOptions", (("Exclusive", "exclusive", FLAG), ("Reverse", "reverse", FLAG))),
    "MIRROR_PAD": ("MirrorPadOptions", (("Mode", "mode", MIRROR_MODE),)),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": (
        "UnidirectionalSequenceLSTMOptions",
        (_FUSED, _TIME_MAJOR),
    ),
    "UNIDIRECTIONAL_SEQUENCE_RNN": ("SequenceRNNOptions", (_FUSED, _TIME_MAJOR)),
    "BIDIRECTIONAL_SEQUENCE_LSTM": ("BidirectionalSequenceLSTMOptions", _BOTH_WAYS),
    "BIDIRECTIONAL_SEQUENCE_RNN": ("BidirectionalSequenceRNNOptions", _BOTH_WAYS),
    "LSTM": ("LSTMOptions", (_FUSED, ("KernelType", "kernel_type"))),
    "SVDF": ("SVDFOptions", (_FUSED, ("Rank", "rank"))),
    "UNIQUE": ("UniqueOptions", (("IdxOutType", "output_type"),)),
    "LSH_PROJECTION": ("LSHProjectionOptions", (("Type", "projection_type"),)),
    "HASHTABLE": ("HashtableOptions", (("KeyDtype", "key_type"), ("ValueDtype", "value_type"))),
}
"""By builtin name: the class of the options in the `tflite` package, and the options we keep."""

LISTS: Final[dict[str, tuple[str, int, str]]] = {
    "RESHAPE": ("ReshapeOptions", 4, "new_shape"),
    "SQUEEZE": ("SqueezeOptions", 4, "squeeze_axes"),
}
"""By builtin name: the class of the options, the slot of a list among them, and our name for it."""

_WEIGHTED: Final = ("input", "weights", "bias")
_AXES: Final = ("input", "axes")
_GATES: Final = (*("weights",) * 8, *("parameter",) * 3, *("bias",) * 4, "weights", "bias")
"""Constants of an LSTM in one direction: matrices, peepholes, biases and the projection."""
_LSTM: Final = ("input", *_GATES, "state", "state", "parameter")
_RNN: Final = ("weights", "weights", "bias", "state")

ROLES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys("CONV_2D DEPTHWISE_CONV_2D CONV_3D FULLY_CONNECTED".split(), _WEIGHTED),
    "SVDF": ("input", "weights", "weights", "bias", "state"),
    "TRANSPOSE_CONV": ("shape", "weights", "input", "bias"),
    "CONV_3D_TRANSPOSE": ("shape", "weights", "input", "bias"),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": _LSTM,
    "LSTM": _LSTM,
    "BIDIRECTIONAL_SEQUENCE_LSTM": (
        *("input", *_GATES, *_GATES),
        *("state",) * 4,
        *("input", *("weights",) * 8),
    ),
    "UNIDIRECTIONAL_SEQUENCE_RNN": ("input", *_RNN),
    "RNN": ("input", *_RNN),
    "BIDIRECTIONAL_SEQUENCE_RNN": ("input", *_RNN, *_RNN, "input", "weights", "weights"),
    "PRELU": ("input", "alpha"),
    **dict.fromkeys(("RESHAPE", "BROADCAST_TO", "TILE"), ("input", "shape")),
    "FILL": ("shape", "input"),
    "TRANSPOSE": ("input", "perm"),
    **dict.fromkeys(("PAD", "MIRROR_PAD"), ("input", "paddings")),
    "PADV2": ("input", "paddings", "parameter"),
    **dict.fromkeys(("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", "TOPK_V2"), ("input", "size")),
    **dict.fromkeys(_REDUCTIONS, _AXES),
    **dict.fromkeys(("ARG_MAX", "ARG_MIN", "EXPAND_DIMS", "REVERSE_V2", "CUMSUM"), _AXES),
    "SPLIT": ("axes", "input"),
    "SPLIT_V": ("input", "size", "axes"),
    "SLICE": ("input", "begin", "size"),
    "STRIDED_SLICE": ("input", "begin", "end", "strides"),
    **dict.fromkeys(("GATHER", "GATHER_ND"), ("input", "indices")),
    "BATCH_TO_SPACE_ND": ("input", "shape", "paddings"),
    "SPACE_TO_BATCH_ND": ("input", "shape", "paddings"),
    "ONE_HOT": ("indices", "size", "parameter", "parameter"),
    **dict.fromkeys(("SELECT", "SELECT_V2"), ("mask", "input", "input")),
}
"""Role of each input by builtin name; the last role is repeated. Default: `input` for all."""

KERNELS_IN_WEIGHTS: Final = frozenset(
    {"CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "CONV_3D", "CONV_3D_TRANSPOSE"}
)
"""Operators with the kernel's height and width in dimensions 1 and 2 of the weights."""

COMPOSITES: Final = {
    "odml.group_norm": "group-normalization",
    "odml.rms_norm": "rms-normalization",
    "odml.scaled_dot_product_attention": "attention",
}
"""Kinds of StableHLO composites, by the composite's name."""

DTYPES: Final = tuple(
    """
    float32 float16 int32 uint8 int64 string bool int16 complex64 int8 float64 complex128 uint64
    resource variant uint32 uint16 int4 bfloat16 int2
    """.split()
)
"""Element types by their number in the schema."""

CUSTOM: Final = 32
"""The number of custom operators among the builtin ones."""

WITHOUT_OPTIONS: Final = frozenset(
    """
    ABS ADD_N ASSIGN_VARIABLE ATAN2 BATCH_TO_SPACE_ND BITCAST BITWISE_XOR BROADCAST_ARGS
    BROADCAST_TO CEIL COMPLEX_ABS COS DENSIFY DEQUANTIZE DILATE DYNAMIC_UPDATE_SLICE ELU
    EMBEDDING_LOOKUP EQUAL EXP EXPAND_DIMS FILL FLOOR FLOOR_DIV FLOOR_MOD GATHER_ND GREATER
    GREATER_EQUAL HARD_SWISH HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_LOOKUP HASHTABLE_SIZE
    IMAG LESS LESS_EQUAL LOG LOGICAL_AND LOGICAL_NOT LOGICAL_OR LOGISTIC LOG_SOFTMAX MATRIX_DIAG
    MATRIX_SET_DIAG MAXIMUM MINIMUM NEG NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 NOT_EQUAL
    PAD PADV2 POW PRELU QUANTIZE RANGE RANK READ_VARIABLE REAL RELU RELU6 RELU_0_TO_1
    RELU_N1_TO_1 REVERSE_V2 RFFT2D RIGHT_SHIFT ROUND RSQRT SCATTER_ND SEGMENT_SUM SELECT
    SELECT_V2 SIGN SIN SLICE SPACE_TO_BATCH_ND SQRT SQUARE SQUARED_DIFFERENCE STABLEHLO_ADD
    STABLEHLO_AND STABLEHLO_MAXIMUM STABLEHLO_MINIMUM STABLEHLO_MULTIPLY STABLEHLO_SHIFT_LEFT
    TANH TILE TOPK_V2 TRANSPOSE UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_MIN UNSORTED_SEGMENT_PROD
    UNSORTED_SEGMENT_SUM WHERE ZEROS_LIKE
    """.split()
)
"""Builtin operators for which TFLite keeps no options; it does not compare their operands with
their results. Measured with LiteRT 2.3.0, an operator of each kind that reads its own result."""
