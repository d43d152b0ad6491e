"""What the views of groups and reviews share."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from relais.people.doors import BusinessRequest, SeeOther
from relais.planning.views.common import Echo, with_mark


def see_other(
    name: str, request: BusinessRequest, *args: object, query: str = "", fragment: str = ""
) -> HttpResponse:
    """After an act: look there."""
    address = reverse(f"deciding:{name}", args=[request.business.slug, *args])
    if query:
        address += f"?{query}"
    return SeeOther(f"{address}#{fragment}" if fragment else address)


def csv_file(
    request: BusinessRequest,
    name: str,
    columns: Sequence[str],
    rows: Callable[[], Iterable[Sequence[object]]],
) -> StreamingHttpResponse:
    """Rows as a CSV file that spreadsheets read, a line at a time."""

    def lines() -> Iterator[str]:
        writer = csv.writer(Echo())
        yield writer.writerow(columns)
        for row in rows():
            yield writer.writerow(row)

    response = StreamingHttpResponse(with_mark(lines()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.business.slug}-{name}.csv"'
    return response
