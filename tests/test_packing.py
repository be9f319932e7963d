"""Zips: ours are the same for the same files; of those of others every trick is refused with a sentence."""

import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from bot.errors import Unclear
from storage.folder.loose import laid_out
from storage.folder.packing import LARGEST_UNPACKED, MOST_ENTRIES, packed, unpacked

FILES = {"data/engineering/team.json": "{}\n", "data/engineering/adrs/adr_2026-01-01_ü.md": "# Ü\n"}
JSON = b'{"items": []}'


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", how) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return into.getvalue()


def marked(name: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, mode << 16
    return entry


def patched(content: bytes, offset: int, value: int) -> bytes:
    """The same zip, of one entry, with another number in what its directory says of it."""
    at = content.rindex(b"PK\x01\x02") + offset
    return content[:at] + struct.pack("<H" if offset == 8 else "<I", value) + content[at + (2 if offset == 8 else 4) :]


def test_the_same_files_are_the_same_bytes_and_come_back() -> None:
    first = packed(FILES)

    assert first == packed(dict(reversed(FILES.items())))
    assert unpacked("a.zip", first) == {name: text.encode() for name, text in FILES.items()}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: zipped(("/etc/passwd", b"")), "leads out of its folder"),
        (lambda: zipped(("a/../../b.json", b"")), "leads out of its folder"),
        (lambda: zipped(("..\\b.json", b"")), "a path with a \\ or a : in it"),
        (lambda: zipped(("C:b.json", b"")), "a path with a \\ or a : in it"),
        (lambda: zipped((marked("team.json", stat.S_IFLNK | 0o777), b"/etc/passwd")), "a link in it, team.json"),
        (lambda: zipped((marked("team.json", stat.S_IFIFO | 0o600), b"")), "something in it that is no file"),
        (lambda: zipped(("inner.zip", zipped())), "another archive in it, inner.zip"),
        (lambda: zipped(("team.json", zipped(("a", b"")))), "another archive in it, team.json"),
        (lambda: zipped(*((f"{at}.json", b"") for at in range(MOST_ENTRIES + 1))), "more than 2,000 files"),
        (lambda: zipped(*((f"{at}.json", bytes(LARGEST_UNPACKED // 4)) for at in range(5))), "larger than 20 MB"),
        (lambda: patched(zipped(("a.json", bytes(LARGEST_UNPACKED * 2))), 24, 10), "no zip that I can open"),
        (lambda: patched(zipped(("team.json", JSON)), 8, 1), "is encrypted"),
        (lambda: zipped(("team.json", JSON), how=zipfile.ZIP_LZMA), "in a way that I do not read"),
        (lambda: zipped(("a.json", JSON), ("A.JSON", JSON)), "A.JSON in it twice"),
        (lambda: zipped(("a", JSON), ("a/b.json", JSON)), "as a folder and as a file"),
        (lambda: zipped(("\u202egpj.json", JSON)), "characters that cannot be seen"),
        (lambda: zipped(("a//b.json", JSON)), "parts without a name"),
        (lambda: zipped((f"{'a' * 300}.json", JSON)), "too long"),
        (lambda: zipped(("aaaa.json", JSON)).replace(b"aaaa.json", b"\xff\xfe\xff\xfe.json"), "names in it that are not in UTF-8"),
        (lambda: b"PK\x03\x04 and no more", "no zip that I can open"),
        (lambda: zipped(("team.json", JSON))[:-30], "no zip that I can open"),
    ],
)
def test_a_trick_is_refused_with_a_sentence(make: Callable[[], bytes], said: str) -> None:
    with pytest.raises(Unclear) as refused:
        unpacked("theirs.zip", make())

    assert refused.value.sentence.startswith("theirs.zip ")
    assert said in refused.value.sentence


def test_what_systems_put_beside_files_is_nobodys() -> None:
    found = unpacked("a.zip", zipped(("__MACOSX/._team.json", b"x"), (".DS_Store", b"x"), ("a/._b.md", b"x"), ("a/b.md", b"# B")))

    assert found == {"a/b.md": b"# B"}


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("tech_debt.json", b"{}", "data/engineering/tech_debt.json"),
        ("costs.json", b"{}", "data/engineering/infra_costs.json"),
        ("latest_forecast.json", b"{}", "data/cfo/latest_forecast.json"),
        ("scorecard_2026-10-31.json", b"{}", "data/engineering/scorecards/scorecard_2026-10-31.json"),
        ("adr_2026-01-01_x.md", b"# X", "data/engineering/adrs/adr_2026-01-01_x.md"),
        ("0001-x.md", b"# 1. X", "data/engineering/adrs/0001-x.md"),
        ("ours.md", b"---\ncoPilot: {kind: rfc, key: RFC-0001}\n---\n# RFC-0001: X", "data/engineering/rfcs/ours.md"),
        ("payments.md", b"# TS-0002: Payments", "data/engineering/specs/payments.md"),
        ("incident_2026-01-01.md", b"## Incident: X", "data/engineering/incidents/incident_2026-01-01.md"),
        ("CLAUDE.md", b"# Ours", "CLAUDE.md"),
        ("../../team.json", b"{}", "data/engineering/team.json"),
    ],
)
def test_a_loose_file_is_put_where_it_belongs(name: str, content: bytes, place: str) -> None:
    assert list(laid_out({name: content})) == [place]


def test_a_zip_of_one_folder_is_that_folder_unless_it_is_a_project() -> None:
    wrapped = zipped(("repo-main/docs/adr/0001-x.md", b"# X"), ("repo-main/README.md", b""))
    project = zipped(("payments/data/engineering/team.json", b"{}"))
    flat = zipped(("team.json", b"{}"), ("rfc_x.md", b"# X"))

    assert list(laid_out({"a.zip": wrapped})) == ["docs/adr/0001-x.md", "README.md"]
    assert list(laid_out({"a.zip": project})) == ["payments/data/engineering/team.json"]
    assert list(laid_out({"a.zip": flat})) == ["data/engineering/team.json", "data/engineering/rfcs/rfc_x.md"]


def test_bills_as_a_table_become_the_file_that_they_would_be_in() -> None:
    table = "\ufeffmonth,service,amount\r\n2026-10,AWS,1200\r\n2026-10,revenue,20000\r\n".encode()

    [(place, content)] = laid_out({"october.csv": table}).items()

    assert place == "data/engineering/infra_costs.json"
    assert json.loads(content)["months"] == [{"month": "2026-10", "spend": {"AWS": 1200.0}, "mrr": 20000.0}]
    with pytest.raises(Unclear, match=r"october\.csv: Line 2: “x” is no amount"):
        laid_out({"october.csv": b"month,service,amount\n2026-10,AWS,x\n"})


def test_the_same_file_in_two_zips_is_asked_about() -> None:
    with pytest.raises(Unclear, match=r"team\.json came twice"):
        laid_out({"a.zip": zipped(("data/engineering/team.json", b"{}")), "team.json": b"{}"})
