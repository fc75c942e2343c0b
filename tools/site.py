"""What mkdocs cannot know of the documentation site: reference, decisions, notebooks, in pages and in the menu.

mkdocs loads this file as a hook (`mkdocs.yml`); a name such as ``generated:decisions`` in its menu stands for a list
that is made here. Nothing is written into ``docs/``.
"""

from __future__ import annotations

import ast
import os
import pkgutil
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

import hds_tco
from hds_tco.charts.plotly_figure import plotly_script
from hds_tco.cli.app import program
from tools import gallery

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
# Executed notebooks, as `python -m tools.gallery` leaves them; without the variable they are shown as they are kept.
EXECUTED = "HDS_TCO_EXECUTED_NOTEBOOKS"

# What a user does, and the names of `hds_tco` that do it. A name that stands nowhere falls into the last group.
GROUPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "scenario",
        "Read and change a scenario",
        "A scenario is one file: the hospital, its assumptions with their sources, the options to compare.",
        (
            *("load", "with_values", "scenario.shipped_scenarios"),
            *("scenario.Scenario", "scenario.Assumption", "scenario.ScenarioError"),
        ),
    ),
    (
        "compare",
        "Compare options, explain a figure",
        "Central values, risks at their expectation: the first answer, and where each figure of it comes from.",
        (
            *("compare", "analysis.Comparison", "explain", "analysis.Explanation", "show"),
            *("analysis.side_by_side", "analysis.usual_variants", "analysis.hosting_for_others", "analysis.allocation"),
            *("analysis.timeline", "analysis.timeline_frame", "analysis.law_outlook"),
        ),
    ),
    (
        "simulate",
        "How sure is the answer",
        "Every uncertain assumption drawn, exits and incidents drawn as events, each figure with its sampling error.",
        ("verdict", "simulate", "hds_tco.analysis.simulation.result.Simulation"),
    ),
    (
        "sensitivity",
        "What would change the answer",
        "What weighs, up to where an assumption may go, and what is worth finding out first.",
        (
            *("sensitivity.sensitivity_study", "sensitivity.tornado", "sensitivity.break_even", "sensitivity.best_map"),
            *("sensitivity.losing_conditions", "sensitivity.sobol_indices", "sensitivity.value_of_information"),
        ),
    ),
    (
        "restitution",
        "If the provider stops",
        "Forced exits, documented failures replayed, and what each clause of the contract is worth.",
        (
            *("restitution.restitution_study", "restitution.exit_profile", "restitution.replay"),
            *("restitution.clause_list", "restitution.clause_values", "restitution.best_clauses"),
            "restitution.independent_copy",
        ),
    ),
    (
        "flexibility",
        "Buy ahead or lease",
        "Buying machines on a forecast, or leasing them as the need comes.",
        (
            *("flexibility.flexibility_study", "flexibility.flexibility", "flexibility.break_even_growth"),
            *("flexibility.break_even_volatility", "flexibility.flexibility_premium", "flexibility.buying_ahead"),
        ),
    ),
    (
        "board",
        "Write the board pack",
        "Slides, a workbook of live formulas, a PDF and a page, told once and written four ways.",
        ("board.find", "board.tell", "board.write_pack"),
    ),
    (
        "compose",
        "Compose an option",
        "An option is a short list of pieces; how to write one is told in [Add an option](../how-to/option.md).",
        ("model.Option", "model.OPTIONS", "model.CostLine"),
    ),
)
OTHERS = ("others", "Others", "Public names that belong to no group above.")

# Pages whose tables are wide; the notebooks are others.
WIDE = {"reference-case.md", "usual-ranges.md", "validation.md"}


@cache
def exported(package: str) -> tuple[str, ...]:
    """Return the names of a package's ``__all__``, read without running it."""
    for node in _tree(package).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()


