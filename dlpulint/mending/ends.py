"""What an application does with the ends of a mended graph that it did not have to do before."""

import struct
from typing import Literal

from msgspec import Struct


class Step(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step from what an end was to what it is, or back."""

    kind: Literal["quantize", "dequantize", "requantize", "transpose"]
    dtype: str = ""
    """The type after the step, in NumPy's words."""
    scale: float | None = None
    """That of the integers after `quantize` and `requantize`, before `dequantize`."""
    zero_point: int | None = None
    from_scale: float | None = None
    """That of the integers before `requantize`."""
    from_zero_point: int | None = None
    permutation: tuple[int, ...] = ()
    """Axes of `transpose`, as NumPy has them."""

    @property
    def inverse(self) -> float:
        """The inverse of the scale, as a float32."""
        assert self.scale, "the step has a scale"
        rounded: float = _FLOAT32.unpack(_FLOAT32.pack(1 / self.scale))[0]
        return rounded

    @property
    def sentence(self) -> str:
        """The step as NumPy code with `x` before it."""
        if self.kind == "transpose":
            return f"x.transpose{self.permutation}"
        if self.kind == "dequantize":
            return f"{_real(self.zero_point)} * {_number(self.scale)}"
        real = "x"
        if self.kind == "requantize":
            shift = (self.zero_point or 0) - (self.from_zero_point or 0)
            # Between int8 and uint8; other shifts may leave the type's range.
            if self.scale == self.from_scale and _SHIFTS.get(self.dtype) == shift:
                sign = "+" if shift >= 0 else "-"
                return f"(x.astype('int16') {sign} {abs(shift)}).astype('{self.dtype}')"
            real = f"({_real(self.from_zero_point)} * {_number(self.from_scale)})"
        limits = _LIMITS[self.dtype]
        rounded = f"np.round({real} * {_number(self.inverse)}){_added(self.zero_point or 0)}"
        return f"np.clip({rounded}, {limits[0]}, {limits[1]}).astype('{self.dtype}')"


class Route(Struct, frozen=True):
    """The way from an output of the mended file to one of the original."""

    position: int
    """Position of the output in the original."""
    steps: tuple[Step, ...] = ()


_FLOAT32 = struct.Struct("<f")

_SHIFTS = {"int8": -128, "uint8": 128}

_LIMITS = {"int8": (-128, 127), "uint8": (0, 255), "int16": (-32768, 32767)}


def _real(zero_point: int | None) -> str:
    """Code for integers `x` without their zero point."""
    real = "x.astype('float32')"
    return f"({real}{_added(-zero_point)})" if zero_point else real


def _added(number: int) -> str:
    """Code that adds a number; empty for 0."""
    return f" {'+' if number > 0 else '-'} {abs(number)}" if number else ""


def _number(value: float | None) -> str:
    """A float32 in the fewest digits that give it back."""
    assert value is not None, "the step has a scale"
    texts = (f"{value:.{digits}g}" for digits in range(6, 10))
    same = (text for text in texts if _FLOAT32.pack(float(text)) == _FLOAT32.pack(value))
    return next(same, repr(value))
