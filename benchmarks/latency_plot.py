"""A plot of predicted against measured milliseconds, as SVG: a point per network left out."""

from collections.abc import Iterator, Sequence
from math import log10

from msgspec import Struct

_WIDTH, _HEIGHT, _MARGIN = 720, 560, 56
_LEAST, _MOST = 1.5, 150.0
"""Milliseconds at the ends of both axes."""

_TICKS = (2, 5, 10, 20, 50, 100)
_COLOURS = ("#0b5f8a", "#b3261e", "#1a6e33", "#8a5a00", "#6b3fa0")


class Point(Struct, frozen=True):
    """A network on a chip."""

    network: str
    measured: float
    predicted: float


class Series(Struct, frozen=True):
    """The networks of a chip, and the factor of its range."""

    chip: str
    factor: float
    points: tuple[Point, ...]


def plot(series: Sequence[Series]) -> str:
    """The plot; bands have the widest and the narrowest factor of the chips."""
    return "\n".join((_HEAD, *_bands(series), *_axes(), *_points(series), "</svg>")) + "\n"


_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
    'aria-label="Predicted against measured milliseconds" font-family="sans-serif" font-size="13">'
    f'\n<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
)


def _bands(series: Sequence[Series]) -> Iterator[str]:
    for factor, shade in ((max(s.factor for s in series), "#f1f3f5"), (1.25, "#dfe4e9")):
        corners = (
            (_LEAST, _LEAST * factor),
            (_MOST / factor, _MOST),
            (_MOST, _MOST),
            (_MOST, _MOST / factor),
            (_LEAST * factor, _LEAST),
            (_LEAST, _LEAST),
        )
        places = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in corners)
        yield f'<polygon points="{places}" fill="{shade}"/>'
        yield (
            f'<text x="{_x(_MOST / factor) - 6:.1f}" y="{_y(_MOST) + 16:.1f}" text-anchor="end" '
            f'fill="#59636e">x {factor:g}</text>'
        )
    yield (
        f'<line x1="{_x(_LEAST):.1f}" y1="{_y(_LEAST):.1f}" x2="{_x(_MOST):.1f}" '
        f'y2="{_y(_MOST):.1f}" stroke="#9aa5b1"/>'
    )


def _axes() -> Iterator[str]:
    for tick in _TICKS:
        x, y = _x(tick), _y(tick)
        yield (
            f'<text x="{x:.1f}" y="{_HEIGHT - _MARGIN + 20}" text-anchor="middle">{tick}</text>'
            f'<text x="{_MARGIN - 8}" y="{y + 4:.1f}" text-anchor="end">{tick}</text>'
            f'<path d="M{x:.1f} {_HEIGHT - _MARGIN}v5M{_MARGIN} {y:.1f}h-5" stroke="#1b1f24"/>'
        )
    yield (
        f'<path d="M{_MARGIN} {_MARGIN / 2:g}V{_HEIGHT - _MARGIN}H{_WIDTH - _MARGIN / 2:g}" '
        'fill="none" stroke="#1b1f24"/>'
    )
    yield (
        f'<text x="{_WIDTH / 2:g}" y="{_HEIGHT - 14}" text-anchor="middle">measured, ms</text>'
        f'<text transform="translate(16 {_HEIGHT / 2:g}) rotate(-90)" text-anchor="middle">'
        "predicted without this network, ms</text>"
    )


def _points(series: Sequence[Series]) -> Iterator[str]:
    for number, (one, colour) in enumerate(zip(series, _COLOURS, strict=True)):
        y = _HEIGHT - _MARGIN - 20 * (len(series) - number)
        yield (
            f'<circle cx="{_WIDTH - 190}" cy="{y}" r="5" fill="{colour}"/>'
            f'<text x="{_WIDTH - 178}" y="{y + 4}">{one.chip}</text>'
        )
        for point in one.points:
            title = f"{point.network}: {point.measured:g} ms, predicted {point.predicted:.1f} ms"
            yield (
                f'<circle cx="{_x(point.measured):.1f}" cy="{_y(point.predicted):.1f}" r="5" '
                f'fill="{colour}" fill-opacity="0.85"><title>{title}</title></circle>'
            )


def _x(ms: float) -> float:
    return _MARGIN + (_WIDTH - 1.5 * _MARGIN) * _share(ms)


def _y(ms: float) -> float:
    return _HEIGHT - _MARGIN - (_HEIGHT - 1.5 * _MARGIN) * _share(ms)


def _share(ms: float) -> float:
    """Position on a logarithmic axis, from 0 to 1."""
    return log10(ms / _LEAST) / log10(_MOST / _LEAST)
