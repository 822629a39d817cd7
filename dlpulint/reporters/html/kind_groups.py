"""The group of an operator's kind, which gives the colour of the title of its box."""

_GROUPS = {
    "conv": "conv depthwise-conv transpose-conv conv-3d transpose-conv-3d deformable-conv",
    "matrix": "fully-connected matmul einsum attention lstm unidirectional-lstm "
    "bidirectional-lstm gru rnn bidirectional-rnn svdf",
    "pool": "average-pool max-pool l2-pool global-average-pool global-max-pool mean sum "
    "reduce-max reduce-min reduce-prod reduce-any reduce-all arg-max arg-min top-k roi-align "
    "grid-sample resize resize-bilinear resize-nearest resize-cubic",
    "activation": "relu relu6 relu-n1-to-1 relu-0-to-1 leaky-relu prelu elu selu gelu quick-gelu "
    "silu mish hard-swish hard-sigmoid logistic tanh softmax log-softmax softplus clip erf",
    "norm": "batch-normalization layer-normalization instance-normalization group-normalization "
    "rms-normalization l2-normalization local-response-normalization",
    "arithmetic": "add add-n sub mul div pow exp log sqrt rsqrt square squared-difference neg abs "
    "floor floor-div floor-mod ceil round sign sin cos atan2 maximum minimum mean-of reciprocal "
    "cumsum equal not-equal less less-equal greater greater-equal select select-v2 logical-and "
    "logical-or logical-not",
    "move": "reshape squeeze expand-dims transpose concatenation split split-v slice "
    "strided-slice pack unpack gather gather-nd gather-elements scatter-nd scatter-elements pad "
    "pad-v2 mirror-pad tile broadcast-to space-to-depth depth-to-space space-to-batch "
    "batch-to-space reverse identity shape fill range one-hot",
    "quantize": "quantize dequantize dynamic-quantize fake-quant cast",
}
"""Kinds by group; all others are `other`."""

GROUPS = (*_GROUPS, "other")

_GROUP = {kind: group for group, kinds in _GROUPS.items() for kind in kinds.split()}

WORDS = {
    "conv": "convolution",
    "matrix": "matrix product",
    "pool": "pooling, resizing",
    "activation": "activation",
    "norm": "normalization",
    "arithmetic": "arithmetic",
    "move": "data movement",
    "quantize": "quantization",
    "other": "other",
}
"""Each group in words, for the legend."""


def group_of(kind: str) -> str:
    """Group of an operator's kind."""
    return _GROUP.get(kind, "other")
