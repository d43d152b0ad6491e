"""What is never read, whatever it looks like: addresses, quotations, telephone numbers, names made of days."""

from __future__ import annotations

import re
from typing import Final

from relais.engine.capture.folding import Line
from relais.engine.capture.reading import Span

_WEEKDAY = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_PLAIN: Final = re.compile(
    "|".join(
        (
            r"[a-z][a-z0-9+.-]{1,15}://[^ ]+",
            r"(?<![^ ])www\.[^ ]+",
            r"(?<![^ ])[^ @]{1,64}@[^ ]+",
            r"(?<![^ ])[@#~/\\][^ ]+",
            r"\"[^\"]{1,500}\"",
            r"«[^»]{1,500}»",
            r"“[^”]{1,500}”",
            r"`[^`]{1,500}`",
            r"(?<![^ (])\+?[0-9]{1,4}(?:[ .-][0-9]{2,4}){3,6}(?![0-9])",
            rf"(?<!\w)(?:black|good|cyber|ash|easter|whit|palm|shrove|bloody|casual|last) +{_WEEKDAY}(?!\w)",
            rf"(?<!\w){_WEEKDAY} +(?:saint|gras|noir|dernier|passe|de paques|de pentecote|des cendres)(?!\w)",
            rf"(?<!\w)(?:depuis|since|last) +(?:le +)?"
            rf"(?:{_WEEKDAY}|[0-9]{{1,3}} ?(?:h|min|jours?|days?|hours?|heures?|minutes?))(?!\w)",
            r"(?<!\w)(?:rue|avenue|av\.|place|boulevard|bd|quai|square|cours) +du +[0-9]{1,2}(?:er)? +\w+(?: +[12][0-9]{3})?",
            r"(?<!\w)il +y +a +(?:[0-9]{1,4}|une?|deux|trois|quatre) *\w+",
            r"(?<!\w)(?:[0-9]{1,4}|an?|one|two|three) +\w+ +ago(?!\w)",
        )
    )
)


def plain_spans(line: Line) -> tuple[Span, ...]:
    """The places, in the folded line, in which nothing is to be recognised; in order, disjoint."""
    return tuple(match.span() for match in _PLAIN.finditer(line.folded))
