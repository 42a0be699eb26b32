"""A virtual environment of pinned packages under target/, and what digits.py and times.py share."""

import hashlib
import os
import pathlib
import subprocess
import sys

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
