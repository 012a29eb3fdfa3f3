"""The words that describe who takes part: groups, respondent types, countries, regions."""

import functools
import re
from enum import StrEnum

import pycountry
from countryguess import guess_country

UNDECLARED = "undeclared"


class Group(StrEnum):
    GOVERNMENT = "government"
    PRIVATE_SECTOR = "private_sector"
    CIVIL_SOCIETY = "civil_society"
    TECHNICAL_COMMUNITY = "technical_community"
    ACADEMIA = "academia"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    INDIVIDUAL = "individual"
    OTHER = "other"
    UNDECLARED = "undeclared"


class RespondentType(StrEnum):
    """The eleven of the European Commission's “Have your say”."""

    EU_CITIZEN = "eu_citizen"
    NON_EU_CITIZEN = "non_eu_citizen"
    COMPANY = "company"
    BUSINESS_ASSOCIATION = "business_association"
    NGO = "ngo"
    TRADE_UNION = "trade_union"
    ACADEMIC_RESEARCH_INSTITUTION = "academic_research_institution"
    PUBLIC_AUTHORITY = "public_authority"
    CONSUMER_ORGANISATION = "consumer_organisation"
    ENVIRONMENTAL_ORGANISATION = "environmental_organisation"
    OTHER = "other"


CITIZENS = frozenset({RespondentType.EU_CITIZEN, RespondentType.NON_EU_CITIZEN})


