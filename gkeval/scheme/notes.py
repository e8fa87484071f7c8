"""What holds for a whole scheme, in words: source, period, groups, policies, grades, duties.

In: a scheme. Out: pairs of label and text, in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gkeval.scheme.adjusting_words import KINDS, say_adjustment
from gkeval.scheme.combining_words import say_combine
from gkeval.scheme.model import Grade, NotApplicable, Rollup, Scheme
from gkeval.spec import Lang
from gkeval.words import day, label, listed, number, percent

TIES: dict[str, tuple[str, str]] = {
    "competition": ("得分相同的并列，其后名次顺延（1、2、2、4）", "ties share a rank: 1, 2, 2, 4"),
    "dense": ("得分相同的并列，其后名次不空（1、2、2、3）", "ties share a rank: 1, 2, 2, 3"),
    "ordinal": ("得分相同的按规定顺序区分名次", "ties are broken in a stated order"),
}
_NOT_APPLICABLE: dict[str, tuple[str, str]] = {
    "siblings": (
        "分值按比例转给同一上级指标下适用的指标",
        "its points go to the applicable indicators under the same parent, in proportion",
    ),
    "whole_tree": (
        "分值按比例转给全部适用的指标",
        "its points go to all applicable indicators, in proportion",
    ),
    "within": (
        "分值按比例转给“{of}”下适用的指标",
        "its points go to the applicable indicators under {of}, in proportion",
    ),
    "full": ("得满分", "it earns full points"),
    "share": ("得{rate}的分", "it earns {rate} of its points"),
    "explained": (
        "按情况说明得分（{rates}），没有说明的不得分",
        "it earns by its explanation ({rates}), nothing without one",
    ),
}


def notes(scheme: Scheme, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return what holds for the whole scheme, as pairs of label and text.

    Examples
    --------
    >>> import gkeval as gk
    >>> dict(notes(gk.load_scheme("sichuan-land-2011"), "en"))["period"]
    '1 January 2011 to 31 December 2011'
    """
    pairs = [
        (label("source", lang), _source(scheme, lang)),
        (label("period", lang), _period(scheme, lang)),
        (label("full_mark", lang), _full_mark(scheme, lang)),
        (label("group", lang), _groups(scheme, lang)),
        (label("not_applicable_policy", lang), say_not_applicable(scheme, None, lang)),
        (label("not_assessed", lang), _missing(scheme, lang)),
        (label("combine", lang), say_combine(scheme.combine, lang)),
        (label("rollup", lang), say_rollup(scheme.rollup, scheme, lang) if scheme.rollup else ""),
        *_adjustments(scheme, lang),
        (label("ranking", lang), _ranking(scheme, lang)),
        (label("grades", lang), _grades(scheme, lang)),
        (label("calendar", lang), _calendar(scheme, lang)),
        (label("codes", lang), listed(_codes(scheme, lang), lang)),
        (label("constraints", lang), _apart(_constraints(scheme, lang), lang)),
        (
            label("outside", lang),
            _apart((f"{o.id} {o.reason.to(lang)}" for o in scheme.outside), lang),
        ),
    ]
    return tuple((name, said) for name, said in pairs if said)


def _codes(scheme: Scheme, lang: Lang) -> Iterator[str]:
    """Yield what stands in the records beside the words that sentences show for it."""
    for code, word in scheme.words.items():
        yield f"{word.to(lang)}（{code}）" if lang == "zh" else f"{word.to(lang)} ({code})"


def say_not_applicable(scheme: Scheme, own: NotApplicable | None, lang: Lang) -> str:
    """Say where the points of an indicator go that does not apply.

    Parameters
    ----------
    scheme
        Its policy holds where an indicator has none of its own.
    own
        The policy of one indicator.
    lang
        ``"zh"`` or ``"en"``.
    """
    policy = own or scheme.not_applicable
    said = _NOT_APPLICABLE[policy.kind][0 if lang == "zh" else 1]
    of = scheme.by_id[policy.of].title.to(lang) if policy.of in scheme.by_id else policy.of
    rates = [f"“{name}” {percent(rate, lang)}" for name, rate in policy.rates.items()]
    rate = percent(policy.rate, lang) if policy.rate is not None else ""
    return said.format(of=of, rate=rate, rates=listed(rates, lang))


def _source(scheme: Scheme, lang: Lang) -> str:
    source = scheme.source
    title = source.title.to(lang) if source.title else ""
    parts = [
        source.document,
        "" if title == source.document else title,
        source.issuer or "",
        day(source.issued, lang) if source.issued else "",
        source.url or "",
        source.note.to(lang) if source.note else "",
    ]
    return _apart(parts, lang)


def _period(scheme: Scheme, lang: Lang) -> str:
    ends = [day(end, lang) for end in (scheme.period.start, scheme.period.end)]
    return ("至" if lang == "zh" else " to ").join(ends)


def _full_mark(scheme: Scheme, lang: Lang) -> str:
    said = f"{number(scheme.full_mark)}{'分' if lang == 'zh' else ' points'}"
    if scheme.scale_to:
        of = number(scheme.points)
        said += f"（由{of}分折算）" if lang == "zh" else f", converted from {of}"
    return f"{said}{'，' if lang == 'zh' else '; '}{label(scheme.points_from, lang)}"


