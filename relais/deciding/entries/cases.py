"""Entries about cases of break-even and comparisons of providers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from relais.acts.types import EntryData, Sentence, entry_type


@entry_type("case.made")
class CaseMade(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s reckoned whether delegating “%(activity)s” pays.")


@entry_type("case.changed")
class CaseChanged(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s changed the figures of delegating “%(activity)s”.")

    def together(self, count: int) -> Sentence:
        return _("%(who)s changed the figures of delegating “%(activity)s”: saved %(count)s times.")


@entry_type("case.timed")
class CaseTimed(EntryData):
    activity: str
    count: int

    def sentence(self) -> Sentence:
        if not self.count:
            return _("%(who)s took out the times noted for “%(activity)s”.")
        return ngettext_lazy(
            "%(who)s noted how long “%(activity)s” really took the delegate, once.",
            "%(who)s noted how long “%(activity)s” really took the delegate, %(count)s times.",
            self.count,
        )


@entry_type("case.discarded")
class CaseDiscarded(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s put away the figures of delegating “%(activity)s”.")


@entry_type("case.restored")
class CaseRestored(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s took up the figures of delegating “%(activity)s” again.")


@entry_type("case.handed_over")
class CaseHandedOver(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s opened a delegation of “%(activity)s” from its figures.")


@entry_type("provider.handed_over")
class ProviderHandedOver(EntryData):
    activity: str
    provider: str

    def sentence(self) -> Sentence:
        return _("%(who)s opened a delegation of “%(activity)s” from its comparison, for “%(provider)s”.")


@entry_type("comparison.made")
class ComparisonMade(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s began to compare who could do “%(activity)s”.")


@entry_type("comparison.changed")
class ComparisonChanged(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s changed the comparison for “%(activity)s”.")


@entry_type("comparison.discarded")
class ComparisonDiscarded(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s put away the comparison for “%(activity)s”.")


@entry_type("comparison.restored")
class ComparisonRestored(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s took up the comparison for “%(activity)s” again.")


@entry_type("provider.added")
class ProviderAdded(EntryData):
    activity: str
    provider: str

    def sentence(self) -> Sentence:
        return _("%(who)s added “%(provider)s” to the comparison for “%(activity)s”.")


@entry_type("provider.changed")
class ProviderChanged(EntryData):
    activity: str
    provider: str

    def sentence(self) -> Sentence:
        return _("%(who)s changed what is said of “%(provider)s” in the comparison for “%(activity)s”.")


@entry_type("provider.removed")
class ProviderRemoved(EntryData):
    activity: str
    provider: str

    def sentence(self) -> Sentence:
        return _("%(who)s took “%(provider)s” out of the comparison for “%(activity)s”.")


@entry_type("provider.restored")
class ProviderRestored(EntryData):
    activity: str
    provider: str

    def sentence(self) -> Sentence:
        return _("%(who)s put “%(provider)s” back into the comparison for “%(activity)s”.")
