"""The source of a NumPy function that computes what a cut removed from a detector."""

import re
from collections.abc import Iterator, Sequence
from importlib import resources

from msgspec import Struct

from dlpulint.mending.decoding.heads.head import Head, NoHead, head_of
from dlpulint.mending.decoding.proof import Rounding, agrees, roundings
from dlpulint.mending.decoding.tail import tail_of
from dlpulint.mending.decoding.text.anchors import anchor_lines, anchors_text
from dlpulint.mending.decoding.text.describing import docstring, output_lines
from dlpulint.mending.decoding.text.levels import Keys, level_lines, level_table
from dlpulint.model.graph import Model, Tensor

_DEFINITION = re.compile(r"^def (\w+)\(.*?(?=^def |\Z)", re.MULTILINE | re.DOTALL)


class DecodeFunction(Struct, frozen=True):
    """The outcome of `decode_function`."""

    text: str | None
    """A Python module with the function `decode`; `None` if there is no such function."""
    head: str | None
    """The kind of head: `YOLOv5 or YOLOv7`, `SSD with TFLite_Detection_PostProcess`."""
    reason: str
    """Why there is no function, as a clause; empty if there is one."""


def decode_function(
    model: Model, data: bytes | memoryview, outputs: Sequence[Tensor]
) -> DecodeFunction:
    """Source of a NumPy function for the tail that a cut removes from a detector.

    It was run on random outputs and compared with the tail, computed in 64-bit floats.

    Args:
        model: The original model, a TFLite file.
        data: The original file's bytes.
        outputs: Its tensors that become the mended file's outputs, in their order.
    """
    if model.format != "tflite":
        return DecodeFunction(None, None, "the model is no TFLite file")
    return function_for(head_of(tail_of(model, memoryview(data), outputs)))


def function_for(head: Head | NoHead) -> DecodeFunction:
    """Decode function for the head that was found."""
    if isinstance(head, NoHead):
        return DecodeFunction(None, None, head.reason)
    text = _text(head, ())
    if not agrees(text, head):
        return DecodeFunction(None, None, "its arithmetic differs from that of known heads")
    known = () if head.postprocess is not None else roundings(text, head)
    return DecodeFunction(_text(head, known), head.name, "")


def _text(head: Head, known: Sequence[Rounding | None]) -> str:
    keys = Keys(head)
    body = list(_body(head, keys))
    post = head.postprocess
    tables = [line for n, r in enumerate(head.results)
              for line in level_table(r, _table_name(head, n), keys)]  # fmt: skip
    used = "\n".join([*body, *tables])
    parts = [
        docstring(head, known),
        "import numpy as np",
        "\n".join(
            [*output_lines(head), "", *tables, *([] if post is None else anchor_lines(post))]
        ),
        "\n".join(body),
        *_blocks(used),
    ]
    return "\n\n".join(parts[:3]) + "\n\n\n" + "\n\n\n".join(parts[3:]) + "\n"


def _table_name(head: Head, number: int) -> str:
    if len(head.results) == 1:
        return "LEVELS"
    if head.postprocess is not None:
        return ("BOX_LEVELS", "SCORE_LEVELS")[number]
    return f"LEVELS_{number}"


def _body(head: Head, keys: Keys) -> Iterator[str]:
    """Lines of the function `decode`, and of the one that it calls before post-processing."""
    post = head.postprocess
    if post is not None:
        yield from _postprocessing(head)
    what = "encoded boxes and scores" if post is not None else "results of the original model"
    yield f"def {'predictions' if post is not None else 'decode'}(outputs):"
    yield f'    """The {what}, from the raw outputs of the mended model."""'
    yield "    values = [real(output, *how[2:]) for output, how in zip(outputs, OUTPUTS)]"
    names: dict[Tensor, str] = {
        end: f"values[{number}]" for number, end in enumerate(head.tail.ends)
    }
    for number, result in enumerate(head.results):
        name = f"result_{number}" if len(head.results) > 1 else "result"
        yield "    rows = []"
        yield f"    for level in {_table_name(head, number)}:"
        yield from (f"        {line}" for line in level_lines(result, keys))
        turned = ".T" if result.layout.axis != len(result.layout.shape) - 1 else ""
        yield f"    {name} = np.concatenate(rows){turned}.reshape({result.layout.shape})"
        names[result.tensor] = name
    if post is not None:
        wanted = [names[result.tensor] for result in head.results]
    else:
        wanted = [names[tensor] for tensor in head.tail.results]
    yield f"    return [{', '.join(wanted)}]"


def _postprocessing(head: Head) -> Iterator[str]:
    post = head.postprocess
    if post is None:
        return
    kind = "regular" if post.regular else "fast"
    yield "def decode(outputs):"
    yield '    """The results of the original model, from the raw outputs of the mended model."""'
    yield "    encodings, scores = predictions(outputs)"
    yield f"    anchors = {anchors_text(post)}"
    yield "    boxes = corner_boxes(encodings[0], anchors, SCALES)"
    background = (head.results[1].layout.shape[-1]) - post.classes
    label = f"scores[0][:, {background}:]" if background else "scores[0]"
    yield f"    boxes, classes, best, count = {kind}_detections(boxes, {label})"
    results = ("boxes[np.newaxis]", "classes[np.newaxis]", "best[np.newaxis]",
               "np.array([count], np.float32)")  # fmt: skip
    wanted = []
    for number, tensor in zip(post.order, head.tail.results, strict=True):
        if number is None:
            end = head.tail.ends.index(tensor)
            wanted.append(f"real(outputs[{end}], *OUTPUTS[{end}][2:])")
        else:
            wanted.append(results[number])
    yield f"    return [{', '.join(wanted)}]"
    yield ""
    yield ""


def _blocks(used: str) -> Iterator[str]:
    """Source of the functions that some lines call, and of those that these call."""
    source = resources.files("dlpulint.mending.decoding.text").joinpath("blocks.txt")
    known = {m[1]: m[0].rstrip() for m in _DEFINITION.finditer(source.read_text("utf-8"))}
    wanted: dict[str, None] = {}
    waiting = [used]
    for text in waiting:
        for name in known:
            if name not in wanted and re.search(rf"\b{name}\(", text):
                wanted[name] = None
                waiting.append(known[name])
    return (text for name, text in known.items() if name in wanted)
