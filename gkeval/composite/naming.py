"""What people read for the names of methods and their options: choices in words.

In: a choice as an `Index` keeps it, such as ``minmax(high=100); rank for 2``. Out: the same in
Chinese or English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gkeval.spec import Lang

NAMES: dict[str, tuple[str, str]] = {
    # imputation
    "mean": ("均值", "mean"),
    "median": ("中位数", "median"),
    "group_mean": ("同类均值", "mean of the group"),
    "group_median": ("同类中位数", "median of the group"),
    "carry": ("沿用邻近年份", "carried within the panel"),
    "siblings": ("同一上级其他指标的均值", "mean of its siblings"),
    "em": ("期望最大化（EM）", "expectation maximisation"),
    # treatment
    "winsorise": ("缩尾", "winsorised"),
    "boxcox": ("Box-Cox变换", "Box-Cox"),
    "log": ("取对数", "logarithm"),
    "signed": ("保号变换", "signed transformation"),
    "stepwise": ("先缩尾、不够再变换", "winsorised, transformed where that is not enough"),
    # normalisation
    "minmax": ("最小—最大法", "min-max"),
    "zscore": ("标准分", "z-score"),
    "rank": ("名次", "rank"),
    "percentile_rank": ("百分位", "percentile rank"),
    "distance_to_maximum": ("与最大值之比", "distance to the maximum"),
    "distance_to_reference": ("与参照对象之比", "distance to a reference unit"),
    "distance_to_target": ("与目标值之比", "distance to the target"),
    "goalposts": ("固定上下限", "goalposts"),
    "scaled": ("线性换算", "scaled"),
    "borda": ("波达计分", "Borda"),
    "categories": ("按分位分档", "categories by quantile"),
    "above_mean": ("高于或低于均值", "above or below the mean"),
    "vector": ("向量归一", "vector"),
    # weights
    "given": ("按指标树", "as the tree states"),
    "equal": ("等权", "equal"),
    "entropy": ("熵权法", "entropy"),
    "critic": ("CRITIC法", "CRITIC"),
    "standard_deviation": ("标准差法", "standard deviation"),
    "pca": ("主成分法", "principal component"),
    "factor": ("因子分析法", "factors"),
    # aggregation
    "arithmetic": ("加权算术平均", "arithmetic mean"),
    "geometric": ("加权几何平均", "geometric mean"),
    "harmonic": ("加权调和平均", "harmonic mean"),
    "power": ("加权广义平均", "generalised mean"),
    "minimum": ("最低值", "minimum"),
    "maximum": ("最高值", "maximum"),
    "mazziotta_pareto": ("Mazziotta-Pareto法", "Mazziotta-Pareto"),
    "mean_min": ("均值减短板差距", "mean less the gap to the minimum"),
    "owa": ("有序加权平均", "ordered weighted average"),
    "copeland": ("Copeland两两比较", "Copeland"),
    "topsis": ("TOPSIS法", "TOPSIS"),
    "vikor": ("VIKOR法", "VIKOR"),
    "benefit_of_the_doubt": ("各自最有利权重", "benefit of the doubt"),
    # missing values
    "renormalise": ("权重转给其余指标", "their weight goes to the others"),
    "worst": ("按最低计", "they count as the lowest"),
    "zero": ("上级记零", "their parent scores 0"),
    "missing": ("上级缺失", "their parent is missing"),
    "none": ("不作处理", "none"),
}
"""Methods and policies by name: Chinese, English."""

_OPTIONS = {
    "low": "下端",
    "high": "上端",
    "floor": "下限",
    "exponent": "指数",
    "order": "次序权重",
    "mean": "均值",
    "sd": "标准差",
    "constant": "相同值记",
    "ties": "并列",
    "cap": "封顶",
    "lower": "权重下限",
    "upper": "权重上限",
    "skew": "偏度",
    "kurt": "峰度",
    "most": "最多个数",
}
_WITHIN = {
    "by period": ("分年", "by period"),
    "by group": ("分类别", "by group"),
    "by group_period": ("分类别、分年", "by group and period"),
}
_CALL = re.compile(r"^(?P<name>[^\s(;,]+)(?P<options>\(.*\))?(?P<rest>.*)$")


def say_choice(choice: object, lang: Lang, titles: Mapping[str, str] | None = None) -> str:
    """Return a choice in words.

    Parameters
    ----------
    choice
        A `Method`, or a text of `Index.choices`: methods with options, for how many indicators,
        or by node id.
    lang
        ``"zh"`` or ``"en"``. A function of one's own keeps its name.
    titles
        What nodes are called, by id; their ids when not given.

    Examples
    --------
    >>> say_choice("minmax(high=100)", "zh"), say_choice("worst, at least 0.7", "zh")
    ('最小—最大法（上端100）', '按最低计（至少有0.7）')
    >>> say_choice("index: power(exponent=2); p: minimum", "en")
    'index: generalised mean (exponent 2); p: minimum'
    """
    apart, colon = ("；", "：") if lang == "zh" else ("; ", ": ")
    said = []
    for part in str(choice).split("; "):
        node, is_node, method = part.partition(": ")
        node = (titles or {}).get(node, node)
        said.append(f"{node}{colon}{_one(method, lang)}" if is_node else _one(part, lang))
    return apart.join(said)


def _one(text: str, lang: Lang) -> str:
    found = _CALL.match(text)
    if found is None or found["name"] not in NAMES:
        return text
    zh = lang == "zh"
    notes = []
    if found["options"]:
        for option in re.findall(r"(\w+)=('[^']*'|[\[(][^\])]*[\])]|[^,)]+)", found["options"]):
            name, value = option[0], option[1].strip("'")
            notes.append(f"{_OPTIONS.get(name, name + '=')}{value}" if zh else f"{name} {value}")
    for rest in filter(None, re.split(r", | (?=for )", found["rest"])):
        notes.append(_rest(rest.strip(), zh))
    name = NAMES[found["name"]][0 if zh else 1]
    if not notes:
        return name
    return f"{name}（{'，'.join(notes)}）" if zh else f"{name} ({', '.join(notes)})"


def _rest(text: str, zh: bool) -> str:
    if text in _WITHIN:
        return _WITHIN[text][0 if zh else 1]
    if zh and text.startswith("at least "):
        return f"至少有{text.removeprefix('at least ')}"
    if zh and text.startswith("for "):
        return f"{text.removeprefix('for ')}项"
    return text
