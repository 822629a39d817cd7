"""Limits of a pack after the outcome of a probe, as tables of TOML."""

from collections.abc import Mapping
from typing import Any, Literal

from dlpulint.probing.kit import Way
from dlpulint.probing.outcome import Outcome

SOURCE = "probes"
"""The key of the measurement among the sources."""

_RANK = "rank-limits"

_ONE_CASE = (_RANK, "operand-kind")
"""Checks with one case beyond the limit, or with cases of which the probed one is the mildest."""


_SAME = ("same-quantization", "fixed-quantization", "operand-order", "bias-scales")
"""Checks of which every case is refused for one reason, or for none."""


def limit_of_row(
    table: Mapping[str, Any], outcome: Outcome, way: Way | Literal[""]
) -> tuple[dict[str, Any], ...]:
    """The limit of one kind of operator that takes the place of a probed one; none where it falls.

    Where the toolchain compiles the probe, which has all cases that the limit refuses or the
    mildest, the limit falls, or moves by one dimension. Where it refuses the probe and there
    are several cases, the limit stays as it is, because the log does not tell them apart.

    A model on a camera has one case beyond the limit. Where the DLPU runs it, the device of other
    cases is unknown.
    """
    measured = {**table, "evidence": "measured", "source": SOURCE}
    if outcome.device == "dlpu":
        if way != "toolchain" and table["check"] not in (*_ONE_CASE, *_SAME):
            return ({**measured, "on_fail": "unknown"},)
        return (_wider(measured),) if table["check"] == _RANK else ()
    if table["check"] in _ONE_CASE:
        measured.pop("on_fail", None)
    return (measured,)


def limits_of_all(table: Mapping[str, Any], outcome: Outcome) -> tuple[dict[str, Any], ...]:
    """The limits that take the place of a probed limit of all operators.

    The limit stays for the kinds that the probe does not have.
    """
    kinds = list(outcome.probe.kinds)
    refused = outcome.device == "cpu"
    if refused:
        # It may be this operator alone that is refused: those beside it stay unknown.
        kinds = kinds[:1]
    rest = {**table, "replaces": True, "exempt": [*table.get("exempt", ()), *kinds]}
    measured = {
        **table,
        "id": f"{table['id']}-measured",
        "kinds": kinds,
        "evidence": "measured",
        "source": SOURCE,
    }
    measured.pop("exempt", None)
    if refused:
        measured.pop("on_fail", None)
        return rest, measured
    return (rest, _wider(measured)) if table["check"] == _RANK else (rest,)


def _wider(table: dict[str, Any]) -> dict[str, Any]:
    """The limit with a dimension more, or from a dimension fewer on."""
    key, step = ("max", 1) if "max" in table["params"] else ("min", -1)
    return {**table, "params": {**table["params"], key: table["params"][key] + step}}
