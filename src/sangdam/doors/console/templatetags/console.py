"""What the console's templates draw with: icons, times, badges, the labels of the scripts."""

import datetime
from functools import cache

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_vite.templatetags.django_vite import vite_asset_url

from sangdam.doors.console import faces
from sangdam.doors.console.labels import (
    CHANNEL_ICONS,
    CHANNEL_NAMES,
    PRIORITY_NAMES,
    SCRIPT_LABELS,
    STATUS_NAMES,
    Counted,
)
from sangdam.tickets.selectors import COUNT_LIMIT

register = template.Library()

# Minutes after which a wait is marked; frontend/console/ages.ts goes by the same.
LONG_WAIT, VERY_LONG_WAIT = 4 * 60, 24 * 60


@cache
def _sprite() -> str:
    return vite_asset_url("console/icons.svg")


def _icon(name: str, classes: str = "", title: str = "") -> SafeString:
    if title:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', classes, title, _sprite(), name
        )
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite(), name)


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Draw an icon of the sprite; words beside it carry the meaning."""
    return _icon(name, classes)


@register.simple_tag
def favicon() -> str:
    """Return the address of the tab's icon."""
    return vite_asset_url("console/favicon.svg")


@register.simple_tag
def font_sheet() -> SafeString:
    """Link the sheet that names the font's pieces; none is asked for ahead of the page's own style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', vite_asset_url("console/fonts.css"))


@register.simple_tag(takes_context=True)
def theme_attribute(context: template.Context) -> SafeString:
    """Write the member's theme for the root element; nothing means the device's own."""
    member = getattr(context.get("request"), "user", None)
    theme = getattr(member, "theme", "system")
    return format_html(' data-theme="{}"', theme) if theme in {"light", "dark"} else SafeString("")


@register.simple_tag
def labels() -> SafeString:
    """Hand the scripts their labels in the page's language."""
    return json_script(
        {key: text.forms() if isinstance(text, Counted) else str(text) for key, text in SCRIPT_LABELS.items()}, "labels"
    )


@register.simple_tag
def face(name: str, person: int | None = None, classes: str = "", title: str = "") -> SafeString:
    """Draw a person's face: the letters of the name, in the person's colour if `person`, the member's key, is known.

    The name itself stands beside it, or in words for screen readers.
    """
    hue = faces.hue_of(person)
    return format_html(
        '<span class="face{}{}" aria-hidden="true"{}>{}</span>',
        f" {classes}" if classes else "",
        "" if hue is None else f" face-hue-{hue}",
        format_html(' title="{}"', title) if title else "",
        faces.initials(name),
    )


@register.filter
def initial(name: str | None) -> str:
    """Shorten a service's name to the letter on its square."""
    return faces.initial(name)


@register.filter
def breakable(text: str) -> SafeString:
    """Let a long address break before its at sign rather than anywhere."""
    return format_html_join(mark_safe("<wbr>@"), "{}", ((part,) for part in text.split("@")))


@register.filter
def count_text(count: int | None) -> str:
    """Write a count as far as it was counted; none at all is better than a zero in a menu."""
    if not count:
        return ""
    return f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)


# --- times ------------------------------------------------------------------------------------------------------------


def _full(at: datetime.datetime) -> str:
    return format_date(timezone.localtime(at), pgettext("date format", "F j, Y, g:i A"))


def _short(at: datetime.datetime, now: datetime.datetime) -> str:
    local = timezone.localtime(at)
    today = timezone.localtime(now)
    if local.date() == today.date():
        return format_date(local, pgettext("date format", "g:i A"))
    if local.year == today.year:
        return format_date(local, pgettext("date format", "M j, g:i A"))
    return format_date(local, pgettext("date format", "M j, Y"))


@register.simple_tag
def at(moment: datetime.datetime | None) -> SafeString:
    """Write a moment as short as it stays clear; hovering tells it in full."""
    if moment is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), _full(moment), _short(moment, timezone.now())
    )


