"""Forms of the acts on held funds: an amount where one is needed, and the transfer that a person made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.config.money import parse_amount, typed_text
from relais.engine.values import Money, MoneyError
from relais.funds.reasons import AMOUNT_TEXTS


class AmountField(forms.CharField):
    """An amount as a person types it, read in the reader's language and a given currency; cleaned to minor units."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "amount"})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text, self.currency, get_language() or "en").minor
        except MoneyError as error:
            raise forms.ValidationError(
                AMOUNT_TEXTS.get(error.code, AMOUNT_TEXTS["amount_not_a_number"]), code=error.code
            ) from error


class AmountForm(ActForm):
    """An act on so much of what stands on one account; left empty, on all of it."""

    def __init__(self, *args: Any, currency: str, available: Money | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(
            currency=currency,
            required=available is None,
            label=_("Amount in %(currency)s") % {"currency": currency},
            initial=typed_text(available, get_language() or "en") if available else None,
        )
        self.order_fields(["amount"])


class ReasonForm(AmountForm):
    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, strip=True
    )


class TransferForm(AmountForm):
    """An act that records a real transfer."""

    transferred_on = forms.DateField(
        label=_("Day of the transfer"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reference = forms.CharField(
        label=_("Reference of the transfer"),
        max_length=140,
        help_text=_("As it stands on the bank statement, so that both sides can find it."),
    )


class RefundForm(TransferForm):
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("Optional. The executor reads it too.")
    )
