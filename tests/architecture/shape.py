"""The shape of our source: names, sizes, and calls that have one home."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

BANNED_FILES = {"utils", "util", "helpers", "common", "misc", "base", "core", "manager"}
BANNED_CLASS_ENDS = set("Manager Helper Handler Processor Util Base Common Data Info".split())
# The root of SQLAlchemy's tables goes by the name its own documents give it.
CLASSES_ALLOWED = {("platform/database.py", "Base")}
MAX_FILE, MAX_FUNCTION, MAX_MEDIAN = 400, 60, 10
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# One clock for the product, and one for the sandbox, which stands for the world outside. Ids begin
# with the machine's time for the sake of indexes; nobody reads it.
CLOCKS = {"platform/clock.py", "sandbox/clock.py", "kit/ids.py"}
CLOCK_CALLS = {
    *(("datetime", name) for name in ("now", "utcnow", "today")),
    *(("time", name) for name in ("time", "time_ns")),
    *(("func", name) for name in ("now", "current_timestamp", "clock_timestamp")),
    ("date", "today"),
}
SQL_CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|now64|today)\(\)"
    r"|\b(CURRENT_TIMESTAMP|CURRENT_DATE|LOCALTIMESTAMP)\b"
)
ENDINGS = {"commit", "rollback"}


def breaches(path: Path, root: Path) -> Iterator[str]:
    """What is out of shape in one file of `root`."""
    source, where = path.read_text(), path.relative_to(root).as_posix()
    tree = ast.parse(source)
    yield from file_breaches(tree, source, where)
    prose = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            yield from function_breaches(node, where)
        elif isinstance(node, ast.ClassDef):
            yield from class_breaches(node, where)
        elif isinstance(node, ast.Attribute):
            yield from attribute_breaches(node, where)
        elif isinstance(node, ast.Constant) and id(node) not in prose:
            yield from constant_breaches(node, where)


def file_breaches(tree: ast.Module, source: str, where: str) -> Iterator[str]:
    name = Path(where).stem
    if name in BANNED_FILES or Path(where).parent.name in BANNED_FILES:
        yield f"{where}: name it for what it holds"
    if source.count("\n") > MAX_FILE:
        yield f"{where}: over {MAX_FILE} lines; split it by noun"
    if name == "__init__" and not ast.get_docstring(tree):
        yield f"{where}: a package says what it is"


def function_breaches(node: ast.FunctionDef | ast.AsyncFunctionDef, where: str) -> Iterator[str]:
    if lines(node) > MAX_FUNCTION:
        yield f"{where}:{node.lineno}: {node.name} is over {MAX_FUNCTION} lines"


def class_breaches(node: ast.ClassDef, where: str) -> Iterator[str]:
    last_word = re.findall(r"[A-Z][a-z0-9]*|[A-Z]+(?![a-z])|[a-z]+", node.name)[-1]
    if last_word in BANNED_CLASS_ENDS and (where, node.name) not in CLASSES_ALLOWED:
        yield f"{where}:{node.lineno}: {node.name}: name the class for what it is"
    if Path(where).stem in {"errors", "events"} and not ast.get_docstring(node):
        yield f"{where}:{node.lineno}: {node.name} needs a docstring; it is its message"


def attribute_breaches(node: ast.Attribute, where: str) -> Iterator[str]:
    if node.attr in ENDINGS:
        yield f"{where}:{node.lineno}: only platform.work ends a transaction"
    if where not in CLOCKS and (tail(node.value), node.attr) in CLOCK_CALLS:
        yield f"{where}:{node.lineno}: {tail(node.value)}.{node.attr} is not the clock"


def constant_breaches(node: ast.Constant, where: str) -> Iterator[str]:
    if isinstance(node.value, str) and SQL_CLOCK.search(node.value):
        yield f"{where}:{node.lineno}: SQL asks another clock than ours"


def tail(node: ast.expr) -> str:
    """The last name of what an attribute is taken from: `datetime` in `datetime.datetime`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def docstrings(tree: ast.Module) -> set[int]:
    """The constants that are prose: strings that stand alone as statements."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def median_function(paths: list[Path]) -> float:
    """The median length in lines over all functions of these files."""
    trees = (ast.parse(path.read_text()) for path in paths)
    return median(
        lines(node) for tree in trees for node in ast.walk(tree) if isinstance(node, FUNCTIONS)
    )
