"""Styles, scripts and pictures: fetched at set-up, compressed once, served for ever under an address made from them."""

import functools
import gzip
import hashlib
import shutil
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from consult.headers import add_to_file

STATIC = Path(__file__).parent / "static"
MODULES = Path(__file__).parent.parent / "node_modules"
FETCHED = {"@picocss/pico/css/pico.min.css": "vendor/pico.min.css", "htmx.org/dist/htmx.min.js": "vendor/htmx.min.js"}
FONTS = {"@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf": "vendor/fonts/NotoEmoji.ttf"}


@functools.cache
def digest() -> str:
    """Twelve characters that change whenever a file does."""
    total = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file() and path.suffix not in (".br", ".gz", ".ttf"):
            total.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file. It carries no language: one copy serves all."""
    return f"/static/{digest()}/{name}"


def register(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(STATIC), prefix=f"static/{digest()}/", max_age=31_536_000, allow_all_origins=False,
        immutable_file_test=lambda path, url: True, add_headers_function=add_to_file,
    )


def prepare() -> None:
    """Copy what npm fetched and compress every text file beside itself; for `make setup`."""
    for source, target in {**FETCHED, **FONTS}.items():
        (STATIC / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, STATIC / target)
    for path in STATIC.rglob("*"):
        if path.suffix in (".css", ".js", ".svg"):
            content = path.read_bytes()
            path.with_name(path.name + ".br").write_bytes(brotli.compress(content))
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    prepare()
