"""What tests over the models of the corpus share."""

import pytest

from tests.places import CORPUS

TARGETS = ("artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu", "cv25", "cv75")

MARKS = [
    pytest.mark.slow,
    pytest.mark.xdist_group("corpus"),
    pytest.mark.skipif(
        CORPUS is None, reason="DLPULINT_MODELS names no folder of models; .ci/run sets it"
    ),
]
"""They are slow, share one run of dlpulint, and need the corpus."""
