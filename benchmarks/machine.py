"""The machine a figure was measured on."""

import os
import platform
import re
import subprocess
from pathlib import Path


def machine() -> dict[str, object]:
    """Processor, cores we may use, memory, system and Python."""
    return {
        "cpu": processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "os": platform.platform(),
        "python": platform.python_version(),
    }


def processor() -> str:
    """The processor's own name; its architecture where it has none to tell."""
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        named = re.search(r"^model name\s*:\s*(.+)$", listed.read_text(), re.MULTILINE)
        return named[1] if named else platform.machine()
    asked = ["sysctl", "-n", "machdep.cpu.brand_string"]
    try:
        return subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return platform.machine()
