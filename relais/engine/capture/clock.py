"""Recognises times of the day and durations; what "12h" means is settled from what stands around it.

Hours written with an h are a time or a duration by these rules, of which the first that applies decides. h is the
number before the letter.

"2 hours" and "2 hrs" are durations; for "2 heures" the rules are the same as for "2h".

1. After "à", "at", "@", "vers", "avant", "by": a time; 1 to 6 may be the morning or the afternoon, so unsure.
2. After "pendant", "durée", "for", "environ", or "de" up to 4: a duration.
3. When the line has a time already: a duration.
4. Beside a day: 7 to 23 is a time; 1 to 6 is unsure.
5. Alone with minutes: 0 to 4 a duration, 7 to 23 a time, 5 and 6 unsure.
6. Alone without minutes: 1 to 4 a duration, 13 to 23 a time, 5 to 12 a time if the line has a duration already and
   unsure otherwise; from 24 on unsure (a delay of delivery, the week's hours).

The same hours beside a part of a day are read by it: "demain soir 8h" is 20:00. Colons ("3:30") and "at 5" follow
rule 1. Seconds are never read.
"""

from __future__ import annotations

import re
from typing import Final

from relais.engine.capture.folding import CLOSES
from relais.engine.capture.found import Context, Found, Hours
from relais.engine.capture.reading import Clock, Duration, Value
from relais.engine.capture.vocabulary import NUMBERS, SET_DURATIONS, any_of, number_of, words

MAX_MINUTES: Final = 7 * 24 * 60
"""A longer duration is a project and not a task: it stays plain."""

_CLOCK = r"[0-9]{1,2}(?: ?h(?: ?[0-5][0-9])?|:[0-5][0-9])?(?: ?[ap]m)?"
_UNIT = r"(?: ?h(?: ?[0-5][0-9])?|:[0-5][0-9]| ?[ap]m)"
_RANGE = re.compile(rf"(?P<first>{_CLOCK}) ?(?:-|a +|to +) ?(?P<last>[0-9]{{1,2}}{_UNIT}){CLOSES}")
_MINUTES_RANGE = re.compile(
    rf"[0-9]{{1,3}} ?(?:-|a +|to +|ou +|or +) ?(?P<last>[0-9]{{1,3}}) ?(?:min|mn|minutes?|mins){CLOSES}"
)
_COLON = re.compile(
    rf"(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-5][0-9])(?!:)(?: ?(?P<half>[ap])\.?m\b\.?)?{CLOSES}"
)
_HALF_DAY = re.compile(
    rf"(?P<hour>[0-9]{{1,2}})(?:[.:](?P<minute>[0-5][0-9]))? ?(?P<half>[ap])(?:m|\.m\.?){CLOSES}"
)
_HOURS = re.compile(
    r"(?:(?P<hours>[0-9]{1,3})(?P<unit> ?h| ?(?:heures?|hours?|hrs?)\b)"
    rf"|(?P<worded>{any_of(NUMBERS)}) +(?P<long>heures?|hours?)\b)"
    rf"(?: ?(?P<minutes>[0-5][0-9])(?![0-9]| ?(?:min|mn)|'))?{CLOSES}"
)
_HOURS_MINUTES = re.compile(
    r"(?P<hours>[0-4]|[0-9]{1,2}(?= ?(?:heu|hou|hr))) ?(?:h|hrs?|heures?|hours?)(?: et| and|,)? ?"
    rf"(?P<minutes>[0-9]{{1,2}}) ?(?:min|mn|mins|minutes?)\b\.?{CLOSES}"
)
_WORDED = re.compile(
    rf"(?P<count>{any_of(NUMBERS)}|[0-9]{{1,2}}) +"
    rf"(?:minutes?|(?:heure|hour)s? +(?P<half>et demie|and a half)){CLOSES}"
)
_MINUTES = re.compile(rf"(?P<minutes>[0-9]{{1,4}}) ?(?P<unit>min(?:utes?|s)?\b\.?|mn\b|m\b|'){CLOSES}")
_DECIMAL = re.compile(
    rf"(?P<whole>[0-9]{{1,2}})[.,](?P<part>[0-9]{{1,2}}) ?(?:h|hrs?|heures?|hours?)\b{CLOSES}"
)
_FRACTION = re.compile(
    rf"(?P<whole>[0-9]{{0,2}}) ?(?P<part>1/2|1/4|3/4|½|¼|¾) ?(?:h|hrs?|(?:d')?heures?|hours?)\b{CLOSES}"
)
_SET_DURATION = re.compile(rf"(?P<set>{any_of(SET_DURATIONS)}){CLOSES}")
_FIGURES: Final = (_FRACTION, _DECIMAL, _HOURS_MINUTES, _MINUTES, _WORDED)
_WORDS: Final = (_SET_DURATION, _WORDED)
_NAMED = {"midi": 720, "noon": 720, "minuit": 1440, "midnight": 1440}
_NAMED_TIME = re.compile(
    rf"(?P<name>{any_of(_NAMED)})(?P<more> +(?P<minute>[0-5][0-9])(?![0-9])| +et demie)?{CLOSES}"
)
_AT_HOUR = re.compile(r"(?P<lead>at|@) ?(?P<hour>1[0-2]|[1-9]) *(?=$|[,;!)])")

