"""The manual on the command line: targets, rules, tables, and what one rule says in full."""

from dlpulint.manual.explain import explanation
from dlpulint.manual.lists import rules_text, targets_text
from dlpulint.manual.table import table_text

__all__ = ["explanation", "rules_text", "table_text", "targets_text"]
