"""A pack as it stands for the versions that a user states of a camera and its tools."""

from msgspec.structs import replace

from dlpulint.basics.version import Version, Versions
from dlpulint.packs.pack import Limit, Pack, Row, Rule
from dlpulint.packs.toolchain import assuming


def pack_for(pack: Pack, stated: Versions) -> Pack:
    """The rows, limits and rules that hold for these versions; the rest of the pack stays.

    A pack that has not been through here holds everything, whatever version it is for: so it is
    explained, listed and proved.
    """
    known = replace(stated, runtime=stated.runtime or _runtime_of(stated.axis_os, pack))
    rows = {kind: _rows(same, known) for kind, same in pack.rows.items()}
    toolchain = pack.toolchain
    if toolchain is not None:
        toolchain = replace(toolchain, assumes=assuming(toolchain, known))
    return replace(
        pack,
        rows={kind: same for kind, same in rows.items() if same},
        limits=_limits(pack.limits, known),
        rules=tuple(_rule(rule, known) for rule in pack.rules if rule.validity.holds(known)),
        toolchain=toolchain,
    )


def _runtime_of(axis_os: Version | None, pack: Pack) -> Version | None:
    """The TFLite runtime of an AXIS OS, where the pack knows of that very release."""
    if axis_os is None:
        return None
    known = (
        its
        for release, its in pack.runtimes
        if axis_os.parts[: len(release.parts)] == release.parts
    )
    return next(known, None)


def _rows(rows: tuple[Row, ...], stated: Versions) -> tuple[Row, ...]:
    return tuple(
        replace(row, limits=_limits(row.limits, stated))
        for row in rows
        if row.validity.holds(stated)
    )


def _limits(limits: tuple[Limit, ...], stated: Versions) -> tuple[Limit, ...]:
    return tuple(limit for limit in limits if limit.validity.holds(stated))


def _rule(rule: Rule, stated: Versions) -> Rule:
    """A rule that asks about the stated version, where it is one that does."""
    name = rule.validity.if_stated
    if name is None or not rule.stated_as:
        return rule
    return replace(rule, params=replace(rule.params, **{rule.stated_as: stated.of(name)}))
