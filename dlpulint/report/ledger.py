"""A row per operator: its device, work, share of the estimated time, and what it wastes."""

from msgspec import Struct

from dlpulint.basics.terms import Device

WITH_LEDGER = 2
"""`outlined` of reports with a row for every operator, also where no time is estimated."""


class LedgerRow(Struct, frozen=True, kw_only=True):
    """One operator of a model on a target."""

    subgraph: int
    index: int
    op: str
    device: Device
    could_run_on: str
    """Another device that could run it: `cpu`, or `dlpu` where only its neighbours keep it off."""
    because: tuple[str, ...]
    """Limits and rules that keep it off the DLPU, or leave it open."""
    macs: int | None
    read_bytes: int | None
    """Activations that it reads, of their types in the file."""
    written_bytes: int | None
    constant_bytes: int | None
    """Weights, biases and other constants."""
    low_ms: float | None
    """Its share of the lower end of the estimated time; `None` without an estimate of its part."""
    likely_ms: float | None
    high_ms: float | None
    switches: int
    """Inputs that another device computes."""
    padded_percent: float | None
    """Additional work for channels that only pad the hardware's groups; `None` where unknown."""
    requantizes: bool
    """Whether it only changes scale or type between two integer tensors."""
