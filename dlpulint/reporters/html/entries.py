"""The list of a graph's operators, each with all its known properties.

A page has thousands of entries, so their markup is made here: jinja2's macros take four times as
long.
"""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from dlpulint.model.graph import Attribute, Quantization
from dlpulint.model.outline import OutlineOperator, OutlineTensor
from dlpulint.report.report import PlacedOperator
from dlpulint.report.wording import shape_text, size
from dlpulint.reporters.devices import device_word
from dlpulint.reporters.html.device_marks import device_class
from dlpulint.reporters.html.foreign_text import Form, code, short, together
from dlpulint.reporters.html.sections import Judged
from dlpulint.reporters.html.shared_findings import SharedFinding
from dlpulint.reporters.html.sheets import Sheet

_ENTRY = Form(
    "<li id={id}><p class=h><a href=#{id}>{position}</a> {op}{about}</p>"
    "{name}{devices}{attributes}{inputs}{outputs}</li>\n"
)
_ABOUT = Form(" <small>{}</small>")
_NAME = Form("<p class=own>{}</p>")
_DEVICE = Form("<p class={}><b>{}</b> {}{}</p>")
_LINK = Form(" <a href=#{}>{}</a>")
_REASON = Form(" <span>{}</span>")
_ATTRIBUTES = Form("<p class=opt>{}</p>")
_ATTRIBUTE = Form("{} <b>{}</b>")
_TENSORS = Form("<ul>{}</ul>")
_INPUT = Form("<li><i>{}</i> {} <span>{}</span></li>")
_PRODUCED = Form("<a href=#{}>{}</a>")
_OUTPUT = Form("<li data-t={}><i>output</i> {} <span>{}</span></li>")
_NOTHING = Markup("")

_MANY = 4_000
"""Operators above which the list cuts names of tensors to `_NAME_OF_MANY` characters."""

_NAME_OF_MANY = 48


def entries(sheet: Sheet, judged: Sequence[Judged]) -> Markup:
    """The entries of a sheet, for an `<ol>`."""
    return together(_Entries(sheet, judged).all())


class _Entries:
    """Data that entries share: the writer of each tensor, and the findings on each operator."""

    def __init__(self, sheet: Sheet, judged: Sequence[Judged]) -> None:
        self._sheet = sheet
        self._judged = judged
        self._findings = [_findings_by_position(sheet, target) for target in judged]
        self._lines: list[dict[tuple[object, ...], Markup]] = [{} for _ in judged]
        many = len(sheet.outline.operators) > _MANY
        self._names = [
            code(short(tensor.name, _NAME_OF_MANY) if many else tensor.name)
            for tensor in sheet.outline.tensors
        ]
        self._types = [_type(tensor) for tensor in sheet.outline.tensors]
        self._writers = {
            tensor: position
            for position, operator in enumerate(sheet.outline.operators)
            for tensor in operator.outputs
        }

    def all(self) -> Iterator[Markup]:
        for position, operator in enumerate(self._sheet.outline.operators):
            yield _ENTRY(
                id=self._sheet.entry(position),
                position=position_text(operator.subgraph, operator.index),
                op=code(operator.op),
                about=self._about(operator, position),
                name=_NAME(code(operator.name)) if operator.name else "",
                devices=together(self._devices(position)),
                attributes=_attributes(operator.attributes),
                inputs=self._inputs(operator),
                outputs=self._outputs(operator),
            )

    def _about(self, operator: OutlineOperator, position: int) -> Markup:
        parts = []
        if operator.builtin is not None:
            parts.append(f"builtin {operator.builtin}")
        if operator.version is not None:
            parts.append(f"version {operator.version}")
        if self._judged:
            macs = self._judged[0].placed[position].macs
            if macs != 0:
                parts.append("MACs unknown" if macs is None else f"{size(macs)} MACs")
        return _ABOUT(" · ".join(parts)) if parts else _NOTHING

    def _devices(self, position: int) -> Iterator[Markup]:
        """The line of each target, which is often the same one as for other operators."""
        for judged, found, lines in zip(self._judged, self._findings, self._lines, strict=True):
            placed, findings = judged.placed[position], found.get(position, {})
            same = placed.device, placed.direct, placed.because, tuple(findings)
            if same not in lines:
                lines[same] = _device(judged, placed, findings)
            yield lines[same]

    def _inputs(self, operator: OutlineOperator) -> Markup:
        return self._tensors(
            _INPUT(
                short((role or "input").replace("_", " ")),
                self._produced(tensor),
                self._types[tensor],
            )
            for role, tensor in zip(operator.roles, operator.inputs, strict=False)
            if tensor is not None
        )

    def _outputs(self, operator: OutlineOperator) -> Markup:
        return self._tensors(
            _OUTPUT(tensor, self._names[tensor], self._types[tensor]) for tensor in operator.outputs
        )

    def _tensors(self, items: Iterator[Markup]) -> Markup:
        markup = together(items)
        return _TENSORS(markup) if markup else _NOTHING

    def _produced(self, tensor: int) -> Markup:
        writer = self._writers.get(tensor)
        if writer is None:
            return self._names[tensor]
        return _PRODUCED(self._sheet.entry(writer), self._names[tensor])


