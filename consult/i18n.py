"""The language of the interface: in the address (/fr/…), and of dates, numbers and names of countries."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_decimal, format_percent
from flask import Flask, request
from flask_babel import Babel, get_locale, gettext, lazy_gettext, ngettext

LANGUAGES = ("en",)
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"}

_: Callable[..., str] = gettext
_l = lazy_gettext
n_: Callable[..., str] = ngettext

babel = Babel()


class LanguagePrefix:
    """Takes a language off the front of the address, so that every link the page makes carries it on."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        first, _slash, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        if first in LANGUAGES[1:]:
            environ["consult.language"] = first
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + first
            environ["PATH_INFO"] = "/" + rest
        return self.app(environ, start_response)


def interface_language() -> str:
    return str(request.environ.get("consult.language", LANGUAGES[0])) if request else LANGUAGES[0]


def direction(language: str) -> str:
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def _locale() -> Locale:
    return get_locale() or Locale("en")


def shown_date(moment: date | datetime, zone: str = "UTC") -> str:
    """3 November 2026, in the reader's language and the given zone."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(ZoneInfo(zone)).date()
    return format_date(moment, format="d MMMM y" if _locale().language == "en" else "long", locale=_locale())


def shown_moment(moment: datetime, zone: str = "UTC") -> str:
    """16 December 2026, 18:00, Nairobi time (15:00 UTC): the zone always beside it."""
    local = moment.astimezone(ZoneInfo(zone))
    text = f"{shown_date(moment, zone)}, {format_datetime(local, 'HH:mm', locale=_locale())}"
    if zone == "UTC":
        return f"{text} UTC"
    place = get_timezone_location(ZoneInfo(zone), locale=_locale(), return_city=True)
    return _("%(text)s %(place)s time (%(utc)s UTC)", text=text, place=place, utc=format_datetime(moment, "HH:mm"))


def shown_number(number: float) -> str:
    return str(format_decimal(number, locale=_locale()))


def shown_share(share: float) -> str:
    """81 %; never 100 % for less than all, nor 0 % for more than none."""
    if 0.995 <= share < 1:
        share = 0.99
    elif 0 < share < 0.005:
        share = 0.01
    text = str(format_percent(round(share, 2), locale=_locale()))
    return text.replace("%", "\N{NO-BREAK SPACE}%") if _locale().language == "en" else text


def country_name(code: str) -> str:
    if code == "undeclared":
        return _("Undeclared")
    return str(_locale().territories.get(code, code))


def language_name(code: str) -> str:
    return str(_locale().languages.get(code.split("-")[0], code))


def register(app: Flask) -> None:
    babel.init_app(app, locale_selector=interface_language)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.filters.update(
        date=shown_date, moment=shown_moment, number=shown_number, share=shown_share, country=country_name,
        language=language_name,
    )
    app.jinja_env.globals.update(direction=direction, interface_language=interface_language)
