"""Messages of onnx.proto with values in all of their fields, sound ones or odd ones."""

import struct
from collections.abc import Sequence
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from onnx import TensorProto

from tests.grammars.luck import Luck

TYPES = (1, 1, 1, 1, 7, 7, 2, 3, 6, 10, 11, 9)
_WIDTHS = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2, 17: 1}
_BOUNDS = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
REALS = (0.0, 1.0, -1.0, 1e-30, 3.4e38, float("inf"), float("nan"))


class Messages:
    """Makes messages of any kind for one model."""

    def __init__(self, luck: Luck) -> None:
        self.luck = luck
        self.depth = 0
        self._messages = 0
        self._count = 0

    def leave_out(self, message: Message) -> None:
        """Some field is missing, in models of bad luck."""
        stated = message.ListFields()
        if stated and self.luck.odd:
            message.ClearField(self.luck.pick(stated)[0].name)

    def name(self) -> str:
        """A new name; an odd one may be a text of any kind."""
        self._count += 1
        return self.luck.text() if self.luck.odd else f"v{self._count}"

    def whole(self) -> int:
        """A whole number as attributes have them."""
        luck = self.luck
        return luck.extreme(-(2**63), 2**63 - 1) if luck.odd else luck.pick((0, 1, 1, 1, 2, 3, -1))

    def tensor(self, name: str) -> TensorProto:
        """A constant, stored in one of the ways that there are."""
        luck = self.luck
        found = TensorProto(name=name, data_type=luck.pick(TYPES))
        shape = luck.shape(luck.pick((0, 1, 1, 2, 4)))
        if shape and not luck.odd:
            # A shape of few elements: the numbers of a large one would drown all else.
            shape = [min(size, 4) for size in shape]
        found.dims.extend(shape)
        count = 1
        for size in shape:
            count = min(count * max(size, 0), 4096)
        numbers = [self.whole() for _ in range(min(count, 64))]
        numbers = (numbers * (count // max(1, len(numbers)) + 1))[:count]
        way = luck.upto(2) if not luck.odd else 3
        if way == 0:
            width = _WIDTHS.get(found.data_type, 4)
            packed = b"".join(struct.pack("<q", number)[:width] for number in numbers)
            found.raw_data = packed
        elif way == 1 or found.data_type in (1, 7):
            self.numbers(found, numbers)
        elif way == 2:
            found.raw_data = bytes(_WIDTHS.get(found.data_type, 4) * count)
        else:
            self.some_fields(found, ())
        if luck.odd:
            found.data_location = luck.upto(1)
            found.external_data.add(key="location", value=luck.text())
            found.external_data.add(key="offset", value=str(self.whole()))
        self.leave_out(found)
        return found

    def numbers(self, tensor: TensorProto, numbers: Sequence[int]) -> None:
        """The numbers of a constant in the field of its type."""
        match tensor.data_type:
            case TensorProto.FLOAT | TensorProto.COMPLEX64:
                tensor.float_data.extend(numbers)
            case TensorProto.INT64:
                tensor.int64_data.extend(numbers)
            case TensorProto.DOUBLE:
                tensor.double_data.extend(numbers)
            case _:
                tensor.int32_data.extend(number % 2**31 for number in numbers)

    def some_fields(self, message: Any, but: Sequence[str]) -> None:
        """Fields of a message of any kind, and of the messages in it."""
        self._messages += 1
        if self._messages > 200 or self.depth > 15:
            return
        self.depth += 1
        for field in message.DESCRIPTOR.fields:
            if field.name in but or not self.luck.chance(0.4):
                continue
            if hasattr(getattr(message, field.name), "extend"):
                for _ in range(self.luck.upto(3)):
                    self.element(message, field)
            elif field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
                self.some_fields(getattr(message, field.name), ())
            else:
                setattr(message, field.name, self.plain(field))
        self.depth -= 1

    def element(self, message: Any, field: FieldDescriptor) -> None:
        """One more entry of a list."""
        repeated = getattr(message, field.name)
        if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            self.some_fields(repeated.add(), ())
        else:
            repeated.append(self.plain(field))

    def plain(self, field: FieldDescriptor) -> Any:
        """A value of a field that is no message."""
        luck = self.luck
        match field.cpp_type:
            case FieldDescriptor.CPPTYPE_STRING:
                text = luck.text()
                return text.encode() if field.type == FieldDescriptor.TYPE_BYTES else text
            case FieldDescriptor.CPPTYPE_ENUM:
                return luck.pick(field.enum_type.values).number
            case FieldDescriptor.CPPTYPE_FLOAT | FieldDescriptor.CPPTYPE_DOUBLE:
                return luck.pick(REALS)
            case FieldDescriptor.CPPTYPE_BOOL:
                return luck.chance(0.5)
        least, most = _BOUNDS[field.cpp_type]
        return luck.extreme(least, most) if luck.odd else luck.upto(16)
