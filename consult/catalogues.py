"""The catalogues of translations: their sources are kept, what the program reads is made from them when it is older."""

import secrets
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "translations"


def compile_all() -> None:
    """Make each messages.mo that is missing or older than its messages.po. A folder that is not ours stays as it is."""
    for source in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            try:
                _compile(source, target)
            except PermissionError:
                continue


def is_translated(message: Message) -> bool:
    """In each of its forms. What is not is said in English, so it is left out of what the program reads."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return all(forms) and not message.fuzzy


def _compile(source: Path, target: Path) -> None:
    """The whole file or none; several processes may start at once."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    for message in list(catalogue):
        if message.id and not is_translated(message):
            catalogue.delete(message.id, message.context)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with part.open("wb") as file:
        write_mo(file, catalogue)
    part.replace(target)


if __name__ == "__main__":
    compile_all()