@register.simple_tag
def ago(moment: datetime.datetime) -> SafeString:
    """Write how long ago something was; the page keeps it true (frontend/console/ages.ts)."""
    seconds = max(0, int((timezone.now() - moment).total_seconds()))
    if seconds < 60:
        text = str(SCRIPT_LABELS["now"])
    elif seconds < 3600:
        text = str(SCRIPT_LABELS["minutes"]).format(seconds // 60)
    elif seconds < 86_400:
        text = str(SCRIPT_LABELS["hours"]).format(seconds // 3600)
    elif seconds < 7 * 86_400:
        text = str(SCRIPT_LABELS["days"]).format(seconds // 86_400)
    else:
        text = format_date(timezone.localtime(moment), pgettext("date format", "M j"))
    return format_html('<time datetime="{}" title="{}" data-ago>{}</time>', moment.isoformat(), _full(moment), text)


@register.simple_tag
def waiting(since: datetime.datetime) -> SafeString:
    """Write how long a customer waits for an answer; the page keeps it true, and marks what is long."""
    minutes = max(0, int((timezone.now() - since).total_seconds())) // 60
    if minutes < 60:
        text = str(SCRIPT_LABELS["minutes"]).format(minutes) if minutes else str(SCRIPT_LABELS["now"])
    elif minutes < 1440:
        text = str(SCRIPT_LABELS["hours"]).format(minutes // 60)
    else:
        text = str(SCRIPT_LABELS["days"]).format(minutes // 1440)
    long = " is-very-long" if minutes >= VERY_LONG_WAIT else " is-long" if minutes >= LONG_WAIT else ""
    return format_html(
        '<span class="row-wait{}">{}<span class="sr-only">{} </span>'
        '<time datetime="{}" title="{}" data-ago data-waiting>{}</time></span>',
        long,
        _icon("clock"),
        _("Waiting for an answer:"),
        since.isoformat(),
        _("Waiting for an answer since %(since)s") % {"since": _full(since)},
        text,
    )


# --- badges -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def status_icon(status: str) -> SafeString:
    """Draw a ticket's status: each has its own shape, colour only helps."""
    return _icon(f"status-{status}", f"is-{status}", str(STATUS_NAMES.get(status, status)))


@register.simple_tag
def status_tag(status: str) -> SafeString:
    """Draw a ticket's status with its word."""
    return format_html(
        '<span class="tag is-{}">{}{}</span>', status, _icon(f"status-{status}"), STATUS_NAMES.get(status, status)
    )


@register.simple_tag
def priority_icon(priority: str) -> SafeString:
    """Draw a ticket's priority."""
    title = _("Priority: %(priority)s") % {"priority": PRIORITY_NAMES.get(priority, priority)}
    return _icon(f"priority-{priority}", f"priority-{priority}", title)


@register.simple_tag
def priority_tag(priority: str) -> SafeString:
    """Draw a ticket's priority with its word."""
    return format_html(
        '<span class="tag tag-outline">{}{}</span>',
        _icon(f"priority-{priority}", f"priority-{priority}"),
        PRIORITY_NAMES.get(priority, priority),
    )


@register.simple_tag
def priority_text(priority: str) -> str:
    """Name a priority."""
    return str(PRIORITY_NAMES.get(priority, priority))


@register.simple_tag
def channel_icon(channel: str) -> SafeString:
    """Draw where an inquiry came in."""
    return _icon(CHANNEL_ICONS.get(channel, "channel"), "", channel_text(channel))


@register.simple_tag
def channel_tag(channel: str) -> SafeString:
    """Draw where an inquiry came in, with its word."""
    return format_html(
        '<span class="tag tag-outline">{}{}</span>',
        _icon(CHANNEL_ICONS.get(channel, "channel")),
        channel_text(channel),
    )


@register.simple_tag
def channel_text(channel: str) -> str:
    """Name where an inquiry came in."""
    return str(CHANNEL_NAMES.get(channel, channel))
