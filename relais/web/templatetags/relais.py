"""Template tags and filters of the shell, available in every template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django import forms, template
from django.middleware.csrf import get_token
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from relais.activities.decide_nav import links
from relais.acts.forms import new_key
from relais.config import dates
from relais.config.addresses import address
from relais.config.money import format_money
from relais.engine.values import Money
from relais.log import display, markup
from relais.planning.showing.blocks import block_html
from relais.planning.showing.week import BlockShown
from relais.web.assets import shelf
from relais.web.icons import ICONS
from relais.web.markdown import html_of

register = template.Library()


def language_now() -> str:
    """The language of the page: French, or English where nothing else is known."""
    return "fr" if (get_language() or "").startswith("fr") else "en"


# --- addresses --------------------------------------------------------------------------------------------------------


class _Address(URLNode):
    """Django's `{% url %}`, quick in a list: pages have dozens, which differ in an id."""

    def render(self, context: Context) -> str:
        if self.kwargs:
            return super().render(context)
        try:
            found = address(self.view_name.resolve(context), *(one.resolve(context) for one in self.args))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> _Address:
    """The address of a page; with `as name`, nothing where there is no such page."""
    node = django_url(parser, token)
    return _Address(node.view_name, node.args, node.kwargs, node.asvar)


# --- amounts, dates, sizes -------------------------------------------------------------------------------------------


@register.filter
def money(value: Money | int | str | None, currency: str = "") -> str:
    """An amount in the reader's language: a Money, or minor units with their currency. Nothing for None."""
    if value is None or value == "":
        return ""
    amount = value if isinstance(value, Money) else Money(int(value), currency)
    return format_money(amount, language_now())


@register.filter
def day(value: date | datetime | None, form: str = "") -> str:
    """23 Nov 2026, in the reader's time zone; `day:"long"`: 23 November 2026."""
    return dates.day_text(value, language_now(), long=form == "long") if value else ""


@register.filter
def weekday(value: date | datetime | None, form: str = "") -> str:
    """Monday 23 November; `weekday:"short"`: Mon 23 Nov."""
    return dates.weekday_text(value, language_now(), short=form == "short") if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """23 Nov 2026 at 08:52, in the reader's time zone."""
    return dates.moment_text(value, language_now()) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """08:52, in the reader's time zone."""
    return dates.clock_text(value) if value else ""


@register.filter
def duration(minutes: int | None) -> str:
    """Minutes as hours and minutes: 1 h 10 in French, 1 h 10 min in English."""
    return "" if minutes is None else dates.duration_text(int(minutes), language_now())


@register.filter
def filesize(size: int | None) -> str:
    """Bytes as 1.2 MB."""
    return "" if size is None else dates.size_text(int(size), language_now())


@register.filter
def number(value: int | float | None, decimals: int = 0) -> str:
    """A number with its thousands parted."""
    return "" if value is None else dates.number_text(value, language_now(), decimals=decimals)


@register.filter
def ago(value: datetime | None) -> str:
    """3 hours ago; what is under a minute says so."""
    if not value:
        return ""
    unit, count = dates.ago_parts(timezone.now() - value)
    if unit == "minute" and count == 0:
        return _("less than a minute ago")
    texts = {
        "minute": ngettext("%(count)s minute ago", "%(count)s minutes ago", count),
        "hour": ngettext("%(count)s hour ago", "%(count)s hours ago", count),
        "day": ngettext("%(count)s day ago", "%(count)s days ago", count),
        "month": ngettext("%(count)s month ago", "%(count)s months ago", count),
        "year": ngettext("%(count)s year ago", "%(count)s years ago", count),
    }
    return texts[unit] % {"count": count}


@register.simple_tag
def when(value: datetime | date | None, form: str = "moment") -> str:
    """A `<time>` of a moment or date, shown as `moment`, `clock`, `ago`, `day` or `weekday`."""
    if not value:
        return ""
    shown = {"moment": moment, "clock": clock, "ago": ago, "day": day, "weekday": weekday}[form](value)  # type: ignore[arg-type]
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="minutes"), moment(value), shown
    )


