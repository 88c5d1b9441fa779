"""Tables of the accounts: people, invitations, tokens, attempts, the log. Secrets are kept as digests only.

The exception is the key of a second factor, which must be known to check a code: the folder and the database that
hold it are to be readable by the server's user only.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from aneatlas.core.permissions import Role


class Account(AbstractBaseUser):
    """A person who signs in. The name stands in the history of what they did, so it is never given to another."""

    name = models.CharField(max_length=60, unique=True)
    roles = models.CharField(max_length=200, default="", blank=True)
    is_active = models.BooleanField(default=True)
    totp_key = models.CharField(max_length=64, default="", blank=True)
    totp_last = models.BigIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager()
    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: list[str] = []

    @property
    def role_set(self) -> frozenset[Role]:
        """Return the account's roles."""
        return frozenset(Role(word) for word in self.roles.split())

    @role_set.setter
    def role_set(self, roles: frozenset[Role]) -> None:
        self.roles = " ".join(role.value for role in Role if role in roles)


class RecoveryCode(models.Model):
    """A code that stands in for the second factor, once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, db_index=True)


class Invitation(models.Model):
    """A link that works once: it makes an account, or (with `account`) sets a new password."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    roles = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="resets")
    by = models.CharField(max_length=60)
    ends = models.DateTimeField()
    used = models.DateTimeField(null=True)


class Token(models.Model):
    """A token of the programming interface: it may what its account may."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    created = models.DateTimeField(auto_now_add=True)
    ends = models.DateTimeField()


class Attempt(models.Model):
    """One attempt at something that is throttled; `who` is a digest of a name or an address."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["what", "who", "at"], name="attempt_counted")]


class LogLine(models.Model):
    """One line of the log of accounts: who did what to which account. No secrets, no addresses of people."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=60)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=200)


class Letter(models.Model):
    """A visitor's report of an error, until an editor takes it into the ledger or throws it away."""

    at = models.DateTimeField(auto_now_add=True)
    about = models.CharField(max_length=200)
    said = models.TextField()
    source = models.TextField(default="", blank=True)
