"""The chips whose latency is estimated: the form of each, its fit, and the estimate in its pack."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from benchmarks.latency_fit import (
    DECODE,
    DETECTIONS,
    GMAC,
    MB,
    OVERFLOW,
    POSTPROCESS,
    SHAPED,
    Column,
    Fit,
    fitted,
    shaped,
)
from benchmarks.latency_rows import Measured, Network
from dlpulint.packs.latency import LatencyTable
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack

CORAL, A311D = "Coral USB", "VeriSilicon A311D (Tengine)"
"""Chips whose networks prove a form: an Edge TPU, as in ARTPEC-7, and an NPU like ARTPEC-8's."""

_UNLIKE = "unet"
"""A network of Coral's that runs much faster than its activations allow; its graph is a guess."""

CHANGED = 0.1
"""Share by which a coefficient may differ from that of its pack."""

_LAYERS = {**GMAC, **MB, **OVERFLOW}


class Chip(Struct, frozen=True, kw_only=True):
    """A chip with its measurements, its fit and the estimate that its pack has."""

    name: str
    measured: Mapping[str, float]
    fit: Fit
    coefficients: Mapping[str, float]
    """As a pack states them: with the form of another chip, that form times the factor."""
    table: LatencyTable | None = None
    """`None` for a chip that proves a form."""

    @property
    def changes(self) -> Iterator[str]:
        """A line for each coefficient that is not that of the pack any more."""
        for name, value in _stated(self.table).items():
            found = self.coefficients.get(name, 0.0)
            if abs(found / value - 1) > CHANGED:
                yield f"{self.name}: {name}: {value:g} in the pack, {found:.3g} fitted"

    def contained(self, networks: Mapping[str, Network]) -> tuple[int, int]:
        """Networks left out whose range has the measured value, and all of the domain."""
        if self.table is None:
            return 0, 0
        domain, inside, held = self.table.domain, 0, 0
        for name, ms in self.fit.left_out.items():
            network = networks[name]
            if domain.activation_mb.holds(network.activation_mb) and domain.macs_per_byte.holds(
                network.macs_per_byte
            ):
                inside += 1
                held += ms / domain.factor <= self.measured[name] <= ms * domain.factor
        return held, inside


def chips(rows: Sequence[Measured], networks: Mapping[str, Network]) -> list[Chip]:
    """All chips with an estimate, and the two whose networks prove a form."""
    coral, a311d = _of(CORAL, rows), _of(A311D, rows)
    coral.pop(_UNLIKE, None)
    of_coral = fitted(coral, networks, {**_LAYERS, **POSTPROCESS})
    of_a311d = fitted(a311d, networks, MB)
    of_bytes = {**MB, **DECODE, **DETECTIONS}
    shape = {name: of_coral.coefficients[name] for name in _LAYERS}
    like_coral = {**shaped(shape, _LAYERS), **DETECTIONS}
    return [
        _chip(("artpec8", 0), of_bytes, rows, networks),
        _chip(("artpec8", 1), of_bytes, rows, networks),
        _chip(("artpec7", 0), like_coral, rows, networks, shape),
        _chip(("artpec9", 0), of_bytes, rows, networks),
        _chip(("cv25", 0), {**GMAC, **MB}, rows, networks),
        Chip(name=CORAL, measured=coral, fit=of_coral, coefficients=of_coral.coefficients),
        Chip(name=A311D, measured=a311d, fit=of_a311d, coefficients=of_a311d.coefficients),
    ]


def _chip(
    estimate: tuple[str, int],
    form: Mapping[str, Column],
    rows: Sequence[Measured],
    networks: Mapping[str, Network],
    shape: Mapping[str, float] | None = None,
) -> Chip:
    target, number = estimate
    table = load_pack(target, Folders()).latency.fits[number].table
    name = f"{target} {table.camera}"
    measured = _of(name, rows)
    fit = fitted(measured, networks, form)
    found = dict(fit.coefficients)
    if shape is not None:
        factor = found[SHAPED]
        found |= {column: factor * value for column, value in shape.items()}
    return Chip(name=name, measured=measured, fit=fit, coefficients=found, table=table)


def _of(chip: str, rows: Sequence[Measured]) -> dict[str, float]:
    return {row.network: row.ms for row in rows if row.chip == chip}


def _stated(table: LatencyTable | None) -> dict[str, float]:
    """Coefficients of a pack that are not zero, by the names of the columns."""
    if table is None:
        return {}
    tail = next((t.ns_per_element for t in table.tail if t.ns_per_element), 0.0)
    values = (table.ms_per_mb, table.ms_per_gmac, table.ms_per_overflow_mb, tail)
    names = (*MB, *GMAC, *OVERFLOW, *DECODE)
    return {name: value for name, value in zip(names, values, strict=True) if value}
