"""Seconds per solve of SciPy's NNLS (l2) and HiGHS (l1, linf), one thread, on data that `generate` writes.

Run `python3 benches/peers/times.py`: one line `peer,shape,norm,seconds` each, the median of repeated solves; building
the arrays that a solver takes is not timed, HiGHS' own presolve is. The data are those of `cargo bench`:
separated-gaussian, margin 0.5, seed 1. Our own seconds, certificate included, are taken in the same run by
`examples/reference_times.rs` (or by `--ours COMMAND`, which prints lines of the same form, `ours,200x20,2,0.0001`);
lines `peer/ours,shape,norm,ratio` are then added.
"""

import environment

environment.enter()

import argparse
import csv
import subprocess

import numpy as np
import solvers

NNLS = [(200, 20), (5000, 20), (5000, 200)]
HIGHS = [(500, 20), (2000, 200)]


def rows(n, d):
    """The signed rows of the generated set; written once."""
    path = environment.PEERS / f"gaussian_{n}x{d}.csv"
    if not path.exists():
        words = ["generate", "separated-gaussian", "--seed", "1", "--out", str(path)]
        for setting in (f"n={n}", f"d={d}", "margin=0.5"):
            words += ["--set", setting]
        found = environment.cargo("--", *words)
        assert found.returncode == 0, found.stderr
    with open(path, newline="") as file:
        header, *records = csv.reader(line for line in file if not line.startswith("#"))
    table = np.array(records, dtype=float)
    label = header.index("label")
    assert table.shape == (n, d + 1)
    return np.delete(table, label, axis=1) * table[:, label : label + 1]


def program(z, norm):
    """The faster of two forms: for l1 min ||w|| subject to Z w >= 1, for linf max m subject to Z w >= m, |w_j| <= 1."""
    if norm == "1":
        return solvers.highs_arrays(z, norm)
    n, d = z.shape
    rows, bounds = np.hstack([-z, np.ones((n, 1))]), [(-1, 1)] * d + [(None, None)]
    return {"c": np.append(np.zeros(d), -1.0), "A_ub": rows, "b_ub": np.zeros(n), "bounds": bounds, "method": "highs-ds"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    own = "cargo run --release --quiet --example reference_times"
    arguments.add_argument("--ours", metavar="COMMAND", default=own, help="prints lines ours,shape,norm,seconds")
    command = arguments.parse_args().ours
    lines = []
    print("peer,shape,norm,seconds")
    for n, d in NNLS:
        e, f = solvers.least_distance_arrays(rows(n, d))
        lines.append(("nnls", f"{n}x{d}", "2", environment.median(lambda: solvers.nnls(e, f))[0]))
        print(*lines[-1][:3], f"{lines[-1][3]:.6g}", sep=",", flush=True)
    for n, d in HIGHS:
        for norm in ("1", "inf"):
            arrays = program(rows(n, d), norm)
            lines.append(("highs", f"{n}x{d}", norm, environment.median(lambda: solvers.linprog(**arrays))[0]))
            print(*lines[-1][:3], f"{lines[-1][3]:.6g}", sep=",", flush=True)
    out = subprocess.run(command, shell=True, cwd=environment.ROOT, check=True, capture_output=True, text=True).stdout
    ours = {}
    for line in out.splitlines():
        parts = line.split(",")
        if len(parts) == 4 and parts[0] == "ours":
            ours[parts[1], parts[2]] = float(parts[3])
            print(line)
    for peer, shape, norm, seconds in lines:
        if (shape, norm) in ours:
            print(f"{peer}/ours", shape, norm, f"{seconds / ours[shape, norm]:.3g}", sep=",")


if __name__ == "__main__":
    main()
