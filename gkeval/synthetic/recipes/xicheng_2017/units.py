"""The units of the sample for xicheng-2017, and the groups of them that its records name."""

from __future__ import annotations

from gkeval.synthetic.cast import Troop

OFFICES = (
    ("编办", "Institutional Establishment"),
    ("发展改革委", "Development and Reform"),
    ("教委", "Education"),
    ("民政局", "Civil Affairs"),
    ("司法局", "Justice"),
    ("财政局", "Finance"),
    ("人力社保局", "Human Resources and Social Security"),
    ("环保局", "Environmental Protection"),
    ("住房城市建设委", "Housing and Construction"),
    ("重大项目办", "Major Projects"),
    ("房管局", "Housing Administration"),
    ("市政市容委", "Municipal Administration"),
    ("商务委", "Commerce"),
    ("文化委", "Culture"),
    ("卫生计生委", "Health and Family Planning"),
    ("安全监管局", "Work Safety"),
    ("行政服务中心", "Service Centre"),
    ("园区管委会", "Park Committee"),
    ("城管执法局", "Urban Enforcement"),
    ("地税局", "Local Taxation"),
    ("国税局", "State Taxation"),
    ("食品药监局", "Food and Drugs"),
    ("公安分局", "Public Security"),
    ("新闻办", "News Office"),
    ("社会办", "Social Work"),
    ("政府办公室", "Government Office"),
    ("体育局", "Sports"),
    ("园林绿化局", "Landscaping"),
    ("审计局", "Audit"),
    ("统计局", "Statistics"),
    ("信访办", "Letters and Calls"),
    ("档案局", "Archives"),
    ("科技信息化委", "Science and Informatisation"),
    ("金融办", "Financial Services"),
)
SUBDISTRICTS = (
    ("琥珀街道", "Amber Subdistrict"),
    ("珊瑚街道", "Coral Subdistrict"),
    ("青瓷街道", "Celadon Subdistrict"),
    ("丹枫街道", "Redmaple Subdistrict"),
    ("白鹭街道", "Egret Subdistrict"),
    ("鹿鸣街道", "Deercall Subdistrict"),
    ("萤火街道", "Firefly Subdistrict"),
    ("纸鸢街道", "Kite Subdistrict"),
    ("风铃街道", "Windchime Subdistrict"),
    ("雪松街道", "Cedar Subdistrict"),
    ("薄荷街道", "Mint Subdistrict"),
    ("芦笛街道", "Reedpipe Subdistrict"),
    ("云雀街道", "Skylark Subdistrict"),
    ("紫藤街道", "Wisteria Subdistrict"),
    ("陶笛街道", "Ocarina Subdistrict"),
)
LIVELIHOOD = (2, 3, 6, 7, 11, 12, 13, 14, 15, 26, 27)
TROOPS = (
    Troop(
        "district",
        (("虚构区政府", "Imaginary District"),),
        ("合成区", "Synthetic district"),
        "区长",
        size=1.4,
    ),
    Troop(
        "department",
        tuple((f"虚构区{zh}", f"Imaginary District: {en}") for zh, en in OFFICES),
        ("虚构区部门", "Imaginary District: department"),
        "局长",
        parent="district",
        subsets={
            "livelihood_department": LIVELIHOOD,
            "planned_department": (1, 2, 3, 5, 6, 7, 8, 10, 11, 13, 14, 16, 21, 26),
            "key_pilot": range(23),
            "special_pilot": (16, 21, 23, 24, 25, *LIVELIHOOD),
        },
    ),
    Troop(
        "subdistrict",
        SUBDISTRICTS,
        ("合成街道", "Synthetic subdistrict"),
        "街道办事处主任",
        parent="district",
        subsets={"special_subdistrict": range(6)},
        size=0.9,
    ),
)

DISTRICT = ("district",)
UNITS = ("department", "subdistrict")
SPECIAL_PILOTS = ("special_pilot", "special_subdistrict")
PILOTS = ("key_pilot", *SPECIAL_PILOTS)
INVOLVED = ("livelihood_department", "subdistrict")
ACTIVE = (*DISTRICT, *INVOLVED)
PLANNED = ("planned_department",)
