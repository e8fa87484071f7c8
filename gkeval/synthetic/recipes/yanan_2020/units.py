"""The units of the sample for yanan-2020, and the groups of them that its records name."""

from __future__ import annotations

from gkeval.synthetic.cast import Troop
from gkeval.synthetic.names import COUNTIES

BUREAUS = (
    ("民政局", "Civil Affairs"),
    ("教育局", "Education"),
    ("自然资源局", "Natural Resources"),
    ("市场监管局", "Market Regulation"),
    ("卫生健康局", "Health"),
    ("财政局", "Finance"),
)
TOWNS = (
    ("听雪镇", "Snowlisten Town"),
    ("拾光镇", "Lightgather Town"),
    ("枕星镇", "Starpillow Town"),
    ("折柳镇", "Willowbend Town"),
    ("采薇乡", "Fernpick Township"),
    ("踏歌乡", "Songstep Township"),
    ("揽月街道", "Moonreach Subdistrict"),
    ("停云街道", "Cloudrest Subdistrict"),
    ("吹笛乡", "Fluteplay Township"),
    ("捕梦镇", "Dreamcatch Town"),
    ("织梦街道", "Dreamweave Subdistrict"),
    ("抱琴镇", "Luteholder Town"),
    ("煮酒乡", "Winewarm Township"),
    ("寻鹿镇", "Deerseek Town"),
)
HOMES = COUNTIES[8:16]
OFFICES = tuple(
    (home + BUREAUS[(place + turn) % 6][0], f"{english}: {BUREAUS[(place + turn) % 6][1]}")
    for turn in (0, 3)
    for place, (home, english) in enumerate(HOMES)
)
"""Two bureaus of every county, in the order in which counties are dealt out as parents."""
SERVING = tuple(n for n, (zh, _) in enumerate(OFFICES) if not zh.endswith("财政局"))
REGULATING = tuple(
    n for n, (zh, _) in enumerate(OFFICES) if zh.endswith(("资源局", "监管局", "健康局"))
)
TROOPS = (
    Troop("county", HOMES, ("合成县", "Synthetic county"), "县长", size=1.2),
    Troop(
        "department",
        OFFICES,
        ("合成局", "Synthetic bureau"),
        "局长",
        parent="county",
        subsets={"service_department": SERVING, "regulator": REGULATING},
        size=0.7,
    ),
    Troop("township", TOWNS, ("合成镇", "Synthetic town"), "镇长", parent="county", size=0.6),
)

COUNTY = ("county",)
TOWNSHIP = ("township",)
BODIES = ("department", "township")
LEADING = ("county", "department")
SERVICES = ("county", "service_department")
INSPECTING = ("county", "regulator")
