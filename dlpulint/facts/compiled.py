"""Whether a file holds parts that a chip's compiler has written."""

from dlpulint.facts.facts import Facts

_KINDS = frozenset(
    {
        "custom:edgetpu-custom-op",  # Edge TPU
        "custom:ethos-u",  # Arm Vela
        "custom:vsi-npu",  # VeriSilicon
        "custom:DISPATCH_OP",  # LiteRT's plugins for NPUs
        "custom:NPU_OP",  # the same, of its first releases
    }
)


def is_compiled_for_a_chip(facts: Facts) -> bool:
    """Whether an operator of the model is a compiled part, for whatever chip."""
    return not facts.kinds.isdisjoint(_KINDS)
