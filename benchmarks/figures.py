"""Figures, the bars they are held against, and how they are written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One measured number with its unit; `bar` says in words what was asked of it, `is_met` whether it holds."""

    name: str
    value: str
    bar: str = ""
    is_met: bool | None = None

    @property
    def verdict(self) -> str:
        """Return the bar and whether it is met; "" where none is set."""
        return f"{self.bar}: {'met' if self.is_met else 'NOT met'}" if self.bar else ""


def at_most(name: str, value: float, limit: float, unit: str, digits: int = 0) -> Figure:
    """Make a figure that must not exceed a limit."""
    return Figure(
        name, f"{value:,.{digits}f} {unit}".rstrip(), f"at most {limit:,g} {unit}".rstrip(), is_met=value <= limit
    )


def at_least(name: str, value: float, limit: float, unit: str, digits: int = 0) -> Figure:
    """Make a figure that must reach a limit."""
    return Figure(
        name, f"{value:,.{digits}f} {unit}".rstrip(), f"at least {limit:,g} {unit}".rstrip(), is_met=value >= limit
    )


@dataclass
class Section:
    """Figures that were measured together; `notes` are sentences about how."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` (0..1) of the values do not exceed. Raises `ValueError` for none."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the middle value; the mean of the two middle ones of an even number."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def milliseconds(nanoseconds: float) -> str:
    """Write a duration the way the tables show it."""
    return f"{nanoseconds / 1e6:.2f} ms" if nanoseconds < 1e8 else f"{nanoseconds / 1e6:.0f} ms"


def write_tables(sections: Iterable[Section]) -> str:
    """Write all sections as Markdown tables that can be read as they stand."""
    parts = []
    for section in sections:
        rows = [("measured", "value", "bar"), *((item.name, item.value, item.verdict) for item in section.figures)]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = [
            f"| {row[0]:<{widths[0]}} | {row[1]:>{widths[1]}} | {row[2]:<{widths[2]}} |".replace("  |", "  |")
            for row in rows
        ]
        rule = f"| {'-' * widths[0]} | {'-' * (widths[1] - 1)}: | {'-' * widths[2]} |"
        parts.append("\n".join([f"## {section.title}", "", lines[0], rule, *lines[1:]]))
        parts += section.notes
    return "\n\n".join(parts) + "\n"
