"""What a captured line says: tables of lines, clock changes, corrections by hand, and what always holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.engine.capture.line import read_line
from relais.engine.capture.reading import Clock, Consequence, Day, Duration
from relais.engine.capture.tests import tables
from relais.engine.values import Money

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)


def read(text, *, now=NOW, zone=PARIS, language="fr", **options):
    return read_line(text, now=now, zone=zone, language=language, **options)


def shown(reading, zone=PARIS):
    """The due moment as the tables write it."""
    if reading.due is None:
        return ""
    local = reading.due.astimezone(zone)
    year = "" if local.year == 2026 else local.strftime("/%y")
    return f"{local:%d/%m}{year}" + ("" if reading.day_only else f"{local: %H:%M}")


def cost(consequence):
    if consequence is None:
        return ""
    if consequence.money is not None:
        return f"{consequence.money.minor} {consequence.money.currency}"
    return consequence.text or str(consequence.number)


def rows(table):
    lines = [line for line in table.strip().splitlines() if not line.startswith("#")]
    return [[cell.strip() for cell in line.split("|")] + [""] * (5 - line.count("|")) for line in lines]


def agrees(row, language):
    text, title, due, minutes, consequence, unsure = row
    reading = read(text, language=language)
    found = (
        reading.title,
        shown(reading),
        str(reading.minutes or ""),
        cost(reading.consequence),
        " ".join(f"[{text[part.start : part.end]}]" for part in reading.unsure),
    )
    assert found == (text if title == "=" else title, due, minutes, consequence, unsure)


@pytest.mark.parametrize("row", rows(tables.FRENCH), ids=lambda row: row[0])
def test_french_lines(row):
    agrees(row, "fr")


@pytest.mark.parametrize("row", rows(tables.ENGLISH), ids=lambda row: row[0])
def test_english_lines(row):
    agrees(row, "en")


@pytest.mark.parametrize("text", (tables.PLAIN_IN_FRENCH + tables.PLAIN_IN_ENGLISH).strip().splitlines())
@pytest.mark.parametrize("language", ["fr", "en"])
def test_ordinary_words_stay_plain(text, language):
    reading = read(text, language=language)
    assert (reading.title, reading.parts) == (text, ())


class TestSpaces:
    @pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
    def test_every_kind_of_space_parts_numbers_and_units(self, space):
        reading = read(f"TVA demain 14{space}h{space}30 45{space}min !1{space}200,50{space}€")
        assert (reading.title, shown(reading), reading.minutes) == ("TVA", "25/11 14:30", 45)
        assert reading.consequence == Consequence(money=Money(120050, "EUR"))

    def test_the_title_has_single_spaces(self):
        assert read("  appeler \t Paul\u202f  demain \n au bureau? ").title == "appeler Paul au bureau?"

    def test_accents_written_apart_are_read_and_kept(self):
        reading = read("Pre\u0301parer le repas apre\u0300s-demain")
        assert (reading.title, shown(reading)) == ("Pre\u0301parer le repas", "26/11")


class TestClockChanges:
    def test_a_time_shown_twice_is_the_first(self):
        reading = read(
            "Sauvegarde 25/10/2026 2:30", now=datetime(2026, 10, 20, tzinfo=PARIS), accepted={(22, 26): 1}
        )
        assert reading.due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_a_time_that_is_skipped_is_counted_with_the_offset_before(self):
        reading = read("Sauvegarde 28/03/2027 à 02:30")
        assert reading.due == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
        assert shown(reading) == "28/03/27 03:30"

    def test_hours_from_now_are_hours_that_pass(self):
        before = datetime(2026, 10, 25, 0, 30, tzinfo=PARIS)
        assert read("Sauvegarde dans 4 heures", now=before).due == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)

    def test_the_day_is_that_of_the_person_who_travels(self):
        late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
        tokyo, honolulu = ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Honolulu")
        assert shown(read("TVA demain", now=late, zone=tokyo), tokyo) == "26/11"
        assert shown(read("TVA demain", now=late, zone=honolulu), honolulu) == "25/11"


class TestWhatIsPast:
    def test_a_time_that_has_passed_is_tomorrow(self):
        assert shown(read("Appeler à 9h")) == "25/11 09:00"

    def test_the_very_moment_has_passed(self):
        assert shown(read("Appeler à 10h")) == "25/11 10:00"

    def test_today_after_its_end_is_due_before_midnight(self):
        evening = datetime(2026, 11, 24, 19, 0, tzinfo=PARIS)
        reading = read("TVA aujourd'hui", now=evening)
        assert reading.due == datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
        assert reading.day_only

    @pytest.mark.parametrize(
        "text", ["TVA 25/10/2026", "TVA 2026-11-23", "TVA aujourd'hui 9h", "VAT today 9am"]
    )
    def test_a_past_moment_is_offered_and_applied_only_when_accepted(self, text):
        offered = read(text)
        assert (offered.title, offered.due) == (text, None)
        accepted = read(text, accepted={part.span: 0 for part in offered.parts})
        assert accepted.due < NOW
        assert accepted.title == "TVA" or accepted.title == "VAT"

    def test_the_day_closes_when_the_person_says(self):
        assert read("TVA demain", day_end=time(16, 30)).due == datetime(2026, 11, 25, 15, 30, tzinfo=UTC)

    def test_years_beyond_the_calendar_stay_plain(self):
        last = datetime(9999, 12, 30, 12, tzinfo=UTC)
        assert read("TVA dans 3 jours", now=last).parts == ()
        assert read("TVA lundi prochain 12h !5€", now=last).due is None


class TestCorrections:
    def test_a_refused_part_goes_back_to_the_title(self):
        text = "TVA mercredi 12h !180€ 45min"
        for part in read(text).parts:
            again = read(text, refused=[part.span])
            assert text[part.start : part.end] in again.title
            assert part.span not in {other.span for other in again.parts}
            assert len(again.parts) == len(read(text).parts) - 1

    def test_refused_hours_do_not_come_back_as_a_duration(self):
        text = "TVA demain 12h"
        again = read(text, refused=[(11, 14)])
        assert (again.title, shown(again), again.minutes) == ("TVA 12h", "25/11", None)

    def test_a_refused_date_does_not_come_back_as_its_weekday(self):
        assert read("TVA mercredi 25 novembre", refused=[(4, 24)]).parts == ()

    def test_one_tap_chooses_among_the_readings(self):
        offered = read("Lunch 3/4", language="en")
        assert offered.unsure[0].choices == (Day(date(2027, 4, 3)), Day(date(2027, 3, 4)))
        for choice, due in ((0, "03/04/27"), (1, "04/03/27")):
            chosen = read("Lunch 3/4", language="en", accepted={(6, 9): choice})
            assert (chosen.title, shown(chosen)) == ("Lunch", due)
            assert chosen.parts[0].choices == offered.parts[0].choices

    def test_hours_may_be_a_time_or_a_duration(self):
        assert read("Peindre 8h").unsure[0].choices == (Clock(480), Duration(480))
        assert read("Peindre 8h", accepted={(8, 10): 1}).minutes == 480
        assert shown(read("Peindre 8h", accepted={(8, 10): 0})) == "25/11 08:00"

    def test_of_two_days_the_chosen_one_counts(self):
        text = "Devis lundi ou jeudi"
        reading = read(text, accepted={(15, 20): 0})
        assert (reading.title, shown(reading)) == ("Devis lundi ou", "26/11")
        assert [text[part.start : part.end] for part in reading.unsure] == ["lundi"]

    def test_a_choice_that_does_not_exist_is_passed_over(self):
        assert read("Lunch 3/4", language="en", accepted={(6, 9): 7}).due is None

    def test_the_day_of_a_rhythm_is_never_one_date(self):
        for text in (
            "Poubelles tous les lundis à 9h",
            "Bins every Monday 9am",
            "Bilan chaque fin de mois 31/12",
        ):
            reading = read(text)
            assert (reading.due, reading.title) == (None, text)

    def test_a_rhythm_that_is_refused_lets_its_time_count(self):
        text = "Appeler tous les jours à 14h"
        assert shown(read(text, refused=[(8, 22)])) == "24/11 14:00"


class TestMoney:
    def test_the_shell_may_know_more_currencies(self):
        reading = read("TVA !20 TOP", currencies={"TOP": 2})
        assert reading.consequence == Consequence(money=Money(2000, "TOP"))

    def test_a_number_without_currency_is_handed_over_exactly(self):
        assert read("TVA !180,25").consequence == Consequence(number=Decimal("180.25"))

    def test_a_word_keeps_its_accents(self):
        assert read("TVA !Pénalité").consequence == Consequence(text="Pénalité")

    @pytest.mark.parametrize(("language", "due"), [("fr", 1), ("en", 0)])
    def test_three_figures_after_a_point_are_thousands_where_people_write_so(self, language, due):
        assert bool(read("TVA !1.200", language=language).consequence) == bool(due)


@pytest.mark.parametrize(
    ("text", "urgent"),
    [("TVA demain !180€", True), ("TVA demain", False), ("TVA !180€", False), ("TVA mardi !180€", False)],
)
def test_urgent_is_what_has_a_date_and_a_consequence(text, urgent):
    assert read(text).urgent is urgent


class TestTitle:
    @pytest.mark.parametrize("text", ["demain", "demain 12h !180€ 45min", "45min", "!180€"])
    def test_is_the_whole_line_when_everything_was_recognised(self, text):
        reading = read(text)
        assert reading.title == text
        assert all(part.sure for part in reading.parts)

    def test_is_empty_only_for_nothing(self):
        assert read(" \n ").title == ""

    def test_now_must_be_aware(self):
        with pytest.raises(ValueError, match="aware"):
            read("TVA", now=datetime(2026, 11, 24))  # noqa: DTZ001


PIECES = sorted({word for row in rows(tables.FRENCH) + rows(tables.ENGLISH) for word in row[0].split()})
LINES = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=9).map("".join),
)
LANGUAGES = st.sampled_from(["fr", "en"])
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from(["Europe/Paris", "America/Montreal", "Asia/Kathmandu", "Pacific/Apia"]).map(ZoneInfo)


class TestWhatAlwaysHolds:
    @settings(deadline=None)
    @given(LINES, LANGUAGES, MOMENTS, ZONES)
    def test_spans_lie_inside_the_line_in_order_and_apart(self, text, language, now, zone):
        end = 0
        for part in read(text, language=language, now=now, zone=zone).parts:
            assert end <= part.start < part.end <= len(text)
            end = part.end

    @settings(deadline=None)
    @given(LINES, LANGUAGES)
    def test_the_title_loses_nothing_that_was_not_recognised(self, text, language):
        reading = read(text, language=language)
        kept, at = "", 0
        for part in reading.parts:
            if part.sure:
                kept, at = kept + text[at : part.start], part.end
        kept += text[at:]
        assert "".join(reading.title.split()) == "".join((kept if kept.strip() else text).split())

    @settings(deadline=None)
    @given(LINES, LANGUAGES)
    def test_refusing_everything_gives_the_line_back(self, text, language):
        refused = []
        for _ in range(len(text) + 1):
            parts = read(text, language=language, refused=refused).parts
            if not parts:
                break
            refused.extend(part.span for part in parts)
        reading = read(text, language=language, refused=refused)
        assert (reading.title, reading.due, reading.parts) == (" ".join(text.split()), None, ())

    @settings(deadline=None)
    @given(LINES, LANGUAGES, MOMENTS)
    def test_what_is_due_is_still_to_come(self, text, language, now):
        due = read(text, language=language, now=now).due
        assert due is None or due > now

    @settings(deadline=None)
    @given(LINES, LANGUAGES)
    def test_the_same_line_reads_the_same(self, text, language):
        assert read(text, language=language) == read(text, language=language)

    @settings(deadline=None)
    @given(LINES, LANGUAGES)
    def test_accepting_what_was_applied_changes_nothing(self, text, language):
        reading = read(text, language=language)
        accepted = {part.span: part.chosen for part in reading.parts if part.chosen is not None}
        assert read(text, language=language, accepted=accepted) == reading


FILLERS = (
    "demain ",
    "1 ",
    "1:",
    "12h ",
    "mer ",
    "a ",
    "le ",
    "( ",
    '"',
    "!",
    "!1 ",
    "une ",
    "in 5 ",
    "25/11 ",
    "sun ",
    '"demain" ',
    "https://a.b ",
    " ",
)


@pytest.mark.parametrize("piece", ["Relire le devis de Paul et lui demander 3 exemples. ", *FILLERS])
def test_ten_thousand_characters_are_read_at_once(piece):
    text = (piece * 10_000)[:10_000]
    times = []
    for _ in range(5):
        start = process_time()
        read(text)
        times.append(process_time() - start)
    # What the code costs, and not what it waits for on a machine that others load.
    assert min(times) < 0.02
