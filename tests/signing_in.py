"""A browser in which somebody is signed in, without the page that does it."""

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Account, SignIn
from consult.accounts.security import COOKIE_FIELD, hash_token
from consult.db import transaction


def signed_in_client(app: Flask, account: Account) -> FlaskClient:
    client = app.test_client()
    uniquifier, identifier = account.fs_uniquifier, account.id
    with transaction() as session:
        session.merge(SignIn(token_hash=hash_token(f"test-{identifier}"), account_id=identifier))
    with client.session_transaction() as cookie:
        cookie[COOKIE_FIELD] = f"test-{identifier}"
        cookie["_user_id"] = uniquifier
        cookie["_fresh"] = True
    return client
