"""Producer of a TFLite file, and the runtime that it requires."""

import struct
from collections.abc import Callable

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.printable import printable
from dlpulint.loader.tflite import slots
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table, table_at
from dlpulint.model.graph import Metadata

_CONVERTERS = {
    "TOCO Converted.": "TensorFlow 1 (TOCO converter)",
    "MLIR Converted.": "TensorFlow (MLIR converter)",
}
"""Descriptions that converters write into a model; other descriptions are about its use."""

_RUNTIME, _CONVERSION = b"min_runtime_version", b"CONVERSION_METADATA"
_DESCRIBED = b"TFLITE_METADATA"
_ULTRALYTICS = b"Ultralytics"
"""The author that the description of an Ultralytics export names."""
_LONGEST = 4096
"""Most bytes of a metadata entry that are read; valid entries are far shorter."""


def read_metadata(model: Table, bulk: BulkReader, content: Callable[[int], memoryview]) -> Metadata:
    """Metadata of a model; unknown entries are skipped.

    Args:
        model: The root table of the file.
        bulk: The file's reader.
        content: Returns the bytes of a buffer by its number.
    """
    made_by, runtime, exporter = None, None, ""
    for entry in bulk.tables(model, slots.MODEL_METADATA):
        name = bulk.text(entry, slots.METADATA_NAME)
        if name not in (_RUNTIME, _CONVERSION, _DESCRIBED):
            continue
        data = bytes(content(bulk.integer(entry, slots.METADATA_BUFFER, "I"))[:_LONGEST])
        if name == _RUNTIME:
            text = data.split(b"\0")[0].decode("utf-8", "replace")
            runtime = printable(text.strip()) or None
        elif name == _CONVERSION:
            made_by = _tensorflow_version(data)
        elif _ULTRALYTICS in data:
            exporter = "Ultralytics"
    description = bulk.text(model, slots.MODEL_DESCRIPTION).decode("utf-8", "replace")
    made_by = made_by or _CONVERTERS.get(printable(description.strip()))
    if exporter:
        made_by = f"{made_by} ({exporter})" if made_by else exporter
    return Metadata(
        made_by=made_by,
        min_runtime_version=runtime,
    )


def _tensorflow_version(data: bytes) -> str | None:
    """The TensorFlow version in a ConversionMetadata table.

    Its first field is the environment, whose first field is the version.
    """
    bulk = BulkReader(len(data))
    try:
        environment = bulk.table(table_at(memoryview(data), 0), 4)
        if environment is None:
            return None
        version = printable(bulk.text(environment, 4).decode("utf-8", "replace"))
    except (struct.error, ModelFileError):
        return None
    return f"TensorFlow {version}" if version else None
