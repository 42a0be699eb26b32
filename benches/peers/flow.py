"""Gradient flow to t = e^1000: SciPy's Radau beside ours, one thread, one run.

Run `python3 benches/peers/flow.py`. Both follow z = w - s w^ from w = 0 at t = 1 to s = ln t = 1000 on the same planted data
(`generate planted --seed 1`, exponential loss). Radau has rtol = atol = 1e-8 and the exact Jacobian, and is timed with and
without it: the faster one counts. Errors are those of the two constants that the theory knows exactly, L - log t -> c and
||P_perp w|| -> A_perp. Lines `who,shape,seconds,error of c,error of A_perp`, then `radau/ours,shape,ratio`.
"""

import environment

environment.enter()

import csv
import json

import numpy as np
from scipy.integrate import solve_ivp

FAR = 1e3
SHAPES = {"25x5": (25, 5), "1000x50": (1000, 50)}


def generated(n, d):
    """The signed rows of the planted set and the unit max-margin direction; written anew, so that they are today's."""
    path = environment.PEERS / f"planted_{n}x{d}.csv"
    path.unlink(missing_ok=True)
    words = ["generate", "planted", "--seed", "1", "--out", str(path)]
    for setting in (f"d={d}", f"support_vectors={d}", f"others={n - d}", "theta=1.5", "concentration=5"):
        words += ["--set", setting]
    for command in (words, ["margin", str(path), "--json"]):
        found = environment.cargo("--", *command)
        assert found.returncode == 0, found.stderr
    with open(path, newline="") as file:
        header, *records = csv.reader(line for line in file if not line.startswith("#"))
    table, label = np.array(records, dtype=float), header.index("label")
    assert table.shape == (n, d + 1)
    rows = np.delete(table, label, axis=1) * table[:, label : label + 1]
    return rows, np.array(json.loads(found.stdout)["direction"])


def radau(rows, direction, eta, gamma, jacobian):
    """z at FAR."""
    w_hat = direction / gamma
    excess = rows @ w_hat - 1
    excess[np.abs(excess) < 1e-9] = 0

    def weights(s, z):
        return eta * np.exp(-s * excess - rows @ z)

    def velocity(s, z):
        return rows.T @ weights(s, z) - w_hat

    def bend(s, z):
        return -(rows.T * weights(s, z)) @ rows

    options = {"rtol": 1e-8, "atol": 1e-8, "jac": bend if jacobian else None}
    found = solve_ivp(velocity, (0.0, FAR), np.zeros(rows.shape[1]), "Radau", **options)
    assert found.success, found.message
    return found.y[:, -1]


def main():
    built = environment.cargo("--example", "flow_times")
    assert built.returncode == 0, built.stderr
    problems, ours = {}, {}
    for line in built.stdout.splitlines():
        what, shape, *numbers = line.split(",")
        {"problem": problems, "ours": ours}[what][shape] = [float(x) for x in numbers]
    print("who,shape,seconds,error of c,error of A_perp")
    for shape, (n, d) in SHAPES.items():
        rows, direction = generated(n, d)
        eta, gamma, c, a_perp = problems[shape]
        seconds = {}
        for name, jacobian in (("radau", False), ("radau with Jacobian", True)):
            seconds[name], z = environment.median(lambda: radau(rows, direction, eta, gamma, jacobian))
            across = np.linalg.norm(z - direction * (direction @ z))
            errors = abs(gamma * (direction @ z) - c), abs(across - a_perp)
            print(f"{name},{shape},{seconds[name]:.3e},{errors[0]:.1e},{errors[1]:.1e}", flush=True)
        own = ours[shape]
        print(f"ours,{shape},{own[0]:.3e},{own[1]:.1e},{own[2]:.1e}")
        print(f"radau/ours,{shape},{min(seconds.values()) / own[0]:.3g}", flush=True)


if __name__ == "__main__":
    main()
