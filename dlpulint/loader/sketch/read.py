"""Sketches: miniature models written as text, for rules' examples and for tests.

docs/packs.md has the grammar. A line is an operator with its outputs before the arrow and its
operands after it::

    input x: uint8[1,96,96,3] scale=0.1
    conv y: uint8[1,48,48,16] scale=0.1 <- x, weights: int8[16,3,3,3] per-channel(0) {stride=2}
    output y
"""

import re
from collections.abc import Iterator
from typing import get_args

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.printable import printable
from dlpulint.basics.spelling import nearest
from dlpulint.loader.bounds import refuse_more
from dlpulint.loader.sketch.line import parse_attributes, parse_operand, parse_tensor, parse_whole
from dlpulint.model.file_fault import FaultCause, FileFault
from dlpulint.model.graph import (
    OPERATOR_CEILING,
    Attribute,
    Format,
    Metadata,
    Model,
    Operator,
    Origin,
    Subgraph,
    Tensor,
)
from dlpulint.model.kinds import KINDS, ONNX, PREFIXES, TFLITE

_FORMATS: tuple[Format, ...] = get_args(Format)
_CAUSES: tuple[FaultCause, ...] = get_args(FaultCause)
_SEPARATOR = re.compile(r",(?![^\[{]*[\]}])\s+")
"""A comma and a space between operands, but not within a shape."""

_CONVOLUTIONS = frozenset({"conv", "depthwise-conv", "transpose-conv", "deformable-conv"})
_WINDOWED = _CONVOLUTIONS | {"max-pool", "average-pool"}
_DIGITS = 20
"""Digits that no number of a sketch has."""

_BUILTINS = {native: number for number, native in enumerate(TFLITE)}


