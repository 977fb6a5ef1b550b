"""The five languages: complete catalogues, local dates and numbers, and both Serbian scripts."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone
from django.utils.formats import date_format, get_format, localize, number_format
from django.utils.timesince import timesince
from django.utils.translation import get_supported_language_variant, gettext, override

from okrilje.lib import messages, scripts

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def test_every_message_we_show_is_translated() -> None:
    assert messages.problems(messages.LOCALE_DIR) == []


@pytest.mark.parametrize(
    ("language", "march", "august", "short"),
    [
        ("bs", "5. marta 2026.", "august 2026.", "5. 3. 2026."),
        ("hr", "5. ožujka 2026.", "kolovoz 2026.", "5. 3. 2026."),
        ("sr-latn", "5. marta 2026.", "avgust 2026.", "5. 3. 2026."),
        ("sr", "5. марта 2026.", "август 2026.", "5. 3. 2026."),
        ("en", "5 March 2026", "August 2026", "5 Mar 2026"),
    ],
)
def test_dates_are_written_the_local_way(language: str, march: str, august: str, short: str) -> None:
    with override(language):
        assert date_format(date(2026, 3, 5)) == localize(date(2026, 3, 5)) == march
        assert date_format(date(2026, 8, 1), "YEAR_MONTH_FORMAT") == august
        assert date_format(date(2026, 3, 5), "SHORT_DATE_FORMAT") == short
        assert date_format(datetime(2026, 3, 5, 14, 5), "SHORT_DATETIME_FORMAT").endswith(" 14:05")
        assert get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize("language", ["bs", "sr-latn", "sr"])
@pytest.mark.parametrize("month", range(1, 13))
def test_the_month_of_a_day_stands_in_the_genitive(language: str, month: int) -> None:
    with override(language):
        assert re.fullmatch(r"3\. \w+[aа] 2026\.", date_format(date(2026, month, 3)))
        assert not date_format(date(2026, month, 3), "YEAR_MONTH_FORMAT").endswith(("a 2026.", "а 2026."))


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_written_the_local_way(language: str) -> None:
    written = "1,234,567.89" if language == "en" else "1.234.567,89"
    with override(language):
        assert number_format(1234567.89, decimal_pos=2) == written
        assert Template("{{ n }}").render(Context({"n": 1234567})) == written[:-3]
        assert forms.DecimalField(localize=True).clean(written) == Decimal("1234567.89")


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_read_as_people_and_as_browsers_write_them(language: str) -> None:
    field = forms.DateField()
    typed = "5/3/2026" if language == "en" else "5. 3. 2026."
    with override(language):
        assert field.clean(typed) == field.clean("2026-03-05") == field.clean("05.03.2026") == date(2026, 3, 5)
        assert forms.DateField(localize=True).clean(typed) == date(2026, 3, 5)
        browser = forms.DateInput(attrs={"type": "date"}).render("day", date(2026, 3, 5))
        assert 'value="2026-03-05"' in browser


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("bs", {7: "1 sedmica", 21: "3 sedmice", 5: "5 dana"}),
        ("hr", {7: "1 tjedan", 21: "3 tjedna", 5: "5 dana"}),
        ("sr-latn", {7: "1 sedmica", 21: "3 sedmice", 5: "5 dana"}),
        ("sr", {7: "1 седмица", 21: "3 седмице", 5: "5 дана"}),
        ("en", {7: "1 week", 21: "3 weeks", 5: "5 days"}),
    ],
)
def test_periods_take_the_plural_of_their_language(language: str, said: dict[int, str]) -> None:
    end = datetime(2026, 2, 5, tzinfo=timezone.get_default_timezone())
    with override(language):
        for days, text in said.items():
            assert timesince(end - timedelta(days=days), end).replace("\xa0", " ") == text


@pytest.mark.parametrize(
    ("language", "required", "length"),
    [
        ("bs", "Ovo polje je obavezno.", "Lozinka je prekratka. Mora imati najmanje 22 znaka."),
        ("hr", "Ovo je polje obvezno.", "Lozinka je prekratka. Mora imati najmanje 22 znaka."),
        ("sr-latn", "Ovo polje je obavezno.", "Lozinka je prekratka. Mora imati najmanje 22 znaka."),
        ("sr", "Ово поље је обавезно.", "Лозинка је прекратка. Мора имати најмање 22 знака."),
        ("en", "This field is required.", "This password is too short. It must contain at least 22 characters."),
    ],
)
def test_the_libraries_speak_our_languages(language: str, required: str, length: str) -> None:
    with override(language):
        with pytest.raises(ValidationError) as missing:
            forms.CharField().clean("")
        assert missing.value.messages == [required]
        with pytest.raises(ValidationError) as short:
            MinimumLengthValidator(22).validate("short")
        assert short.value.messages == [length]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("sr-latn-ba", "sr-latn"),
        ("sr-cyrl-ba", "sr"),
        ("sr-ba", "sr"),
        ("bs-latn-ba", "bs"),
        ("hr-ba", "hr"),
        ("en-gb", "en"),
    ],
)
def test_a_longer_code_leads_to_the_language_and_script_it_means(asked: str, given: str) -> None:
    assert get_supported_language_variant(asked) == given


def translations(locale: str) -> list[str]:
    found = messages.read(messages.catalogues(messages.LOCALE_DIR)[locale])
    return [form for message in found if message.id for form in messages.forms(message) if form]


def test_serbian_reads_the_same_in_both_scripts() -> None:
    texts = translations("sr_Latn")
    assert len(texts) > 300
    assert [text for text in texts if scripts.to_latin(scripts.to_cyrillic(text)) != text] == []


def test_no_word_of_serbian_cyrillic_mixes_scripts() -> None:
    mixed = {word for text in translations("sr_Latn") for _at, word in scripts.mixed_script(scripts.to_cyrillic(text))}
    assert mixed == set()


def test_serbian_is_that_of_bosnia_and_herzegovina() -> None:
    """Ijekavian throughout: a few words of the other standard that slip in from habit."""
    ekavian = re.compile(r"\b(vrednost|vreme\b|mesec|promen|izmen|sledeć|uspešn|bezbedn|celi|mesto|pre \d|dete)", re.I)
    assert [text for text in translations("sr_Latn") if ekavian.search(text)] == []


def test_croatian_is_not_bosnian() -> None:
    """Words that only the other standard uses, in their commonest forms."""
    other = re.compile(
        r"\b(izvještaj|saradnj|općenit|tačn|tačk|hiljad|sedmic|milion|saglasnost|učestvova|obavezn|opšt|januar|mart\b"
        r"|budžet|procent|bezbjedn|nosilac|nosioc|prisustv|finansi|statistič(?!k)|tokom|kvalifikov|organizov|definisa)",
        re.I,
    )
    assert [text for text in translations("hr") if other.search(text)] == []


def test_english_is_never_replaced_by_the_default_language() -> None:
    with override("en"):
        assert gettext("This field is required.") == "This field is required."
        assert gettext("Password") == "Password"
