"""One article in every format that can be read, as bytes: what tests of the whole, and the fuzzer, start from."""

import csv
import gzip
import io
import json
import zipfile

TITLE = "Bridge over the river opens after nine years"
TIME = "2023-05-30 12:57"
PARAGRAPHS = (
    "The bridge over the river was opened on Tuesday, nine years after the first stone was laid, the ministry said.",
    "Some 4,000 people walked across it in the first hour. “We have waited long enough,” said Jane Roe, who lives nearby.",
    "The work cost 1.2 billion, twice what was planned. The minister, John Doe, said that prices of steel had risen by a third.",
    "Trains will follow next year. Until then the old bridge, built in 1911, carries them, at no more than 40 kilometres an hour.",
)
BODY = "\n\n".join(PARAGRAPHS)
RECORD = {"title": TITLE, "published": TIME, "source": "Daily Planet", "author": "Jane Roe", "text": BODY, "section": "Transport"}


def text(encoding: str = "utf-8") -> bytes:
    return f"{TITLE}\nTime:{TIME}\n\nNEWTOWN, May 30 (AP) -- {BODY}\n\nShare this article\n\nGot likes0\n".encode(encoding)


def markdown() -> bytes:
    quoted = "\n\n".join([f"**{PARAGRAPHS[0]}**", f"> {PARAGRAPHS[1]}", *PARAGRAPHS[2:]])
    return f"---\ndate: {TIME}\nauthor: Jane Roe\n---\n\n# {TITLE}\n\n{quoted}\n".encode()


def page() -> bytes:
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in PARAGRAPHS)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE} - Daily Planet</title>
<meta property="article:published_time" content="2023-05-30T12:57:00+02:00"><meta property="og:site_name" content="Daily Planet">
<meta name="author" content="Jane Roe"><link rel="canonical" href="https://planet.example/2023/05/30/bridge">
<script>window.dataLayer = [];</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>{TITLE}</h1>{body}</article>
<aside><a href="/other">Read more: ten other bridges</a></aside><footer>© 2023 Daily Planet. All rights reserved.</footer>
</body></html>
""".encode()


def mhtml() -> bytes:
    head = "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://planet.example/2023/05/30/bridge\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/related; type="text/html"; boundary="----edge"\r\n\r\n'
    head += "------edge\r\nContent-Type: text/html; charset=utf-8\r\n"
    head += "Content-Transfer-Encoding: 8bit\r\nContent-Location: https://planet.example/2023/05/30/bridge\r\n\r\n"
    return head.encode() + page() + b"\r\n------edge--\r\n"


def table(delimiter: str = ",", rows: int = 3) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(RECORD), delimiter=delimiter)
    writer.writeheader()
    for number in range(rows):
        writer.writerow(RECORD | {"title": f"{TITLE} ({number})", "text": f"{BODY}\n\nThis is number {number}."})
    return written.getvalue().encode()


def records(rows: int = 3) -> bytes:
    return "".join(json.dumps(RECORD | {"title": f"{TITLE} ({number})"}, ensure_ascii=False) + "\n" for number in range(rows)).encode()


def listing(rows: int = 3) -> bytes:
    return json.dumps({"status": "ok", "articles": [RECORD | {"title": f"{TITLE} ({number})"} for number in range(rows)]}).encode()


def parquet(rows: int = 3) -> bytes:
    import polars as pl

    written = io.BytesIO()
    pl.DataFrame([RECORD | {"title": f"{TITLE} ({number})"} for number in range(rows)]).write_parquet(written)
    return written.getvalue()


def workbook(rows: int = 3) -> bytes:
    """Make the smallest workbook there is, with its texts in the cells."""
    from xml.sax.saxutils import escape

    def row(number: int, cells: list[str]) -> str:
        filled = (
            f'<c r="{chr(65 + k)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
            for k, cell in enumerate(cells)
        )
        return f'<row r="{number}">{"".join(filled)}</row>'

    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packaged = "http://schemas.openxmlformats.org/package/2006/"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    filled = [row(1, list(RECORD)), *(row(number + 2, list(RECORD.values())) for number in range(rows))]
    members = {
        "[Content_Types].xml": f'<Types xmlns="{packaged}content-types"><Default Extension="rels" ContentType="application/vnd.'
        f'openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kinds}sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packaged}relationships"><Relationship Id="r1" Type="{related}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{related}"><sheets><sheet name="Articles" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packaged}relationships"><Relationship Id="r1" Type="{related}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{''.join(filled)}</sheetData></worksheet>",
    }
    return archive({name: f'<?xml version="1.0" encoding="UTF-8"?>{member}'.encode() for name, member in members.items()})


def word() -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph(TITLE, style="Title")
    for line in (f"Time:{TIME}", *PARAGRAPHS):
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def portable() -> bytes:
    """Make a PDF of one page, its lines broken at a width, its paragraphs parted by a gap."""
    import textwrap

    shown, down = ["BT /F1 11 Tf"], 780
    for paragraph in (TITLE, f"Time:{TIME}", *PARAGRAPHS):
        for line in textwrap.wrap(paragraph.replace("“", '"').replace("”", '"'), 90):
            escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            shown.append(f"1 0 0 1 60 {down} Tm ({escaped}) Tj")
            down -= 14
        down -= 12
    stream = "\n".join([*shown, "ET"]).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    closing = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return written + closing % (len(places) + 1, entries, len(places) + 1, len(written))


def archive(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def zipped() -> bytes:
    return archive({"may/one.txt": text(), "may/two.html": page(), "three.jsonl": records(2), "notes/four.csv": table(rows=2)})


def compressed() -> bytes:
    return gzip.compress(records(), mtime=0)


# What to call a file of each format, and what makes one.
SAMPLES = {
    "text.txt": text,
    "windows.txt": lambda: text("cp1252"),
    "wide.txt": lambda: text("utf-16"),
    "markdown.md": markdown,
    "page.html": page,
    "page.mhtml": mhtml,
    "table.csv": table,
    "semicolons.csv": lambda: table(";"),
    "table.tsv": lambda: table("\t"),
    "book.xlsx": workbook,
    "table.parquet": parquet,
    "one.json": lambda: json.dumps(RECORD).encode(),
    "list.json": listing,
    "lines.jsonl": records,
    "word.docx": word,
    "print.pdf": portable,
    "all.zip": zipped,
    "lines.jsonl.gz": compressed,
}
