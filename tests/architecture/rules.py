"""The rules of the house as data, and the checks that hold them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "aneatlas"
THIRD_PARTY_MODELS = {"pydantic", "pydantic_core"}
NUMERIC = {"numpy", "scipy"}

# room -> rooms that it may import
MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    "criteria": {"core"},
    "statistics": {"core"},
    "linkage": {"core"},
    "documents": {"core"},
    "literature": {"core", "documents"},
    "extraction": {"core", "documents"},
    "outputs": {"core", "criteria", "statistics"},
    "store": {"core"},
    "workflows": {
        "core", "criteria", "statistics", "linkage", "documents", "literature", "extraction", "outputs", "store",
    },
    "web": {"workflows", "outputs", "core"},
    "__main__": {"cli"},
    "cli": {"workflows", "outputs", "core", "store", "web"},
}  # fmt: skip
PURE = {"core", "criteria", "statistics", "outputs", "linkage"}
# room -> third-party packages that it may import; other pure rooms may import none
ALLOWED_PACKAGES = {
    "core": THIRD_PARTY_MODELS,
    "criteria": THIRD_PARTY_MODELS,
    "statistics": THIRD_PARTY_MODELS | NUMERIC,
    "linkage": THIRD_PARTY_MODELS | NUMERIC,
    "outputs": THIRD_PARTY_MODELS
    | {"jinja2", "markupsafe", "pyarrow", "vl_convert", "bibtexparser", "rispy"},
}
# clocks, networks, databases, processes, chance: none of it in a pure room
FORBIDDEN_MODULES = {
    "time", "socket", "ssl", "http", "urllib.request", "subprocess", "random", "secrets", "uuid", "asyncio", "getpass",
    "tempfile", "django", "requests", "httpx", "httpx2",
}  # fmt: skip
FORBIDDEN_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.environ", "os.getenv", "os.urandom", "open",
    "input", "print",
}  # fmt: skip
MOST_LINES = 400
# modules over the limit, each with its reason
LONGER: dict[str, str] = {}
FORBIDDEN_FOLDERS = {"utils", "helpers", "manager", "base", "common", "misc"}


def modules(source: Path = SOURCE) -> Iterator[tuple[str, Path]]:
    """Yield (room, file) of every module."""
    for path in sorted(source.rglob("*.py")):
        relative = path.relative_to(source)
        room = relative.parts[0] if len(relative.parts) > 1 else relative.stem
        if "migrations" not in relative.parts and room != "__init__":
            yield room, path


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield (module, line) of every import, also of those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def violations(source: Path = SOURCE) -> list[str]:
    """Return every violation of the rules below a source folder, one line each."""
    import sys

    found: list[str] = []
    for room, path in modules(source):
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(source).as_posix()
        found += _size(where, text)
        tree = ast.parse(text)
        allowed = MAY_IMPORT.get(room)
        if allowed is None:
            found.append(f"{where}: the room '{room}' is not in the architecture test's table")
            continue
        for module, line in imported(tree):
            parts = module.split(".")
            if parts[0] == "aneatlas" and len(parts) > 1 and parts[1] in MAY_IMPORT:
                if parts[1] != room and parts[1] not in allowed:
                    found.append(f"{where}:{line}: {room} imports {module}")
            elif room in PURE and parts[0] not in {
                *sys.stdlib_module_names,
                "aneatlas",
                *ALLOWED_PACKAGES.get(room, ()),
            }:
                found.append(f"{where}:{line}: {room} imports the package {parts[0]}")
            if room in PURE and any(
                module == bad or module.startswith(bad + ".") for bad in FORBIDDEN_MODULES
            ):
                found.append(f"{where}:{line}: {room} is pure and imports {module}")
        if room in PURE:
            found += [f"{where}:{line}: {room} is pure and uses {name}" for name, line in _impure(tree)]
        found += [
            f"{where}: a folder named '{part}'"
            for part in path.relative_to(source).parts[:-1]
            if part in FORBIDDEN_FOLDERS
        ]
    return found


def _size(where: str, text: str) -> list[str]:
    lines = text.count("\n")
    if lines > MOST_LINES and where not in LONGER:
        return [f"{where}: {lines} lines, more than {MOST_LINES}; split it, or give a reason in LONGER"]
    return []


def _impure(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
        if name in FORBIDDEN_CALLS:
            yield name, node.lineno  # type: ignore[attr-defined]


def circles(source: Path = SOURCE) -> list[str]:
    """Return import circles between modules, imports inside functions included, type-only imports not."""
    graph: dict[str, set[str]] = {}
    names = {_name(path, source) for _, path in modules(source)}
    for _, path in modules(source):
        tree = _without_type_checking(ast.parse(path.read_text(encoding="utf-8")))
        mine = _name(path, source)
        graph[mine] = {m for m, _ in imported(tree) if m in names and m != mine}
    found: list[str] = []
    done: set[str] = set()

    def visit(module: str, trail: list[str]) -> None:
        if module in trail:
            found.append(" -> ".join([*trail[trail.index(module) :], module]))
            return
        if module in done:
            return
        for other in sorted(graph.get(module, ())):
            visit(other, [*trail, module])
        done.add(module)

    for module in sorted(graph):
        visit(module, [])
    return found


def _name(path: Path, source: Path) -> str:
    parts = ["aneatlas", *path.relative_to(source).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _without_type_checking(tree: ast.Module) -> ast.Module:
    class Drop(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                return None
            return node

    return Drop().visit(tree)  # type: ignore[no-any-return]
