"""Rankings and totals that governments and researchers published, recomputed from their parts."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.scheme import parse_scheme
from tests import samples


def expert_scheme(name, parts, decimals=1, **more):
    """A scheme of judged parts: column of the table → full mark."""
    return parse_scheme(
        {
            "scheme": name,
            "title": {"zh": name},
            "source": {"document": name},
            "period": {"from": "2011-01-01", "to": "2011-12-31"},
            "points": str(sum(map(float, parts.values()))),
            "points_from": "printed",
            "groups": {"unit": {"title": {"zh": "单位"}}},
            "rounding": {"decimals": decimals},
            "indicators": [
                {
                    "id": f"part_{place}",
                    "title": {"zh": column},
                    "points": str(full),
                    "rule": {"kind": "expert"},
                }
                for place, (column, full) in enumerate(parts.items())
            ],
        }
        | more
    )


def scored(scheme, table, parts):
    names = {column: f"part_{place}" for place, column in enumerate(parts)}
    return gk.score(scheme, table[["unit", *parts]].rename(columns=names))


def test_sichuan_2011_comes_out_as_published(reference_data):
    published = pd.read_csv(reference_data("cn_sichuan_land_openness_2011.csv")).set_index("unit")
    ranking = samples.assessed("sichuan-land-2011").ranking().set_index("unit")
    assert len(ranking) == 21
    assert ranking["score"].to_dict() == published["total"].to_dict()
    assert ranking["rank"].to_dict() == published["rank"].to_dict()
    assert sorted(ranking["rank"])[8:11] == [9, 9, 11]


def test_sichuan_sample_holds_the_published_parts(reference_data):
    published = pd.read_csv(reference_data("cn_sichuan_land_openness_2011.csv")).set_index("unit")
    records = samples.read("sichuan-land-2011")
    given = records.tables["judgements"].pivot(index="unit", columns="indicator", values="value")
    order = [leaf.id for leaf in gk.load_scheme("sichuan-land-2011").leaves]
    parts = published.filter(regex=r"_\d+$")
    expected = dict(zip(parts.index, parts.to_numpy().tolist(), strict=True))
    found = given[order].astype(float)
    assert dict(zip(found.index, found.to_numpy().tolist(), strict=True)) == expected


def test_prefecture_websites_2014(reference_data):
    table = pd.read_csv(reference_data("cn_prefecture_websites_2014.csv"))
    parts = {name: name.split("_")[1] for name in table.columns if "_" in name}
    totals = scored(expert_scheme("prefectures-2014", parts), table, parts).totals
    published = table.set_index("unit")
    assert totals.set_index("unit")["total"].to_dict() == published["总得分"].to_dict()
    assert totals.set_index("unit")["rank"].to_dict() == published["rank"].to_dict()


def test_liangshan_2011(reference_data):
    table = pd.read_csv(reference_data("cn_liangshan_2011_partial.csv"))
    # the notice prints no full marks of the parts; a part's highest score bounds it from below
    parts = {c: str(table[c].max()) for c in table.columns if c not in ("unit", "合计", "source")}
    totals = scored(expert_scheme("liangshan-2011", parts), table, parts).totals
    assert totals.set_index("unit")["total"].to_dict() == table.set_index("unit")["合计"].to_dict()


def test_guoyang_water_bureau_2020(reference_data):
    items = pd.read_csv(reference_data("cn_anhui_item_scores_partial.csv"))
    assert "涡阳县水利局" in set(items["unit"])
    parts = {"基础分": "100", "重点领域": "0.64"}
    scheme = expert_scheme("guoyang-2020", parts, decimals=2, points="100.64", scale_to="100")
    values = pd.DataFrame({"unit": ["涡阳县水利局"], "基础分": [81.22], "重点领域": [0.64]})
    totals = scored(scheme, values, parts).totals
    assert totals["total"].to_list() == [81.34]


def test_anhui_items_lose_what_the_sheets_say(reference_data):
    items = pd.read_csv(reference_data("cn_anhui_item_scores_partial.csv")).dropna(
        subset=["max", "score", "deduct"]
    )
    wrong = []
    for row in items.to_dict("records"):
        parts = {row["item"]: str(row["max"])}
        values = pd.DataFrame({"unit": [row["unit"]], row["item"]: [row["score"]]})
        result = scored(expert_scheme("item", parts, decimals=2), values, parts)
        cell = result.scores.iloc[0]
        lost = cell["available"] - cell["score"]
        if lost != pytest.approx(row["deduct"], abs=1e-9):
            wrong.append((row["unit"], row["item"], lost, row["deduct"]))
    assert not wrong
    assert len(items) >= 30
