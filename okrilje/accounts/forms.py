from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from okrilje.accounts import actions, catalogue, rules
from okrilje.accounts.models import Institution, Invitation, User
from okrilje.accounts.permissions import ROLE_NAMES, SCOPE_NAMES, Role, Scope
from okrilje.accounts.sign_in_forms import AGAIN, NEW_PASSWORD, PASSWORD_HELP

ROLE_CHOICES = [(role.value, ROLE_NAMES[role]) for role in Role]


class SeenField(forms.Field):
    """When the row was last edited as the page showed it; a wrong value counts as never."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value

    def clean(self, value: Any) -> Any:
        try:
            return parse_datetime(value) if value else None
        except ValueError:
            return None


class _PersonForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=120)
    institution = forms.ModelChoiceField(
        Institution.objects.filter(is_active=True), label=_("Institution"), to_field_name="code"
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple,
        help_text=_("What each role may do stands under the list."),
    )  # fmt: skip


class UserForm(_PersonForm):
    """``own``: the account of whoever edits, whose roles stay as they are."""

    seen = SeenField()

    def __init__(self, user: User, *args: Any, own: bool = False, **kwargs: Any) -> None:
        initial = {
            "name": user.name, "institution": user.institution.code, "roles": user.roles, "seen": user.edited_at,
        }  # fmt: skip
        super().__init__(*args, **kwargs | {"initial": initial})
        self.fields["institution"].queryset |= Institution.objects.filter(pk=user.institution_id)  # type: ignore[attr-defined]
        if own:
            self.fields["roles"].disabled = True
            self.fields["roles"].help_text = _("Nobody can change their own roles.")


class InvitationForm(_PersonForm):
    email = forms.EmailField(label=_("E-mail address"))
    field_order = ["email", "name", "institution", "roles"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class PasswordForm(forms.Form):
    """The first password, chosen by whoever accepts an invitation."""

    password1 = forms.CharField(
        label=NEW_PASSWORD, help_text=PASSWORD_HELP, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(label=AGAIN, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        self.user = User(email=invitation.email, name=invitation.name)
        super().__init__(*args, **kwargs)

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.user)
        return password

    def clean(self) -> None:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))


class ProfileForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of pages"), choices=settings.LANGUAGES)


class TokenForm(forms.Form):
    """``scopes``: those that are of use to whoever makes the token."""

    name = forms.CharField(
        label=_("Which program is it for"), max_length=60,
        help_text=_("So that you recognise it later: “Statistics of the Border Police”."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Never for more than you may do yourself."),
    )  # fmt: skip
    days = forms.TypedChoiceField(label=_("How long it works"), coerce=int, initial=90)

    def __init__(self, scopes: Iterable[Scope], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.value, SCOPE_NAMES[scope]) for scope in scopes]  # type: ignore[attr-defined]
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%(count)d day", "%(count)d days", days) % {"count": days}) for days in rules.TOKEN_DAYS
        ]


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea({"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()))


class InstitutionForm(forms.Form):
    """``labels`` (names in other languages) has one field for each language; see ``fields_of``."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Stands in addresses and cannot be changed later: MS, KT-SA.")
    )
    name = forms.CharField(label=_("Official name"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=Institution.Kind.choices)
    level = forms.ChoiceField(label=_("Level of government"), choices=Institution.Level.choices)
    parent = forms.ModelChoiceField(Institution.objects.all(), label=_("Part of"), required=False, to_field_name="code")
    aliases = LinesField(
        label=_("Other names in documents"), required=False,
        help_text=_("One on each line. Endings and both scripts are recognised without being listed."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Official languages"), choices=settings.LANGUAGES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    seen = SeenField()

    def __init__(self, institution: Institution | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": _initial(institution) if institution else {}})
        self.institution = institution
        for code, name in settings.LANGUAGES:
            self.fields[f"label_{code}"] = forms.CharField(
                label=_("Name in the language: %(language)s") % {"language": name}, max_length=250, required=False
            )
        self.order_fields(["code", "name", *(f"label_{code}" for code, _name in settings.LANGUAGES)])
        if institution:
            self.fields["code"].disabled = True
            self.fields["parent"].queryset = Institution.objects.exclude(pk=institution.pk)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        return code if self.institution else _allowed(code, rules.why_not_code)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        return name if self.institution else _allowed(name, rules.why_not_name)

    def clean_parent(self) -> Institution | None:
        parent: Institution | None = self.cleaned_data["parent"]
        above = parent
        while above is not None:
            if self.institution and above.pk == self.institution.pk:
                raise ValidationError(_("An institution cannot be a part of its own part."))
            above = above.parent
        return parent

    def values(self) -> dict[str, Any]:
        """The fields of the institution, as the actions take them."""
        said = {name: self.cleaned_data[name] for name in ("name", "kind", "level", "parent", "aliases", "languages")}
        labels = {code: self.cleaned_data[f"label_{code}"].strip() for code, _name in settings.LANGUAGES}
        return said | {"labels": {code: text for code, text in labels.items() if text}}


def _allowed(text: str, why_not: Callable[[str, Iterable[catalogue.Institution]], str]) -> str:
    """The text, unless the rule has something against it beside what is in the register."""
    if reason := why_not(text, actions.catalogue_from_database().institutions):
        raise ValidationError(reason)
    return text


def _initial(institution: Institution) -> dict[str, Any]:
    names = ("code", "name", "kind", "level", "aliases", "languages")
    return {
        **{name: getattr(institution, name) for name in names},
        **{f"label_{code}": text for code, text in institution.labels.items()},
        "parent": institution.parent.code if institution.parent else None,
        "seen": institution.edited_at,
    }
