"""All edits, in the order in which they are tried."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.constant_reshape import constant_reshape
from dlpulint.mending.edits.cuts import cut_postprocess, cut_tail
from dlpulint.mending.edits.first_transpose import first_transpose
from dlpulint.mending.edits.fixed_batch import fixed_batch
from dlpulint.mending.edits.fold_pad import fold_pad
from dlpulint.mending.edits.lower_versions import lower_versions
from dlpulint.mending.edits.mean_to_pool import mean_to_pool, mean_to_pool_and_quantize
from dlpulint.mending.edits.odd_kernel import odd_kernel
from dlpulint.mending.edits.per_tensor import per_tensor, per_tensor_dense
from dlpulint.mending.edits.quantized_ends import quantized_inputs, quantized_outputs
from dlpulint.mending.edits.split_concat import split_concat
from dlpulint.mending.edits.zero_bias import zero_bias


class Edit(Struct, frozen=True):
    """A way to mend a file."""

    title: str
    """What it does, in the imperative."""
    apply: Callable[[Draft], Change | None]
    """Changes a draft and returns what it changed; `None` where it does not apply.

    Raises Refused with the reason where it applies and would lose something.
    """
    lossy: bool = False
    """Whether the results change by more than rounding: only tried where the user agrees."""


EDITS: Mapping[str, Edit] = {
    "constant-reshape": Edit("Replace computed shapes of RESHAPE by constants", constant_reshape),
    "fixed-batch": Edit("Fix an open batch to 1", fixed_batch),
    "first-transpose": Edit("Remove the TRANSPOSE after an input", first_transpose),
    "quantized-inputs": Edit("Remove the QUANTIZE after an input", quantized_inputs),
    "quantized-outputs": Edit(
        "Remove the QUANTIZE or DEQUANTIZE before an output", quantized_outputs
    ),
    "lower-versions": Edit("Lower operator versions to the lowest that is needed", lower_versions),
    "fold-pad": Edit("Fold PAD into the convolution after it", fold_pad),
    "odd-kernel": Edit("Fill even kernels with zeros to the next odd size", odd_kernel),
    "zero-bias": Edit("Add a bias of zeros to FULLY_CONNECTED layers", zero_bias),
    "mean-to-pool": Edit("Replace MEAN over the whole map by AVERAGE_POOL_2D", mean_to_pool),
    "cut-postprocess": Edit("Cut off the operator that lists the detections", cut_postprocess),
    "split-concat": Edit("Cut off the CONCATENATION of scores and boxes", split_concat),
    "cut-tail": Edit("Cut off the operators after the last layers", cut_tail),
    "mean-to-pool-and-quantize": Edit(
        "Replace MEAN by AVERAGE_POOL_2D and QUANTIZE", mean_to_pool_and_quantize, lossy=True
    ),
    "per-tensor-dense": Edit(
        "Give weights of FULLY_CONNECTED layers one scale per tensor", per_tensor_dense, lossy=True
    ),
    "per-tensor": Edit("Give weights one scale per tensor", per_tensor, lossy=True),
}
"""Edits by name: those that an application does not notice first, then cuts, lossy ones last."""


def refuse_edits(names: Iterable[str], *, lossy: bool) -> None:
    """Raises UsageError for a name that no edit has, and for a lossy edit unless those are made."""
    for name in names:
        if name not in EDITS:
            raise UsageError(f"{name}: no such edit{nearest(name, EDITS)}")
        if EDITS[name].lossy and not lossy:
            raise UsageError(f"{name} changes the results of the model: it needs --lossy")
