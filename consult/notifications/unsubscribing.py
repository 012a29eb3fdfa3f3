"""The one-click link of a letter (RFC 8058): whoever holds it can end letters of its kinds, and do nothing else."""

from collections.abc import Iterable

from itsdangerous import BadData, URLSafeSerializer

from consult.errors import NotFound
from consult.i18n import _
from consult.identifiers import id_of, name_of
from consult.notifications.models import Kind


def token_of(account_id: int, kinds: Iterable[Kind], secret: str) -> str:
    """It says only whose letters and which kinds, and does not age: letters are read years later."""
    said = _signer(secret).dumps([name_of(account_id), *sorted({kind.value for kind in kinds})])
    return said if isinstance(said, str) else said.decode()


def named_by(token: str, secret: str) -> tuple[int, list[Kind]]:
    """Whose letters, and of which kinds. Raises NotFound where we did not write it."""
    try:
        name, *kinds = _signer(secret).loads(token)
        account_id = id_of(name)
        if account_id is not None and kinds:
            return account_id, [Kind(kind) for kind in kinds]
    except (BadData, TypeError, ValueError):
        pass
    raise NotFound(_("This link is damaged. Copy it whole from the letter, or sign in and choose there."))


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="unsubscribe")