def model_from_sketch(text: str, format: Format = "tflite") -> Model:
    r"""Model of a sketch.

    Args:
        text: The lines of the sketch.
        format: The format of a sketch without a `format` line.

    Raises:
        ModelFileError: A line cannot be read; the error names it.

    >>> model = model_from_sketch("input x: int8[1,4]\nrelu y: int8[1,4] <- x\noutput y")
    >>> model.operators[0].native
    'RELU'
    """
    sketch = _Sketch(format)
    for number, line in _lines(text):
        try:
            sketch.read(line)
        except ModelFileError as error:
            raise ModelFileError(f"sketch, line {number}: {printable(str(error))}") from None
    return sketch.model()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines without comments; lines between `repeat N` and `end` come N times."""
    repeated: list[tuple[int, str]] = []
    times = 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#", 1)[0].strip()
        if line.startswith("repeat "):
            word = line.removeprefix("repeat ")
            # Python refuses numbers of thousands of digits in words of its own.
            if times or not (word.isdecimal() and len(word) < _DIGITS and int(word)):
                raise ModelFileError(f"sketch, line {number}: expected `repeat N` once, with N > 0")
            times = int(word)
        elif line == "end":
            if not times:
                raise ModelFileError(f"sketch, line {number}: `end` without `repeat`")
            lines = times * max(1, len(repeated))
            refuse_more(lines, OPERATOR_CEILING, "lines of a sketch between `repeat` and `end`")
            for turn in range(1, times + 1):
                for position, template in repeated:
                    yield position, template.replace("{n}", str(turn)).replace("{p}", str(turn - 1))
            repeated, times = [], 0
        elif line and times:
            repeated.append((number, line))
        elif line:
            yield number, line
    if times:
        raise ModelFileError("sketch: `repeat` without `end`")


class _Sketch:
    """Reads the lines of one sketch into a Model."""

    def __init__(self, format: Format) -> None:
        self.format: Format = format
        self.tensors: dict[str, Tensor] = {}
        self.operators: list[Operator] = []
        self.inputs: list[Tensor] = []
        self.outputs: list[Tensor] = []
        self.subgraphs: list[Subgraph] = []
        self.name = "main"
        self.notes: list[str] = []
        self.side_files: list[str] = []
        self.made_by: str | None = None
        self.opset: int | None = None
        self.origin: Origin = "sketch"
        self.unreadable: list[tuple[str, str]] = []
        self.signatures: list[tuple[str, int]] = []
        self.invalid: list[tuple[int, int, str]] = []
        self.file_faults: list[FileFault] = []
        self.ir_version: int | None = None

    def read(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "format":
            if rest not in _FORMATS:
                raise ModelFileError(f"no format {rest!r}{nearest(rest, _FORMATS)}")
            self.format = next(format for format in _FORMATS if format == rest)
        elif word == "note":
            self.notes.append(rest)
        elif word == "made-by":
            self.made_by = rest
        elif word == "opset":
            self.opset = parse_whole(rest)
        elif line == "complete":
            self.origin = "file"
        elif word == "unreadable":
            name, _, problem = rest.partition(": ")
            self.unreadable.append((name, problem))
        elif word == "invalid":
            node, _, problem = rest.partition(": ")
            self.invalid.append((len(self.subgraphs), parse_whole(node), problem))
        elif word == "invalid-file":
            word, _, problem = rest.partition(": ")
            if word not in _CAUSES:
                raise ModelFileError(f"no cause {word!r}{nearest(word, _CAUSES)}")
            cause = next(cause for cause in _CAUSES if cause == word)
            self.file_faults.append(FileFault(cause, problem))
        elif word == "ir-version":
            self.ir_version = parse_whole(rest)
        elif word == "signature":
            name, _, graph = rest.partition(" ")
            self.signatures.append((name, parse_whole(graph)))
        elif word == "side-file":
            self.side_files.append(rest)
        elif word == "subgraph":
            self._close()
            self.name = rest
        elif word == "input":
            name, _, kind = rest.partition(":")
            self.inputs.append(self._define(parse_tensor(name.strip(), kind)))
        elif word == "output":
            self.outputs += [self._tensor(name.strip()) for name in rest.split(",")]
        else:
            self._read_operator(line)

    def model(self) -> Model:
        self._close()
        return Model.build(
            format=self.format,
            layout="channels-last" if self.format == "tflite" else "channels-first",
            operators=self.operators,
            subgraphs=self.subgraphs,
            metadata=Metadata(
                made_by=self.made_by,
                opsets=() if self.opset is None else (("", self.opset),),
                external_data=tuple(self.side_files),
                notes=tuple(self.notes),
                unreadable=tuple(self.unreadable),
                signatures=tuple(self.signatures),
                invalid_nodes=tuple(self.invalid),
                file_faults=tuple(self.file_faults),
                ir_version=self.ir_version,
                origin=self.origin,
            ),
        )

    @property
    def _version(self) -> int | None:
        """The default version of operators: in ONNX the file's opset."""
        return self.opset if self.format == "onnx" else 1

    def _close(self) -> None:
        if self.subgraphs or self.inputs or self.outputs or self.operators:
            inputs, outputs = tuple(self.inputs), tuple(self.outputs)
            self.subgraphs.append(Subgraph(self.name, inputs, outputs))
        self.tensors, self.inputs, self.outputs = {}, [], []

    def _define(self, tensor: Tensor) -> Tensor:
        if tensor.name in self.tensors:
            raise ModelFileError(f"{tensor.name!r} is defined twice")
        self.tensors[tensor.name] = tensor
        return tensor

    def _tensor(self, name: str) -> Tensor:
        tensor = self.tensors.get(name)
        if tensor is None:
            raise ModelFileError(f"no tensor {name!r}{nearest(name, self.tensors)}")
        return tensor

    def _read_operator(self, line: str) -> None:
        left, arrow, right = line.partition("<-")
        if not arrow:
            raise ModelFileError("expected `kind output: dtype[shape] <- operands`")
        kind, _, results = left.strip().partition(" ")
        kind, _, version = kind.partition("@")
        kind, _, stated = kind.partition("=")
        right, _, braces = right.partition("{")
        operands = [parse_operand(part) for part in _SEPARATOR.split(right.strip()) if part]
        inputs = tuple(o.constant or self._tensor(o.name) for o in operands)
        roles = tuple(operand.role for operand in operands)
        outputs = tuple(self._result(part) for part in _SEPARATOR.split(results))
        native, number = self._stated(kind, stated) if stated else self._native(kind)
        weights = next((t for t, r in zip(inputs, roles, strict=True) if r == "weights"), None)
        attributes = default_attributes(kind, weights, self.format) | parse_attributes(
            braces.removesuffix("}")
        )
        subgraph = len(self.subgraphs)
        self.operators.append(
            Operator(
                index=sum(operator.subgraph == subgraph for operator in self.operators),
                kind=kind,
                native=native,
                inputs=inputs,
                outputs=outputs,
                roles=roles,
                attributes=attributes,
                subgraph=subgraph,
                number=number,
                version=parse_whole(version) if version else self._version,
            )
        )

    def _result(self, text: str) -> Tensor:
        name, colon, kind = text.partition(":")
        if not colon:
            raise ModelFileError(f"expected `name: dtype[shape]`, found {text!r}")
        return self._define(parse_tensor(name.strip(), kind))

    def _native(self, kind: str) -> tuple[str, int | None]:
        """The native name of a kind in the sketch's format, and its builtin code."""
        if kind.startswith(PREFIXES):
            prefix, _, native = kind.partition(":")
            custom = prefix in ("custom", "flex")
            number = _BUILTINS["CUSTOM"] if custom else _BUILTINS.get(native)
            return (f"Flex{native}" if prefix == "flex" else native), number
        if kind not in KINDS:
            raise ModelFileError(f"no operator kind {kind!r}{nearest(kind, KINDS)}")
        if self.format == "tflite":
            for native, its_kind in TFLITE.items():
                if its_kind == kind:
                    return native, _BUILTINS[native]
        wider = {"depthwise-conv": "conv"}.get(kind, "resize" if "resize" in kind else kind)
        natives = (native for native, its_kind in ONNX.items() if its_kind == wider)
        return next(natives, kind), None

    def _stated(self, kind: str, native: str) -> tuple[str, int | None]:
        """The native name that a line states, checked against the kind, and its builtin code."""
        table = TFLITE if self.format == "tflite" else ONNX
        known = [name for name, its_kind in table.items() if its_kind == kind]
        if native not in known:
            near = nearest(native, known) or f"; known: {', '.join(known)}"
            raise ModelFileError(f"no operator {native!r} of kind {kind!r}{near}")
        return native, _BUILTINS[native] if self.format == "tflite" else None


def default_attributes(kind: str, weights: Tensor | None, format: Format) -> dict[str, Attribute]:
    """Attributes that a converter writes for a plain layer, with the kernel of the weights."""
    found: dict[str, Attribute] = {}
    if kind not in _WINDOWED:
        return found
    found |= {"stride_height": 1, "stride_width": 1, "padding": "same"}
    if kind in _CONVOLUTIONS:
        found |= {"dilation_height": 1, "dilation_width": 1, "groups": 1}
        if weights is not None and weights.shape is not None and len(weights.shape) == 4:
            sides = weights.shape[1:3] if format == "tflite" else weights.shape[2:4]
            for side, size in zip(("kernel_height", "kernel_width"), sides, strict=True):
                if size is not None:
                    found[side] = size
    return found
