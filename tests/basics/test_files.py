"""What is written where logs are read by machines."""

import pytest

from dlpulint.basics.files import without_commands


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\n::error::b\n", "a\n: :error::b\n"),
        ("  ::set-output name=a::b", "  : :set-output name=a::b"),
        ("\t:::x", "\t: ::x"),
        ("a ##[error]b", "a # #[error]b"),
        ("a ##vso[task.setvariable]b", "a # #vso[task.setvariable]b"),
        ("a::b\n# ## heading\n: b", "a::b\n# ## heading\n: b"),
    ],
)
def test_a_log_gets_no_commands(text: str, printed: str) -> None:
    assert without_commands(text) == printed