def origin(package: str, name: str) -> str:
    """Return the path at which a name is defined, following imports from package to package.

    A submodule and the function that it is named after share a path in their package: the reference needs the longer,
    such as ``hds_tco.analysis.compare.compare``.
    """
    for node in ast.walk(_tree(package)):
        if isinstance(node, ast.ImportFrom) and any((item.asname or item.name) == name for item in node.names):
            module = node.module or package
            return origin(module, name) if _is_package(module) else f"{module}.{name}"
    return f"{package}.{name}"


def _face_origin(name: str) -> str:
    """Return the path at which a name of the public face is defined: of `hds_tco` itself, or of one of its rooms."""
    room, _, last = name.rpartition(".")
    return origin(_room(room) if room else "hds_tco", last)


def _room(name: str) -> str:
    """Return the package that a room of the public face stands for."""
    study = f"hds_tco.analysis.{name}"
    return study if _is_package(study) else f"hds_tco.{name}"


def _is_package(module: str) -> bool:
    return (ROOT / module.replace(".", "/") / "__init__.py").is_file()


@cache
def _tree(package: str) -> ast.Module:
    return ast.parse((ROOT / package.replace(".", "/") / "__init__.py").read_text("utf-8"))


def reference_pages() -> dict[str, str]:
    """Return the pages of the reference by address: one a group of uses, one a package, one for the commands."""
    grouped = {name for *_, names in GROUPS for name in names}
    rest = tuple(name for name in exported("hds_tco") if name not in grouped and not _is_package(_room(name)))
    groups = (*GROUPS, (*OTHERS, rest)) if rest else GROUPS
    pages = {}
    for key, title, intro, names in groups:
        there = {name: name for name in names if name.startswith("hds_tco.")}
        there |= {f"ht.{name}": _face_origin(name) for name in names if not name.startswith("hds_tco.")}
        pages[f"reference/{key}.md"] = _entries(title, intro, there)
    documented = "\n".join(pages.values())
    for package in packages():
        every = {f"{package}.{name}": origin(package, name) for name in exported(package)}
        new = {name: path for name, path in every.items() if f"::: {path}\n" not in documented}
        if new:
            intro = (ast.get_docstring(_tree(package)) or "").splitlines()[0]
            pages[f"reference/{package}.md"] = _entries(f"Package `{package}`", intro, new)
    pages["reference/commands.md"] = commands_page()
    return {"reference/index.md": _contents(pages), **pages}


def packages() -> list[str]:
    """Return the packages directly below `hds_tco` that export names, and the rooms of the public face."""
    below = pkgutil.iter_modules(hds_tco.__path__)
    names = [f"hds_tco.{item.name}" for item in below if item.ispkg and not item.name.startswith("_")]
    rooms = [_room(name) for name in exported("hds_tco")]
    return [name for name in dict.fromkeys([*names, *rooms]) if _is_package(name) and exported(name)]


def _entries(title: str, intro: str, paths: Mapping[str, str]) -> str:
    """Return a page of entries, each under the name that one imports it by, which is its anchor too."""
    lines = [f"# {title}", "", intro, ""]
    for name, path in paths.items():
        anchor = name.replace("ht.", "hds_tco.", 1) if name.startswith("ht.") else name
        if anchor != path:
            lines += [f'<span id="{anchor}"></span>', ""]
        lines += [
            f"::: {path}",
            "    options:",
            f"      heading: {name}",
            f"      toc_label: {name.rpartition('.')[2]}",
            "",
        ]
    return "\n".join(lines)