def _device(
    judged: Judged, placed: PlacedOperator, findings: Mapping[str, SharedFinding]
) -> Markup:
    word = device_word(placed.device, judged.report.backend)
    if placed.direct is False:
        word += ", follows another operator"
    reasons = together(_reasons(judged, placed, findings))
    return _DEVICE(device_class(placed.device), judged.report.target, word, reasons)


def _findings_by_position(
    sheet: Sheet, judged: Judged
) -> Mapping[int, Mapping[str, SharedFinding]]:
    """The findings about each operator, by their ids on the page."""
    found: dict[int, dict[str, SharedFinding]] = {}
    for id, shared in judged.findings.items():
        for position in positions_of(shared, sheet):
            found.setdefault(position, {})[id] = shared
    return found


def positions_of(shared: SharedFinding, sheet: Sheet) -> tuple[int, ...]:
    """Operators of a sheet that a finding is about, in their order."""
    found = {
        position
        for finding in shared.findings
        for location in finding.locations
        for position in sheet.at(location.subgraph, location.index, location.op)
    }
    return tuple(sorted(found))


def _reasons(
    judged: Judged, placed: PlacedOperator, findings: Mapping[str, SharedFinding]
) -> Iterator[Markup]:
    """Links to findings about an operator, those that decide first; a reason without a finding is
    shown by its rule's id."""
    linked = {}
    for reason in placed.because:
        id = judged.by_rule.get(reason)
        if id is None:
            yield _REASON(short(reason))
        else:
            linked[id] = judged.findings[id]
    for id, shared in (linked | dict(findings)).items():
        yield _LINK(id, short(shared.first.title))


def _attributes(attributes: tuple[tuple[str, Attribute], ...]) -> Markup:
    if not attributes:
        return _NOTHING
    pairs = _paired(dict(attributes))
    pieces = (_ATTRIBUTE(short(key.replace("_", " ")), short(value)) for key, value in pairs)
    return _ATTRIBUTES(together(pieces, ", "))


_USUAL = {"dilation_height": 1, "dilation_width": 1, "groups": 1, "fused_activation": "none"}
"""Values of attributes that say nothing."""


def _paired(attributes: Mapping[str, Attribute]) -> Iterator[tuple[str, str]]:
    """Attributes as text, a height together with its width, without what is usual."""
    for key, value in attributes.items():
        if _USUAL.get(key) == value and attributes.get(key.replace("height", "width")) == value:
            continue
        stem, _, axis = key.rpartition("_")
        if axis == "height" and f"{stem}_width" in attributes:
            yield stem, f"{value_text(value)} × {value_text(attributes[f'{stem}_width'])}"
        elif not (axis == "width" and f"{stem}_height" in attributes):
            yield key, value_text(value)


def value_text(value: Attribute) -> str:
    """Value of an attribute or of a finding's location. Not escaped."""
    if isinstance(value, tuple):
        return " × ".join(map(str, value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def position_text(subgraph: int, index: int | None) -> str:
    """`12`, or `1:12` outside the main graph; a dash for a graph input or output."""
    at = "–" if index is None else f"{index}"
    return f"{subgraph}:{at}" if subgraph else at


def _type(tensor: OutlineTensor) -> str:
    """Data type, shape and quantization, as far as they are known. Not escaped."""
    if not tensor.dtype:
        return ""
    text = f"{short(tensor.dtype)} {shape_text(tensor.shape, '×')}"
    if tensor.quantization is not None:
        text += f", {quantization_text(tensor.quantization)}"
    return text


_MOST_SCALES = 20_000
"""Scales whose range is stated: a small file may have thousands of tensors share more of them."""


def quantization_text(quantization: Quantization) -> str:
    """`scale 0.5, zero point 3`, or the number of scales and their axis."""
    scales = quantization.scales
    stored = "" if quantization.dtype is None else f"as {quantization.dtype}, "
    along = "" if quantization.axis is None else f" along axis {quantization.axis}"
    if quantization.block_size is not None:
        along += f" in blocks of {quantization.block_size}"
    if not scales:
        return f"{stored}scales unknown{along}"
    zero = quantization.zero_point
    zeros = "zero points differ" if zero is None else f"zero point {zero}"
    if len(scales) == 1:
        return f"{stored}scale {scales[0]:.6g}, {zeros}"
    ends = f" ({min(scales):.3g} to {max(scales):.3g})" if len(scales) <= _MOST_SCALES else ""
    return f"{stored}{len(scales)} scales{along}{ends}, {zeros}"
