"""The result of a comparison in words."""

from dlpulint.mending.proof.result import ProofResult
from dlpulint.mending.wording import counted


def proof_sentence(proof: ProofResult, *, tail: bool, exact: bool = True) -> str:
    """How a mended file was compared with its original, and with what result.

    Args:
        proof: The comparison.
        tail: A file with what was cut off was written.
        exact: No edit changes the results, whatever the input.
    """
    if proof.status == "not-run":
        return f"Not compared: {proof.reason}. The edits are exact by construction"
    if proof.status != "compared":
        return (
            f"Not compared: LiteRT does not run the original ({proof.reason}). The edits are exact "
            "by construction, and LiteRT loads the mended file"
        )
    ran = f"LiteRT {proof.litert} ran both files on {counted(len(proof.seeds), 'random input')}"
    if proof.exact and proof.tail_exact is not False:
        both = ", and so has the mended file followed by the tail file" if tail else ""
        others = (
            "" if exact else ". On other inputs they may differ, as an edit changes the results"
        )
        return f"{ran}: every output has the same bytes{both}{others}"
    return f"{ran}: {_difference(proof)}"


def _difference(proof: ProofResult) -> str:
    """How far outputs differ: those of integers, and those of real numbers."""
    inexact = [output for output in proof.outputs if not output.exact]
    integers = max((output.steps for output in inexact if output.integers), default=None)
    reals = max((output.steps for output in inexact if not output.integers), default=None)
    parts = []
    if integers is not None:
        parts.append(f"integer outputs differ by at most {integers:g}")
    if reals is not None:
        parts.append(f"float outputs differ by at most {reals:.2g} times their largest value")
    if proof.tail_exact is False:
        parts.append("the outputs of the tail file differ")
    worst = min((o.decibels for o in inexact if o.decibels is not None), default=None)
    ratio = "" if worst is None else f" (signal-to-noise ratio {worst:.0f} dB)"
    return ", ".join(parts) + ratio
