"""Native names of both formats and the kinds that we call them by: literal tables."""
# ruff: noqa: SIM905 - long rows of names are easier to read as words than as literals

from functools import lru_cache

TFLITE: dict[str, str | None] = {
    "ADD": "add", "AVERAGE_POOL_2D": "average-pool", "CONCATENATION": "concatenation",
    "CONV_2D": "conv", "DEPTHWISE_CONV_2D": "depthwise-conv", "DEPTH_TO_SPACE": "depth-to-space",
    "DEQUANTIZE": "dequantize", "EMBEDDING_LOOKUP": None, "FLOOR": "floor",
    "FULLY_CONNECTED": "fully-connected", "HASHTABLE_LOOKUP": None,
    "L2_NORMALIZATION": "l2-normalization", "L2_POOL_2D": "l2-pool",
    "LOCAL_RESPONSE_NORMALIZATION": "local-response-normalization", "LOGISTIC": "logistic",
    "LSH_PROJECTION": None, "LSTM": "lstm", "MAX_POOL_2D": "max-pool", "MUL": "mul", "RELU": "relu",
    "RELU_N1_TO_1": "relu-n1-to-1", "RELU6": "relu6", "RESHAPE": "reshape",
    "RESIZE_BILINEAR": "resize-bilinear", "RNN": "rnn", "SOFTMAX": "softmax",
    "SPACE_TO_DEPTH": "space-to-depth", "SVDF": "svdf", "TANH": "tanh", "CONCAT_EMBEDDINGS": None,
    "SKIP_GRAM": None, "CALL": "call", "CUSTOM": None, "EMBEDDING_LOOKUP_SPARSE": None,
    "PAD": "pad", "UNIDIRECTIONAL_SEQUENCE_RNN": "rnn", "GATHER": "gather",
    "BATCH_TO_SPACE_ND": "batch-to-space", "SPACE_TO_BATCH_ND": "space-to-batch",
    "TRANSPOSE": "transpose", "MEAN": "mean", "SUB": "sub", "DIV": "div", "SQUEEZE": "squeeze",
    "UNIDIRECTIONAL_SEQUENCE_LSTM": "unidirectional-lstm", "STRIDED_SLICE": "strided-slice",
    "BIDIRECTIONAL_SEQUENCE_RNN": "bidirectional-rnn", "EXP": "exp", "TOPK_V2": "top-k",
    "SPLIT": "split", "LOG_SOFTMAX": "log-softmax", "DELEGATE": None,
    "BIDIRECTIONAL_SEQUENCE_LSTM": "bidirectional-lstm", "CAST": "cast", "PRELU": "prelu",
    "MAXIMUM": "maximum", "ARG_MAX": "arg-max", "MINIMUM": "minimum", "LESS": "less", "NEG": "neg",
    "PADV2": "pad-v2", "GREATER": "greater", "GREATER_EQUAL": "greater-equal",
    "LESS_EQUAL": "less-equal", "SELECT": "select", "SLICE": "slice", "SIN": "sin",
    "TRANSPOSE_CONV": "transpose-conv", "SPARSE_TO_DENSE": "sparse-to-dense", "TILE": "tile",
    "EXPAND_DIMS": "expand-dims", "EQUAL": "equal", "NOT_EQUAL": "not-equal", "LOG": "log",
    "SUM": "sum", "SQRT": "sqrt", "RSQRT": "rsqrt", "SHAPE": "shape", "POW": "pow",
    "ARG_MIN": "arg-min", "FAKE_QUANT": "fake-quant", "REDUCE_PROD": "reduce-prod",
    "REDUCE_MAX": "reduce-max", "PACK": "pack", "LOGICAL_OR": "logical-or", "ONE_HOT": "one-hot",
    "LOGICAL_AND": "logical-and", "LOGICAL_NOT": "logical-not", "UNPACK": "unpack",
    "REDUCE_MIN": "reduce-min", "FLOOR_DIV": "floor-div", "REDUCE_ANY": "reduce-any",
    "SQUARE": "square", "ZEROS_LIKE": "zeros-like", "FILL": "fill", "FLOOR_MOD": "floor-mod",
    "RANGE": "range", "RESIZE_NEAREST_NEIGHBOR": "resize-nearest", "LEAKY_RELU": "leaky-relu",
    "SQUARED_DIFFERENCE": "squared-difference", "MIRROR_PAD": "mirror-pad", "ABS": "abs",
    "SPLIT_V": "split-v", "UNIQUE": "unique", "CEIL": "ceil", "REVERSE_V2": "reverse",
    "ADD_N": "add-n", "GATHER_ND": "gather-nd", "COS": "cos", "WHERE": "where", "RANK": "rank",
    "ELU": "elu", "REVERSE_SEQUENCE": "reverse-sequence", "MATRIX_DIAG": None,
    "QUANTIZE": "quantize", "MATRIX_SET_DIAG": None, "ROUND": "round", "HARD_SWISH": "hard-swish",
    "IF": "if", "WHILE": "while", "NON_MAX_SUPPRESSION_V4": "non-max-suppression",
    "NON_MAX_SUPPRESSION_V5": "non-max-suppression", "SCATTER_ND": "scatter-nd",
    "SELECT_V2": "select-v2", "DENSIFY": "densify", "SEGMENT_SUM": None, "BATCH_MATMUL": "matmul",
    "PLACEHOLDER_FOR_GREATER_OP_CODES": None, "CUMSUM": "cumsum", "CALL_ONCE": "call-once",
    "BROADCAST_TO": "broadcast-to", "RFFT2D": None, "CONV_3D": "conv-3d", "IMAG": None,
    "REAL": None, "COMPLEX_ABS": None, "HASHTABLE": None, "HASHTABLE_FIND": None,
    "HASHTABLE_IMPORT": None, "HASHTABLE_SIZE": None, "REDUCE_ALL": "reduce-all",
    "CONV_3D_TRANSPOSE": "transpose-conv-3d", "VAR_HANDLE": "var-handle",
    "READ_VARIABLE": "read-variable", "ASSIGN_VARIABLE": "assign-variable",
    "BROADCAST_ARGS": "broadcast-args", "RANDOM_STANDARD_NORMAL": None, "BUCKETIZE": None,
    "RANDOM_UNIFORM": None, "MULTINOMIAL": None, "GELU": "gelu",
    "DYNAMIC_UPDATE_SLICE": "dynamic-update-slice", "RELU_0_TO_1": "relu-0-to-1",
    "UNSORTED_SEGMENT_PROD": None, "UNSORTED_SEGMENT_MAX": None, "UNSORTED_SEGMENT_SUM": None,
    "ATAN2": "atan2", "UNSORTED_SEGMENT_MIN": None, "SIGN": "sign",
    **dict.fromkeys(
        """
        BITCAST BITWISE_XOR RIGHT_SHIFT STABLEHLO_LOGISTIC STABLEHLO_ADD STABLEHLO_DIVIDE
        STABLEHLO_MULTIPLY STABLEHLO_MAXIMUM STABLEHLO_RESHAPE STABLEHLO_CLAMP
        STABLEHLO_CONCATENATE STABLEHLO_BROADCAST_IN_DIM STABLEHLO_CONVOLUTION STABLEHLO_SLICE
        STABLEHLO_CUSTOM_CALL STABLEHLO_REDUCE STABLEHLO_ABS STABLEHLO_AND STABLEHLO_COSINE
        STABLEHLO_EXPONENTIAL STABLEHLO_FLOOR STABLEHLO_LOG STABLEHLO_MINIMUM STABLEHLO_NEGATE
        STABLEHLO_OR STABLEHLO_POWER STABLEHLO_REMAINDER STABLEHLO_RSQRT STABLEHLO_SELECT
        STABLEHLO_SUBTRACT STABLEHLO_TANH STABLEHLO_SCATTER STABLEHLO_COMPARE STABLEHLO_CONVERT
        STABLEHLO_DYNAMIC_SLICE STABLEHLO_DYNAMIC_UPDATE_SLICE STABLEHLO_PAD STABLEHLO_IOTA
        STABLEHLO_DOT_GENERAL STABLEHLO_REDUCE_WINDOW STABLEHLO_SORT STABLEHLO_WHILE
        STABLEHLO_GATHER STABLEHLO_TRANSPOSE DILATE STABLEHLO_RNG_BIT_GENERATOR REDUCE_WINDOW
        STABLEHLO_COMPOSITE STABLEHLO_SHIFT_LEFT STABLEHLO_CBRT
        """.split()
    ),
}  # fmt: skip
"""TFLite builtin operators in the order of their builtin codes, from 0; `None`: without a kind."""