class SizeBand(StrEnum):
    """The four bands of “Have your say”, by the number of people who work there."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Verification(StrEnum):
    """How far it was checked that an organisation is what it says. The last that holds is shown."""

    DECLARED = "declared"
    EMAIL_CONFIRMED = "email_confirmed"
    DOMAIN_MATCHED = "domain_matched"
    REGISTER_MATCHED = "register_matched"


# Providers at which anybody can have an address, which therefore says nothing about an organisation.
_FREE_MAIL = (
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.fr hotmail.co.uk live.com msn.com yahoo.com yahoo.fr "
    "yahoo.co.uk yahoo.de yahoo.es yahoo.it ymail.com rocketmail.com aol.com icloud.com me.com mac.com proton.me "
    "protonmail.com pm.me tutanota.com tuta.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de freenet.de t-online.de "
    "posteo.de posteo.net mailbox.org fastmail.com hey.com zoho.com mail.com mail.ru yandex.ru yandex.com list.ru "
    "bk.ru inbox.ru rambler.ru orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it alice.it "
    "tiscali.it seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl abv.bg mail.bg ukr.net qq.com 163.com 126.com "
    "sina.com foxmail.com naver.com daum.net hanmail.net rediffmail.com uol.com.br bol.com.br terra.com.br telenet.be "
    "skynet.be ziggo.nl kpnmail.nl bluewin.ch sapo.pt btinternet.com comcast.net verizon.net riseup.net disroot.org "
    "autistici.org"
)
FREE_MAIL = frozenset(_FREE_MAIL.split())


# Which group a respondent type usually stands in; a proposal, the person chooses.
CROSSWALK = {
    RespondentType.EU_CITIZEN: Group.INDIVIDUAL,
    RespondentType.NON_EU_CITIZEN: Group.INDIVIDUAL,
    RespondentType.COMPANY: Group.PRIVATE_SECTOR,
    RespondentType.BUSINESS_ASSOCIATION: Group.PRIVATE_SECTOR,
    RespondentType.NGO: Group.CIVIL_SOCIETY,
    RespondentType.TRADE_UNION: Group.CIVIL_SOCIETY,
    RespondentType.ACADEMIC_RESEARCH_INSTITUTION: Group.ACADEMIA,
    RespondentType.PUBLIC_AUTHORITY: Group.GOVERNMENT,
    RespondentType.CONSUMER_ORGANISATION: Group.CIVIL_SOCIETY,
    RespondentType.ENVIRONMENTAL_ORGANISATION: Group.CIVIL_SOCIETY,
    RespondentType.OTHER: Group.OTHER,
}

_SYNONYMS = {
    Group.GOVERNMENT: ("governments", "government sector", "public authority", "public sector", "state", "governmental"),
    Group.PRIVATE_SECTOR: ("business", "businesses", "company", "companies", "industry", "business association", "private"),
    Group.CIVIL_SOCIETY: ("ngo", "ngos", "civil society organisation", "civil society organization", "cso", "trade union"),
    Group.TECHNICAL_COMMUNITY: ("technical", "tech community", "technologist", "engineers"),
    Group.ACADEMIA: ("academic", "academics", "academic community", "research", "university", "academic research"),
    Group.INTERNATIONAL_ORGANISATION: (
        "international organization", "international organisations", "international organizations", "intergovernmental",
        "igo", "intergovernmental organisation", "intergovernmental organization",
    ),
    Group.INDIVIDUAL: ("individuals", "citizen", "citizens", "person", "end user", "eu citizen", "non eu citizen"),
    Group.OTHER: ("others",),
    Group.UNDECLARED: ("", "unknown", "none", "n a", "not declared"),
}
_GROUPS = {name: group for group, names in _SYNONYMS.items() for name in (group.value.replace("_", " "), *names)}

# UN M49, the five regions (methodology of the UN Statistics Division). What is in none is shown as undeclared.
_REGIONS = {
    "africa": "DZ EG LY MA SD TN EH IO BI KM DJ ER ET TF KE MG MW MU YT MZ RE RW SC SO SS UG TZ ZM ZW AO CM CF TD CG CD "
    "GQ GA ST BW SZ LS NA ZA BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG",
    "americas": "AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI BZ CR SV GT HN MX NI "
    "PA AR BO BV BR CL CO EC FK GF GY PY PE GS SR UY VE BM CA GL PM US",
    "asia": "KZ KG TJ TM UZ CN HK MO KP JP MN KR TW BN KH ID LA MY MM PH SG TH TL VN AF BD BT IN IR MV NP PK LK AM AZ BH "
    "CY GE IQ IL JO KW LB OM QA SA PS SY TR AE YE",
    "europe": "BY BG CZ HU PL MD RO RU SK UA AX GG JE DK EE FO FI IS IE IM LV LT NO SJ SE GB AL AD BA HR GI GR VA IT MT ME "
    "MK PT SM RS SI ES AT BE FR DE LI LU MC NL CH XK",
    "oceania": "AU CX CC HM NZ NF FJ NC PG SB VU GU KI MH FM NR MP PW UM AS CK PF NU PN WS TK TO TV WF",
}
REGIONS = tuple(_REGIONS)
_REGION_OF = {code: region for region, codes in _REGIONS.items() for code in codes.split()}


def group_named(value: str) -> Group | None:
    """The group meant by our own name or a common synonym, whatever the case; None where it is not known."""
    return _GROUPS.get(re.sub(r"[\W_]+", " ", value).strip().lower())


@functools.lru_cache(maxsize=4096)
def country_named(value: str) -> str | None:
    """The ISO 3166-1 alpha-2 code meant; None where none or more than one is (“India and Brazil”)."""
    named = _named(value)
    if named:
        return named
    codes = {_guess(part) for part in re.split(r"[,/;&]|\band\b", value, flags=re.IGNORECASE) if part.strip()} - {None}
    if len(codes) == 1:
        return codes.pop()
    return None if codes else _guess(value)


def _named(value: str) -> str | None:
    """Countries with “and” in their name are one."""
    try:
        return str(pycountry.countries.lookup(value.strip()).alpha_2)
    except LookupError:
        return None


def _guess(name: str) -> str | None:
    name = name.strip()
    if name.lower() in ("", UNDECLARED):
        return None
    found = guess_country(name, attribute="iso2")
    return str(found) if found and pycountry.countries.get(alpha_2=str(found)) else None


@functools.cache
def country_codes() -> tuple[str, ...]:
    return tuple(sorted(country.alpha_2 for country in pycountry.countries))


def region_of(country: str) -> str:
    """The UN M49 region of a country code, `undeclared` for what is in none."""
    return _REGION_OF.get(country, UNDECLARED)