_RATE = re.compile(
    r" ?(?:/|par\b|per\b|a (?:day|week|month|year)\b|each\b|chacun|ago\b|later\b|late\b|plus tard|de retard"
    r"|de (?:l'|la |vol)|d'affilee|apart)"
)
_LEADS_TIME: Final = words("at @ vers avant before by around")
_LEADS_DURATION: Final = words("pendant durant duree for environ about env. ~")
_FRACTIONS: Final = {"1/2": 30, "½": 30, "1/4": 15, "¼": 15, "3/4": 45, "¾": 45}


def leads_time(context: Context, start: int) -> bool:
    """Whether the word before says that a time follows. "a" counts with its accent only: "a 12h shift"."""
    word, begin = context.line.word_before(start)
    return word in _LEADS_TIME or (word == "a" and context.line.original(begin, begin + 1) in ("à", "À"))


def exact_time(at: int, context: Context) -> Found | None:
    """ "12:30", "9am", "9.30 pm"."""
    match = _HALF_DAY.match(context.line.folded, at)
    if match is not None:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if not 1 <= hour <= 12:
            return None
        shown = hour % 12 * 60 + minute + (720 if match["half"] == "p" else 0)
        return Found(at, match.end(), (Clock(shown),), sure=True)
    match = _COLON.match(context.line.folded, at)
    if match is None or int(match["hour"]) > 23:
        return None
    hour, minute = int(match["hour"]), int(match["minute"])
    if 1 <= hour <= 6 and not match["hour"].startswith("0"):
        return Found(
            at, match.end(), (Clock((hour + 12) * 60 + minute), Clock(hour * 60 + minute)), sure=False
        )
    doubtful = minute % 5 and not leads_time(context, at)  # a verse, a score, a ratio
    return Found(at, match.end(), (Clock(hour * 60 + minute),), sure=not doubtful, beside=True)


def at_hour(at: int, context: Context) -> Found | None:
    """ "At 5" at the end of a sentence: which half of the day is not said."""
    match = _AT_HOUR.match(context.line.folded, at)
    if match is None:
        return None
    hour = int(match["hour"]) % 12
    ways = (hour, hour + 12) if 7 <= hour <= 11 else (hour + 12, hour)
    return Found(at, match.end("hour"), tuple(Clock(way * 60) for way in ways), sure=False)


def named_time(at: int, context: Context) -> Found | None:
    """ "Midi", "noon", "minuit", "midnight": sure where a time is announced, since they name other things too."""
    match = _NAMED_TIME.match(context.line.folded, at)
    if match is None:
        return None
    before, _ = context.line.word_before(at)
    name = match["name"]
    if before in ("de", "le", "la", "du", "of", "clavier", "fichier"):
        return None
    rest = context.line.after(match.end())
    if name == "midi" and context.line.original(at, at + 4) == "MIDI":
        return None
    led = leads_time(context, at) or before == "ce"
    if not led and name != "noon" and rest and rest[0] not in ",;!)":
        return Found(at, match.end("name"), (Clock(_NAMED[name]),), sure=False, beside=True)
    more = int(match["minute"] or 30) if match["more"] and _NAMED[name] == 720 else 0
    end = match.end() if more else match.end("name")
    return Found(at, end, (Clock(_NAMED[name] + more),), sure=led or name == "noon", beside=True)


def time_range(at: int, context: Context) -> Found | None:
    """ "14h-15h30", "2 to 4pm", "20-30 min": from when to when, or how long at most, is only offered."""
    folded = context.line.folded
    match = _MINUTES_RANGE.match(folded, at)
    if match is not None:
        return (
            Found(at, match.end(), (Duration(int(match["last"])),), sure=False)
            if int(match["last"])
            else None
        )
    match = _RANGE.match(folded, at)
    if match is None:
        return None
    figures = re.findall("[0-9]+", match["last"])
    hour = int(figures[0])
    if hour > 24:
        return None
    choices: list[Value] = []
    if "h" in match["last"] and hour <= 4 and len(figures) == 1:
        choices.append(Duration(hour * 60))
    first = int(re.findall("[0-9]+", match["first"])[0])
    if first <= 23:
        choices.append(Clock((first % 12 + 12 if match["last"].endswith("pm") else first) * 60))
    choices = [choice for choice in choices if choice != Duration(0)]
    return Found(at, match.end(), tuple(choices), sure=False) if choices else None


