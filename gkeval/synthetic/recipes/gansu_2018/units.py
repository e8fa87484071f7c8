"""The units of the sample for gansu-2018, and the groups of them that its records name."""

from __future__ import annotations

from gkeval.synthetic.cast import Troop
from gkeval.synthetic.names import CITIES, DEPARTMENTS

PREFECTURES = (
    *CITIES,
    ("雁回市", "Wildgoose City"),
    ("云杉市", "Spruce City"),
    ("驼铃市", "Camelbell City"),
    ("砚池市", "Inkstone City"),
    ("沙棘市", "Seabuckthorn City"),
    ("金盏市", "Marigold City"),
    ("白桦市", "Birch City"),
    ("雪莲州", "Snowlotus Prefecture"),
    ("格桑州", "Galsang Prefecture"),
    ("启明新区", "Morningstar New Area"),
)
TROOPS = (
    Troop(
        "prefecture",
        PREFECTURES,
        ("合成市", "Synthetic prefecture"),
        "市州长",
        subsets={
            "prefecture_government": range(14),
            "new_area": (14,),
            "pilot_prefecture": (0, 3, 6, 13),
        },
        size=1.2,
    ),
    Troop(
        "department",
        tuple((f"虚构省{zh}", f"Imaginary Province: {en}") for zh, en in DEPARTMENTS[:24]),
        ("虚构省部门", "Imaginary Province: department"),
        "厅局长",
        subsets={
            "provincial_office": (19,),
            "restructured": (7, 8, 14, 15, 17, 23),
            "market_department": (0, 8, 9, 11, 14, 15, 16, 17),
            "project_department": (0, 7, 9, 10, 22),
            "trading_department": (0, 5, 7, 9),
            "welfare_department": (2, 4, 8, 12, 16, 18),
            "regulator": (2, 8, 9, 10, 12, 22),
            "service_department": (*range(18), 21, 22, 23),
            "debt_lead": (5,),
            "charity_lead": (4,),
            "business_lead": (9, 14),
        },
        size=0.9,
    ),
)

LOCAL = ("prefecture",)
GOVERNMENTS = ("prefecture_government",)
PILOTS = ("pilot_prefecture",)
OFFICE = ("provincial_office",)
CENTRAL = (*LOCAL, *OFFICE)
SERVICE = ("service_department",)
SERVING = (*LOCAL, *SERVICE)
WELFARE = (*LOCAL, "welfare_department")
MARKET = (*LOCAL, "market_department")
PROJECT = (*LOCAL, "project_department")
TRADING = (*LOCAL, "trading_department")
