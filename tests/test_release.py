"""When a tag may become a release."""

import runpy

from tests.places import ROOT

mistakes = runpy.run_path(str(ROOT / ".github" / "release" / "check_tag.py"))["mistakes"]


def test_a_tag_is_the_version_and_the_changelog_has_its_date() -> None:
    changelog = "# Changelog\n\n## 1.2.0 (2027-01-31)\n\n## 1.1.0 (unreleased)\n"
    assert mistakes("v1.2.0", "1.2.0", changelog) == []
    assert mistakes("1.2.0", "1.2.0", changelog) == [
        "the tag is '1.2.0', and dlpulint is version 1.2.0: expected 'v1.2.0'"
    ]
    unreleased = ["CHANGELOG.md has no section '## 1.1.0 (<date>)'"]
    assert mistakes("v1.1.0", "1.1.0", changelog) == unreleased
