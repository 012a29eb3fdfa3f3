"""Opening a stranger's file, told by its content, and making a harmless one of it with its text.

It runs as a process of its own with little memory and time (`python -m consult.cleaning`), so that a file made to
exhaust or crash whatever opens it takes only that process along. Nothing else of ours is imported.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable
from typing import Any

PDF = "application/pdf"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}

MEMORY = 1_500_000_000
SECONDS = 20
PIXELS = 40_000_000
PAGES = 1000
UNPACKED = 100_000_000
ENTRIES = 3000
TEXT_LIMIT = 1_000_000
# What can run, or fetch something from elsewhere, in an office file.
ACTIVE = re.compile(r"(?i)vbaProject|vbaData|activeX|embeddings/|^Basic/|^Scripts/|^Object |macrosheets")
# Where the names of those who wrote and commented stand in the text itself.
WRITERS = re.compile(
    rb'((?:w:author|w:initials|w15:author|w15:userId|w15:providerId|office:author)=")[^"]*(")'
)
CREATORS = re.compile(rb"(<(dc:creator|meta:creator-initials|meta:initial-creator|text:initial-creator|text:creator|"
                      rb"text:author-name|text:author-initials)\b[^>]*>)[^<]*(</)")
EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "word/people.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w15:people xmlns:w15='
    b'"http://schemas.microsoft.com/office/word/2012/wordml"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>',
}


class Hostile(Exception):
    """Why a file is not taken: `unknown`, `broken`, `locked`, `active`, `huge`."""


Cleaned = tuple[str, bytes, str]


def clean(data: bytes) -> Cleaned:
    """(media type, the cleaned file, its text). Raises Hostile."""
    try:
        return _opener(data)(data)
    except Hostile:
        raise
    except (MemoryError, RecursionError):
        raise Hostile("huge") from None
    except Exception:
        raise Hostile("broken") from None


def _opener(data: bytes) -> Callable[[bytes], Cleaned]:
    """By what it begins with: a name or a declared type says what somebody wants us to believe."""
    if data.startswith(b"%PDF-"):
        return _pdf
    if data.startswith(b"PK\x03\x04"):
        return _office
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return _picture
    return _plain


def _pdf(data: bytes) -> Cleaned:
    """Written anew from its pages: what hangs before, behind or between them does not come along."""
    import pikepdf

    try:
        source = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise Hostile("locked") from None
    if source.is_encrypted:
        raise Hostile("locked")
    if len(source.pages) > PAGES:
        raise Hostile("huge")
    root = source.Root
    for name in ("/OpenAction", "/AA", "/Metadata", "/AcroForm", "/Collection", "/PieceInfo", "/URI", "/AF"):
        if name in root:
            del root[name]
    if "/Names" in root:
        for name in ("/JavaScript", "/EmbeddedFiles", "/Renditions"):
            if name in root.Names:
                del root.Names[name]
    for page in source.pages:
        _quieten(page)
    for thing in source.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) and "/Metadata" in thing:
            del thing["/Metadata"]
    with_info = "/Info" in source.trailer
    if with_info:
        del source.trailer["/Info"]
    kept = io.BytesIO()
    source.save(kept, deterministic_id=True)
    return PDF, kept.getvalue(), _pdf_text(kept.getvalue())


def _quieten(page: Any) -> None:
    """Links to pages and to the web stay; whatever runs, attaches or fills in goes."""
    for name in ("/AA", "/Metadata", "/PieceInfo", "/AF"):
        if name in page:
            del page[name]
    if "/Annots" not in page:
        return
    kept = []
    for each in page.Annots:
        if str(each.get("/Subtype", "")) not in ("/Link", "/Highlight", "/Underline", "/StrikeOut"):
            continue
        if str(each.get("/A", {}).get("/S", "/URI")) not in ("/URI", "/GoTo"):
            continue
        for name in ("/AA", "/T", "/Contents", "/CreationDate", "/M"):
            if name in each:
                del each[name]
        kept.append(each)
    page.Annots = type(page.Annots)(kept)


def _pdf_text(data: bytes) -> str:
    import pypdf

    parts, length = [], 0
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        text = page.extract_text().strip()
        parts.append(text)
        length += len(text)
        if length > TEXT_LIMIT:
            break
    return "\n\n".join(part for part in parts if part)


def _office(data: bytes) -> Cleaned:
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = archive.infolist()
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise Hostile("huge")
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Hostile("locked")
    if "word/document.xml" in names and "[Content_Types].xml" in names:
        media = DOCX
    elif "mimetype" in names and archive.read("mimetype").strip() == ODT.encode() and "content.xml" in names:
        media = ODT
    else:
        raise Hostile("unknown")
    contents = _unpack(archive, entries)
    _require_calm(contents)
    cleaned = _pack(contents, media)
    return media, cleaned, (_docx_text if media == DOCX else _odt_text)(cleaned)


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """An archive may lie about the sizes in it, so what comes out is counted."""
    contents: dict[str, bytes] = {}
    left = UNPACKED
    for entry in entries:
        if entry.is_dir():
            continue
        if entry.filename.startswith(("/", "\\")) or ".." in entry.filename or entry.filename in contents:
            raise Hostile("broken")
        with archive.open(entry) as packed:
            contents[entry.filename] = packed.read(left + 1)
        left -= len(contents[entry.filename])
        if left < 0:
            raise Hostile("huge")
    return contents


def _require_calm(contents: dict[str, bytes]) -> None:
    if any(ACTIVE.search(name) for name in contents):
        raise Hostile("active")
    for name, content in contents.items():
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise Hostile("active")
        if b"macroEnabled" in content[:20_000] and name == "[Content_Types].xml":
            raise Hostile("active")
        if name.endswith(".rels") and re.search(rb"attachedTemplate|oleObject|/frame\"|subDocument", content):
            raise Hostile("active")
        if name == "content.xml" and re.search(rb"<script:event-listener|<office:dde-source|<draw:object-ole", content):
            raise Hostile("active")


def _pack(contents: dict[str, bytes], media: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        if media == ODT:
            archive.writestr(zipfile.ZipInfo("mimetype"), ODT.encode(), zipfile.ZIP_STORED)
        for name, content in contents.items():
            if name == "mimetype" or name.startswith(("Thumbnails/", "docProps/thumbnail")):
                continue
            archive.writestr(zipfile.ZipInfo(name), _anonymous(name, content, media), zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _anonymous(name: str, content: bytes, media: str) -> bytes:
    if name in EMPTY:
        return EMPTY[name]
    if name.startswith(("word/media/", "Pictures/")):
        try:
            return _picture(content)[1]
        except Exception:
            return content
    if not name.endswith((".xml", ".rels")):
        return content
    if name in ("META-INF/manifest.xml", "_rels/.rels"):
        content = re.sub(rb'<[^<>]*(?:Thumbnails/|docProps/thumbnail)[^<>]*/>', b"", content)
    content = WRITERS.sub(rb"\1\2", content)
    return CREATORS.sub(rb"\1\3", content)


def _docx_text(data: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(data))
    parts = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            parts += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            parts.append(block.text)
    return "\n\n".join(part for part in parts if part.strip())


def _odt_text(data: bytes) -> str:
    import odfdo

    body = odfdo.Document(io.BytesIO(data)).body
    parts = [each.text_recursive for each in body.get_elements("//text:p|//text:h")]
    return "\n\n".join(part for part in parts if part.strip())


def _picture(data: bytes) -> Cleaned:
    """Painted anew: nothing but its pixels comes along."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    found = Image.open(io.BytesIO(data), formats=list(PICTURES))
    kind = str(found.format)
    if found.width * found.height > PIXELS:
        raise Hostile("huge")
    turned = ImageOps.exif_transpose(found)
    mode = "RGB" if kind == "JPEG" else "RGBA" if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info \
        else "RGB"
    painted = Image.new(mode, turned.size)
    painted.paste(turned.convert(mode))
    kept = io.BytesIO()
    painted.save(kept, kind, **({"quality": 88} if kind != "PNG" else {}))
    return PICTURES[kind], kept.getvalue(), ""


def _plain(data: bytes) -> Cleaned:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Hostile("unknown") from None
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) or not text.strip():
        raise Hostile("unknown")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return TEXT, text.encode(), text


def main() -> int:
    """The file on standard input; on standard output a line of JSON, then the cleaned file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        media, cleaned, text = clean(sys.stdin.buffer.read())
    except Hostile as refusal:
        sys.stdout.buffer.write(json.dumps({"refused": str(refusal)}).encode() + b"\n")
        return 0
    sys.stdout.buffer.write(json.dumps({"media": media, "text": text[:TEXT_LIMIT]}).encode() + b"\n" + cleaned)
    return 0


if __name__ == "__main__":
    sys.exit(main())
