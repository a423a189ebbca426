"""What all comparisons share: the peers' own environments, the machine and versions in words, processes with their time and memory."""

import importlib.metadata
import os
import platform
import re
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# What is measured elsewhere already is used from there.
BENCH = ROOT / "tests" / "bench"
CACHE = Path(os.environ.get("HUB_PEERS", Path.home() / ".cache" / "hub-peers"))
sys.path.insert(0, str(BENCH))


def python_of(name: str) -> str:
    """The Python of an environment with what requirements-NAME.txt pins; installed where it is missing.

    There are two: the validator pins versions of DuckDB and pandas that are not today's, and each peer is to be at its best.
    """
    folder, wanted = CACHE / name, HERE / f"requirements-{name}.txt"
    python, installed = folder / "bin" / "python", folder / "installed.txt"
    if not installed.exists() or installed.read_bytes() != wanted.read_bytes():
        print(f"installing {name} into {folder} ...", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", wanted]
        subprocess.run(pip, check=True)
        installed.write_bytes(wanted.read_bytes())
    return str(python)


def within(name: str) -> None:
    """Goes on in that environment."""
    python = python_of(name)
    if Path(sys.prefix).resolve() != (CACHE / name).resolve():
        os.execv(python, [python, "-B", *sys.argv])


def hub_of(given: str | None) -> str:
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    found = given or os.environ.get("HUB_BIN") or str(target / "release" / "hub")
    if not Path(found).exists():
        sys.exit(f"there is no hub at {found}: cargo build --release, or name one")
    return str(Path(found).resolve())


def machine() -> dict:
    told = {"processors": os.cpu_count(), "architecture": platform.machine(), "system": f"{platform.system()} {platform.release()}"}
    try:
        about = Path("/proc/cpuinfo").read_text()
        told["processor"] = re.search(r"model name\s*:\s*(.*)", about)[1]
        memory = Path("/proc/meminfo").read_text()
        told["memory_gib"] = round(int(re.search(r"MemTotal:\s+(\d+)", memory)[1]) / 2**20, 1)
    except (OSError, TypeError):
        told["processor"] = platform.processor() or "not known"
    return told


def versions(hub: str, *packages: str) -> dict:
    told = {"hub": subprocess.run([hub, "--version"], capture_output=True, text=True).stdout.strip(), "python": platform.python_version()}
    return told | {package: importlib.metadata.version(package) for package in packages}


def say(told: dict) -> None:
    print("; ".join(f"{name} {value}" for name, value in told.items()))


def say_all(hub: str, *packages: str) -> dict:
    """The first two lines of every comparison."""
    about = {"machine": machine(), "versions": versions(hub, *packages), "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    say(about["machine"])
    say(about["versions"])
    busy = os.getloadavg()[0]
    about["load_before"] = round(busy, 2)
    if busy > 0.5:
        print(f"the machine is not idle (load {busy:.1f}): ratios hold better than times")
    return about


def measured(command: list, **more) -> tuple[float, float, float]:
    """Seconds, seconds of processors, and most memory in MB of a process, as the kernel counts them. It must end well."""
    began = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], **more)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    # macOS counts bytes, Linux kibibytes.
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def peak_mb(pid: int) -> float:
    """Most memory so far of a process and its children."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status = (entry / "status").read_text()
        except OSError:
            continue
        if int(entry.name) == pid or f"PPid:\t{pid}\n" in status:
            found = re.search(r"VmHWM:\s+(\d+)", status)
            total += int(found[1]) * 1024 / 1e6 if found else 0
    return total


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def until_open(port: int, process: subprocess.Popen, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            sys.exit(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{process.args} does not listen")


def at(values: list, share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
