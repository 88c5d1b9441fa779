"""The forms of the accounts: what may be typed, and the sentence that says what is wrong."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from aneatlas.core.permissions import Role
from aneatlas.web.accounts.models import Account

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
LONGEST_PASSWORD = 256
ROLE_NAMES = {
    Role.READER: _("reader"),
    Role.SCREENER: _("screener"),
    Role.EXTRACTOR: _("extractor"),
    Role.ADJUDICATOR: _("adjudicator"),
    Role.EDITOR: _("editor"),
    Role.ADMINISTRATOR: _("administrator"),
}


class Form(forms.Form):
    """A form whose fields say to a screen reader that they are wrong, and why."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        for name, entry in self.fields.items():
            wrong = name in self.errors if self.is_bound else False
            marks = [f"id_{name}_hint"] if entry.help_text else []
            marks += [f"id_{name}_wrong"] if wrong else []
            entry.widget.attrs |= {"aria-describedby": " ".join(marks)} if marks else {}
            entry.widget.attrs |= {"aria-invalid": "true"} if wrong else {}
            entry.widget.use_fieldset = False


def password_field(label: Any, complete: str) -> forms.CharField:
    """Return a field for a password; `complete` tells a password manager which one is meant."""
    widget = forms.PasswordInput(attrs={"autocomplete": complete, "maxlength": LONGEST_PASSWORD})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget)


class SignIn(Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = password_field(_("Password"), "current-password")


class Code(Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}
        ),
    )


class NewFactor(Code):
    """The first code of a new authenticator; the password is asked again."""

    password = password_field(_("Present password"), "current-password")
    field_order = ("code", "password")


class NewPassword(Form):
    """A new password, twice."""

    password = password_field(_("New password"), "new-password")
    again = password_field(_("The same once more"), "new-password")

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        self.account = account
        super().__init__(*args, **options)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        validate_password(given, self.account)
        return given

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "password" in data and "again" in data and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class ChangePassword(NewPassword):
    """A new password; the old one is asked first."""

    old = password_field(_("Present password"), "current-password")
    field_order = ("old", "password", "again")

    def clean_old(self) -> str:
        given: str = self.cleaned_data["old"]
        if not self.account.check_password(given):
            raise forms.ValidationError(_("This is not your present password."))
        return given


class Roles(Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, ROLE_NAMES[role]) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )

    def clean_roles(self) -> frozenset[Role]:
        return frozenset(Role(word) for word in self.cleaned_data["roles"])


class Invite(Roles):
    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_(
            "Small letters, digits, dots, hyphens. It stands in the history of everything that the person does."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ("name", "roles")

    def clean_name(self) -> str:
        given: str = self.cleaned_data["name"]
        if fault := name_fault(given):
            raise forms.ValidationError(fault)
        return given


class NewToken(Form):
    label = forms.CharField(
        label=_("What the token is for"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def name_fault(name: str) -> Any:
    """Return why a name cannot be given to an account, or ''."""
    if not NAME.fullmatch(name):
        return _(
            "Write 2 to 40 small letters, digits, dots, hyphens or underscores, beginning with a letter or digit."
        )
    if Account.objects.filter(name=name).exists():
        return _("This name is taken. A name is never given twice, because it stands in the history.")
    return ""
