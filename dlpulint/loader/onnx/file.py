"""ONNX files: every graph, operator and tensor, described without reading the weights."""

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.bounds import most_nodes
from dlpulint.loader.onnx.attributes import Schemas
from dlpulint.loader.onnx.compiled import newest_opset
from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.faults import faults_of
from dlpulint.loader.onnx.file_faults import file_faults
from dlpulint.loader.onnx.form_faults import FileVersions, Positions
from dlpulint.loader.onnx.functions import expanded
from dlpulint.loader.onnx.operators import Graph
from dlpulint.loader.onnx.scope import Scope, opsets_of, scopes_of
from dlpulint.loader.onnx.shapes.fixing import fix_inputs
from dlpulint.loader.onnx.shapes.inference import inferred
from dlpulint.loader.onnx.signatures import Signatures
from dlpulint.loader.onnx.slim import slim
from dlpulint.loader.ranges import Bytes
from dlpulint.model.graph import Metadata, Model

if TYPE_CHECKING:
    from onnx import ModelProto

_MOST_FAULTS = 100
"""Faults outside nodes that are reported; a hostile file may have millions."""


_MOST_ENTRIES = 100
"""Entries of the file's own description that are read; exporters write about ten."""


def model_from_onnx(data: Bytes, shapes: Mapping[str, tuple[int, ...]] | None = None) -> Model:
    """Model of an ONNX file.

    Args:
        data: The file's bytes, usually a map of the file.
        shapes: Sizes for open dimensions of inputs, by the input's name.

    Raises:
        ModelFileError: In one line, for any damage.
    """
    parsed = _parsed(slim(data))
    if shapes:
        fix_inputs(parsed, shapes)
    proto, note = expanded(parsed, len(data))
    scopes = scopes_of(proto, most_nodes(len(data)))
    refused: dict[tuple[int, int], str] = {}
    values = inferred(scopes, refused)
    signatures = Signatures()
    positions = Positions(scopes)
    for scope in scopes:
        file = FileVersions.of(proto, scope)
        found = dict(faults_of(scope, values[scope.number], signatures, file, positions))
        refused |= {(scope.number, index): why for index, why in found.items()}
    schemas = Schemas()
    graphs: list[Graph] = []
    for scope in scopes:
        around = None if scope.parent is None else graphs[scope.parent.number]
        graphs.append(Graph(scope, values[scope.number], around, schemas))
    return Model.build(
        format="onnx",
        layout="channels-first",
        operators=[operator for graph in graphs for operator in graph.operators],
        subgraphs=[graph.subgraph for graph in graphs],
        metadata=replace(
            _metadata(proto, scopes, note),
            invalid_nodes=tuple((*where, why) for where, why in sorted(refused.items())),
            file_faults=tuple(islice(file_faults(proto, scopes), _MOST_FAULTS)),
            ir_version=parsed.ir_version,
            origin="file",
        ),
    )


def _parsed(data: bytes) -> "ModelProto":
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # ships no types

    from dlpulint.loader.onnx.protos import ModelProto

    proto = ModelProto()
    try:
        proto.ParseFromString(data)
    except DecodeError as error:
        raise ModelFileError(f"damaged ONNX file ({readable(str(error))})") from None
    except UnicodeDecodeError:
        # Where protobuf is compiled, it gives such a text as bytes, which are made printable.
        raise ModelFileError(
            "a text in it is not UTF-8, which protobuf's Python version does not read; use its "
            "compiled one: unset PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION"
        ) from None
    if not proto.HasField("graph"):
        raise ModelFileError("not an ONNX model: it has no graph")
    if not proto.ir_version:
        raise ModelFileError("not an ONNX model: it does not state its IR version")
    return proto


def _metadata(proto: "ModelProto", scopes: tuple[Scope, ...], note: str | None) -> Metadata:
    made_by = f"{readable(proto.producer_name)} {readable(proto.producer_version)}".strip()
    described = {entry.key: entry.value for entry in proto.metadata_props[:_MOST_ENTRIES]}
    if described.get("author") == "Ultralytics":
        exporter = f"Ultralytics {readable(described.get('version', ''))}".strip()
        made_by = f"{made_by} ({exporter})" if made_by else exporter
    opsets = opsets_of(proto)
    side_files = {
        constant.side_file: None
        for scope in scopes
        for constant in scope.constants.values()
        if constant.side_file is not None
    }
    notes = [note] if note else []
    if outside := [name for name in side_files if _leads_out(name)]:
        notes.append(
            f"weights are stored in {outside[0]}, outside the model's folder; dlpulint does not "
            "read files there"
        )
    newest, stated = newest_opset(), opsets.get("", 0)
    if stated > newest:
        notes.append(
            f"opset {stated} is newer than what is known here ({newest}): operators are read as "
            "that one has them"
        )
    return Metadata(
        made_by=made_by or None,
        opsets=tuple(opsets.items()),
        external_data=tuple(side_files),
        notes=tuple(notes),
    )


def _leads_out(name: str) -> bool:
    """Whether the name of an external data file leads out of the model's folder."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\", "~")) or parts[0].endswith(":")
