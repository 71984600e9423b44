"""`python -m benchmarks.run [NAME-PREFIX …]`: one JSON line for each figure asked for.

A benchmark is a module of this package with `NAMES`, the figures it yields, and `figures()`. Ends
with 1 if a bar was missed or a benchmark failed.
"""

import importlib
import json
import pkgutil
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from types import ModuleType

import benchmarks
from benchmarks.figure import Figure
from benchmarks.machine import machine


def modules() -> Iterator[ModuleType]:
    """The modules that measure something, in the order of the alphabet."""
    for found in pkgutil.iter_modules(benchmarks.__path__, "benchmarks."):
        if found.name != __name__:
            module = importlib.import_module(found.name)
            if hasattr(module, "figures"):
                yield module


def wanted(name: str, prefixes: list[str]) -> bool:
    return not prefixes or any(name.startswith(prefix) for prefix in prefixes)


def line(figure: Figure, where: dict[str, object]) -> str:
    told = {key: value for key, value in asdict(figure).items() if value not in (None, "")}
    if figure.met is not None:
        told["met"] = figure.met
    return json.dumps(told | {"machine": where}, ensure_ascii=False)


def main(prefixes: list[str], found: Iterable[ModuleType]) -> int:
    where, failed = machine(), 0
    asked = [one for one in found if any(wanted(name, prefixes) for name in one.NAMES)]
    if not asked:
        sys.stderr.write(f"No figure begins with {' or '.join(prefixes)}\n")
        return 2
    for module in asked:
        try:
            for figure in module.figures():
                if wanted(figure.name, prefixes):
                    print(line(figure, where), flush=True)
                    failed += figure.met is False
        except Exception:
            traceback.print_exc()
            failed += 1
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], modules()))
