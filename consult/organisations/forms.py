"""Who one is."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from consult.forms import Form, normalised
from consult.i18n import NAMES, country_name
from consult.organisations.vocabularies import UNDECLARED, Group, RespondentType, country_codes


class ProfileForm(Form):
    name = StringField(
        _l("Your name"), filters=[normalised], validators=[InputRequired(_l("Give your name.")), Length(max=200)]
    )
    group = SelectField(
        _l("Stakeholder group"),
        choices=[
            (Group.UNDECLARED.value, _l("I do not wish to say")), (Group.GOVERNMENT.value, _l("Government")),
            (Group.PRIVATE_SECTOR.value, _l("Private sector")), (Group.CIVIL_SOCIETY.value, _l("Civil society")),
            (Group.TECHNICAL_COMMUNITY.value, _l("Technical community")), (Group.ACADEMIA.value, _l("Academia")),
            (Group.INTERNATIONAL_ORGANISATION.value, _l("International organisation")),
            (Group.INDIVIDUAL.value, _l("Individual")), (Group.OTHER.value, _l("Other")),
        ],
    )
    respondent_type = SelectField(
        _l("Type of respondent"), validators=[Optional()],
        choices=[
            ("", _l("I do not wish to say")), (RespondentType.EU_CITIZEN.value, _l("EU citizen")),
            (RespondentType.NON_EU_CITIZEN.value, _l("Non-EU citizen")),
            (RespondentType.COMPANY.value, _l("Company")),
            (RespondentType.BUSINESS_ASSOCIATION.value, _l("Business association")),
            (RespondentType.NGO.value, _l("Non-governmental organisation")),
            (RespondentType.TRADE_UNION.value, _l("Trade union")),
            (RespondentType.ACADEMIC_RESEARCH_INSTITUTION.value, _l("Academic or research institution")),
            (RespondentType.PUBLIC_AUTHORITY.value, _l("Public authority")),
            (RespondentType.CONSUMER_ORGANISATION.value, _l("Consumer organisation")),
            (RespondentType.ENVIRONMENTAL_ORGANISATION.value, _l("Environmental organisation")),
            (RespondentType.OTHER.value, _l("Other")),
        ],
    )
    country = SelectField(_l("Country"))
    organisation = StringField(_l("Organisation you speak for"), filters=[normalised], validators=[Length(max=200)])
    language = SelectField(_l("Language of letters to you"))

    def offer(self) -> None:
        self.country.choices = country_choices()
        self.language.choices = list(NAMES.items())


def country_choices() -> list[tuple[str, str]]:
    """Undeclared, then every country by its name in the reader's language."""
    names = sorted(((code, country_name(code)) for code in country_codes()), key=lambda pair: pair[1])
    return [(UNDECLARED, country_name(UNDECLARED)), *names]
