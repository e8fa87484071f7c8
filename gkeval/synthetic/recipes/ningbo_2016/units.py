"""The units of the sample for ningbo-2016, the groups of them, and chances that recur."""

from __future__ import annotations

from gkeval.synthetic.cast import Troop
from gkeval.synthetic.names import COUNTIES

DEPARTMENTS = (
    ("发展改革委", "Development and Reform"),
    ("经济和信息化委", "Economy and Informatisation"),
    ("教育局", "Education"),
    ("公安局", "Public Security"),
    ("民政局", "Civil Affairs"),
    ("财政局", "Finance"),
    ("人力资源社会保障局", "Human Resources and Social Security"),
    ("国土资源局", "Land and Resources"),
    ("环境保护局", "Environmental Protection"),
    ("住房城乡建设委", "Housing and Construction"),
    ("交通运输委", "Transport"),
    ("卫生计生委", "Health and Family Planning"),
    ("市场监管局", "Market Regulation"),
    ("安全监管局", "Work Safety"),
    ("审计局", "Audit"),
    ("政府办公厅", "General Office"),
    ("数据管理局", "Data"),
    ("行政服务中心", "Administrative Services"),
)

TROOPS = (
    Troop("county", COUNTIES[:10], ("合成县", "Synthetic county"), "县长", size=1.3),
    Troop(
        "department",
        tuple((f"虚构市{zh}", f"Imaginary City: {en}") for zh, en in DEPARTMENTS),
        ("虚构市部门", "Imaginary City: department"),
        "局长",
        subsets={
            "lead_department": (0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
            "enforcement_department": (3, 7, 8, 9, 10, 11, 12, 13),
            "municipal_office": (15,),
            "data_lead": (16,),
            "service_lead": (17,),
        },
        size=0.9,
    ),
)

COUNTY = ("county",)
DEPARTMENT = ("department",)
CENTRES = (*COUNTY, "service_lead")
ENFORCING = (*COUNTY, "enforcement_department")
OFFICE = ("municipal_office",)

MUCH, SOME, LITTLE = (0.6, 1.0), (0.4, 0.98), (0.2, 0.92)
"""How likely something is, for the worst unit and the best."""
