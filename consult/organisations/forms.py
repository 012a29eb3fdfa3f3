"""Who one is, and what an organisation says of itself."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from consult.forms import Form, normalised
from consult.i18n import NAMES, _, country_name
from consult.organisations.actions import Described
from consult.organisations.models import MandateRole, Organisation
from consult.organisations.vocabularies import (
    CITIZENS,
    UNDECLARED,
    Group,
    RespondentType,
    SizeBand,
    country_codes,
)

UNSAID = ("", _l("I do not wish to say"))
TYPES = [
    (RespondentType.EU_CITIZEN.value, _l("EU citizen")), (RespondentType.NON_EU_CITIZEN.value, _l("Non-EU citizen")),
    (RespondentType.COMPANY.value, _l("Company")),
    (RespondentType.BUSINESS_ASSOCIATION.value, _l("Business association")),
    (RespondentType.NGO.value, _l("Non-governmental organisation")),
    (RespondentType.TRADE_UNION.value, _l("Trade union")),
    (RespondentType.ACADEMIC_RESEARCH_INSTITUTION.value, _l("Academic or research institution")),
    (RespondentType.PUBLIC_AUTHORITY.value, _l("Public authority")),
    (RespondentType.CONSUMER_ORGANISATION.value, _l("Consumer organisation")),
    (RespondentType.ENVIRONMENTAL_ORGANISATION.value, _l("Environmental organisation")),
    (RespondentType.OTHER.value, _l("Other")),
]
GROUPS = [
    (Group.UNDECLARED.value, _l("I do not wish to say")), (Group.GOVERNMENT.value, _l("Government")),
    (Group.PRIVATE_SECTOR.value, _l("Private sector")), (Group.CIVIL_SOCIETY.value, _l("Civil society")),
    (Group.TECHNICAL_COMMUNITY.value, _l("Technical community")), (Group.ACADEMIA.value, _l("Academia")),
    (Group.INTERNATIONAL_ORGANISATION.value, _l("International organisation")),
    (Group.INDIVIDUAL.value, _l("Individual")), (Group.OTHER.value, _l("Other")),
]
# What stands for “none of those that look alike”.
NEW = "new"


class Alike:
    """Names that look alike: the one meant, or none of them. The choice is offered once there are such names."""

    def offer_alike(self, organisations: Sequence[Organisation], typed: str) -> None:
        self.alike.choices = [(each.public_name, each.name) for each in organisations]  # type: ignore[attr-defined]
        self.alike.choices.append(  # type: ignore[attr-defined]
            (NEW, _("None of these: “%(name)s” is another organisation", name=typed))
        )
        self.alike.data = None  # type: ignore[attr-defined]


def country_choices() -> list[tuple[str, str]]:
    names = sorted(((code, country_name(code)) for code in country_codes()), key=lambda pair: pair[1])
    return [(UNDECLARED, country_name(UNDECLARED)), *names]


class ProfileForm(Form, Alike):
    name = StringField(
        _l("Your name"), filters=[normalised], validators=[InputRequired(_l("Give your name.")), Length(max=200)]
    )
    group = SelectField(_l("Stakeholder group"), choices=GROUPS)
    respondent_type = SelectField(_l("Type of respondent"), validators=[Optional()], choices=[UNSAID, *TYPES])
    country = SelectField(_l("Country"))
    organisation = StringField(_l("Organisation you speak for"), filters=[normalised], validators=[Length(max=200)])
    alike = RadioField(_l("Is it one of these?"), choices=[], validate_choice=False, validators=[Optional()])
    language = SelectField(_l("Language of letters to you"))

    def offer(self) -> None:
        self.country.choices = country_choices()
        self.language.choices = list(NAMES.items())


class OrganisationForm(Form, Alike):
    name = StringField(
        _l("Name"), filters=[normalised],
        validators=[InputRequired(_l("Give the organisation’s name.")), Length(max=200)],
    )
    alike = RadioField(_l("Is it one of these?"), choices=[], validate_choice=False, validators=[Optional()])
    kind = SelectField(
        _l("Type of organisation"), validators=[Optional()],
        choices=[("", _l("Not said")), *(each for each in TYPES if each[0] not in CITIZENS)],
    )
    country = SelectField(_l("Country"))
    size = SelectField(
        _l("How many people work there"), validators=[Optional()],
        choices=[
            ("", _l("Not said")), (SizeBand.MICRO.value, _l("1 to 9")), (SizeBand.SMALL.value, _l("10 to 49")),
            (SizeBand.MEDIUM.value, _l("50 to 249")), (SizeBand.LARGE.value, _l("250 or more")),
        ],
    )
    register_number = StringField(_l("Number in a register"), filters=[normalised], validators=[Length(max=60)])
    website = StringField(_l("Website"), filters=[normalised], validators=[Length(max=300)])
    needs_approval = BooleanField(_l("What is sent in its name is first approved by an approver"))

    def offer(self) -> None:
        self.country.choices = country_choices()

    def fill(self, organisation: Organisation) -> None:
        for name in ("name", "country", "website", "needs_approval"):
            self[name].data = getattr(organisation, name)
        self.register_number.data = organisation.register_number or ""
        self.kind.data = organisation.kind.value if organisation.kind else ""
        self.size.data = organisation.size.value if organisation.size else ""

    def described(self) -> Described:
        return Described(
            name=self.name.data, kind=RespondentType(self.kind.data) if self.kind.data else None,
            country=self.country.data, register_number=self.register_number.data or "",
            size=SizeBand(self.size.data) if self.size.data else None, website=self.website.data or "",
        )


class InvitationForm(Form):
    email = EmailField(
        _l("Their e-mail address"), filters=[normalised],
        validators=[InputRequired(_l("Give an address.")), Length(max=320)],
    )
    role = RadioField(
        _l("What they may do"), default=MandateRole.SPEAKER.value,
        choices=[
            (MandateRole.SPEAKER.value, _l("Speak")), (MandateRole.APPROVER.value, _l("Approve")),
            (MandateRole.OWNER.value, _l("Own the entry")),
        ],
    )
