"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes that work once.

pyotp computes the codes, segno draws the picture of the key.
"""

from __future__ import annotations

import io
import secrets
import time

import pyotp
import segno

from aneatlas.web.accounts.invitations import digest
from aneatlas.web.accounts.models import Account, RecoveryCode

STEP = 30  # seconds
RECOVERY_CODES = (
    10  # of 24 letters each, 118 bits: enough to be kept as a plain digest (OWASP ASVS 5.0, 6.5.2)
)
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mistaken for something else


def new_key() -> str:
    """Return a key of 160 bits."""
    return pyotp.random_base32()


def picture(key: str, name: str) -> str:
    """Return the QR code of a key as SVG."""
    address = pyotp.TOTP(key).provisioning_uri(name=name, issuer_name="ANE Atlas")
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, title="QR"
    )
    return out.getvalue().decode()


def step_of(key: str, code: str, after: int, moment: float | None = None) -> int:
    """Return the step for which a code is right, 0 for none; a step up to `after` was used and counts no more."""
    now = int((time.time() if moment is None else moment) // STEP)
    given = "".join(code.split())
    for step in (now, now - 1, now + 1):
        if step > after and pyotp.utils.strings_equal(given, pyotp.TOTP(key).at(step * STEP)):
            return step
    return 0


def passes(account: Account, code: str) -> bool:
    """Tell whether a code of the authenticator or a recovery code lets the account in; either works once."""
    step = step_of(account.totp_key, code, account.totp_last)
    if step:
        # the condition in the update lets only one of two requests use the same code
        return bool(Account.objects.filter(pk=account.pk, totp_last__lt=step).update(totp_last=step))
    spelt = "".join(code.split()).replace("-", "").lower()
    gone, _ = RecoveryCode.objects.filter(account=account, digest=digest(spelt)).delete()
    return gone > 0


def new_recovery_codes(account: Account) -> list[str]:
    """Replace the account's recovery codes. Return the new ones: they are shown once."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(24)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(account=account).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(account=account, digest=digest(code)) for code in codes)
    return ["-".join(code[at : at + 6] for at in range(0, 24, 6)) for code in codes]
