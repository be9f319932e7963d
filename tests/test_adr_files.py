"""Decision records as files: written, read, written again, they are the same to the byte."""

from hypothesis import HealthCheck, given, settings

from bot.records.adrs import ADR
from bot.templates.documents import Written, file_names, markdown
from bot.templates.reading import read
from tests.nasty import documents

LARGE = [*settings().suppress_health_check, HealthCheck.data_too_large]


@settings(max_examples=settings().max_examples // 2, suppress_health_check=LARGE)
@given(documents())
def test_written_read_and_written_again_is_the_same(written: Written) -> None:
    content = markdown(written, ADR).encode()

    found = read(file_names([written])[written.key], content)

    assert found.is_ours
    assert found.notes == ()
    assert found.written.body == written.body
    assert found.written == written
    assert markdown(found.written, ADR).encode() == content


@settings(max_examples=settings().max_examples // 3, suppress_health_check=LARGE)
@given(documents())
def test_line_ends_of_another_system_change_nothing(written: Written) -> None:
    content = markdown(written, ADR).encode()

    found = read("x.md", b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))

    assert found.written == written
