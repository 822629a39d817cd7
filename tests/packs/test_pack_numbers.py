"""Numbers of the packs beside the frozen table, which no command rewrites."""

import tomllib
from typing import Any

import pytest

from tests import expected, generated
from tests.pack_numbers import RULES, TABLE, differences, frozen, numbers_of, stated


def test_packs_state_the_numbers_of_the_frozen_table():
    found = differences(frozen(), stated())
    advice = "A number that changed on purpose is typed in the table too, from its source"
    assert not found, f"{TABLE.name}:\n" + "\n".join(found) + f"\n{advice} (docs/internals.md)."


def artpec8() -> dict[str, Any]:
    return tomllib.loads((RULES / "artpec8.toml").read_text("utf-8"))


def changes(pack: dict[str, Any]) -> list[str]:
    table = [row for row in frozen() if row.pack == "artpec8"]
    return differences(table, list(numbers_of("artpec8", pack)))


def test_a_changed_number_is_reported_with_both_values():
    pack = artpec8()
    pack["partition_limit"] = 17
    assert changes(pack) == [
        "in the table: artpec8,,partition_limit,16,vx-delegate; "
        "in the pack: artpec8,,partition_limit,17,vx-delegate"
    ]


def test_a_new_rule_needs_a_row_for_each_number():
    pack = artpec8()
    pack["rule"].append(
        {
            "id": "artpec8/new",
            "effect": "slow",
            "source": "vx-delegate",
            "params": {"allow": {"max": 48}},
        }
    )
    assert changes(pack) == [
        "not in the table: artpec8,artpec8/new,effect,slow,vx-delegate",
        "not in the table: artpec8,artpec8/new,params.allow.max,48,vx-delegate",
    ]


def test_a_limit_that_is_gone_is_reported():
    pack = artpec8()
    pack["limit"] = [limit for limit in pack["limit"] if limit["id"] != "rank"]
    assert "in no pack: artpec8,limit rank,params.max,6,vx-delegate" in changes(pack)


def test_a_row_that_stands_twice_is_reported():
    rows = frozen()
    assert differences([rows[0], *rows], rows) == [f"twice in the table: {','.join(rows[0])}"]


@pytest.mark.parametrize("command", [expected, generated])
def test_no_command_rewrites_the_frozen_table(command):
    with open(command.__file__, encoding="utf-8") as file:
        assert TABLE.name not in file.read()
