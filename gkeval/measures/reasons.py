"""Why a record counts or does not: every code that `items` gives, in Chinese and English.

A code may carry texts after a colon, separated by semicolons, such as the elements that are
missing: ``missing_element:背景;依据``.
"""

from __future__ import annotations

from gkeval.spec import Lang

REASONS: dict[str, tuple[str, str]] = {
    # any measure over records
    "counted": ("计入", "counts"),
    "outside_period": ("不在评估期内", "dated outside the period"),
    "no_date": ("缺日期", "has no date"),
    # distinct
    "duplicate": ("与已计入的重复", "the same as one that counts already"),
    "no_key": ("缺判重字段", "lacks what tells it from others"),
    # tallies
    "worthless": ("不在计分之列", "its code is worth nothing"),
    "no_code": ("缺计分依据", "lacks the code or number that it is worth"),
    # shares
    "met": ("符合", "meets the condition"),
    "not_met": ("不符合", "does not meet the condition"),
    "no_weight": ("缺权数", "has no weight"),
    # time limits
    "in_time": ("按时", "in time"),
    "late": ("超期", "late"),
    "overdue_unanswered": ("超期未办", "overdue and not done"),
    "too_early": ("早于规定时间", "too early"),
    "not_yet_due": ("期末未到期", "not yet due when the period ends"),
    "due_earlier": ("评估期前已到期", "fell due before the period"),
    # the request clock
    "extension_not_in_time": (
        "超期：延期告知晚于原期限，延期无效",
        "late: the extension was notified after the first term, so it does not count",
    ),
    "clarification_not_in_time": (
        "超期：要求补正晚于法定期限，期限不重新起算",
        "late: clarification was asked for too late, so the term did not start afresh",
    ),
    "fee_notice_not_in_time": (
        "超期：收费告知晚于答复期限，期限不重新起算",
        "late: the fee was notified after the term, so it did not run again",
    ),
    "awaiting_clarification": ("等待申请人补正", "waiting for the applicant's clarification"),
    "awaiting_payment": ("等待申请人缴费", "waiting for the applicant's payment"),
    "abandoned": ("申请人放弃", "abandoned by the applicant"),
    "before_regulation": ("收到时条例尚未施行", "received before the Regulation was in force"),
    # columns of a site
    "fresh": ("更新及时", "updated in time"),
    "explained": ("有说明页", "has an explanation page"),
    "stale": ("更新不及时", "not updated in time"),
    "undated": ("无日期，视为未更新", "undated, which counts as not updated"),
    "updated_after_check": ("检查日之后更新", "updated after the check date"),
    "no_limit": ("无更新周期要求", "no interval is required"),
    # longest gap
    "since_start": ("自期初起", "since the start of the period"),
    "since_previous": ("自上次起", "since the one before"),
    "until_end": ("至期末止", "until the end of the period"),
    "never": ("评估期内没有", "none in the period"),
    # elements
    "complete": ("要素齐全", "all elements are there"),
    "missing_element": ("缺少要素", "missing elements"),
    "has_element": ("含要素", "holds elements"),
    "no_element": ("不含所列要素", "holds none of the elements"),
    # dates
    "first": ("最早一条", "the first one"),
    "later": ("晚于最早一条", "later than the first"),
    # statistics
    "added": ("相加", "added"),
    "subtracted": ("相减", "subtracted"),
    "divisor": ("作除数", "divided by"),
    "added_divisor": ("相加并作除数", "added, and divided by"),
    "subtracted_divisor": ("相减并作除数", "subtracted, and divided by"),
    "before": ("基期", "before"),
    "now": ("本期", "now"),
    "repeated": ("同值重复，只计一次", "the same number again, taken once"),
    # judgements
    "changed": ("复核改定", "changed on review"),
    "reconciled": ("评分合成", "reconciled"),
    "agreed": ("评分一致", "the raters agree"),
    "ruling": ("组长裁定", "the leader's ruling"),
    "overruled": ("以组长裁定为准", "settled by the leader"),
    "disputed": ("评分不一致", "the raters differ"),
    "self_assessment": ("自评，不计", "self-assessment, which does not count"),
}
"""Code → (Chinese, English)."""


def reason(code: str, lang: Lang) -> str:
    """Return a code of `items` in words.

    Parameters
    ----------
    code
        A key of `REASONS`, with texts after a colon where it has some.
    lang
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> reason("late", "zh"), reason("missing_element:背景;依据", "zh")
    ('超期', '缺少要素：背景、依据')
    >>> reason("missing_element:背景;依据", "en")
    'missing elements: 背景, 依据'
    """
    name, _, texts = code.partition(":")
    zh, en = REASONS[name]
    if lang == "zh":
        return zh + ("：" + texts.replace(";", "、") if texts else "")
    return en + (": " + texts.replace(";", ", ") if texts else "")