# --- texts -----------------------------------------------------------------------------------------------------------


@register.filter
def markdown(text: str | None) -> SafeString:
    """Safe HTML of what a person wrote in Markdown. Stand it in an element of class `prose`."""
    return mark_safe(html_of(text)) if text else SafeString("")  # noqa: S308  (rebuilt by nh3)


@register.filter
def ink(member: Any) -> str:
    """The class of a member's ink; nothing for the system itself."""
    return f"ink-{member.ink}" if getattr(member, "ink", None) else ""


TONES: Final[Mapping[str, str]] = {
    # delegations
    "draft": "plain", "proposed": "warn", "change_asked": "warn", "running": "plain", "delivered": "warn", "to_redo": "bad",
    "accepted": "good", "closed": "plain", "redo": "bad", "refused": "bad",
    **markup.TONES,  # requests
    # money
    "pledged": "plain", "held": "good", "released": "good", "disputed": "bad", "refunded": "plain", "paid": "good",
    # invitations, runs, notices
    "expired": "bad", "revoked": "plain", "done": "good", "failed": "bad", "skipped": "plain", "sent": "good", "waiting": "warn",
    "given_up": "plain", "finished": "good", "published": "good", "archived": "plain", "discarded": "plain",
}  # fmt: skip


@register.filter
def tone(state: str | None) -> str:
    """good, warn, bad or plain: how a state is coloured. It is always written too."""
    return TONES.get(str(state or ""), "plain")


# --- forms -----------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def act(context: template.Context, form: forms.Form | None = None) -> str:
    """What a form that acts carries: the CSRF token and a key under which it happens once.

    `{% act form %}` keeps the key of a form shown again, so that sending it twice still does it once.
    """
    token = context.get("csrf_token") or get_token(context["request"])
    kept = form["key"].value() if form is not None and "key" in form.fields else ""
    return mark_safe(  # noqa: S308  (the token is Django's own, the key is escaped)
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        f'<input type="hidden" name="key" value="{escape(kept) if kept else new_key()}">'
    )


@register.simple_tag
def control(field: forms.BoundField, help_text: str = "", **attrs: str) -> SafeString:
    """The control of a field, tied to its help and its errors. Attributes are written with _ for -: `data_draft="x"`."""
    described = []
    if help_text or field.help_text:
        described.append(f"{field.auto_id}_help")
    if field.errors:
        described.append(f"{field.auto_id}_error")
    said: dict[str, Any] = {name.replace("_", "-"): value for name, value in attrs.items() if value}
    if described and not field.use_fieldset:
        said["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=said)


@register.filter
def kind_of(field: forms.BoundField) -> str:
    """Which shape a field has: checkbox, radio, checkboxes, hidden or line."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "line"


# --- the frame -------------------------------------------------------------------------------------------------------


@register.simple_tag
def asset(kind: str) -> str:
    """The address of the style sheet (css), the script (js) or the icon (svg)."""
    return shelf.of(kind).address


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word; it says nothing by itself."""
    return ICONS[name]


@register.simple_tag
def plan_block(block: BlockShown, slug: str) -> SafeString:
    """A block of the week."""
    return block_html(block, slug)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The query string of this page with changes: `?{% query after=page.next %}`. None or '' takes a parameter out."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = str(value)
    return escape(params.urlencode())


@register.inclusion_tag("activities/_decide_nav.html", takes_context=True)
def decide_nav(context: template.Context, here: str) -> dict[str, Any]:
    """The row of links between the pages of "Decide"; `here`: activities, hours, next, recurring, reviews, notes or sheets."""
    return {"tabs": links(context["business"].slug, here)}


@register.simple_tag(takes_context=True)
def entry_sentence(context: template.Context, entry: Any) -> str:
    """What a log entry says happened, in the reader's language."""
    return display.sentence(entry, context.get("member"))