def _groups(scheme: Scheme, lang: Lang) -> str:
    said = []
    for name, group in scheme.groups.items():
        if group.within:
            continue
        subsets = [g.title.to(lang) for g in scheme.groups.values() if g.within == name]
        within = listed(subsets, lang)
        inner = f"其中：{within}" if lang == "zh" else f"of which: {within}"
        brackets = f"（{inner}）" if lang == "zh" else f" ({inner})"
        said.append(group.title.to(lang) + (brackets if within else ""))
    return _apart(said, lang)


def _titles(scheme: Scheme, names: tuple[str, ...], lang: Lang) -> str:
    return listed((scheme.groups[n].title.to(lang) for n in names if n in scheme.groups), lang)


def say_rollup(rollup: Rollup, scheme: Scheme, lang: Lang) -> str:
    """Say how a unit's score is made from its own and those of the units below it."""
    who, below = _titles(scheme, rollup.groups, lang), _titles(scheme, rollup.children, lang)
    own, rest = percent(rollup.own, lang), percent(1 - rollup.own, lang)
    if lang == "zh":
        return f"{who}：本级得分占{own}，所属{below}平均得分占{rest}"
    return f"{who}: own score {own}, mean of its {below} {rest}"


def _adjustments(scheme: Scheme, lang: Lang) -> Iterator[tuple[str, str]]:
    for adjustment in scheme.adjustments:
        name = KINDS[adjustment.kind][0 if lang == "zh" else 1]
        colon = "：" if lang == "zh" else ": "
        title = f"{adjustment.title.to(lang)}{colon}{say_adjustment(adjustment, scheme, lang)}"
        who = _titles(scheme, adjustment.groups, lang)
        tail = [part for part in (who, adjustment.clause) if part]
        yield (
            name,
            title + "".join(f"［{part}］" if lang == "zh" else f" [{part}]" for part in tail),
        )


def _ranking(scheme: Scheme, lang: Lang) -> str:
    ranked = sum(1 for group in scheme.groups.values() if not group.within)
    rounding, ranking = scheme.rounding, scheme.ranking
    published = rounding.rank_on == "published"
    if lang == "zh":
        parts = [
            "按类别分别排名" if ranked > 1 else "",
            f"得分四舍五入保留{rounding.decimals}位小数",
            f"按{'修约后' if published else '未修约'}的得分排名",
        ]
    else:
        parts = [
            "each group by itself" if ranked > 1 else "",
            f"scores rounded half up to {rounding.decimals} decimal"
            + ("" if rounding.decimals == 1 else "s"),
            f"ranks from {'rounded' if published else 'exact'} scores",
        ]
    parts.append(TIES[ranking.ties][0 if lang == "zh" else 1])
    if ranking.break_by:
        orders = {"order": "行政区划序" if lang == "zh" else "the order of the units table"}
        orders |= {key: indicator.title.to(lang) for key, indicator in scheme.by_id.items()}
        by = ("，" if lang == "zh" else ", then ").join(orders.get(k, k) for k in ranking.break_by)
        parts.append(f"依次看{by}" if lang == "zh" else f"by {by}")
    return ("，" if lang == "zh" else "; ").join(part for part in parts if part)


def _grades(scheme: Scheme, lang: Lang) -> str:
    said = [
        f"{grade.title.to(lang)} {_grade(grade, scheme, lang)}".strip() for grade in scheme.grades
    ]
    return _apart(said, lang)


def _grade(grade: Grade, scheme: Scheme, lang: Lang) -> str:
    parts = []
    if isinstance(grade.at_least, dict):
        limits = [
            f"{_titles(scheme, (name,), lang)} ≥ {number(limit)}"
            for name, limit in grade.at_least.items()
        ]
        parts.append(listed(limits, lang))
    elif grade.at_least is not None:
        parts.append(f"≥ {number(grade.at_least)}")
    if grade.top is not None:
        share = percent(grade.top, lang)
        parts.append(f"前{share}" if lang == "zh" else f"best {share}")
    if grade.needs.no_veto:
        parts.append("未被否决" if lang == "zh" else "no veto")
    for name, rate in grade.needs.rates.items():
        title = scheme.by_id[name].title.to(lang) if name in scheme.by_id else name
        parts.append(f"{title} ≥ {percent(rate, lang)}")
    return ("，" if lang == "zh" else ", ").join(parts)


def _constraints(scheme: Scheme, lang: Lang) -> Iterator[str]:
    for constraint in scheme.constraints:
        weight = constraint.kind == "efficiency_weight"
        least = percent(constraint.at_least, lang) if weight else number(constraint.at_least)
        title = constraint.title.to(lang) if constraint.title else constraint.kind
        clause = f"［{constraint.clause}］" if lang == "zh" else f" [{constraint.clause}]"
        yield f"{title} ≥ {least}{clause if constraint.clause else ''}"


def _missing(scheme: Scheme, lang: Lang) -> str:
    if scheme.missing != "zero":
        return ""
    return "按0分计" if lang == "zh" else "counts as 0"


def _calendar(scheme: Scheme, lang: Lang) -> str:
    """Say the days beside the national calendar."""
    own = scheme.calendar
    said = []
    for days, zh, en in (
        (own.days_off, "另行放假：", "also off: "),
        (own.days_on, "另行上班：", "also worked: "),
    ):
        if days:
            said.append((zh if lang == "zh" else en) + listed((day(d, lang) for d in days), lang))
    return _apart(said, lang)


def _apart(parts: Iterable[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(part for part in parts if part)
