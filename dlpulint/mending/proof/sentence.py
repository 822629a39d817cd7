"""The result of a comparison in words."""

from dlpulint.mending.proof.result import ProofResult
from dlpulint.mending.proof.run import INSTALL
from dlpulint.mending.wording import counted


def proof_sentence(proof: ProofResult, *, tail: bool) -> str:
    """How a mended file was compared with its original, and with what result.

    `tail`: a file with what was cut off was written.
    """
    if proof.status == "not-run":
        return f"Not run: LiteRT is not installed ({INSTALL}). The edits are exact by construction"
    if proof.status != "compared":
        return (
            f"Not compared: LiteRT does not run the original ({proof.reason}). The edits are exact "
            "by construction, and LiteRT loads the mended file"
        )
    inputs = counted(len(proof.seeds), "random input")
    if proof.exact and proof.tail_exact is not False:
        both = ", and so has the mended file followed by the tail file" if tail else ""
        return f"LiteRT {proof.litert} ran both on {inputs}: every output has the same bytes{both}"
    worst = min((o.decibels for o in proof.outputs if o.decibels is not None), default=None)
    ratio = "" if worst is None else f" (signal to noise {worst:.0f} dB)"
    return (
        f"LiteRT {proof.litert} ran both on {inputs}: outputs differ by at most "
        f"{proof.largest:.3g} steps{ratio}"
    )
