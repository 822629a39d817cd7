"""Forms and files for people who report and contribute."""

import yaml

from dlpulint.basics.version import __version__
from dlpulint.cli.options import Options
from tests.places import ROOT

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def test_issue_forms_have_what_they_need() -> None:
    forms = [yaml.safe_load(form.read_text("utf-8")) for form in FORMS if form.stem != "config"]
    assert len(forms) == 2
    for form in forms:
        assert form["name"]
        assert form["description"]
        fields = [field for field in form["body"] if field["type"] != "markdown"]
        ids = [field["id"] for field in fields]
        assert len(set(ids)) == len(ids) >= 3
        assert all(field["attributes"]["label"] for field in fields)


def test_the_form_for_wrong_verdicts_names_the_option() -> None:
    text = (ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-verdict.yml").read_text("utf-8")
    assert "--report-mistake" in text
    assert "report_mistake" in Options.__struct_fields__


def test_the_citation_is_of_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__
    assert cited["cff-version"] == "1.2.0"


def test_links_between_the_files_lead_somewhere() -> None:
    conduct = (ROOT / "CODE_OF_CONDUCT.md").read_text("utf-8")
    assert "(SECURITY.md)" in conduct
    assert (ROOT / "SECURITY.md").is_file()
