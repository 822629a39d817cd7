"""Options of TFLite_Detection_PostProcess, which selects the boxes of SSD detectors."""

from dlpulint.loader.tflite.flexbuffer import values_of
from dlpulint.model.graph import Attribute

NATIVE = "TFLite_Detection_PostProcess"
"""The operator's name in files."""

_REGULAR = b"use_regular_nms"
_BOXES = b"max_detections"
"""An option that every file has: without it the options are not the operator's."""


def post_processing_attributes(options: memoryview) -> dict[str, Attribute]:
    """The operator's options under our names; empty if they cannot be read.

    Args:
        options: The operator's custom options, a FlexBuffer.
    """
    try:
        found = values_of(options, (_REGULAR, _BOXES))
        boxes = found[_BOXES].number()
        # TFLite reads a missing option as false.
        regular = found[_REGULAR].number() if _REGULAR in found else False
    except (KeyError, IndexError, ValueError, OverflowError):
        # The offsets of a damaged map may cause any of these.
        return {}
    if boxes is None or regular is None:
        return {}
    return {"regular_nms": bool(regular)}
