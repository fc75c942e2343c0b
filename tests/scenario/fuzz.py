"""Scenarios spoilt at random, as files: each by its rank, the same in every run."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from hds_tco.analysis import compare
from hds_tco.analysis.notices import MOST, doubts_of
from hds_tco.locale import LANGUAGES, bare_lines
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of, load
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.files import data_folder
from hds_tco.scenario.usual import unusual, usual_ranges
from hds_tco.scenario.workbook.cells import Book, plain
from hds_tco.scenario.workbook.rows import FormRow, rows_in
from tests.scenario.workbooks import written

# In `make test-all` ten thousand files and a thousand workbooks, else a tenth of it.
TENTHS = 10 if int(os.environ.get("HDS_TCO_EXAMPLES", "20")) >= 100 else 1
SEED = 2026

FIELDS = tuple(path for path, item in assumptions_of(load("reference-ght")).items() if isinstance(item.value, float))
TEXT = (data_folder() / "scenarios" / "reference-ght.toml").read_text("utf-8")

HOSTILE = (
    "\x1b[31mrouge\x1b[0m",
    "à droite \u202egauche\u2066",
    "</script><script>window.hacked = 1</script>",
    '<img src="x" onerror="window.hacked = 1">',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://e.example/"&A1;"cliquez")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "[cliquez](javascript:alert(1)) ![x](http://e.example/x.png) `a` **b** $\\alpha$",
    "{option} {0} %s %(a)s ${x}",
    "un\ndeux\r\ntrois\tquatre\x0b\x00".replace("\x00", "\u2028"),
    "é" * 3000,
    "mot " * 800,
)


@dataclass(frozen=True)
class Spoilt:
    """A file as spoilt, and the figures put into fields, where only that was done."""

    rank: int
    content: bytes
    figures: dict[str, float]

    def __str__(self) -> str:
        """Return what is printed when it fails, enough to make it again."""
        start = self.content[:3000] if not self.content.startswith(b"PK") else b"(a workbook)"
        return f"case {self.rank} of seed {SEED}, figures {self.figures}:\n{start.decode('utf-8', 'backslashreplace')}"


# ─── files ───────────────────────────────────────────────────────────────────────────────────────────────────────


def figure(chance: Random, usual: float) -> float:
    """Return a figure as slips make them: of another unit, sign or size."""
    factor = chance.choice((1e3, 1e-3, 100, 0.01, 12, 1 / 12, 10, 0.1, 1e6, -1, 0, 1, 1.5, 1e12, 1e-9))
    return chance.choice((usual, 1.0, chance.random())) * factor


def raw(chance: Random) -> str:
    """Return what stands behind an equals sign: of any nature, or of none."""
    words = (
        *(
            "nan",
            "inf",
            "-inf",
            "1e999",
            "-0.0",
            "0x1F",
            "1_000",
            "1 000",
            "1,5",
            "30 %",
            "12 k€",
            "true",
            "2026-01-01",
        ),
        *(
            "12:00:00",
            "2026-01-01T00:00:00Z",
            "[]",
            "{}",
            "[[1]]",
            "[1, 'a']",
            "{ value = 1, value = 2 }",
            "",
            "=",
            "'",
        ),
        *("{ low = 3, mode = 2, high = 1 }", "{ value = 1, confidence = 'S9' }", "{ p05 = 0, p95 = 1e300 }", "'"),
        *("{ distribution = 'pert' }", "{ values = [1, 2], weights = [1] }", "{ value = 1, source = 2026-01-01 }"),
        *("'12,5 €'", "'oui'", '"82,5 € HT"', "9" * chance.randint(1, 5000), "[" * chance.randint(1, 300)),
    )
    return chance.choice((*words, _quoted(chance.choice(HOSTILE))))


def _quoted(words: str) -> str:
    return '"' + "".join(f"\\u{ord(sign):04x}" if sign in '"\\' or sign < " " else sign for sign in words) + '"'


def small_file(chance: Random, rank: int) -> Spoilt:
    """Return a file upon the reference case, some of its fields with slips or anything else."""
    base, figures, rows = assumptions_of(load("reference-ght")), dict[str, float](), list[str]()
    only_figures = chance.random() < 0.6
    for path in chance.sample(FIELDS, chance.randint(1, 4)):
        value = base[path].value
        assert isinstance(value, float)
        if only_figures or chance.random() < 0.5:
            figures[path] = figure(chance, value)
            rows.append(f"{path} = {figures[path]!r}")
        else:
            rows.append(f"{path} = {raw(chance)}")
    content = "\n".join(['based_on = "reference-ght"', f"name = {_quoted(chance.choice(HOSTILE))}", *rows])
    return Spoilt(rank, content.encode("utf-8", "replace"), figures if only_figures else {})


def whole_file(chance: Random, rank: int) -> Spoilt:
    """Return the reference case's own text, its rows and bytes spoilt."""
    lines = TEXT.split("\n")
    for _ in range(chance.randint(1, 3)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = f"{lines[at].partition('=')[0]}= {raw(chance)}"
            case 4:
                lines = lines[: max(at, 1)]
            case _:
                lines[at] = lines[at].replace(".", chance.choice((",", "..", "")), 1)
    content = bytearray("\n".join(lines).encode("utf-8"))
    if chance.random() < 0.3:
        content[chance.randrange(len(content))] = chance.randrange(256)
    return Spoilt(rank, bytes(content), {})


def spoilt_file(rank: int) -> Spoilt:
    chance = Random(f"{SEED} file {rank}")
    return (small_file if chance.random() < 0.75 else whole_file)(chance, rank)


# ─── workbooks ───────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def form(case: str) -> tuple[dict[str, bytes], tuple[tuple[str, FormRow], ...]]:
    """Return the parts of a case's workbook, and the rows that bear a path, each with its sheet's part."""
    made = plain(written(case))  # without comments, which are half of it
    with zipfile.ZipFile(BytesIO(made.raw)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    rows = [row for row in rows_in(Book(made.raw, "a")) if isinstance(row, FormRow)]
    return parts, tuple((f"xl/worksheets/sheet{row.page.rank + 1}.xml", row) for row in rows)


def cell(chance: Random, name: str, usual: float) -> tuple[str, float | None]:
    """Return a cell in XML, and the number in it if it is one."""
    number = figure(chance, usual)
    if chance.random() < 0.5:
        return f'<c r="{name}"><v>{number!r}</v></c>', number
    words = escape(
        re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", chance.choice((*HOSTILE, "12 k€", "3,2 %", "oui", " ")))
    )
    written = (
        f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>',
        f'<c r="{name}" t="e"><v>#DIV/0!</v></c>',
        f'<c r="{name}" t="b"><v>1</v></c>',
        f'<c r="{name}" t="s"><v>{chance.choice(("0", "7", "999999", "-1", "x"))}</v></c>',
        f'<c r="{name}" t="d"><v>2026-11-29</v></c>',
        f'<c r="{name}" t="str"><f>A1</f><v>{words}</v></c>',
        f'<c r="{name}"><f>1/0</f></c>',
        f'<c r="{name}"><f>1+1</f><v>2</v></c>',
        f'<c r="{name}"><v>{chance.choice(("nan", "1e999", "", "-", "1,5"))}</v></c>',
        f'<c r="{name}" s="99999"><v>1</v></c>',
        f'<c r="{name}"/>',
        "",
    )
    return chance.choice(written), None


def spoilt_workbook(rank: int) -> Spoilt:
    """Return the reference case's workbook, or one where all is zero, some of its cells spoilt."""
    chance = Random(f"{SEED} workbook {rank}")
    case = chance.choice(("reference-ght", "tout-a-zero", "tout-a-zero"))
    parts, rows = form(case)
    changed, figures, other = dict(parts), dict[str, float](), False
    for part, row in chance.sample(rows, chance.choice((1, 1, 2, 3, 8))):
        codes = [code for code in row.columns if code not in ("path", "label")]
        code = "value" if "value" in codes and chance.random() < 0.7 else chance.choice(codes)
        made, number = cell(chance, row.place(code).cell, _usual(row))
        put = _put(changed, part, row.place(code).cell, made)
        alone = code == "value" and row.role == "assumption" and number is not None and put
        if alone and number is not None:
            figures[row.path] = number
            place = row.place("confidence").cell  # one that is marked as unknown is a placeholder
            _put(changed, part, place, f'<c r="{place}" t="inlineStr"><is><t>G</t></is></c>')
        other = other or not alone
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for name, content in changed.items():
            packed.writestr(name, content)
    return Spoilt(rank, kept.getvalue(), {} if other else figures)


def _put(parts: dict[str, bytes], part: str, place: str, made: str) -> bool:
    """Put a cell in the place of another, and tell whether there was one."""
    found = re.compile(rf'<(?:\w+:)?c r="{place}"[^>]*?(?:/>|>.*?</(?:\w+:)?c>)'.encode())
    space = b"ns0:" if b"<ns0:c " in parts[part] else b""
    spoilt = re.sub(rb"<(/?)(?=\w)", rb"<\1" + space, made.encode())
    parts[part], count = found.subn(lambda _: spoilt, parts[part], count=1)
    return count > 0


def _usual(row: FormRow) -> float:
    value = row.cell("value").value
    return float(value) if isinstance(value, int | float) else 1.0


# ─── what must hold ──────────────────────────────────────────────────────────────────────────────────────────────


def accepted(spoilt: Spoilt, path: Path) -> bool:
    """Read a spoilt file, and tell whether it was accepted; a report is in the user's words, a doubt is said."""
    path.write_bytes(spoilt.content)
    try:
        scenario = load(path)
    except ScenarioError as error:
        _reported(error, path)
        return False
    finally:
        assert [item.name for item in path.parent.iterdir()] == [path.name]
    _doubted(scenario, spoilt.figures)
    if spoilt.rank % 5 == 0:
        try:
            compare(scenario).frame()
        except ScenarioError as error:
            assert {fault.code for fault in error.faults} <= {"beyond_measure"}
    return True


def _reported(error: ScenarioError, path: Path) -> None:
    assert error.faults
    for lang in LANGUAGES:
        report = error.message(lang)
        assert str(path) in report
        assert bare_lines(report) == report  # nothing that a terminal would obey
        assert len(report) < 1000 * (len(error.faults) + 1)
        assert not re.search(r"Traceback|Error\b|<class|object at 0x|datetime\.|\bNone\b", report)


def _doubted(scenario: Scenario[Assumption], figures: dict[str, float]) -> None:
    """Hold that each accepted figure outside its usual range is named, or counted when there are many."""
    named = {item.path for item in unusual(scenario)}
    read = assumptions_of(scenario)
    outside = set[str]()
    for path, value in figures.items():
        usual = usual_ranges().get(label_key(path).removeprefix("field."))
        assert read[path].value == value or (read[path].value, value) == (0.0, 0.0)
        if usual is None or usual.per or read[path].is_unknown:
            continue
        if value == 0 and (usual.zero or any(read[beside].value for beside in usual.zero_beside if beside in read)):
            continue
        if not usual.low * (1 - 1e-9) <= value <= usual.high * (1 + 1e-9):
            outside.add(path)
    assert outside <= named
    said = [path for doubt in doubts_of(scenario) for path in doubt.fields.values()]
    assert len(outside & set(said)) == len(outside) or len(said) >= MOST


def run(made: Callable[[int], Spoilt], count: int, path: Path) -> int:
    """Return how many of so many spoilt files were accepted; the one that fails is printed, with its rank."""
    kept = 0
    for rank in range(count):
        spoilt = made(rank)
        try:
            kept += accepted(spoilt, path)
        except Exception as error:
            raise AssertionError(str(spoilt)) from error
    return kept
