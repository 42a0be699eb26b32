"""A virtual environment of pinned packages under target/, and what the scripts beside it share."""

import hashlib
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "target" / "peers"


def enter():
    """Runs the calling script again inside the environment, on one thread; makes the environment first."""
    lists = [ROOT / "benches/peers/requirements.txt", ROOT / "fixtures/golden/requirements.txt"]
    mark, want = PEERS / "installed", hashlib.sha256(b"".join(path.read_bytes() for path in lists)).hexdigest()
    python = PEERS / "bin" / "python"
    if not mark.exists() or mark.read_text() != want:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(PEERS)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(lists[0])], check=True)
        mark.write_text(want)
    if pathlib.Path(sys.prefix).resolve() != PEERS.resolve():
        threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "RAYON")}
        os.execve(python, [str(python), *sys.argv], {**os.environ, **threads})
    sys.path.insert(0, str(ROOT / "fixtures" / "golden"))


def cargo(*words, timeout=None):
    """The finished process of `cargo run --release --quiet ...`."""
    command = ["cargo", "run", "--release", "--quiet", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout)


def median(solve):
    """The median seconds of at least five runs, and of as many as two seconds hold; and the last answer."""
    seconds, begun = [], time.perf_counter()
    while len(seconds) < 5 or time.perf_counter() - begun < 2:
        started = time.perf_counter()
        answer = solve()
        seconds.append(time.perf_counter() - started)
        assert not isinstance(answer, str), answer
    return statistics.median(seconds), answer
