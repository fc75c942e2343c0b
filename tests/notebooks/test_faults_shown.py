"""A scenario that cannot be used, in a notebook: its message, and no line of our code."""

from __future__ import annotations

from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

import hds_tco as ht
from hds_tco.scenario import ScenarioError

BAD = 'based_on = "reference-ght"\n[finance]\nvat_share = 7\n'


def test_the_message_alone_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "faux.toml"
    file.write_text(BAD, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        ht.load(file)
    shell = InteractiveShell()
    shell.run_cell(f"import hds_tco as ht\nht.load({str(file)!r})")
    said = capsys.readouterr().out
    assert said.strip() == str(caught.value)
    assert "Traceback" not in said
    assert 'File "' not in said