def duration(at: int, context: Context) -> Found | None:
    """ "45min", "45'", "1,5 h", "½ h", "half an hour", "2 heures et demie"; rates and distances are not."""
    folded = context.line.folded
    forms = _FIGURES if folded[at] in "0123456789½¼¾" else _WORDS
    match = next((match for form in forms if (match := form.match(folded, at))), None)
    if match is None or not _is_length(match, context):
        return None
    minutes = _minutes(match)
    if not 0 < minutes <= MAX_MINUTES:
        return None
    unit = match["unit"] if match.re is _MINUTES else ""
    doubtful = unit == "m" or (unit == "'" and minutes % 5) or (match.re is _WORDED and minutes < 5)
    return Found(at, match.end(), (Duration(minutes),), sure=not doubtful)


def hours(at: int, context: Context) -> Found | None:
    """ "12h", "1h30", "huit heures": settled by `settle` once the rest of the line is known; "2 hours" is a duration."""
    match = _HOURS.match(context.line.folded, at)
    if match is None or not _is_length(match, context):
        return None
    number, minutes = (
        number_of(match["hours"] or match["worded"]),
        int(match["minutes"]) if match["minutes"] else None,
    )
    if number * 60 > MAX_MINUTES or (number == 0 and minutes is None and not leads_time(context, at)):
        return None
    if (match["unit"] or match["long"]).strip().startswith(("ho", "hr")):
        length = number * 60 + (minutes or 0)
        return Found(at, match.end(), (Duration(length),), sure=True) if length else None
    return Found(at, match.end(), (), sure=False, hours=Hours(number, minutes))


def settle(
    found: Found, written: Hours, context: Context, *, beside_day: bool, has_time: bool, has_duration: bool
) -> Found:
    """What the hours `written` in `found` mean, by the rules above. Returns a piece without `hours`."""
    hour, minute = written.hours, written.minutes or 0
    length, shown = Duration(hour * 60 + minute), hour * 60 + minute
    before, _ = context.line.word_before(found.start)
    clocks: tuple[Value, ...] = (Clock(shown),) if hour <= 23 else ()
    if 1 <= hour <= 6:
        clocks = (Clock(shown + 720), Clock(shown))
    led = leads_time(context, found.start) or (beside_day and before == "a")
    lasts = length.minutes > 0 and (
        before in _LEADS_DURATION or (before in ("de", "d'") and hour <= 4) or has_time
    )
    if led and clocks:
        return _settled(found, clocks, sure=len(clocks) == 1)
    if lasts:
        return _settled(found, (length,), sure=True)
    if beside_day and hour <= 23:
        return _settled(
            found, clocks if hour >= 7 or not length.minutes else (length, *clocks), sure=hour >= 7
        )
    return _alone(found, written, clocks, has_duration=has_duration)


def _alone(found: Found, written: Hours, clocks: tuple[Value, ...], *, has_duration: bool) -> Found:
    hour, minute = written.hours, written.minutes
    length = Duration(hour * 60 + (minute or 0))
    if length.minutes == 0:
        return _settled(found, clocks, sure=False)
    if hour <= 4:
        return _settled(found, (length,), sure=True)
    is_time = 7 <= hour <= 23 if minute is not None else 13 <= hour <= 23 or (5 < hour <= 12 and has_duration)
    if is_time:
        return _settled(found, clocks[-1:], sure=True)
    return _settled(found, (*clocks, length), sure=False)


def _settled(found: Found, choices: tuple[Value, ...], *, sure: bool) -> Found:
    return Found(found.start, found.end, choices, sure)


def _is_length(match: re.Match[str], context: Context) -> bool:
    """Not a rate ("2h par jour"), not a distance ("à 20 min de la gare"), not what has passed ("30 min de retard")."""
    folded = context.line.folded
    if _RATE.match(folded, match.end()):
        return False
    before, begin = context.line.word_before(match.start())
    if before in ("every", "depuis", "since", "per", "par"):
        return False
    if match.group()[0].isalpha() and (before == "et" or NUMBERS.get(before, 1) > 1):
        return False  # "vingt et une heures", "dix sept heures": a larger number
    if match.re is _HOURS:
        return True
    return before not in ("in", "dans") and not (
        before == "a" and context.line.original(begin, begin + 1) in ("à", "À")
    )


def _minutes(match: re.Match[str]) -> int:
    if match.re is _SET_DURATION:
        return SET_DURATIONS[match["set"]]
    if match.re is _FRACTION:
        return int(match["whole"] or 0) * 60 + _FRACTIONS[match["part"]]
    if match.re is _DECIMAL:
        return int(match["whole"]) * 60 + (int(match["part"].ljust(2, "0")) * 60 + 50) // 100
    if match.re is _HOURS_MINUTES:
        return int(match["hours"]) * 60 + int(match["minutes"])
    if match.re is _MINUTES:
        return int(match["minutes"])
    count = number_of(match["count"])
    return count * 60 + 30 if match["half"] else count


NUMBER_RECOGNISERS: Final = (exact_time, hours, duration, time_range)
FIRST_WORDS: Final = frozenset(name.split(" ")[0] for name in (*SET_DURATIONS, *_NAMED, *NUMBERS, "at"))
WORD_RECOGNISERS: Final = (duration, hours, named_time, at_hour)
