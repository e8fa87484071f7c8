"""Rows of units in blocks by group, as figures by unit have them: labels, means, hover texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import groups_of, parts_frame
from gkeval.charts.setting import em, said, shortened
from gkeval.numbers import plain
from gkeval.spec import Lang
from gkeval.words import in_points, label, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

FIGURE_SPACE = "\u2007"
"""As wide as a digit, so that ranks stand in a column."""


class Sheet:
    """Rows of units in blocks by group, with their labels and their place in the plot."""

    def __init__(
        self,
        result: Assessment,
        frame: pd.DataFrame,
        lang: Lang,
        chosen: str | None,
        span: float = 1.0,
    ) -> None:
        self.result, self.frame, self.lang, self.chosen = result, frame, lang, chosen
        self.span = span
        self.groups = groups_of(frame, result)
        self.size = stacking.label_size(len(frame))
        self.row = stacking.row_height(len(frame))
        self.head = 30.0 if len(self.groups) > 1 else 18.0
        counts = [int((frame["group"] == group).sum()) for group in self.groups] or [1]
        self.panels, self.height = stacking.panels(counts, self.row, self.head)
        self.highest = max([float(result.scheme.full_mark), *frame["high"].dropna()])
        self.blocks = self._blocks()
        texts = [label for _, block in self.blocks for label in self.labels(block)]
        self.room = theme.WIDTH - max(map(em, texts), default=0) * self.size - 140
        self.room *= span

    def _blocks(self) -> list[tuple[str, pd.DataFrame]]:
        """Return the rows of each group with their position `row` in the block."""
        blocks = []
        for group in self.groups:
            block = self.frame[self.frame["group"] == group].reset_index(drop=True)
            blocks.append((group, block.assign(row=range(len(block)))))
        return blocks

    def labels(self, block: pd.DataFrame) -> list[str]:
        """Return name and rank of each row, the ranks in a column."""
        ranks = [
            "" if pd.isna(rank) else f"{rank}{'=' if tied else FIGURE_SPACE}"
            for rank, tied in zip(block["rank"], block["tied"], strict=True)
        ]
        widest = len(str(self.frame["rank"].max())) + 1
        return [
            f"{shortened(name)}{FIGURE_SPACE}{rank.rjust(widest, FIGURE_SPACE)}"
            for name, rank in zip(block["named"], ranks, strict=True)
        ]

    def fitting(self, points: float) -> str:
        """Return the points as text, or nothing where a part is too narrow for it."""
        text = plain(round(points, 2))
        room = self.room * points / self.highest * 0.8
        return text if points > 0 and em(text) * theme.NOTE + 8 < room else ""

    def mean_line(self, figure: go.Figure, block: pd.DataFrame, place: int) -> None:
        """Mark the mean of all units with a line behind the bars, between the printed values."""
        whole = self.result.ranking(self.chosen or str(block["group"].iloc[0]))["score"].dropna()
        if len(whole) < 2:
            return
        mean = float(whole.sort_values().mean())
        panel = self.panels[place]
        for first, last in self._free_rows(block, mean):
            figure.add_shape(
                type="line",
                x0=mean,
                x1=mean,
                y0=first - 0.5,
                y1=last + 0.5,
                xref="x",
                yref=stacking.axis_name(place),
                layer="below",
                line={"color": theme.LINE, "width": 1.2, "dash": "dot"},
            )
        figure.add_annotation(
            text=f"{'平均' if self.lang == 'zh' else 'mean'} {findings.marks(self.result, mean)}",
            x=mean,
            xref="x",
            y=panel.top,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            font={"size": theme.NOTE, "color": theme.ACCENT},
        )

    def _free_rows(self, block: pd.DataFrame, mean: float) -> list[tuple[int, int]]:
        """Return the stretches of rows in which no value is printed where the mean stands."""
        per_pixel = self.highest / self.room
        free = []
        for row, (_, line) in enumerate(block.iterrows()):
            end = line["high"] if pd.isna(line["score"]) else line["score"]
            needed = (em(value_text(self.result, line)) * self.size + 14) * per_pixel
            if pd.isna(end) or not end - 4 * per_pixel < mean < end + needed:
                free.append(row)
        stretches: list[tuple[int, int]] = []
        for row in free:
            if stretches and stretches[-1][1] == row - 1:
                stretches[-1] = (stretches[-1][0], row)
            else:
                stretches.append((row, row))
        return stretches

    def finish(
        self, figure: go.Figure, words: theme.Words, *, legend: Sequence[theme.Key]
    ) -> go.Figure:
        """Give the figure its axes, headings and look."""
        labels = []
        axes: dict[str, Any] = {}
        for place, (group, block) in enumerate(self.blocks):
            mine = self.labels(block)
            labels += mine
            axes |= stacking.block_axis(place, mine, self.panels[place], self.size)
            if len(self.groups) > 1:
                title = findings.group_title(self.result, group, self.lang)
                count = f"（{len(block)}）" if self.lang == "zh" else f" ({len(block)})"
                figure.add_annotation(stacking.heading(title + count, self.panels[place]))
        last = stacking.axis_name(max(len(self.groups) - 1, 0))
        figure.update_layout(
            **axes,
            xaxis=stacking.points_axis(
                self.highest, anchor=last, side="bottom", domain=[0, self.span]
            ),
        )
        return theme.layout(
            figure,
            words,
            height=self.height,
            labels=labels,
            size=self.size,
            legend=legend,
            foot=22,
        )


def value_text(result: Assessment, row: pd.Series[Any]) -> str:
    """Return a unit's total as published, or as an interval; a star where it is provisional."""
    star = "*" if row["provisional"] else ""
    if pd.isna(row["score"]):
        if pd.isna(row["low"]):
            return "—"
        return f"{findings.marks(result, row['low'])}–{findings.marks(result, row['high'])}{star}"
    return f"{findings.marks(result, row['score'])}{star}"


def hover_texts(result: Assessment, frame: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """Return the explanation of each unit's total: points by first-level indicator, adjustments."""
    parts = parts_frame(result, pd.Index(frame["unit"]))
    titles = {node.id: node.title.to(lang) for node in result.scheme.indicators}
    lines: dict[str, list[str]] = {unit: [] for unit in frame["unit"]}
    for unit, indicator, earned, waiting, available in parts[
        ["unit", "indicator", "earned", "open", "available"]
    ].itertuples(index=False):
        if pd.isna(available):
            points = label("not_applicable", lang)
        else:
            span = number(earned, 2)
            if waiting > 0:
                span = f"{span}–{number(earned + waiting, 2)}"
            points = f"{span} / {number(available, 2)}"
        lines[unit].append(f"{said(titles[indicator])}　{points}")
    changes: Iterable[Any] = result.adjustments.itertuples(index=False)
    for change in changes:
        if change.unit in lines and change.after != change.before:
            lines[change.unit].append(
                f"{said(change.reason)}　{number(change.before, 2)} → {number(change.after, 2)}"
            )
    heads = {}
    for _, row in frame.iterrows():
        if pd.isna(row["rank"]):
            rank = label("no_rank", lang)
        elif lang == "zh":
            rank = f"{'并列' if row['tied'] else ''}第{row['rank']}名"
        else:
            rank = f"rank {row['rank']}{' (tied)' if row['tied'] else ''}"
        value = value_text(result, row)
        shown = value if pd.isna(row["low"]) else in_points(value, lang)
        heads[row["unit"]] = f"<b>{said(row['named'])}</b>　{rank}　{shown}"
    return {unit: "<br>".join([heads[unit], *lines[unit]]) for unit in heads}