ONNX: dict[str, str] = {
    "Abs": "abs", "Add": "add", "And": "logical-and", "ArgMax": "arg-max", "ArgMin": "arg-min",
    "Attention": "attention", "AveragePool": "average-pool",
    "BatchNormalization": "batch-normalization",
    "Cast": "cast", "Ceil": "ceil", "Clip": "clip", "Concat": "concatenation",
    "ConstantOfShape": "fill", "Conv": "conv", "ConvInteger": "conv",
    "ConvTranspose": "transpose-conv", "Cos": "cos", "CumSum": "cumsum",
    "DeformConv": "deformable-conv", "DepthToSpace": "depth-to-space",
    "DequantizeLinear": "dequantize", "Div": "div", "Dropout": "dropout",
    "DynamicQuantizeLinear": "dynamic-quantize",
    "Einsum": "einsum", "Elu": "elu", "Equal": "equal", "Erf": "erf", "Exp": "exp",
    "Expand": "broadcast-to",
    "Flatten": "reshape", "Floor": "floor",
    "GRU": "gru", "Gather": "gather", "GatherElements": "gather-elements", "GatherND": "gather-nd",
    "Gelu": "gelu", "Gemm": "fully-connected", "GlobalAveragePool": "global-average-pool",
    "GlobalMaxPool": "global-max-pool", "Greater": "greater", "GreaterOrEqual": "greater-equal",
    "GridSample": "grid-sample", "GroupNormalization": "group-normalization",
    "HardSigmoid": "hard-sigmoid", "HardSwish": "hard-swish",
    "Identity": "identity", "If": "if", "InstanceNormalization": "instance-normalization",
    "LRN": "local-response-normalization", "LSTM": "lstm",
    "LayerNormalization": "layer-normalization", "LeakyRelu": "leaky-relu", "Less": "less",
    "LessOrEqual": "less-equal", "Log": "log", "LogSoftmax": "log-softmax", "Loop": "loop",
    "LpNormalization": "l2-normalization",
    "MatMul": "matmul", "MatMulInteger": "matmul", "Max": "maximum", "MaxPool": "max-pool",
    "Mean": "mean-of", "Min": "minimum", "Mish": "mish", "Mod": "floor-mod", "Mul": "mul",
    "Neg": "neg", "NonMaxSuppression": "non-max-suppression", "NonZero": "where-indices",
    "Not": "logical-not",
    "OneHot": "one-hot", "Or": "logical-or",
    "PRelu": "prelu", "Pad": "pad", "Pow": "pow",
    "QLinearConv": "conv", "QLinearMatMul": "matmul", "QuantizeLinear": "quantize",
    "RMSNormalization": "rms-normalization", "RNN": "rnn", "Range": "range",
    "Reciprocal": "reciprocal", "ReduceMax": "reduce-max", "ReduceMean": "mean",
    "ReduceMin": "reduce-min", "ReduceProd": "reduce-prod", "ReduceSum": "sum", "Relu": "relu",
    "Reshape": "reshape", "Resize": "resize", "RoiAlign": "roi-align", "Round": "round",
    "Scan": "scan", "ScatterElements": "scatter-elements", "ScatterND": "scatter-nd",
    "Selu": "selu", "Shape": "shape", "Sigmoid": "logistic", "Sign": "sign",
    "SimplifiedLayerNormalization": "rms-normalization", "Sin": "sin", "Size": "size",
    "Slice": "strided-slice", "Softmax": "softmax", "Softplus": "softplus",
    "SpaceToDepth": "space-to-depth", "Split": "split", "Sqrt": "sqrt", "Squeeze": "squeeze",
    "Sub": "sub", "Sum": "add-n", "Swish": "silu",
    "Tanh": "tanh", "Tile": "tile", "TopK": "top-k", "Transpose": "transpose",
    "Unsqueeze": "expand-dims", "Upsample": "resize",
    "Where": "select-v2",
    "com.microsoft.Attention": "attention", "com.microsoft.MultiHeadAttention": "attention",
    "com.microsoft.GroupQueryAttention": "attention", "com.microsoft.PackedAttention": "attention",
    "com.microsoft.PackedMultiHeadAttention": "attention",
    "com.microsoft.DecoderMaskedMultiHeadAttention": "attention",
    "com.microsoft.DecoderMaskedSelfAttention": "attention",
    "com.microsoft.QAttention": "attention", "com.microsoft.SparseAttention": "attention",
    "com.microsoft.QLinearAdd": "add", "com.microsoft.QLinearMul": "mul",
    "com.microsoft.QLinearConcat": "concatenation", "com.microsoft.QLinearReduceMean": "mean",
    "com.microsoft.QLinearSigmoid": "logistic", "com.microsoft.QLinearLeakyRelu": "leaky-relu",
    "com.microsoft.QLinearSoftmax": "softmax", "com.microsoft.QLinearAveragePool": "average-pool",
    "com.microsoft.QLinearGlobalAveragePool": "global-average-pool",
    "com.microsoft.QGemm": "fully-connected", "com.microsoft.FusedConv": "conv",
    "com.microsoft.FusedGemm": "fully-connected", "com.microsoft.FusedMatMul": "matmul",
    "com.microsoft.DynamicQuantizeMatMul": "matmul", "com.microsoft.MatMulIntegerToFloat": "matmul",
    "com.microsoft.MatMulNBits": "matmul", "com.microsoft.DynamicQuantizeLSTM": "lstm",
    "com.microsoft.SkipLayerNormalization": "layer-normalization",
    "com.microsoft.SkipSimplifiedLayerNormalization": "rms-normalization",
    "com.microsoft.GroupNorm": "group-normalization", "com.microsoft.Gelu": "gelu",
    "com.microsoft.FastGelu": "gelu", "com.microsoft.BiasGelu": "gelu",
    "com.microsoft.QuickGelu": "quick-gelu", "com.microsoft.QuantizeLinear": "quantize",
    "com.microsoft.DequantizeLinear": "dequantize",
}  # fmt: skip
"""ONNX operators with a kind; those of another domain than the standard one as `domain.Name`.

SimplifiedLayerNormalization is onnxruntime's, which writes it into the standard domain.
"""

