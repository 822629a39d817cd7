import json

import jsonschema

from dlpulint.reporters.difference import json as reporter
from tests.compare.samples import (
    compare,
    endpoint,
    finding,
    model,
    operators,
    placement,
    report,
    run,
)
from tests.places import ROOT

SCHEMA = json.loads((ROOT / "docs" / "difference.schema.json").read_text("utf-8"))

OLD = run(report("a", finding(), where=placement(operators("ADD!", "MUL"))), report("gone"))
NEW = run(
    report(
        "a",
        finding(count=4),
        of=model("b" * 64, inputs=[endpoint(shape=(1, None, 96, 3), scale=float("inf"))]),
        where=placement(operators("ADD", "CONV_2D", "MUL")),
    ),
    report("new", error="empty file"),
)


def test_the_published_schema_describes_it() -> None:
    document = json.loads(reporter.write(compare(OLD, NEW)))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA)
    assert document["schema_version"] == 1
    assert document["fails"] is True


def test_it_tells_all_that_changed() -> None:
    change = json.loads(reporter.write(compare(OLD, NEW)))["difference"]["changes"][0]
    assert change["findings"][0]["what"] == "more"
    assert change["findings"][0]["count"] == {"before": 1, "after": 4}
    assert change["moved"] == [
        {
            "op": "ADD",
            "subgraph": {"before": 0, "after": 0},
            "index": {"before": 0, "after": 0},
            "device": {"before": "cpu", "after": "dlpu"},
            "because": ["artpec8/unlisted"],
        }
    ]
    assert change["endpoints"][0]["fields"] == [
        {"field": "shape", "before": [1, 96, 96, 3], "after": [1, None, 96, 3]},
        {"field": "scale", "before": 0.0078125, "after": None},
    ]


def test_the_same_difference_gives_the_same_bytes() -> None:
    assert reporter.write(compare(OLD, NEW)) == reporter.write(compare(OLD, NEW))
