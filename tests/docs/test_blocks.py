"""Every code block of the guide runs, and both languages hold the same code."""

import pytest

from tests.docs.pages import GUIDE, Block, blocks, run

PAGES = sorted(path.relative_to(GUIDE / "zh").as_posix() for path in (GUIDE / "zh").rglob("*.md"))
SLOW = {"charts.md", "composite.md", "first.md", "judge.md", "publish.md", "sure.md"}
"""Pages that take more than some seconds; `test_the_first_steps_of_the_long_pages` is quick."""


@pytest.mark.parametrize(
    "page", [pytest.param(p, marks=pytest.mark.full if p in SLOW else ()) for p in PAGES]
)
def test_the_blocks_of_a_page_run_in_order(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(blocks(GUIDE / "zh" / page), page, tmp_path)


def test_the_page_from_beginning_to_end_runs_up_to_its_reports(tmp_path, monkeypatch):
    page = blocks(GUIDE / "zh" / "first.md")
    monkeypatch.chdir(tmp_path)
    space = run([block for block in page if "gk.report" not in block.text], "first.md", tmp_path)
    ranking = space["result"].ranking("county").set_index("unit")
    # by hand: 25/2 + 20 + (20 + 10)/2 + 15/2 + 8 of county B
    assert ranking.loc["合成乙县", "score"] == 12.5 + 20 + 15 + 7.5 + 8
    # counties A, C and D: none of them is disputed any more
    assert ranking["rank"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_hold_the_same_code(page):
    zh, en = ([(b.lang, b.title, b.bare) for b in blocks(GUIDE / x / page)] for x in ("zh", "en"))
    assert zh == en


def test_every_page_is_there_in_both_languages():
    there = [path.relative_to(GUIDE / "en").as_posix() for path in (GUIDE / "en").rglob("*.md")]
    assert sorted(there) == PAGES


def test_a_block_that_fails_names_its_page_and_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError, match=r"some\.md, after line 7: gkeval check nowhere"):
        run([Block("bash", "", "gkeval check nowhere.yaml\n", 7)], "some.md", tmp_path)
