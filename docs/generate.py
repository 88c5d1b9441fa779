"""Write the generated pages of docs/reference: `python docs/generate.py` (or `make docs`).

Each page is a projection of the code or of the study's data. The same code gives the same bytes: no dates, no
paths. `python docs/generate.py --check` writes nothing and names the pages that are not current.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

from aneatlas.cli import app
from aneatlas.core.bodies import BODIES
from aneatlas.core.collection import Reader
from aneatlas.core.dictionary import Field
from aneatlas.core.events import GENESIS, seal
from aneatlas.core.facts import RECORD_FIELDS
from aneatlas.core.issues import Failure
from aneatlas.core.kinds import KINDS, allowed
from aneatlas.core.parsing import STAGES
from aneatlas.core.permissions import MEANINGS, TABLE, Role
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate
from aneatlas.core.states import MAY, REFUSALS, STATES, TRANSITIONS, diagram
from aneatlas.core.units import UNITS
from aneatlas.outputs.analyses import Analysis, results
from aneatlas.outputs.atlas import build
from aneatlas.outputs.columns import columns_of
from aneatlas.outputs.derived import AGE_BANDS
from aneatlas.outputs.downloads.schema import to_schema
from aneatlas.outputs.numbers import numbers as register
from aneatlas.outputs.tables import tables
from aneatlas.workflows.init import starter_bytes
from aneatlas.workflows.publish import load_analyses
from aneatlas.workflows.study import load_study

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
SPEC = ROOT / "tests" / "spec"
NOTICE = "<!-- Written by docs/generate.py. Do not edit; run: make docs -->"
CHAPTERS = (
    "ages", "quantities", "statuses", "spellings", "counts", "dates", "contradictions", "provenance", "replay",
    "patients", "derived", "denominators",
)  # fmt: skip


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([NOTICE, f"# {title}", *(part for part in parts if part)]) + "\n"


def _cell(text: object) -> str:
    """Escape a cell, leaving what stands between backticks as it is."""
    parts = " ".join(str(text).split()).replace("|", "\\|").split("`")
    parts[::2] = [part.replace("<", "&lt;").replace("*", "\\*") for part in parts[::2]]
    return "`".join(parts) or " "


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def codebook() -> str:
    """Every field of the case form, by group."""
    study = load_study()
    dictionary = study.dictionary

    def facts(field: Field) -> str:
        said = [f"Kind: {field.kind} ({KINDS[field.kind].describe})."]
        if field.unit:
            said.append(
                f"Unit: {field.unit}" + (f"; also {', '.join(field.units)}" if field.units else "") + "."
            )
        said += [f"1 {unit} = {worth} {field.unit}." for unit, worth in field.conversion.items()]
        if field.values:
            names = [term.value for term in dictionary.vocabulary_of(field).terms.values()]
            shown = ", ".join(f"`{name}`" for name in names[:12])
            more = f" and {len(names) - 12} more" if len(names) > 12 else ""
            said.append(f"Values (`vocabularies/{field.values}.csv`): {shown}{more}.")
        for word, bounds in (("Possible", field.possible), ("Plausible", field.plausible)):
            if bounds:
                said.append(f"{word}: {bounds[0]} to {bounds[1]} {_unit(field)}".rstrip() + ".")
        if field.absent:
            said.append(f"'Absent' means: {field.absent}.")
        if field.pattern:
            said.append(f"Form: `{field.pattern}`.")
        if field.codes:
            said.append(f"Codes: {', '.join(f'{c} ({study.codes[c].label})' for c in field.codes)}.")
        if field.id in RECORD_FIELDS:
            said.append(f"Kept in the record as `{RECORD_FIELDS[field.id]}`.")
        return " ".join(said)

    parts = [
        f"The case form of the study *{study.about.name}*, version {study.about.version}: {len(dictionary)} fields in "
        f"{len(dictionary.groups)} groups. The source is `src/aneatlas/study/dictionary/`."
    ]
    for group in dictionary.groups:
        repeats = ""
        if group.repeats:
            over = f"one entry for each value of `{group.repeats}`" if group.keyed else "numbered from 1"
            repeats = f" Repeats: {over}; an entry is called a *{group.item}*."
        parts.append(
            f"## {group.title}\n\n`{group.id}`, about a {group.subject.value}. {group.intro}{repeats}"
        )
        for field in group.fields:
            parts.append(
                f"### `{field.id}`\n\n**{field.name}** (for families: {field.plain}). {field.question} {field.help}\n\n"
                + facts(field).replace("<", "&lt;")
            )
    return _page("Codebook", *parts)


def _unit(field: object) -> str:
    return "months" if getattr(field, "kind", "") == "age" else str(getattr(field, "unit", ""))


def spec() -> str:
    """The specification: the rows that tests/spec runs."""
    sys.path.insert(0, str(SPEC))
    try:
        chapters = [importlib.import_module(f"spec_{name}").CHAPTER for name in CHAPTERS]
    finally:
        sys.path.remove(str(SPEC))
    parts = [
        "Each row is an example that is run as a test (`tests/spec/`). The columns in italics are what comes of "
        "the columns before them."
    ]
    for chapter in chapters:
        parts += [f"## {chapter.title}", chapter.prose]
        for table in chapter.tables:
            head = [*table.given, *(f"*{name}*" for name in table.gives)]
            parts += [f"### {table.title}", table.prose, _table(head, table.rows)]
    return _page("Specification by example", *parts)


def commands() -> list[tuple[str, ...]]:
    """Return every command of the command line, as words after 'aneatlas'."""

    found: list[tuple[str, ...]] = []

    def walk(command: object, words: tuple[str, ...]) -> None:
        inner = getattr(command, "commands", None)
        found.append(words)
        for name, child in sorted((inner or {}).items()):
            walk(child, (*words, name))

    walk(get_command(app), ())
    return found


def cli() -> str:
    """What `--help` prints for every command."""

    runner = CliRunner()
    environment = {
        "COLUMNS": "100",
        "TERMINAL_WIDTH": "100",
        "NO_COLOR": "1",
        "ANEATLAS_HOME": "",
        "LC_ALL": "C.UTF-8",
    }
    parts = [
        "Failures print one line that begins with `error:`; the exit codes are in [exit-codes.md](exit-codes.md)."
    ]
    for words in commands():
        shown = runner.invoke(app, [*words, "--help"], prog_name="aneatlas", env=environment)
        if shown.exit_code != 0:
            raise SystemExit(f"aneatlas {' '.join(words)} --help fails: {shown.output}")
        text = "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
        parts.append(f"## {' '.join(('aneatlas', *words))}\n\n```text\n{text}\n```")
    return _page("Command line", *parts)


def exit_codes() -> str:
    """Every failure with its exit code."""
    rows: list[tuple[object, ...]] = [
        (0, "", "The command did what it was asked."),
        (2, "", "The command line was not understood: unknown option or missing argument."),
        (130, "", "Stopped with Ctrl+C; nothing was left half-written."),
    ]
    rows += [(kind.exit_code, f"`{kind.__name__}`", kind.__doc__ or "") for kind in Failure.__subclasses__()]
    return _page(
        "Exit codes",
        "Bad input gives one line on standard error (`error: ...`), below it the single mistakes, and one of these codes.",
        _table(("code", "failure", "meaning"), sorted(rows, key=lambda row: int(str(row[0])))),
    )


def events() -> str:
    """Every kind of event with the entries of its body."""
    parts = [
        "The ledger holds events of these kinds and no others. Every event has `seq` (from 1, without gaps), `at` "
        "(UTC), `actor`, `kind`, `subject`, `body`, `why`, and `prev`: the SHA-256 of the event before it. Entries of "
        "a body that hold their default are left out.",
        _table(("kind", "body"), ((f"`{kind}`", f"[{m.__name__}](#{m.__name__.lower()})") for kind, m in BODIES.items())),
    ]  # fmt: skip
    for model in dict.fromkeys(BODIES.values()):
        schema = model.model_json_schema()
        needed = set(schema.get("required", ()))
        rows = [
            (f"`{name}`", _type(entry), "yes" if name in needed else "", f"`{entry['pattern']}`" if "pattern" in entry else "")
            for name, entry in schema["properties"].items()
        ]  # fmt: skip
        about = (model.__doc__ or "").strip()
        parts.append(
            f"## {model.__name__}\n\n{_prose(about)}\n\n{_table(('entry', 'type', 'required', 'form'), rows)}"
        )
    return _page("Events", *parts)


def _prose(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _type(entry: dict[str, object]) -> str:
    if "enum" in entry:
        return " or ".join(f"'{value}'" for value in entry["enum"])  # type: ignore[attr-defined]
    for several in ("anyOf", "oneOf"):
        if several in entry:
            return " or ".join(_type(one) for one in entry[several])  # type: ignore[attr-defined]
    if "$ref" in entry:
        return str(entry["$ref"]).rpartition("/")[2]
    if entry.get("type") == "array":
        return f"list of {_type(entry.get('items', {}))}"  # type: ignore[arg-type]
    return str(entry.get("type", "anything")).replace("null", "nothing")


def _register() -> tuple[list[str], list[Analysis]]:
    """Return the keys of all numbers of the starter collection, and the analyses."""
    study, state, prev = load_study(), State(), GENESIS
    drafts = Reader(study, Gate(study, State()), "starter").read(starter_bytes().decode().split("\n")[:-1])
    for seq, draft in enumerate(drafts, start=1):
        event = seal(draft, seq, "2000-01-01T00:00:00Z", "program:docs", prev)
        state.apply(event)
        prev = event.hash
    data = {name: table.rows for name, table in tables(build(state, study)).items()}
    analyses = load_analyses(study)
    return list(register(data, results(analyses, data))), analyses


def numbers() -> str:
    """The keys of the register of published numbers, for the starter collection."""
    found, analyses = _register()
    own = [key for key in found if not any(key.startswith((f"{a.id}.", f"{a.id}[")) for a in analyses)]
    folded = {_folded(key) for key in own}
    parts = [
        "Every number that a page shows has a key in this register; `data/numbers.json` of a release holds all of "
        "them with their values, and `aneatlas verify` computes them again from the tables.",
        "## Numbers of the collection",
        "\n".join(f"- `{key}`" for key in sorted(folded)),
        "## Numbers of each figure",
        "`<id>` is the analysis; for a figure that is split, `<id>[<stratum>]`.",
        _table(
            ("key", "meaning"),
            (
                ("`<id>.total`", "cases (or reports) that the figure is about"),
                ("`<id>.known`", "those whose answer is known: the denominator"),
                ("`<id>.unreported`", "looked for, and not reported, not assessable or unclear"),
                ("`<id>.unread`", "not looked for yet"),
                ("`<id>.reports`", "reports that the known come from"),
                ("`<id>.unsplit`", "of a split figure: cases that belong to no stratum"),
                ("`<id>.left_out`, `.left_out_merged`", "reports and cases left out as told twice: by confirmed overlaps; by suspected ones too"),
                ("`<id>.<label>.n`, `.of`, `.reports`, `.patients`", "how many have it, of how many; reports behind them; patients of a tally"),
                ("`<id>.<label>.percent`, `.low`, `.high`", "n of known in per cent, with its 95 % interval; withheld by the guards of the analysis"),
                ("`<id>.<label>.in_ten`, `.in_hundred`", "the same share as so many in ten, in a hundred, rounded half up"),
                ("`<id>.<label>.least`, `.most`", "bounds among all cases, in per cent"),
                ("`<id>.<label>.model`, `.model_low`, `.model_high`", "the share by the main model, with its 95 % interval"),
                ("`<id>.<label>.next_low`, `.next_high`, `.tau2`", "where the share of a new report is expected; variance between reports (log odds)"),
                ("`<id>.<label>.absent`, `.silent`", "of features: texts that deny it; texts that say neither"),
                ("`<id>.<label>.estimate`", "of an undercount: how many there are in all, with `.low` and `.high`"),
                ("`<id>.<label>.reason`, `.model_reason`", "why a number, or the model, is withheld"),
                ("`<id>.<label>.merged.*`, `.separate.*`", "the same with all suspected overlaps merged, and with none, where they differ"),
                ("`<id>[<a>/<b>].<label>.*`", "comparison of two strata: `n1`, `of1`, `n2`, `of2`, `difference`, `low`, `high`, `least`, `most` in percentage points, `odds_ratio`, `odds_low`, `odds_high`, `clustered` (allowing for reports)"),
                ("`<id>.report.<report>.*`", "of a series: n of N of one report"),
                ("`<id>.together.<labels>`", "of features: cases that name exactly these"),
                ("`<id>.warning.<code>`", "what stands beside the figure"),
            ),
        ),
        "## The analyses",
        "From `src/aneatlas/study/analyses/`.",
        _table(
            ("id", "title", "kind", "counted", "split by", "minimum"),
            (
                (f"`{a.id}`", a.title, a.kind, a.column or "; ".join(a.features), a.by, a.minimum)
                for a in analyses
            ),
        ),
    ]  # fmt: skip
    return _page("Published numbers", *parts)


def _folded(key: str) -> str:
    stem, _, _ = key.rpartition(".")
    return {
        "labels": "labels.<label>", "reports.year": "reports.year.<year>", "reports.read": "reports.read.<extent>",
        "reports.country": "reports.country.<country>", "reports.type": "reports.type.<type>",
    }.get(stem, key)  # fmt: skip


def schema() -> str:
    """The JSON Schema of the collection format."""
    return to_schema(load_study()).decode()


def kinds() -> str:
    """The kinds of field, and the words for ages."""
    fields: list[Field] = [place.field for place in load_study().dictionary]
    rows = []
    for kind in KINDS.values():
        mine = [field for field in fields if field.kind == kind.name]
        example = mine[0]
        rows.append(
            (
                f"`{kind.name}`", kind.describe, len(mine), f"`{example.id}`",
                " ".join(f"`{column.name}`" for column in columns_of(example)),
                ", ".join(status.words for status in allowed(example.model_copy(update={"absent": ""}))),
            )
        )  # fmt: skip
    return _page(
        "Kinds of field",
        "Everything that differs between kinds of field is declared in one table, `core/kinds.py`. 'Absent' is "
        "allowed for a sign, and for any other field only where the dictionary says what it means there.",
        _table(("kind", "holds", "fields", "example", "columns of the example", "statuses"), rows),
        "## Words for ages",
        "An age is kept as an interval in completed months, lower end included, upper end not. The intervals of the "
        "stages of life are a convention of this project.",
        _table(("words", "from", "to below"), ((word, low, high) for word, (low, high) in STAGES.items())),
        "## Age groups",
        "In months; the bands are used for the column `age_group`.",
        _table(
            ("band, years", "from", "to below"),
            ((band, low, high) for band, (low, high) in AGE_BANDS.items()),
        ),
    )


def units() -> str:
    """The table of units."""
    by_dimension: dict[str, list[tuple[object, ...]]] = {}
    for unit in UNITS.values():
        shift = f", after adding {unit.shift}" if unit.shift else ""
        row = (f"`{unit.name}`", f"{unit.factor:.10g}{shift}")
        by_dimension.setdefault(unit.dimension, []).append(row)
    parts = [
        "Units convert within their dimension: the number is multiplied by the factor of its unit and divided by the factor of the other."
    ]
    for dimension, rows in by_dimension.items():
        parts.append(f"## {dimension.capitalize()}\n\n{_table(('unit', 'factor'), rows)}")
    molar = [
        (f"`{place.field.id}`", f"1 {unit} = {worth} {place.field.unit}")
        for place in load_study().dictionary
        for unit, worth in place.field.conversion.items()
    ]
    parts.append(
        "## Conversions that need a molar mass\n\nDeclared beside the field, in the dictionary.\n\n"
        + _table(("field", "conversion"), molar)
    )
    return _page("Units", *parts)  # fmt: skip


def states() -> str:
    """States and transitions of what is verified, each as a diagram and a table, and every refusal."""
    parts = [
        "A report, a reader's extraction and a case are each in one of these states. Only the arrows below exist; "
        "anything else is refused with one of the sentences at the end, which is also the tooltip of a disabled button. "
        "Who may do what is the table of [permissions](permissions.md).",
    ]
    for thing, described in STATES.items():
        arrows = [
            (
                t.source,
                t.verb,
                t.target,
                f"`{t.event}`" if t.event else "(a draft, no event)",
                MAY[t.verb].value,
            )
            for t in TRANSITIONS
            if t.thing == thing
        ]
        parts += [
            f"## {thing.capitalize()}",
            f"```mermaid\n{diagram(thing)}\n```",
            _table(("state", "meaning"), described.items()),
            _table(("from", "verb", "to", "event", "permission"), arrows),
        ]
    parts += [
        "## Refusals",
        _table(("code", "sentence"), ((f"`{code}`", text) for code, text in REFUSALS.items())),
    ]
    return _page("States and transitions", *parts)


def permissions() -> str:
    """Who may do what in the workspace."""
    rows = [
        [words, f"`{permission.value}`", *("yes" if permission in TABLE[role] else "" for role in Role)]
        for permission, words in MEANINGS.items()
    ]
    return _page(
        "Roles and permissions",
        "A person may have several roles and may do what any of them allows. The one person of a workspace without "
        "accounts has all of them. The table is `core/permissions.py`; a test goes through every address of the "
        "workspace with every role.",
        _table(["allows", "permission", *(role.value for role in Role)], rows),
    )


PAGES: dict[str, Callable[[], str]] = {
    "codebook.md": codebook,
    "spec.md": spec,
    "cli.md": cli,
    "exit-codes.md": exit_codes,
    "events.md": events,
    "states.md": states,
    "numbers.md": numbers,
    "collection.schema.json": schema,
    "kinds.md": kinds,
    "units.md": units,
    "permissions.md": permissions,
}


def stale(folder: Path = REFERENCE) -> list[str]:
    """Return the names of generated pages that are missing or not current."""
    return [
        name
        for name, write in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != write()
    ]


def main(arguments: Sequence[str]) -> int:
    """Write all pages, or with --check name those that are not current."""
    if "--check" in arguments:
        old = stale()
        for name in old:
            print(f"docs/reference/{name} is not current. Run: make docs")
        return 1 if old else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        text = write()
        path = REFERENCE / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"written: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("COLUMNS", "100")
    sys.exit(main(sys.argv[1:]))
