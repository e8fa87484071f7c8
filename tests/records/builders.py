"""One small record set in every form in which records can come."""

from pathlib import Path

import pandas as pd

TABLES = {
    "units": pd.DataFrame(
        {
            "unit": ["A", "B", "C"],
            "name": ["清水市", "长河县", "青山县"],
            "group": ["city", "county", "county"],
            "parent": ["", "A", "A"],
        },
        dtype="str",
    ),
    "requests": pd.DataFrame(
        {
            "unit": ["A", "B", "B", "C"],
            "record": ["R1", "R2", "R3", "R4"],
            "channel": ["internet", "fax", "", "in_person"],
            "received": ["2017-03-05", "2017-03-06", "2017-03-07", "2017-04-01"],
            "answered": ["2017-03-09", "", "2017-03-21", "2017-04-01"],
            "mock": ["是", "否", "", "是"],
            "elements": ["number;seal", "", "seal", "number"],
            "captured": ["2017-12-01 09:30:00", "", "2017-12-01 10:00:00", ""],
            "页数": ["3", "2.5", "", "12"],
            "备注": ["第1.10条", "", "两行\n的备注", "x, y"],
        },
        dtype="str",
    ),
    "activities": pd.DataFrame(
        {
            "unit": ["A"],
            "record": ["1"],
            "kind": ["open_day"],
            "date": ["2017-05-15"],
            "participants": ["1200"],
        },
        dtype="str",
    ),
    "updates": pd.DataFrame(columns=["unit", "record", "column", "date"], dtype="str"),
}

CHINESE = {
    "units": ("评估对象", ["评估对象", "单位名称", "类别", "上级单位"]),
    "requests": (
        "依申请公开",
        [
            "单位",
            "底稿编号",
            "申请渠道",
            "收到日期",
            "答复日期",
            "模拟申请",
            "已有要素",
            "采集时间",
            "页数",
            "备注",
        ],
    ),
    "activities": ("活动", ["评估对象", "编号", "活动类型", "活动日期", "参加人数"]),
    "updates": ("栏目更新", ["评估对象", "底稿编号", "栏目编号", "更新日期"]),
}


def in_chinese() -> dict[str, pd.DataFrame]:
    """Tables, headers, codes and dates in Chinese, as people write them."""
    frames = {}
    for name, (zh, headers) in CHINESE.items():
        frame = TABLES[name].copy()
        if name == "requests":
            words = {"internet": "互联网", "fax": "传真", "in_person": "当面"}
            frame["channel"] = frame["channel"].replace(words)
            days = pd.to_datetime(frame["received"])
            frame["received"] = [f"{day.year}年{day.month}月{day.day}日" for day in days]
            frame["mock"] = frame["mock"].replace({"是": "√", "否": "×"})
            frame["elements"] = frame["elements"].str.replace(";", "、")
            frame["unit"] = frame["unit"].str.translate(str.maketrans("ABC", "ＡＢＣ"))
        if name == "activities":
            frame["participants"] = "１,２００"
        frames[zh] = frame.set_axis(headers, axis=1)
    return frames


def typed() -> dict[str, pd.DataFrame]:
    """Tables with the types that a program would give them."""
    frames = {name: frame.replace("", None) for name, frame in TABLES.items()}
    requests = frames["requests"]
    for name in ("received", "answered", "captured"):
        requests[name] = pd.to_datetime(requests[name])
    requests["mock"] = requests["mock"].map({"是": True, "否": False}).astype("boolean")
    requests["页数"] = pd.to_numeric(requests["页数"])
    requests["channel"] = requests["channel"].astype("category")
    frames["activities"]["participants"] = [1200]
    return frames


def write_csv(folder: Path, frames: dict[str, pd.DataFrame], encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding=encoding)
    return folder


def write_workbook(path: Path, frames: dict[str, pd.DataFrame]) -> Path:
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, frame in frames.items():
            frame.to_excel(writer, sheet_name=name, index=False)
    return path
