"""Where tests find things."""

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
CURES = FIXTURES / "cures"
GOLDEN = ROOT / "tests" / "golden"
SCHEMA = ROOT / "docs" / "report.schema.json"
CORPUS = Path(os.environ["DLPULINT_MODELS"]) if os.environ.get("DLPULINT_MODELS") else None
