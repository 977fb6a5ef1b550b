"""Extraction, update, check and compilation of message catalogues, on a small package made for each test."""

from __future__ import annotations

import gettext
import os
import re
import time
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from okrilje.lib import messages
from okrilje.lib.extraction import Unreadable, extract

VIEWS = """
from django.utils.translation import gettext as _, ngettext, pgettext, npgettext_lazy

TITLE = _("The plan "
          "as adopted")
ROWS = ngettext("%(count)s row", "%(count)s rows", 3)
MAY = pgettext("abbrev. month", "May")
LAZY = npgettext_lazy("people", "{n} member", "{n} members")
NOT = str("not for translation")
"""

TEMPLATE = """{% load i18n %}
   <h1 title="{% translate "Whose 'turn' it is" %}">{% translate "Deadline" context "of a task" %}</h1>
{# Translators: the name of an institution #}
    {% blocktranslate with name=i.name trimmed %}
      Reports of
      <b>{{ name }}</b>: 100 % sent
    {% endblocktranslate %}
{% blocktranslate count n=rows|length %}One row{% plural %}{{ n }} rows{% endblocktranslate %}
{% include "x.html" with label=_("Close it") %}{{ value|default:_("nothing yet") }} it's "quoted
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    root = tmp_path / "house"
    (root / "templates" / "plan").mkdir(parents=True)
    (root / "views.py").write_text(VIEWS, encoding="utf-8")
    (root / "templates" / "plan" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return root


def catalogue(package: Path, locale: str, content: str = "") -> Path:
    path = package / "locale" / locale / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    messages.write(path, [], locale)
    path.write_text(path.read_text(encoding="utf-8") + content, encoding="utf-8")
    return path


def translate(path: Path, translations: dict[str, str | tuple[str, ...]]) -> None:
    found = [m for m in messages.read(path) if m.id]
    for message in found:
        english = message.id if isinstance(message.id, str) else message.id[0]
        message.string = translations[english]
    messages.write(path, found, path.parent.parent.name)


TRANSLATIONS: dict[str, str | tuple[str, ...]] = {
    "The plan as adopted": "Usvojeni plan",
    "%(count)s row": ("%(count)s red", "%(count)s reda", "%(count)s redova"),
    "May": "maj",
    "{n} member": ("{n} član", "{n} člana", "{n} članova"),
    "Whose 'turn' it is": "Ko je na redu",
    "Deadline": "Rok",
    "Reports of <b>%(name)s</b>: 100 %% sent": "Izvještaji: <b>%(name)s</b>, poslano 100 %%",
    "One row": ("%(n)s red", "%(n)s reda", "%(n)s redova"),
    "Close it": "Zatvori, injekcija njege",
    "nothing yet": "još ništa",
}


def texts(found: list[Message]) -> set[tuple[object, str | None]]:
    return {(m.id, m.context) for m in found}


def test_messages_of_sources_and_templates_are_found_with_plural_and_context(package: Path) -> None:
    assert texts(extract(package)) == {
        ("The plan as adopted", None),
        (("%(count)s row", "%(count)s rows"), None),
        ("May", "abbrev. month"),
        (("{n} member", "{n} members"), "people"),
        ("Whose 'turn' it is", None),
        ("Deadline", "of a task"),
        ("Reports of <b>%(name)s</b>: 100 %% sent", None),
        (("One row", "%(n)s rows"), None),
        ("Close it", None),
        ("nothing yet", None),
    }


def test_a_note_to_translators_reaches_the_catalogue(package: Path) -> None:
    path = catalogue(package, "bs")
    messages.update(package / "locale")
    assert "#. Translators: the name of an institution\n#: house/templates/plan/page.html\n" in path.read_text("utf-8")


def test_library_messages_are_taken_as_listed(package: Path) -> None:
    libraries = package / "libraries.toml"
    libraries.write_text('[only]\n"django/forms/widgets.py" = ["Clear"]\n', encoding="utf-8")
    assert ("Clear", None) in texts(extract(package, libraries))
    assert ("Currently", None) not in texts(extract(package, libraries))
    libraries.write_text('all = ["django/forms/widgets.py"]\n', encoding="utf-8")
    assert ("Currently", None) in texts(extract(package, libraries))


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        ('all = ["django/forms/gone.py"]', "django/forms/gone.py"),
        ('all = ["no_such_library/x.py"]', "no_such_library"),
        ('[only]\n"django/forms/widgets.py" = ["Was renamed"]', "Was renamed"),
    ],
)
def test_what_a_new_version_of_a_library_dropped_is_named(package: Path, listed: str, named: str) -> None:
    libraries = package / "libraries.toml"
    libraries.write_text(listed, encoding="utf-8")
    with pytest.raises(Unreadable, match=named):
        extract(package, libraries)


def test_a_template_that_cannot_be_parsed_is_named(package: Path) -> None:
    (package / "templates" / "bad.html").write_text("{% blocktranslate %}a {% if b %}{% endblocktranslate %}")
    with pytest.raises(Unreadable, match=r"house/templates/bad\.html"):
        extract(package)


def test_update_adds_removes_and_keeps(package: Path) -> None:
    path = catalogue(package, "bs", 'msgid "Gone long ago"\nmsgstr "Davno"\n\nmsgid "Close it"\nmsgstr "Zatvori"\n')
    assert messages.update(package / "locale") == {"bs": (9, 1)}
    content = path.read_text("utf-8")
    assert 'msgid "Close it"\nmsgstr "Zatvori"' in content
    assert "Gone long ago" not in content
    assert "POT-Creation-Date" not in content


def test_updating_again_changes_no_byte_even_when_lines_moved(package: Path) -> None:
    path = catalogue(package, "sr_Latn")
    messages.update(package / "locale")
    before = path.read_bytes()
    (package / "views.py").write_text("# moved\n\n\n" + VIEWS, encoding="utf-8")
    assert messages.update(package / "locale") == {"sr_Latn": (0, 0)}
    assert path.read_bytes() == before


def test_a_reworded_message_keeps_its_translation_as_a_proposal(package: Path) -> None:
    path = catalogue(package, "bs")
    messages.update(package / "locale")
    translate(path, TRANSLATIONS)
    (package / "views.py").write_text(VIEWS.replace("as adopted", "as was adopted"), encoding="utf-8")
    messages.update(package / "locale")
    assert '#, fuzzy\nmsgid "The plan as was adopted"\nmsgstr "Usvojeni plan"' in path.read_text("utf-8")
    assert messages.problems(package / "locale") == [
        'bs: "The plan as was adopted" is marked fuzzy: look at the translation, then remove the mark'
    ]


def test_a_complete_catalogue_has_no_problems(package: Path) -> None:
    path = catalogue(package, "bs")
    messages.update(package / "locale")
    assert len(messages.problems(package / "locale")) == 10
    translate(path, TRANSLATIONS)
    assert messages.problems(package / "locale") == []


@pytest.mark.parametrize(
    ("english", "wrong", "said"),
    [
        ("Close it", "", "is not translated"),
        ("Close it", "Zatvori ", "other blanks"),
        ("Close it", "Zаtvori", "Cyrillic"),
        ("%(count)s row", ("%(count)s red", "", ""), "not translated in every plural form"),
        ("%(count)s row", ("jedan red", "%(count)s reda", "%(count)s redova"), "other placeholders"),
        ("%(count)s row", ("%(cuont)s red", "%(count)s reda", "%(count)s redova"), "other placeholders"),
        ("{n} member", ("{} član", "{n} člana", "{n} članova"), "other placeholders"),
        ("Reports of <b>%(name)s</b>: 100 %% sent", "<b>%(name)s: 100 %%", "</b>"),
        ("Reports of <b>%(name)s</b>: 100 %% sent", "<b>%(name)s</b>: 100 %", "%%"),
    ],
)
def test_each_kind_of_fault_is_found(package: Path, english: str, wrong: str | tuple[str, ...], said: str) -> None:
    path = catalogue(package, "bs")
    messages.update(package / "locale")
    translate(path, TRANSLATIONS | {english: wrong})
    found = messages.problems(package / "locale")
    assert found, "nothing was reported"
    assert all(english in problem for problem in found)
    assert any(said in problem for problem in found)


def test_a_catalogue_with_another_number_of_plural_forms_is_found(package: Path) -> None:
    path = catalogue(package, "bs")
    messages.update(package / "locale")
    translate(path, TRANSLATIONS)
    two = re.sub(r"msgstr\[2\].*\n", "", path.read_text("utf-8")).replace("nplurals=3", "nplurals=2")
    path.write_text(two, encoding="utf-8")
    assert 'bs: "%(count)s row" has 2 plural forms instead of 3' in messages.problems(package / "locale")


def test_messages_that_came_or_went_since_the_last_update_are_problems(package: Path) -> None:
    catalogue(package, "bs", 'msgid "Gone"\nmsgstr "Otišlo"\n')
    found = messages.problems(package / "locale")
    assert 'bs: "Gone" is in no source any more; run update' in found
    assert 'bs: "Deadline" (of a task) is not in the catalogue; run update' in found


def compiled(package: Path, locale: str) -> gettext.GNUTranslations:
    with (package / "locale" / locale / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_serbian_cyrillic_is_made_from_serbian_latin(package: Path) -> None:
    path = catalogue(package, "sr_Latn")
    messages.update(package / "locale")
    translate(path, TRANSLATIONS)
    assert messages.compile_all(package / "locale") == ["sr_Latn", "sr"]
    latin, cyrillic = compiled(package, "sr_Latn"), compiled(package, "sr")
    assert latin.gettext("Close it") == "Zatvori, injekcija njege"
    assert cyrillic.gettext("Close it") == "Затвори, инјекција његе"
    assert cyrillic.pgettext("of a task", "Deadline") == "Рок"
    assert cyrillic.gettext("Reports of <b>%(name)s</b>: 100 %% sent") == "Извјештаји: <b>%(name)s</b>, послано 100 %%"
    rows = [cyrillic.ngettext("One row", "%(n)s rows", n) % {"n": n} for n in (1, 2, 5, 11, 12, 21, 22, 25, 101, 111)]
    assert rows == ["1 ред", "2 реда", "5 редова", "11 редова", "12 редова", "21 ред", "22 реда", "25 редова",
                    "101 ред", "111 редова"]  # fmt: skip


def test_an_unfinished_translation_is_left_out_and_the_english_shows(package: Path) -> None:
    path = catalogue(package, "bs")
    messages.update(package / "locale")
    translate(path, TRANSLATIONS | {"Close it": "", "One row": ("%(n)s red", "", "")})
    messages.compile_all(package / "locale")
    bosnian = compiled(package, "bs")
    assert bosnian.gettext("Close it") == "Close it"
    assert bosnian.ngettext("One row", "%(n)s rows", 1) == "One row"
    assert bosnian.gettext("nothing yet") == "još ništa"


def test_compiling_again_does_nothing_until_a_catalogue_changes(package: Path) -> None:
    path = catalogue(package, "bs")
    catalogue(package, "sr_Latn")
    assert messages.compile_all(package / "locale") == ["bs", "sr_Latn", "sr"]
    assert messages.compile_all(package / "locale") == []
    later = time.time() + 5
    os.utime(path, (later, later))
    assert messages.compile_all(package / "locale") == ["bs"]
    assert [p.name for p in path.parent.iterdir()] != [], "no temporary file is left"
    assert {p.name for p in path.parent.iterdir()} == {"django.po", "django.mo"}


def test_the_command_says_what_it_did(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = catalogue(package, "bs")
    folder = ["--locale-dir", str(package / "locale")]
    assert messages.main(["check", *folder]) == 1
    assert messages.main(["update", *folder]) == 0
    assert capsys.readouterr().out.endswith("bs: 10 new, 0 removed, 10 of 10 to translate\n")
    translate(path, TRANSLATIONS)
    assert messages.main(["check", *folder]) == 0
    assert messages.main(["compile", *folder]) == 0
    assert messages.main(["compile", *folder]) == 0
    assert capsys.readouterr().out == "bs: complete\ncompiled: bs\ncompiled: nothing, all up to date\n"


def test_a_broken_catalogue_is_named_with_its_line(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue(package, "bs", 'msgid "half\n')
    assert messages.main(["check", "--locale-dir", str(package / "locale")]) == 2
    assert "django.po" in capsys.readouterr().err
