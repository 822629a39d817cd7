"""Writes rules/cameras.csv from stored data: `python -m benchmarks.cameras [PRODUCTS.json]`.

Two inputs, both public. `cameras_named.csv` has cameras that documents, issues or a camera's own
device information name together with their chip. `cameras_products.json` has names, kinds and
chips of Axis' products as oneshot2001/AxisX-v3-ts read them from the data sheets (its
src/data/axis_spec_data.json, which may be passed whole instead). A product without a chip there is
left out, and so is one that is no camera; a row of the first file wins over the second.
"""

import csv
import io
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMED = HERE / "cameras_named.csv"
PRODUCTS = HERE / "cameras_products.json"
WRITTEN = HERE.parent / "rules" / "cameras.csv"

SOURCE = "Axis data sheet (read by oneshot2001/AxisX-v3-ts@2581a661)"

CHIPS = {
    "ARTPEC-7": ("", "ARTPEC-7 (TPU unknown)"),
    "ARTPEC-8": ("artpec8", "ARTPEC-8"),
    "ARTPEC-9": ("artpec9", "ARTPEC-9"),
}
"""Target and chip of a row by the chip in the data sheet. Few cameras with ARTPEC-7 have a TPU."""

HEAD = (
    "# Cameras and their chips, from documents, issues, data sheets and device information; read\n"
    "# 2026-11-20 to 2026-11-28, written by `python -m benchmarks.cameras`. A name that ends with\n"
    "# its number covers its variants too (P3265: P3265-V, P3265-LVE); x is any digit. Without a\n"
    "# target the camera has no DLPU, or none is known.\n"
)

Row = tuple[str, str, str, str]


def rows(named: str, products: str) -> list[Row]:
    """Rows of all cameras: those named in documents, then the products, by chip and name."""
    found: dict[str, Row] = {}
    for row in csv.DictReader(named.splitlines()):
        found[row["camera"]] = (row["camera"], row["target"], row["chip"], row["source"])
    for key, product in json.loads(products)["products"].items():
        name = camera_name(key)
        chip = product["chipset"]["chipset"]
        if product["productType"] == "camera" and chip in CHIPS and name not in found:
            found[name] = (name, *CHIPS[chip], SOURCE)
    return sorted(found.values(), key=lambda row: (row[2], row[0]))


def camera_name(key: str) -> str:
    """A product's name as Axis writes it: `F9104-B Mk II` for `F9104-B-MK-II`."""
    return re.sub(r"-MK-(I+V?)$", lambda match: f" Mk {match[1]}", key)


def text(found: list[Row]) -> str:
    """The whole file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("camera", "target", "chip", "source"))
    writer.writerows(found)
    return HEAD + out.getvalue()


def main() -> None:
    """Write the file and print how many cameras each chip has."""
    products = Path(sys.argv[1]) if len(sys.argv) > 1 else PRODUCTS
    found = rows(NAMED.read_text("utf-8"), products.read_text("utf-8"))
    WRITTEN.write_text(text(found), "utf-8")
    chips = [row[2] for row in found]
    for chip in dict.fromkeys(chips):
        print(f"{chips.count(chip):4} {chip}")
    print(f"{len(found):4} cameras")


if __name__ == "__main__":
    main()
