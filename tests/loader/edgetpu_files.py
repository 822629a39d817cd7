"""Packages as the Edge TPU compiler writes them into its operator, whole, odd or hostile."""

from dataclasses import dataclass

from flatbuffers import Builder, flexbuffers

STAND_ALONE, PARAMETER_CACHING, EXECUTION_ONLY = 0, 1, 2


@dataclass(frozen=True)
class Executable:
    """An executable of a package."""

    type: int = EXECUTION_ONLY
    parameters: int = 0
    """Bytes of them."""
    scratch: int = 0


def options(*executables: Executable, runtime: int = 13, key: str = "4") -> bytes:
    """The options of the operator: a map with the package under one of its keys."""
    written = flexbuffers.Builder()
    with written.Map():
        written.Int("1", 0)
        written.Key(key)
        written.Blob(package(*executables, runtime=runtime))
        written.Int("5", -1)
    return bytes(written.Finish())


def package(*executables: Executable, runtime: int = 13) -> bytes:
    """The package alone."""
    multi = Builder(256)
    serialized = [multi.CreateByteVector(_executable(executable)) for executable in executables]
    multi.StartVector(4, len(serialized), 4)
    for offset in reversed(serialized):
        multi.PrependUOffsetTRelative(offset)
    listed = multi.EndVector()
    multi.StartObject(1)
    multi.PrependUOffsetTRelativeSlot(0, listed, 0)
    multi.Finish(multi.EndObject())
    builder = Builder(256)
    nested = builder.CreateByteVector(bytes(multi.Output()))
    builder.StartObject(8)
    builder.PrependInt32Slot(0, runtime, 0)
    builder.PrependUOffsetTRelativeSlot(1, nested, 0)
    builder.Finish(builder.EndObject(), b"DWN1")
    return bytes(builder.Output())


def _executable(one: Executable) -> bytes:
    builder = Builder(256)
    parameters = builder.CreateByteVector(bytes(one.parameters)) if one.parameters else 0
    builder.StartObject(18)
    builder.PrependInt32Slot(4, one.scratch, 0)
    builder.PrependUOffsetTRelativeSlot(6, parameters, 0)
    builder.PrependInt16Slot(13, one.type, 0)
    builder.Finish(builder.EndObject())
    return bytes(builder.Output())
