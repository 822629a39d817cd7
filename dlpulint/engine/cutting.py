"""Cuts that remove the operators of a finding, with the command to make them."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from dlpulint.basics.shell import as_path
from dlpulint.basics.terms import Answer
from dlpulint.facts.cutting import before, last_layers, outputs_with, remaining
from dlpulint.findings.finding import Cut, Finding
from dlpulint.model.graph import Model, Operator, Tensor
from dlpulint.packs.pack import Pack, Rule
from dlpulint.packs.tables import CutAt
from dlpulint.report.commands import file_name, is_changed

_MOST = 12
"""Most tensors that a cut names; a graph with more ends is better cut by its author."""

_WIDTH = 70
"""Columns of a script's lines, as far as names allow."""


def with_cuts(
    findings: Iterable[Finding], path: str, model: Model, pack: Pack
) -> tuple[Finding, ...]:
    """The findings, those that a cut of the graph cures with the tensors to cut at."""
    return tuple(_with_cut(finding, path, model, pack) for finding in findings)


def _with_cut(finding: Finding, path: str, model: Model, pack: Pack) -> Finding:
    where = _where(finding, pack)
    if where is None or finding.answer is not Answer.BAD:
        return finding
    operators = _operators_of(finding, model)
    tensors = last_layers(model) if where == "last-layers" else before(operators, model)
    if not operators or not 0 < len(tensors) <= _MOST:
        return finding
    outputs = outputs_with(tensors, model)
    if not _removes(outputs, operators, model):
        return finding
    names = [tensor.name for tensor in (*tensors, *outputs, *model.inputs)]
    if any(map(is_changed, names)):
        return finding
    commands = tuple(_commands(path, outputs, model, pack)) if model.format == "onnx" else ()
    return replace(finding, cut=Cut(tuple(tensor.name for tensor in outputs), commands))


def _where(finding: Finding, pack: Pack) -> CutAt | None:
    """Where the cure of a finding ends the graph; `None` if that is not the cure."""
    entry = pack.find(finding.rule)
    if entry is None:
        return None
    for cure in entry.fix_for:
        if cure.text == finding.fix:
            return cure.cut
    return entry.cut if isinstance(entry, Rule) else None


def _operators_of(finding: Finding, model: Model) -> Sequence[Operator]:
    places = {(p.subgraph, p.index) for p in finding.locations if p.index is not None}
    return [o for o in model.operators if (o.subgraph, o.index) in places and o.subgraph == 0]


def _removes(outputs: Iterable[Tensor], operators: Sequence[Operator], model: Model) -> bool:
    """Whether none of the operators is left."""
    return remaining(outputs, model).isdisjoint(operators)


def _commands(path: str, outputs: Sequence[Tensor], model: Model, pack: Pack) -> Iterator[str]:
    name = file_name(path, model)
    cut = as_path(f"{PurePosixPath(name).stem}-cut.onnx")
    inputs = [tensor.name for tensor in model.inputs]
    lines = [
        "python - <<'END'",
        "import onnx.utils",
        "onnx.utils.extract_model(",
        f"    {_text(name)}, {_text(cut)},",
        *_listed(inputs, ","),
        *_listed([tensor.name for tensor in outputs], ")"),
        "END",
    ]
    yield "\n".join(lines)
    yield shlex.join(["dlpulint", cut, "--target", pack.target])


def _listed(names: Sequence[str], end: str) -> Iterator[str]:
    """A list of texts in lines."""
    line = "    ["
    for number, name in enumerate(names):
        part = _text(name) + (f"]{end}" if number == len(names) - 1 else ",")
        if len(line) + len(part) > _WIDTH and line.strip(" ["):
            yield line.rstrip()
            line = "     "
        line += part + " "
    yield line.rstrip()


def _text(name: str) -> str:
    # Most runs print no script.
    import json

    return json.dumps(name, ensure_ascii=False)
