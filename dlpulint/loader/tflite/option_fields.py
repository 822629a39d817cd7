"""The numbers of TFLite's tables of options, and where the fields that are kept lie in them."""

from collections.abc import Mapping
from typing import Final, TypeAlias

Field: TypeAlias = tuple[int, str, float]
"""Slot, `struct` code, and the value where the field is left out."""

FIELDS: Final[Mapping[str, tuple[int, Mapping[str, Field]]]] = {
    "AddOptions": (11, {"FusedActivationFunction": (4, "b", 0)}),
    "ArgMaxOptions": (40, {"OutputType": (4, "b", 0)}),
    "ArgMinOptions": (57, {"OutputType": (4, "b", 0)}),
    "BatchMatMulOptions": (
        101,
        {
            "AdjX": (4, "?", False),
            "AdjY": (6, "?", False),
            "AsymmetricQuantizeInputs": (8, "?", False),
        },
    ),
    "BidirectionalSequenceLSTMOptions": (
        69,
        {
            "FusedActivationFunction": (4, "b", 0),
            "TimeMajor": (12, "?", True),
            "MergeOutputs": (10, "?", False),
        },
    ),
    "BidirectionalSequenceRNNOptions": (
        70,
        {
            "FusedActivationFunction": (6, "b", 0),
            "TimeMajor": (4, "?", False),
            "MergeOutputs": (8, "?", False),
        },
    ),
    "CallOnceOptions": (103, {"InitSubgraphIndex": (4, "i", 0)}),
    "ConcatenationOptions": (10, {"Axis": (4, "i", 0), "FusedActivationFunction": (6, "b", 0)}),
    "Conv2DOptions": (
        1,
        {
            "StrideH": (8, "i", 0),
            "StrideW": (6, "i", 0),
            "DilationHFactor": (14, "i", 1),
            "DilationWFactor": (12, "i", 1),
            "Padding": (4, "b", 0),
            "FusedActivationFunction": (10, "b", 0),
            "QuantizedBiasType": (16, "b", 0),
        },
    ),
    "Conv3DOptions": (
        106,
        {
            "StrideD": (6, "i", 0),
            "DilationDFactor": (14, "i", 1),
            "StrideH": (10, "i", 0),
            "StrideW": (8, "i", 0),
            "DilationHFactor": (18, "i", 1),
            "DilationWFactor": (16, "i", 1),
            "Padding": (4, "b", 0),
            "FusedActivationFunction": (12, "b", 0),
        },
    ),
    "CumsumOptions": (102, {"Exclusive": (4, "?", False), "Reverse": (6, "?", False)}),
    "DepthToSpaceOptions": (94, {"BlockSize": (4, "i", 0)}),
    "DepthwiseConv2DOptions": (
        2,
        {
            "StrideH": (8, "i", 0),
            "StrideW": (6, "i", 0),
            "DilationHFactor": (16, "i", 1),
            "DilationWFactor": (14, "i", 1),
            "Padding": (4, "b", 0),
            "FusedActivationFunction": (12, "b", 0),
            "DepthMultiplier": (10, "i", 0),
        },
    ),
    "DivOptions": (29, {"FusedActivationFunction": (4, "b", 0)}),
    "FullyConnectedOptions": (
        8,
        {
            "FusedActivationFunction": (4, "b", 0),
            "WeightsFormat": (6, "b", 0),
            "QuantizedBiasType": (12, "b", 0),
            "KeepNumDims": (8, "?", False),
            "AsymmetricQuantizeInputs": (10, "?", False),
        },
    ),
    "GatherOptions": (23, {"Axis": (4, "i", 0), "BatchDims": (6, "i", 0)}),
    "GeluOptions": (116, {"Approximate": (4, "?", False)}),
    "HashtableOptions": (107, {"KeyDtype": (6, "b", 0), "ValueDtype": (8, "b", 0)}),
    "IfOptions": (92, {"ThenSubgraphIndex": (4, "i", 0), "ElseSubgraphIndex": (6, "i", 0)}),
    "L2NormOptions": (12, {"FusedActivationFunction": (4, "b", 0)}),
    "LSHProjectionOptions": (4, {"Type": (4, "b", 0)}),
    "LSTMOptions": (14, {"FusedActivationFunction": (4, "b", 0), "KernelType": (10, "b", 0)}),
    "LeakyReluOptions": (75, {"Alpha": (4, "f", 0.0)}),
    "MirrorPadOptions": (77, {"Mode": (4, "b", 0)}),
    "MulOptions": (21, {"FusedActivationFunction": (4, "b", 0)}),
    "OneHotOptions": (61, {"Axis": (4, "i", 0)}),
    "PackOptions": (59, {"Axis": (6, "i", 0), "ValuesCount": (4, "i", 0)}),
    "Pool2DOptions": (
        5,
        {
            "FilterHeight": (12, "i", 0),
            "FilterWidth": (10, "i", 0),
            "StrideH": (8, "i", 0),
            "StrideW": (6, "i", 0),
            "Padding": (4, "b", 0),
            "FusedActivationFunction": (14, "b", 0),
        },
    ),
    "ReducerOptions": (27, {"KeepDims": (4, "?", False)}),
    "ReshapeOptions": (17, {}),
    "ResizeBilinearOptions": (
        15,
        {"AlignCorners": (8, "?", False), "HalfPixelCenters": (10, "?", False)},
    ),
    "ResizeNearestNeighborOptions": (
        74,
        {"AlignCorners": (4, "?", False), "HalfPixelCenters": (6, "?", False)},
    ),
    "SVDFOptions": (6, {"FusedActivationFunction": (6, "b", 0), "Rank": (4, "i", 0)}),
    "SequenceRNNOptions": (
        31,
        {"FusedActivationFunction": (6, "b", 0), "TimeMajor": (4, "?", False)},
    ),
    "ShapeOptions": (55, {"OutType": (4, "b", 0)}),
    "SoftmaxOptions": (9, {"Beta": (4, "f", 0.0)}),
    "SpaceToDepthOptions": (19, {"BlockSize": (4, "i", 0)}),
    "SplitOptions": (35, {"NumSplits": (4, "i", 0)}),
    "SplitVOptions": (79, {"NumSplits": (4, "i", 0)}),
    "SqueezeOptions": (30, {}),
    "StridedSliceOptions": (
        32,
        {
            "BeginMask": (4, "i", 0),
            "EndMask": (6, "i", 0),
            "EllipsisMask": (8, "i", 0),
            "NewAxisMask": (10, "i", 0),
            "ShrinkAxisMask": (12, "i", 0),
            "Offset": (14, "?", False),
        },
    ),
    "SubOptions": (28, {"FusedActivationFunction": (4, "b", 0)}),
    "TransposeConvOptions": (
        49,
        {
            "StrideH": (8, "i", 0),
            "StrideW": (6, "i", 0),
            "Padding": (4, "b", 0),
            "FusedActivationFunction": (10, "b", 0),
            "QuantizedBiasType": (12, "b", 0),
        },
    ),
    "UnidirectionalSequenceLSTMOptions": (
        71,
        {"FusedActivationFunction": (4, "b", 0), "TimeMajor": (10, "?", False)},
    ),
    "UniqueOptions": (80, {"IdxOutType": (4, "b", 2)}),
    "UnpackOptions": (64, {"Axis": (6, "i", 0), "Num": (4, "i", 0)}),
    "WhileOptions": (93, {"CondSubgraphIndex": (4, "i", 0), "BodySubgraphIndex": (6, "i", 0)}),
}
"""By table: its number in the schema's union of options, and its fields."""
