"""The page as a whole, read as a browser reads it and, where there is one, by a browser."""

import json
import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from builders.paths import ROOT
from builders.reported import CONTRAST, DOSSIERS, HOSTILE, Seen, make_results, write_figures
from mirtrd.report.page import Frame, write_page
from mirtrd.report.pictures import Pictures
from mirtrd.report.scripting import digest_of

PAGE = ROOT / "workflow" / "report" / "page"
FRAME = Frame.read(*(str(PAGE / name) for name in ("page.html", "report.css", "report.js")))
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
MOST_LINES = 400


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return replace(make_results(), pictures=Pictures.find(write_figures(tmp_path)))


@pytest.fixture
def page(results) -> str:
    return write_page(results, FRAME)


def test_each_link_of_the_page_leads_somewhere(page):
    seen = Seen(page)
    anchors = [part["id"] for _, part in seen.elements if "id" in part]
    assert len(set(anchors)) == len(anchors)
    targets = {(part["href"] or "").removeprefix("#") for part in seen.named("a")}
    assert targets <= set(anchors)
    assert {"verdicts", "methods", "TRD_5fvs_5fcontrol-untestable"} <= targets


def test_the_verdict_comes_first_and_what_is_not_testable_has_a_section(page):
    seen = Seen(page)
    assert seen.text.index("2 of 3 tested miRNAs are called") < seen.text.index("Design")
    assert "What is not testable" in seen.text


def test_nothing_comes_from_elsewhere_and_nothing_runs_but_the_script(page):
    seen = Seen(page)
    policy = seen.named("meta")[1]["content"] or ""
    assert policy.startswith("default-src 'none'; ")
    assert digest_of(seen.scripts[-1]) in policy
    assert seen.scripts[-1] == FRAME.script
    assert [part.get("type") for part in seen.named("script")] == ["application/json", None]
    for _, attributes in seen.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("src", "href", "action", "srcset"):
            assert (attributes.get(name) or "#").startswith(("#", "data:image/"))


def test_names_that_hold_markup_are_text(page):
    seen = Seen(page)
    assert HOSTILE in seen.text
    assert HOSTILE not in page
    assert not [part for part in seen.named("b") if part]


def test_two_contrasts_have_a_chapter_each(results):
    (found,) = results.contrasts
    other = replace(found, contrast=replace(CONTRAST, name="a b"))
    seen = Seen(write_page(replace(results, contrasts=[found, other]), FRAME))
    anchors = [part["id"] for _, part in seen.elements if "id" in part]
    assert len(set(anchors)) == len(anchors)
    assert [part["data-contrast"] for part in seen.named("article")] == [
        "TRD_5fvs_5fcontrol", "a_20b",
    ]  # fmt: skip


def test_the_page_is_the_same_each_time(results, page):
    assert write_page(results, FRAME) == page


def test_the_script_is_short_enough_to_be_read_and_takes_text_as_text():
    assert len(FRAME.script.splitlines()) <= MOST_LINES
    for careless in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write"):
        assert careless not in FRAME.script


@pytest.mark.skipif(not BROWSER, reason="no Chromium")
def test_a_browser_draws_plot_and_table_and_has_nothing_to_complain_about(page, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += ["--enable-logging=stderr", "--virtual-time-budget=2000", "--window-size=1200,900"]
    command += [f"--user-data-dir={tmp_path / 'browser'}", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "CONSOLE" not in done.stderr
    # The page of the browser, without its scripts, which hold the same names.
    shown = re.sub(r"<script.*?</script>", "", done.stdout, flags=re.DOTALL)
    rows = re.findall(r'<button type="button" class="mirna" aria-pressed="false" data-row', shown)
    assert len(rows) == len(DOSSIERS)
    assert len(re.findall(r'<circle cx="[^"]+" cy="[^"]+" r="3.6"', shown)) == 3
    assert "1 up in TRD, 1 down in TRD of 3 tested" in shown
    assert "CPM, &lt;/script&gt;" in shown
    assert "<b onclick" not in shown


def test_the_data_of_the_page_are_those_of_the_dossiers(page):
    data = json.loads(Seen(page).scripts[0])
    names = data["columns"][0]
    assert [names["words"][place] for place in names["cells"]] == list(DOSSIERS.index)
