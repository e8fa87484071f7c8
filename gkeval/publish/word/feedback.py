"""The feedback sheet of one unit (问题清单): the context of its template.

Names that a template may use:

name, title, foot : text
summary : list of text
scores : list of row, with title, available, score, rate
losses_text : text
losses : list of row, with number, indicator, lost, reason, clause, evidence, remedy
adjustments : list of row, with title, change, clause, evidence
data_heading : text; data : list of text, the problems of the unit's own records
"""

from __future__ import annotations

from typing import Any

from gkeval.assessment import Assessment
from gkeval.collecting.phrases import said as told
from gkeval.measures.reasons import reason
from gkeval.publish.evidence import EvidenceTable
from gkeval.publish.facts import Facts, ScoreRow, UnitFacts
from gkeval.publish.sentences import summary
from gkeval.publish.sheets import names_another, names_of
from gkeval.publish.telling import place
from gkeval.publish.word.losses import LOSING
from gkeval.publish.word.wording import said
from gkeval.spec import Lang
from gkeval.words import label

MOST_RECORDS = 4
"""Records that the evidence of one loss names; the rest is counted."""


def feedback_context(facts: Facts, unit: UnitFacts) -> dict[str, Any]:
    """Return what the sheet of one unit says; nothing about any other unit."""
    result, lang = facts.result, facts.lang
    leaves = result.scheme.leaves
    judged = {leaf.id for leaf in leaves if leaf.measured.table == "judgements"}
    losses = [
        {
            "number": str(at),
            "indicator": row.line.title,
            "lost": row.lost,
            "reason": _reason(row, lang),
            "clause": row.line.clause,
            "evidence": _evidence(row.records, lang, counted=row.line.id in judged),
            "remedy": row.remedy or "—",
        }
        for at, row in enumerate(unit.losses, start=1)
    ]
    chapter = 4 if unit.adjustments else 3
    number = f"{'三四'[chapter - 3]}、" if lang == "zh" else f"{chapter}  "
    return {
        "name": unit.rank.name,
        "title": said("f_title", lang),
        "summary": [summary(unit, result, lang), *_states(unit, lang)],
        "scores": [
            {
                "title": row.line.title,
                "available": row.available or "—",
                "score": row.score or row.state_title,
                "rate": row.rate or "—",
            }
            for row in unit.first
        ],
        "losses": losses,
        "losses_text": _losses_text(unit, lang),
        "adjustments": [
            {
                "title": row.title,
                "change": row.change,
                "clause": row.clause,
                "evidence": _evidence(row.records, lang, counted=True),
            }
            for row in unit.adjustments
        ],
        "data": _problems(result, unit.rank.unit, lang),
        "data_heading": number + said("f_data", lang),
        "foot": _foot(result, lang),
    }


def _losses_text(unit: UnitFacts, lang: Lang) -> str:
    count = len(unit.losses)
    if not count:
        return said("f_none" if any(row.available for row in unit.first) else "f_nothing", lang)
    combined = ("、" if lang == "zh" else ", ").join(unit.combined)
    if lang == "zh":
        text = f"共{count}项指标失分，按失分多少列出如下。"
        return text + (f"{label('not_added', lang)}：{combined}。" if combined else "")
    verb = "indicator" if count == 1 else "indicators"
    text = f"Points were lost on {count} {verb}, the most costly first."
    note = label("not_added", lang)
    return text + (f" {note[:1].upper()}{note[1:]}: {combined}." if combined else "")


def _states(unit: UnitFacts, lang: Lang) -> list[str]:
    open_ = [
        row.line.title
        for row in unit.rows
        if row.leaf and row.state in ("not_assessed", "disputed")
    ]
    if not open_:
        return []
    if lang == "zh":
        return [f"下列指标未评定或有争议，失分以区间表示：{'、'.join(open_)}。"]
    return [f"Not settled yet, so that the loss is an interval: {', '.join(open_)}."]


def _reason(row: ScoreRow, lang: Lang) -> str:
    colon, end = ("：", "。") if lang == "zh" else (": ", ".")
    found = f"{label('found', lang).capitalize()}{colon}{row.value}" if row.value else ""
    rule = f"{label('rule', lang).capitalize()}{colon}{row.line.rule}"
    return f"{found or row.state_title}{end}{'' if lang == 'zh' else ' '}{rule}"


def _evidence(table: EvidenceTable | None, lang: Lang, *, counted: bool = False) -> str:
    """Return the records behind a loss: those that did not count, with why and where to look."""
    if table is None or not table.rows:
        return "—"
    heads = {head: at for at, head in enumerate(table.heads)}

    def column(key: str) -> int | None:
        return heads.get(label(key, lang))

    counts, record, link, why = map(column, ("counted", "record", "evidence", "why"))
    wanted = label("yes" if counted else "no", lang)
    rows = [row for row in table.rows if counts is None or row[counts][0] == wanted]
    if why is not None and not counted:
        wrong = tuple(reason(code, lang) for code in LOSING)
        rows = [row for row in table.rows if row[why][0].startswith(wrong)] or rows
    rows = rows or list(table.rows)
    texts = []
    for row in rows[:MOST_RECORDS]:
        name = row[record][0] if record is not None else ""
        about = [row[at][0] for at in (why,) if at is not None and row[at][0]]
        where = row[link][0] if link is not None else ""
        inner = ("，" if lang == "zh" else ", ").join(about)
        text = name + (f"（{inner}）" if lang == "zh" else f" ({inner})") if inner else name
        texts.append(" ".join(part for part in (text, where) if part))
    texts = [text for text in texts if text]
    if len(rows) > MOST_RECORDS:
        texts.append(f"等{len(rows)}条" if lang == "zh" else f"… {len(rows)} in all")
    return "\n".join(texts) or "—"


def _problems(result: Assessment, unit: str, lang: Lang) -> list[str]:
    names = names_of(result)
    mine = [
        problem
        for problem in result.problems
        if problem.unit == unit and not names_another(problem, unit, names)
    ]
    colon, end = ("：", "；") if lang == "zh" else (": ", "; ")
    texts = []
    for at, problem in enumerate(mine, start=1):
        found, _, remedy = told(problem, lang)
        texts.append(f"{at}. {place(problem, lang)}{colon}{found}{end}{remedy}")
    return texts


def _foot(result: Assessment, lang: Lang) -> str:
    scheme = result.scheme
    start, end = scheme.period.start.isoformat(), scheme.period.end.isoformat()
    title = scheme.title.to(lang)
    if lang == "zh":
        return f"指标体系：{title}　评估期：{start}至{end}　指纹：{result.fingerprint}"
    return f"Scheme: {title} · Period: {start} to {end} · Fingerprint: {result.fingerprint}"
