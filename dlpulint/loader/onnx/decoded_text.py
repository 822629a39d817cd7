"""Text of ONNX files, which protobuf returns as bytes if it is not valid UTF-8."""

from dlpulint.basics.printable import printable


def readable(raw: str | bytes) -> str:
    """`raw` as text that is safe to print."""
    return printable(raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw)
