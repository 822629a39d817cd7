"""The words that packs and checks use: names of options, backbones, roles and element types."""
# ruff: noqa: SIM905 - these lists are easier to read as words than as literals

from collections.abc import Mapping

ATTRIBUTES: frozenset[str] = frozenset(
    """
    align_corners alpha approximate asymmetric_quantize_inputs auto_pad axes axis batch_dims
    begin_mask beta bias_type block_size body_graph cached_bytes ceil_mode condition_graph
    coordinate_mode count depth_multiplier dilation_depth dilation_height dilation_width direction
    edgetpu_runtime ellipsis_mask else_graph end_mask epsilon exclusive executables exponent
    fused_activation graph groups half_pixel_centers hidden_size keep_dims keep_num_dims
    kernel_height kernel_type kernel_width key_type max merge_outputs min mode nearest_mode
    new_axis_mask new_shape num_heads num_outputs offset output_type pad_bottom pad_left pad_right
    pad_top padding perm projection_type rank regular_nms reverse scratch_bytes shrink_axis_mask
    squeeze_axes streamed_bytes stride_depth stride_height stride_width then_graph time_major to
    training_mode transpose_left transpose_right unscaled_intermediates value_type weights_format
    """.split()
)
"""Our names for operators' options, which packs may ask about."""

OPTION_WORDS: Mapping[str, tuple[str, ...]] = {
    "padding": ("same", "valid", "explicit"),
    "fused_activation": ("none", "relu", "relu6", "relu-n1-to-1", "sigmoid", "tanh", "sign-bit"),
    "weights_format": ("default", "shuffled"),
}
"""All words that an option may have, for options that have no others."""

BACKBONES: frozenset[str] = frozenset(
    """
    DenseNet EfficientNet Inception MnasNet MobileDet MobileNet MobileNetV1 MobileNetV2 MobileNetV3
    ResNeXt ResNet ShuffleNetV2 SqueezeNet VGG ViT YOLO11 YOLOv5 YOLOv5n YOLOv5s YOLOv5m YOLOv5l
    YOLOv5x YOLOv8
    """.split()
) | {"Wide ResNet"}
"""Beginnings of backbones' names, which packs may ask about."""

FAMILIES: frozenset[str] = BACKBONES | frozenset(
    "DeepLab EfficientDet RetinaNet SSD U-Net YOLO classifier keypoints segmentation".split()
)
"""Beginnings of backbones' and heads' names, for which packs may have a cure of its own."""

ROLES: frozenset[str] = frozenset(
    """
    input weights bias output shape axes indices paddings size begin end strides perm alpha
    scale zero_point offset mask min max state parameter
    """.split()
)
"""Roles of an operator's tensors, which packs may ask about."""

DTYPES: frozenset[str] = frozenset(
    """
    bool int2 uint2 int4 uint4 int8 uint8 int16 uint16 int32 uint32 int64 uint64 float4e2m1
    float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz float8e8m0 float16 bfloat16 float32
    float64 complex64 complex128 string resource variant sequence optional
    """.split()
)
"""Our names for element types."""
