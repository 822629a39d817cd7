"""The part of a pack that holds for the versions of camera and tools that a user states."""

from msgspec.structs import replace

from dlpulint.basics.version import Version, Versions
from dlpulint.packs.cameras import camera_named
from dlpulint.packs.latency import Latencies, for_cameras
from dlpulint.packs.pack import Limit, Pack, Row, Rule
from dlpulint.packs.toolchain import assuming


def pack_for(pack: Pack, stated: Versions, cameras: tuple[str, ...] = ()) -> Pack:
    """The rows, limits and rules that hold for these versions; the rest of the pack stays.

    Of the estimates of latency those for the `cameras` stay that the user has named.

    A pack that was not reduced so holds everything, whatever version it is for. That is what
    `--explain`, `--list-rules` and the proofs use.
    """
    own = tuple(name for name in cameras if camera_named(name).target == pack.target)
    versions = replace(stated, runtime=stated.runtime or _runtime_of(stated.axis_os, pack))
    rows = {kind: _rows(same, versions) for kind, same in pack.rows.items()}
    toolchain = pack.toolchain
    if toolchain is not None:
        toolchain = replace(toolchain, assumes=assuming(toolchain, versions))
    return replace(
        pack,
        rows={kind: same for kind, same in rows.items() if same},
        limits=_limits(pack.limits, versions),
        rules=tuple(_rule(rule, versions) for rule in pack.rules if rule.validity.holds(versions)),
        toolchain=toolchain,
        latency=for_cameras(_latencies(pack.latency, versions), own),
    )


def _runtime_of(axis_os: Version | None, pack: Pack) -> Version | None:
    """The TFLite runtime of an AXIS OS, where the pack lists that release."""
    if axis_os is None:
        return None
    for release, runtime in pack.runtimes:
        if axis_os.parts[: len(release.parts)] == release.parts:
            return runtime
    return None


def _latencies(latencies: Latencies, stated: Versions) -> Latencies:
    holding = tuple(fit for fit in latencies.fits if fit.validity.holds(stated))
    outdated = tuple(fit for fit in latencies.fits if not fit.validity.holds(stated))
    return Latencies(fits=holding, outdated=(*latencies.outdated, *outdated))


def _rows(rows: tuple[Row, ...], stated: Versions) -> tuple[Row, ...]:
    return tuple(
        replace(row, limits=_limits(row.limits, stated))
        for row in rows
        if row.validity.holds(stated)
    )


def _limits(limits: tuple[Limit, ...], stated: Versions) -> tuple[Limit, ...]:
    return tuple(limit for limit in limits if limit.validity.holds(stated))


def _rule(rule: Rule, stated: Versions) -> Rule:
    """The rule, with the stated version as its parameter where it names one."""
    name = rule.validity.if_stated
    if name is None or not rule.stated_as:
        return rule
    return replace(rule, params=replace(rule.params, **{rule.stated_as: stated.of(name)}))
