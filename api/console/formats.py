"""Numbers, amounts and times as the reader writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_decimal, format_currency

from api.console.reader import Reader
from vehicle_pipeline.domain.shown_numbers import number

_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000


class Formats:
    """The filters of the templates. A value that is missing is shown as a dash."""

    MISSING = "–"

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def number(self, value: float | Decimal | None) -> str:
        """`1234567` as `1.234.567`."""
        return self.MISSING if value is None else number(value, self._reader.language)

    def compact(self, value: float | None) -> str:
        """`1234567` as `1,2 mi`."""
        if value is None:
            return self.MISSING
        return format_compact_decimal(value, locale=self._reader.locale, fraction_digits=1)

    def money(self, value: Decimal | str | None) -> str:
        """Reais: `45000.00` as `R$ 45.000,00`."""
        if value is None:
            return self.MISSING
        return format_currency(Decimal(value), "BRL", locale=self._reader.locale)

    def percent(self, share: float | None) -> str:
        """`0.123` as `12,3 %`, in English `12.3%`."""
        if share is None:
            return self.MISSING
        blank = "\u00a0" if self._reader.language == "pt" else ""
        return f"{number(round(100 * share, 1), self._reader.language)}{blank}%"

    def size(self, number: float) -> str:
        """Bytes: `19600000` as `19,6 MB`."""
        value, unit = float(number), _UNITS[0]
        for unit in _UNITS:
            if value < _STEP or unit == _UNITS[-1]:
                break
            value /= _STEP
        return f"{self.number(round(value, 1 if unit != 'B' else 0))} {unit}"

    def duration(self, seconds: float | None) -> str:
        """`75.2` as `1 min 15 s`."""
        if seconds is None:
            return self.MISSING
        # The clocks of two machines differ by a little: nothing ends before it begins.
        seconds = max(0.0, seconds)
        if seconds < 10:
            return f"{self.number(round(seconds, 1))} s"
        minutes, rest = divmod(round(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
        return " ".join([*filter(None, parts), *([f"{rest} s"] if rest and not hours else [])])

    def moment(self, moment: datetime | None) -> str:
        """A time of day in the reader's zone: `29/11/2026 19:23`."""
        if moment is None:
            return self.MISSING
        form = "dd/MM/yyyy HH:mm" if self._reader.language == "pt" else "d MMM yyyy, HH:mm"
        zone, locale = self._reader.zone, self._reader.locale
        return format_datetime(moment, form, tzinfo=zone, locale=locale)

    def exact(self, moment: datetime) -> str:
        """The same with seconds and the zone's name, for a closer look."""
        zone, locale = self._reader.zone, self._reader.locale
        return f"{format_datetime(moment, 'medium', tzinfo=zone, locale=locale)} ({zone.key})"

    def day(self, day: date) -> str:
        """`29/11/2026`."""
        form = "dd/MM/yyyy" if self._reader.language == "pt" else "d MMM yyyy"
        return format_date(day, form, locale=self._reader.locale)

    def short_day(self, day: date) -> str:
        """`29/11`, where the year is plain."""
        form = "dd/MM" if self._reader.language == "pt" else "d MMM"
        return format_date(day, form, locale=self._reader.locale)

    @staticmethod
    def iso(moment: datetime) -> str:
        """The time as scripts read it."""
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
