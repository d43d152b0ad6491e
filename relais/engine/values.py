"""The values that every room speaks in: money, periods, shares, ids.

Each is immutable and refuses to exist in a wrong state, so that code which receives one need not check it
again. A refusal carries a code; the sentence for it is written by the shell, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import gcd, lcm
from typing import Final
from uuid import UUID

Id = UUID | int | str
"""An identity given by the shell. The engine compares ids and never looks inside one."""

MONEY_LIMIT: Final = 10**15
"""The first amount of minor units that is too large: nine thousand at the limit still sum within 64 bits."""


class MoneyError(ValueError):
    """An amount that cannot be, or an operation that would lose or mix money; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PeriodError(ValueError):
    """A period that cannot be; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, between nothing and all of it, kept exactly and in lowest terms: 2/4 equals 1/2.

    Raises MoneyError: `share_not_an_integer`, `share_out_of_range`.
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if type(self.numerator) is not int or type(self.denominator) is not int:
            raise MoneyError("share_not_an_integer")
        if self.denominator <= 0 or not 0 <= self.numerator <= self.denominator:
            raise MoneyError("share_out_of_range")
        divisor = gcd(self.numerator, self.denominator)
        object.__setattr__(self, "numerator", self.numerator // divisor)
        object.__setattr__(self, "denominator", self.denominator // divisor)

    @classmethod
    def in_ratio(cls, weights: Sequence[int]) -> tuple[Share, ...]:
        """One share a weight, together the whole: weights 3, 1, 1 give 3/5, 1/5, 1/5.

        Raises MoneyError: `share_out_of_range` when a weight is negative or all are zero.
        """
        whole = sum(weights)
        return tuple(cls(weight, whole) for weight in weights)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: a whole number of the currency's minor unit (cents for EUR, yen for JPY), and its ISO code.

    Never a float, so that nothing is lost to rounding. May be negative (an entry that takes) or zero.
    Whether the currency exists is the shell's to know (`relais.config.money`); here only its form is checked.

    Raises MoneyError: `amount_not_an_integer`, `amount_too_large`, `currency_unknown`.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        # `type(...) is int` and not isinstance: True is an int to Python, and never an amount.
        if type(self.minor) is not int:
            raise MoneyError("amount_not_an_integer")
        if not -MONEY_LIMIT < self.minor < MONEY_LIMIT:
            raise MoneyError("amount_too_large")
        if not is_currency_form(self.currency):
            raise MoneyError("currency_unknown")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The sum of amounts that are all in this currency; zero when there is none.

        Raises MoneyError: `currency_mismatch`, `amount_too_large` (of the sum alone).
        """
        minor = 0
        for amount in amounts:
            if amount.currency != currency:
                raise MoneyError("currency_mismatch")
            minor += amount.minor
        return cls(minor, currency)

    @property
    def is_zero(self) -> bool:
        return self.minor == 0

    @property
    def is_positive(self) -> bool:
        return self.minor > 0

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._minor_of(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._minor_of(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._minor_of(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._minor_of(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._minor_of(other)

    def split(self, shares: Sequence[Share]) -> tuple[Money, ...]:
        """This amount cut along shares that make the whole: one part a share, in their order, losing no unit.

        Largest remainder: each part is first rounded towards zero, then the units left over go one each to
        the parts that lost most; of equal losses, to the share listed first. A negative amount is cut as its
        opposite.

        Raises MoneyError: `shares_not_whole` when the shares do not sum to exactly one.
        """
        whole = lcm(*(share.denominator for share in shares))
        weights = [share.numerator * (whole // share.denominator) for share in shares]
        if sum(weights) != whole:
            raise MoneyError("shares_not_whole")
        size, sign = abs(self.minor), -1 if self.minor < 0 else 1
        parts = [size * weight // whole for weight in weights]
        # sorted() is stable, which is what gives a tie to the share listed first.
        by_loss = sorted(range(len(parts)), key=lambda n: -(size * weights[n] % whole))
        for n in by_loss[: size - sum(parts)]:
            parts[n] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def _minor_of(self, other: Money) -> int:
        """The other amount's minor units, once it is known to be money of the same currency."""
        if not isinstance(other, Money):
            raise TypeError(f"Money mixes only with Money, not with {type(other).__name__}")
        if other.currency != self.currency:
            raise MoneyError("currency_mismatch")
        return other.minor


def is_currency_form(code: object) -> bool:
    """Whether this has the form of an ISO 4217 code: three capital letters of ASCII."""
    return isinstance(code, str) and len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment, included, to a later one, excluded. Both are aware, and kept in UTC.

    They are turned to UTC because Python compares two moments of one time zone by the clock on the wall,
    which shows the same hour twice on the night when summer time ends.

    Raises PeriodError: `moment_naive` (no time zone), `moment_out_of_range` (no such year in UTC),
    `period_empty` (the end is not after the start).
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", _in_utc(self.start))
        object.__setattr__(self, "end", _in_utc(self.end))
        if self.end <= self.start:
            raise PeriodError("period_empty")

    @property
    def duration(self) -> timedelta:
        """The time that really passes, whatever clocks were changed meanwhile."""
        return self.end - self.start

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= _in_utc(moment) < self.end

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a moment; a period that ends as another starts does not."""
        return self.start < other.end and other.start < self.end

    def common(self, other: Period) -> Period | None:
        """The part that both cover, or None."""
        if not self.overlaps(other):
            return None
        return Period(max(self.start, other.start), min(self.end, other.end))


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise PeriodError("moment_naive")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PeriodError("moment_out_of_range") from None
