"""When a tag may become a release, what is said of it, and what its image is made of."""

import runpy

from tests.places import ROOT

RELEASE = ROOT / ".github" / "release"
mistakes = runpy.run_path(str(RELEASE / "check_tag.py"))["mistakes"]
notes = runpy.run_path(str(RELEASE / "notes.py"))["notes"]


def test_a_tag_is_the_version_and_the_changelog_has_its_date() -> None:
    changelog = "# Changelog\n\n## 1.2.0 (2027-01-31)\n\n## 1.1.0 (unreleased)\n"
    assert mistakes("v1.2.0", "1.2.0", changelog) == []
    assert mistakes("1.2.0", "1.2.0", changelog) == [
        "the tag is '1.2.0', and dlpulint is version 1.2.0: expected 'v1.2.0'"
    ]
    unreleased = ["CHANGELOG.md has no section '## 1.1.0 (<date>)'"]
    assert mistakes("v1.1.0", "1.1.0", changelog) == unreleased


def test_the_notes_are_the_section_of_the_version() -> None:
    changelog = (
        "# Changelog\n\n## 1.2.0 (2027-01-31)\n\nNew.\n\n- A\n\n## 1.1.0 (2026-12-01)\n\nOld.\n"
    )
    assert notes("1.2.0", changelog) == "New.\n\n- A\n"
    assert notes("1.1.0", changelog) == "Old.\n"
    assert notes("1.2", changelog) is None
    assert notes("1.1.0", "## 1.1.0 (2026-12-01)\n\n## 1.0.0 (2026-11-01)\n\nOld.\n") is None


def test_the_image_is_not_root_and_has_only_checked_packages() -> None:
    text = (RELEASE / "Dockerfile").read_text("utf-8")
    installs = [line for line in text.split("&&") if "pip install" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    last = text.split("\nFROM ")[-1]
    assert "\nUSER 65532:65532\n" in last
    assert "RUN" not in last
