"""A release is one command, and none where something is not ready."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com"]
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "Ana")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "ana@example.com")
    (tmp_path / ".ci").mkdir()
    for name in (".ci/release", "pyproject.toml", "uv.lock", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "All of it")
    return tmp_path


def released(folder: Path, version: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(folder / ".ci" / "release"), version], cwd=folder, capture_output=True, text=True, check=False)


def test_a_release_sets_the_version_closes_the_changelog_and_tags(clone: Path) -> None:
    done = released(clone, "41.2.3")

    assert done.returncode == 0, done.stderr
    assert git(clone, "tag").split() == ["v41.2.3"]
    assert 'version = "41.2.3"' in (clone / "pyproject.toml").read_text()
    assert 'name = "cto-copilot"\nversion = "41.2.3"' in (clone / "uv.lock").read_text()
    assert "## Unreleased\n\n## 41.2.3 — 20" in (clone / "CHANGELOG.md").read_text()
    assert git(clone, "status", "--porcelain") == ""
    again = released(clone, "41.2.4")
    assert (again.returncode, again.stderr) == (1, 'Nothing stands under "## Unreleased" in CHANGELOG.md.\n')


def test_there_is_none_of_what_is_not_committed_nor_of_what_is_no_version(clone: Path) -> None:
    unnumbered = released(clone, "soon")
    (clone / "pyproject.toml").write_text("")
    dirty = released(clone, "41.2.3")

    assert (unnumbered.returncode, unnumbered.stderr) == (1, "Which version? make release VERSION=1.2.3\n")
    assert dirty.returncode == 1
    assert "not committed" in dirty.stderr
    assert git(clone, "tag") == ""
