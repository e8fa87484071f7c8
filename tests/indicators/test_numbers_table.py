"""The table of printed numbers in indicators/README.md is what the schemes and the table say.

``python -m tests.indicators.test_numbers_table`` writes it anew.
"""

import csv
from pathlib import Path

import gkeval as gk

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "indicators" / "README.md"
BEGIN, END = "<!-- numbers -->", "<!-- /numbers -->"
DOCUMENTS = ("ningbo-2016", "gansu-2018", "xicheng-2017", "ningxia-2017", "yanan-2020")
THEMES = {
    "公文、目录和主动公开": ("disclosure", "key_fields", "catalogue", "attributes", "data"),
    "决策、执行和管理公开": ("decision", "execution", "management", "supervision"),
    "政策解读": ("interpretation",),
    "回应关切": ("response",),
    "公众参与": ("participation",),
    "依申请公开": ("requests",),
    "政务服务": ("service",),
    "公开平台": ("platform", "zones", "village"),
    "试点": ("pilot",),
    "组织保障和考核": ("organisation", ""),
}


def table() -> str:
    """Return the table: one row per quantified obligation, theme by theme."""
    theme_of = {branch: theme for theme, branches in THEMES.items() for branch in branches}
    rows = []
    with (ROOT / "indicators" / "obligations.csv").open(encoding="utf-8") as file:
        printed = [row for row in csv.DictReader(file) if row["quantified"] == "yes"]
    for row in printed:
        scheme = gk.load_scheme(row["doc"])
        covering = [leaf for leaf in scheme.leaves if row["id"] in leaf.covers]
        stated = [item for item in scheme.constraints if row["id"] in item.covers]
        branch = ""
        if covering:
            branch = covering[0].id
            while scheme.parents[branch]:
                branch = scheme.parents[branch]
        named = "、".join(f"{leaf.title.zh}（`{leaf.id}`）" for leaf in covering)
        named = named or "、".join(f"约束 `{item.id}`" for item in stated) or "见 outside"
        number = f"{row['operator']} {row['threshold']} {row['unit']}".strip()
        theme = theme_of[branch]
        place = (list(THEMES).index(theme), DOCUMENTS.index(row["doc"]))
        rows.append((place, f"| {theme} | {row['doc']} | {row['clause']} | {named} | {number} |"))
    head = "| 主题 | 文件 | 条款 | 指标 | 印出的数字 |\n|---|---|---|---|---|"
    return "\n".join([head, *(line for _, line in sorted(rows, key=lambda pair: pair[0]))])


def test_the_table_is_in_step():
    text = README.read_text("utf-8")
    assert text.split(BEGIN)[1].split(END)[0].strip() == table()


def test_every_printed_number_stands_in_it_once():
    assert len(table().splitlines()) == 2 + 87


if __name__ == "__main__":
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", "utf-8")
