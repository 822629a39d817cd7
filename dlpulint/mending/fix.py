"""A mended copy of a .tflite file for a target: the edits that make it better, proven."""

from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import DlpulintError
from dlpulint.basics.terms import Verdict
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.mended import Mended, broken_promise, mended_file
from dlpulint.mending.proof.run import can_run
from dlpulint.mending.search import NotMade, Search, State, report_on
from dlpulint.packs.pack import Pack
from dlpulint.report.commands import is_compiled
from dlpulint.report.report import ModelReport


class Attempt(Struct, frozen=True, kw_only=True):
    """What came of mending a file for a target."""

    before: ModelReport
    after: ModelReport | None = None
    """The report on the mended file, under the name of standard input."""
    mended: Mended | None = None
    reason: str = ""
    """Why there is no mended file: a sentence."""
    not_made: tuple[NotMade, ...] = ()


def attempt(
    data: bytes,
    pack: Pack,
    *,
    only: Collection[str] = (),
    lossy: bool = False,
    prove: bool = True,
) -> Attempt:
    """The best that the edits make of a file for a target.

    Args:
        data: The file's bytes.
        pack: The target's pack, as it holds for the stated versions.
        only: Names of the edits to try; all if empty.
        lossy: Edits that change the numbers are tried as well.
        prove: Runs both files in LiteRT where that is installed.
    """
    before = report_on(data, pack)
    if reason := why_not(data, pack, before):
        return Attempt(before=before, reason=reason)
    if before.verdict is Verdict.CLEAN and not only:
        return Attempt(before=before, reason="It is clean as it is: there is nothing to mend")
    names = tuple(_names(only, lossy))
    search = Search(data, pack, before, names, run=prove and can_run())
    best = search.best()
    if best is None:
        return Attempt(before=before, reason=search.reason, not_made=search.not_made)
    mended, reason = _proven(data, best, prove)
    if mended is not None:
        return Attempt(before=before, after=best.report, mended=mended, not_made=search.not_made)
    inexact = {change.edit for change in best.changes if change.promise != "exact"}
    if not inexact:
        return Attempt(before=before, reason=reason, not_made=search.not_made)
    # Without the edits that may have caused it; their names are known, so this ends.
    others = tuple(name for name in names if name not in inexact)
    again = attempt(data, pack, only=others, lossy=lossy, prove=prove) if others else None
    refused = tuple(NotMade(name, reason) for name in sorted(inexact))
    if again is None:
        return Attempt(before=before, reason=reason, not_made=refused)
    return replace(again, not_made=(*again.not_made, *refused))


def why_not(data: bytes, pack: Pack, report: ModelReport) -> str | None:
    """Why a file cannot be mended for a target at all: a sentence; `None` if it may be."""
    if report.error is not None:
        return f"It cannot be read: {report.error}"
    if report.format != "tflite":
        return "--fix mends .tflite files; change an ONNX model where it is exported"
    if report.foreign:
        return f"{pack.title} does not load .tflite files"
    if is_compiled(load_bytes(memoryview(data)), pack) or b"edgetpu-custom-op" in data:
        return "It is a compiled file; mend the .tflite file that it was compiled from"
    try:
        Draft(data)
    except DlpulintError as error:
        return f"It cannot be written anew without a loss: {error}"
    return None


def _names(only: Collection[str], lossy: bool) -> Iterator[str]:
    for name, edit in EDITS.items():
        if (not only or name in only) and (lossy or not edit.lossy):
            yield name


def _proven(original: bytes, state: State, prove: bool) -> tuple[Mended | None, str]:
    """The mended file with its tail, compared with the original, or the reason against it."""
    ends = state.ends
    assert ends is not None, "an edit was made"
    mended = mended_file(original, state.data, ends, state.changes, prove=prove)
    reason = broken_promise(mended.proof, state.changes)
    return (None, reason) if reason else (mended, "")
