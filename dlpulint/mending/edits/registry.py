"""All edits, in the order in which they are tried."""

from collections.abc import Callable, Mapping

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.cuts import cut_postprocess, cut_tail
from dlpulint.mending.edits.first_transpose import first_transpose
from dlpulint.mending.edits.fixed_batch import fixed_batch
from dlpulint.mending.edits.fold_pad import fold_pad
from dlpulint.mending.edits.lower_versions import lower_versions
from dlpulint.mending.edits.mean_to_pool import mean_to_pool
from dlpulint.mending.edits.quantized_ends import quantized_inputs, quantized_outputs
from dlpulint.mending.edits.split_concat import split_concat
from dlpulint.mending.edits.zero_bias import zero_bias
from dlpulint.model.graph import Model

Edit = Callable[[Draft, Model], Change | None]
"""Changes a draft and tells what it changed; `None` where it does not apply.

Takes the draft and the model that was read from the same bytes. Raises Refused with the reason
where it applies and would lose something.
"""

EDITS: Mapping[str, Edit] = {
    "fixed-batch": fixed_batch,
    "first-transpose": first_transpose,
    "quantized-inputs": quantized_inputs,
    "quantized-outputs": quantized_outputs,
    "lower-versions": lower_versions,
    "fold-pad": fold_pad,
    "zero-bias": zero_bias,
    "mean-to-pool": mean_to_pool,
    "cut-postprocess": cut_postprocess,
    "split-concat": split_concat,
    "cut-tail": cut_tail,
}
"""Edits by name: what the application does not notice first, cuts last."""
