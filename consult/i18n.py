"""The language of the interface: in the address (/fr/…), and of dates, numbers and names of countries."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_decimal, format_percent
from flask import Flask, current_app, request
from flask_babel import Babel, force_locale, get_locale, get_translations, gettext, lazy_gettext

from consult import catalogues

# Each language by its own name. The first is that of the sources, and its addresses carry no prefix.
NAMES = {"en": "English", "fr": "Français", "de": "Deutsch", "es": "Español", "ar": "العربية"}
LANGUAGES = tuple(NAMES)
# Where the catalogues of Flask-Security are kept under a language with its territory, so is the locale.
LOCALES = {"fr": "fr_FR", "de": "de_DE", "es": "es_ES"}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"}

_: Callable[..., str] = gettext
_l = lazy_gettext

babel = Babel()


def n_(singular: str, plural: str, number: int, /, **variables: object) -> str:
    """The form of a sentence that fits the number, which stands in it as %(num)s."""
    said = get_translations().ungettext(singular, plural, number)
    return str(said % {"num": shown_number(number), **variables})


class LanguagePrefix:
    """Takes a language off the front of the address, so that every link the page makes carries it on."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        first, _slash, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        if first in LANGUAGES[1:]:
            environ["consult.language"] = first
            environ["consult.root"] = environ.get("SCRIPT_NAME", "")
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + first
            environ["PATH_INFO"] = "/" + rest
        return self.app(environ, start_response)


def _asked_locale() -> str:
    language = request.environ.get("consult.language", LANGUAGES[0]) if request else LANGUAGES[0]
    return LOCALES.get(language, language)


def interface_language() -> str:
    return str(_locale().language)


def known(language: str) -> str:
    """The language itself where the interface speaks it, else that of the sources."""
    return language if language in LANGUAGES else LANGUAGES[0]


def in_language(language: str) -> AbstractContextManager[None]:
    """Within it everything is said in that language: for a letter to somebody else, or a file."""
    spoken: AbstractContextManager[None] = force_locale(LOCALES.get(known(language), known(language)))
    return spoken


def prefix(language: str) -> str:
    """What stands before every path in that language."""
    return "" if known(language) == LANGUAGES[0] else f"/{language}"


def _root() -> str:
    """The path under which the site is mounted, without a language."""
    return str(request.environ.get("consult.root", request.root_path))


def this_page(base: str | None = None) -> list[tuple[str, str, str]]:
    """The page being read, in every language: code, own name, address. A form's answer leads to the form."""
    path, query = _readable(request.path), request.query_string.decode("latin-1")
    rest = quote(path) + (f"?{query}" if query and path == request.path else "")
    start = _root() if base is None else base.rstrip("/")
    return [(code, name, start + prefix(code) + rest) for code, name in NAMES.items()]


def _readable(path: str) -> str:
    """The nearest address, going up, that can be read; what is nowhere keeps its own."""
    if request.url_rule is None or "GET" in (request.url_rule.methods or ()):
        return path
    doors = current_app.create_url_adapter(request)
    while path != "/" and doors and not doors.test(path, "GET"):
        path = path.rstrip("/").rpartition("/")[0] or "/"
    return path


def readdressed(address: str, language: str) -> str:
    """An address of ours as it was made in this request, leading to another language."""
    if not address.startswith(request.url_root):
        return address
    return f"{request.host_url.rstrip('/')}{_root()}{prefix(language)}/{address[len(request.url_root):]}"


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
    hour = format_datetime(local, "HH:mm", locale=_locale())
    text = _("%(date)s, %(hour)s", date=shown_date(moment, zone), hour=hour)
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
    catalogues.compile_all()
    babel.init_app(app, locale_selector=_asked_locale)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.filters.update(
        date=shown_date, moment=shown_moment, number=shown_number, share=shown_share, country=country_name,
        language=language_name,
    )
    app.jinja_env.globals.update(direction=direction, interface_language=interface_language, this_page=this_page)
