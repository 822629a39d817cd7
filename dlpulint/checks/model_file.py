"""Checks of the file itself: its format, its opset, and whether a compiler has changed it."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.checks.base import Count, Kinds, NoParams, matches, model_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.file_fault import FaultCause
from dlpulint.model.graph import Format


class FileFormat(Struct, frozen=True, kw_only=True):
    """Accepted formats."""

    allow: tuple[Format, ...] = ()
    """Formats that are fine; the rest are objected to."""
    forbid: tuple[Format, ...] = ()
    """Formats that are objected to; the rest are fine."""
    unsure: tuple[Format, ...] = ()
    """Formats that the sources do not mention."""
    reason: str = ""
    """Why these formats are unknown."""


@model_check("file-format", FileFormat, "format")
def file_format(facts: Facts, params: FileFormat) -> Iterator[Hit]:
    """The file has an accepted format."""
    found = facts.model.format
    if found in params.unsure:
        yield Hit(None, {"format": FORMAT_NAMES[found]}, cause=found, unknown=params.reason)
    if found in params.forbid or (params.allow and found not in params.allow):
        yield Hit(None, {"format": FORMAT_NAMES[found]}, cause=found)


FORMAT_NAMES: dict[Format, str] = {
    "tflite": "TFLite",
    "onnx": "ONNX",
    "cvflow-cv25": "compiled Ambarella CVflow (CV25)",
    "cvflow-cv75": "compiled Ambarella CVflow (CV75)",
}
"""Display names of formats."""


class OpaqueFile(Struct, frozen=True, kw_only=True):
    """Formats whose content cannot be read."""

    formats: tuple[Format, ...]


@model_check("opaque-file", OpaqueFile, "format")
def opaque_file(facts: Facts, params: OpaqueFile) -> Iterator[Hit]:
    """The file holds operators that can be read."""
    found = facts.model.format
    if found in params.formats:
        name = FORMAT_NAMES[found]
        yield Hit(None, {"format": name}, cause=found, unknown=f"a {name} file cannot be read")


class RequiredOperators(Struct, frozen=True, kw_only=True):
    """Operators, at least one of which is required."""

    any_of: Kinds


@model_check("required-operators", RequiredOperators)
def required_operators(facts: Facts, params: RequiredOperators) -> Iterator[Hit]:
    """An operator of one of the kinds is in the file."""
    if not any(matches(operator.kind, params.any_of) for operator in facts.model.operators):
        yield Hit(None, cause="absent")


class OperatorCount(Struct, frozen=True, kw_only=True):
    """The number of operators that is accepted."""

    operators: Kinds
    max: Count


@model_check("operator-count", OperatorCount, "amount", "native")
def operator_count(facts: Facts, params: OperatorCount) -> Iterator[Hit]:
    """There are no more operators of the kinds than are accepted."""
    found = [o for o in facts.model.operators if matches(o.kind, params.operators)]
    if len(found) > params.max:
        values: dict[str, Value] = {"amount": len(found), "native": found[0].native}
        yield Hit(found[0], values, "count", None, tuple(found[1:]), "repeated operator")


class MetadataNotes(Struct, frozen=True, kw_only=True):
    """No parameters: everything that the loader noticed is reported."""


@model_check("file-oddities", MetadataNotes, "note")
def file_oddities(facts: Facts, params: MetadataNotes) -> Iterator[Hit]:
    """There is nothing unusual about the file itself."""
    for note in facts.model.metadata.notes:
        yield Hit(None, {"note": note}, cause=note)


class SideFiles(Struct, frozen=True, kw_only=True):
    """No parameters: no external data file is accepted."""


@model_check("one-file", SideFiles, "files", "amount")
def one_file(facts: Facts, params: SideFiles) -> Iterator[Hit]:
    """The weights are in the model file itself."""
    names = facts.model.metadata.external_data
    if names:
        yield Hit(None, {"files": ", ".join(names[:3]), "amount": len(names)}, cause="external")


class OpsetLimits(Struct, frozen=True, kw_only=True):
    """Versions of ONNX's own opset that are known to be supported."""

    min: Count
    max: Count
    unsure: str = ""
    """The reason why other opsets are unknown; empty where they are bad."""


@model_check("opset-limits", OpsetLimits, "opset")
def opset_limits(facts: Facts, params: OpsetLimits) -> Iterator[Hit]:
    """The file uses a version of ONNX's own opset that is known to be supported."""
    if facts.model.format != "onnx":
        return
    versions = [version for domain, version in facts.model.metadata.opsets if domain == ""]
    if not versions:
        yield Hit(None, {"opset": "?"}, "opset", unknown="the file states no opset")
    for version in versions:
        if not params.min <= version <= params.max:
            found = f"the file has opset {version}, and {params.unsure}"
            yield Hit(None, {"opset": version}, "opset", found if params.unsure else None)


class IrVersionLimits(Struct, frozen=True, kw_only=True):
    """Versions of the ONNX format that are known to be read."""

    max: Count
    unsure: str = ""
    """The reason why later ones are unknown; empty where they are bad."""


@model_check("ir-version-limits", IrVersionLimits, "ir_version")
def ir_version_limits(facts: Facts, params: IrVersionLimits) -> Iterator[Hit]:
    """The file is of a version of the ONNX format that is known to be read."""
    version = facts.model.metadata.ir_version
    if version is not None and version > params.max:
        found = f"the file has IR version {version}, and {params.unsure}"
        yield Hit(None, {"ir_version": version}, "ir-version", found if params.unsure else None)


@model_check("valid-nodes", NoParams, "problem", "native")
def valid_nodes(facts: Facts, params: NoParams) -> Iterator[Hit]:
    """Every node is valid ONNX."""
    operators = {
        (operator.subgraph, operator.index): operator for operator in facts.model.operators
    }
    for graph, index, problem in facts.model.metadata.invalid_nodes:
        operator = operators.get((graph, index))
        native = f"Node {index}" if operator is None else f"{operator.native} #{index}"
        yield Hit(operator, {"problem": problem, "native": native}, problem)


class FileFaults(Struct, frozen=True, kw_only=True):
    """Faults of an ONNX file outside its nodes."""

    about: tuple[FaultCause, ...]
    """Only faults about these."""


@model_check("valid-file", FileFaults, "problem")
def valid_file(facts: Facts, params: FileFaults) -> Iterator[Hit]:
    """Opsets, names, constants, inputs and outputs of the file are valid ONNX."""
    for fault in facts.model.metadata.file_faults:
        if fault.cause in params.about:
            yield Hit(None, {"problem": fault.problem}, fault.problem)


@model_check("inference-mode", NoParams, "native")
def inference_mode(facts: Facts, params: NoParams) -> Iterator[Hit]:
    """No operator is in training mode, in which it uses the statistics of the frame or chance."""
    for operator in facts.model.operators:
        if operator.attributes.get("training_mode") is True:
            yield Hit(operator, {"native": operator.native}, operator.native)