_WIDER = {
    "depthwise-conv": "Conv",
    "resize-bilinear": "Resize",
    "resize-nearest": "Resize",
    "resize-cubic": "Resize",
}
"""ONNX operators by the kinds that are part of them."""

REFINED: frozenset[str] = frozenset(_WIDER)
"""Kinds that depend on an operator's options too, because the native name is wider."""

KINDS: frozenset[str] = (
    frozenset(kind for kind in TFLITE.values() if kind) | frozenset(ONNX.values()) | REFINED
)
"""Every kind that a loader can give."""

PREFIXES = ("custom:", "flex:", "tflite:", "onnx:", "unconverted:")
"""Written before a native name that has no kind; `*` in place of the name stands for all names.

`unconverted` is an ONNX operator in the preview of a conversion, where TFLite has none like it.
"""

_COMPOSITE_KINDS = frozenset({"attention", "group-normalization", "rms-normalization"})
"""Kinds that TFLite files write as a StableHLO composite; its name tells them apart."""


@lru_cache(512)
def natives_of(kind: str, format: str) -> tuple[str, ...]:
    """Native names of a kind in files of a format, in the order of the table; empty where none.

    Args:
        kind: One of `KINDS`, or a native name after one of `PREFIXES`.
        format: `tflite`; any other format has ONNX's names.

    >>> natives_of("rnn", "tflite")
    ('RNN', 'UNIDIRECTIONAL_SEQUENCE_RNN')
    """
    prefix, colon, native = kind.partition(":")
    if colon:
        of_tflite = prefix in ("custom", "flex", "tflite", "unconverted")
        return (native,) if of_tflite == (format == "tflite") else ()
    if format == "tflite":
        if kind in _COMPOSITE_KINDS:
            return ("STABLEHLO_COMPOSITE",)
        return tuple(name for name, its_kind in TFLITE.items() if its_kind == kind)
    if kind in _WIDER:
        return (_WIDER[kind],)
    return tuple(name for name, its_kind in ONNX.items() if its_kind == kind)
