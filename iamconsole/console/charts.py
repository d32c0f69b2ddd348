"""Charts drawn on the server: an SVG to look at, and the same figures as a table to be read out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from iamconsole.console.cells import Words, number

_WIDTH, _HEIGHT, _FOOT = 400, 96, 18


@dataclass(frozen=True)
class Bar:
    """One figure of a chart."""

    label: str
    value: int
    is_warning: bool = False


def bars(
    title: Words, figures: Sequence[Bar], label_heading: Words, value_heading: Words
) -> SafeString:
    """A bar chart with its table for assistive technology."""
    highest = max((bar.value for bar in figures), default=0) or 1
    step = _WIDTH / max(1, len(figures))
    drawn = format_html_join(
        "", "{}", ((_bar(n, b, step, highest),) for n, b in enumerate(figures))
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" aria-hidden="true">'
        '<line class="chart-line" x1="0" y1="{}" x2="{}" y2="{}"></line>{}{}</svg>{}',
        _WIDTH,
        _HEIGHT + _FOOT,
        _HEIGHT,
        _WIDTH,
        _HEIGHT,
        drawn,
        _labels(figures, step),
        _table(title, figures, label_heading, value_heading),
    )


def _bar(position: int, bar: Bar, step: float, highest: int) -> SafeString:
    height = round(bar.value / highest * (_HEIGHT - 4), 1)
    return format_html(
        '<rect class="chart-bar{}" x="{}" y="{}" width="{}" height="{}">'
        "<title>{}: {}</title></rect>",
        " chart-bar-warn" if bar.is_warning else "",
        round(position * step + step * 0.1, 1),
        round(_HEIGHT - height, 1),
        round(step * 0.8, 1),
        height,
        bar.label,
        number(bar.value),
    )


def _labels(figures: Sequence[Bar], step: float) -> SafeString:
    every = max(1, round(len(figures) / 6))
    return format_html_join(
        "",
        '<text class="chart-label" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (round((position + 0.5) * step, 1), _HEIGHT + _FOOT - 4, bar.label)
            for position, bar in enumerate(figures)
            if position % every == every // 2
        ),
    )


def _table(
    title: Words, figures: Sequence[Bar], label_heading: Words, value_heading: Words
) -> SafeString:
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td>{}</td></tr>',
        ((bar.label, number(bar.value)) for bar in figures),
    )
    return format_html(
        # A table cannot be made smaller than its rows, so what is around it is hidden.
        '<div class="visually-hidden"><table><caption>{}</caption><thead><tr>'
        '<th scope="col">{}</th><th scope="col">{}</th></tr></thead>'
        "<tbody>{}</tbody></table></div>",
        title,
        label_heading,
        value_heading,
        rows,
    )