def _contents(pages: Mapping[str, str]) -> str:
    lines = [
        "# Reference",
        "",
        "Made from the docstrings of the code. `import hds_tco as ht` gives the names of the first pages;",
        "the packages below are for who writes pieces, analyses or charts.",
        "",
    ]
    for address, page in pages.items():
        names = [path.rpartition(".")[2] for path in re.findall(r"^::: (\S+)", page, re.MULTILINE)]
        shown = f": {', '.join(f'`{name}`' for name in names)}" if names else ""
        lines.append(f"- [{_title(page)}]({Path(address).name}){shown}")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the help of every command, in French then in English."""
    lines = ["# The command line / la ligne de commande", ""]
    lines += ["`HDS_TCO_LANG=en`, or `--lang en` behind a command, gives English.", ""]
    shown = {lang: program(lang) for lang in ("fr", "en")}
    for name in shown["fr"].commands:
        lines += [f"## `hds-tco {name}`", ""]
        for lang, words in (("fr", "Français"), ("en", "English")):
            group: Any = shown[lang]
            with click.Context(group, info_name="hds-tco", terminal_width=84, max_content_width=84) as above:
                command = group.commands[name]
                with click.Context(command, parent=above, info_name=name) as context:
                    lines += [f'=== "{words}"', "", "    ```text"]
                    lines += [f"    {line}".rstrip() for line in command.get_help(context).splitlines()]
                    lines += ["    ```", ""]
    return "\n".join(lines)


def decision_pages() -> list[str]:
    """Return the addresses of the decision records, in their order."""
    return [f"decisions/{path.name}" for path in sorted((DOCS / "decisions").glob("[0-9]*.md"))]


def notebook_pages() -> dict[str, str]:
    """Return the gallery and its pages by address."""
    executed = os.environ.get(EXECUTED)
    return gallery.pages(Path(executed) if executed else None)


def _title(page: str) -> str:
    return page.partition("\n")[0].removeprefix("# ")


def _decisions_menu() -> list[Any]:
    titles = {page: _title((DOCS / page).read_text("utf-8")) for page in decision_pages()}
    return ["decisions/README.md", *({title: page} for page, title in titles.items())]


def _menu(pages: Mapping[str, str], numbered: bool = False) -> list[Any]:
    first, *others = pages
    titles = [_title(pages[page]).replace("`", "") for page in others]
    named = [f"{rank}. {title}" if numbered else title for rank, title in enumerate(titles, 1)]
    return [first, *({title: page} for title, page in zip(named, others, strict=True))]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Fill the menu's generated entries."""
    menus: dict[str, Callable[[], list[Any]]] = {
        "generated:decisions": _decisions_menu,
        "generated:notebooks": lambda: _menu(notebook_pages(), numbered=True),
        "generated:reference": lambda: _menu(reference_pages()),
    }

    def filled(entry: Any) -> Any:
        if isinstance(entry, str):
            return menus[entry]() if entry in menus else entry
        if isinstance(entry, list):
            return [filled(item) for item in entry]
        return {title: filled(item) for title, item in entry.items()}

    config.nav = filled(config.nav)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages and scripts that are made, not kept."""
    made = {**reference_pages(), **notebook_pages(), **gallery.scripts(plotly_script("fr"))}
    for address, content in made.items():
        files.append(File.generated(config, address, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Give wide tables the place of the table of contents."""
    if page.file.src_uri.startswith("notebooks/") or page.file.src_uri in WIDE:
        page.meta["hide"] = ["toc"]
    return markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Say the language of a page to screen readers and hyphenation: the menu is in French."""
    lang = page.meta.get("lang") or ("en" if _is_english(page.file.src_uri) else "fr")
    return f'<div lang="{lang}">\n{spaced(html) if lang == "fr" else html}\n</div>'


def spaced(html: str) -> str:
    """Return a page whose French signs never begin a line: « », and those of two parts, outside of code and of tags."""
    kept = r"(<(code|pre|style|script)\b.*?</\2>|<[^>]*>)"
    parts = re.split(kept, html, flags=re.DOTALL)
    # Each cut gives a text, what is kept, and the name of its tag.
    for rank in range(0, len(parts), 3):
        parts[rank] = re.sub(r"(?<=\S) (?=[;:?!»])|(?<=«) ", "\N{NO-BREAK SPACE}", parts[rank])
    return "".join(part for rank, part in enumerate(parts) if rank % 3 != 2)


def _is_english(address: str) -> bool:
    return address.startswith(("decisions/", "reference/", "how-to/", "architecture"))
