"""RFCs, tech specs and designs come from a folder and go into one, beside the decision records."""

from pathlib import Path

from bot.records.designs import DESIGN, SystemDesign
from bot.records.rfcs import RFC, Rfc
from bot.records.specs import SPEC, TechSpec
from bot.templates.documents import file_name, markdown
from storage.folder import send_out
from storage.store import Store
from tests.filing import brought, connected
from tests.test_proposal_files import written


async def test_every_kind_comes_in_and_goes_out_as_it_was(store: Store, tmp_path: Path) -> None:
    await connected(store)
    bodies = ((RFC, "rfcs", Rfc(problem="INC-1")), (SPEC, "specs", TechSpec(summary="Why")), (DESIGN, "designs", SystemDesign(data="A")))
    files = {}
    for kind, folder, body in bodies:
        one = written(kind, body).model_copy(update={"status": "APPROVED"})
        file = tmp_path / "in/data/engineering" / folder / file_name(one, kind.name)
        file.parent.mkdir(parents=True)
        file.write_text(markdown(one, kind))
        files[file.name] = file.read_text()

    told = await brought(store, tmp_path / "in")
    await send_out(tmp_path / "out", store, team="T1", include_private=False)

    assert {one.key for one in told.values()} == {"RFC-0001", "TS-0001", "SD-0001"}
    assert [note for one in told.values() for note in one.notes] == []
    for name in files:
        [out] = (tmp_path / "out").rglob(name)
        below = out.read_text().partition("\n---\n")[2]
        assert below == files[name].partition("\n---\n")[2]
        assert "status: APPROVED" in out.read_text()
    again = await brought(store, tmp_path / "in")
    assert {one.outcome.value for one in again.values()} == {"unchanged"}
