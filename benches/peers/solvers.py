"""The max margin as each peer computes it, on signed rows Z as they are: no rescaling, no second try.

Each function takes Z (n x d, floats) and a norm "1", "2" or "inf" and returns w, or a word where there is none.
"""

import warnings

import numpy as np
from scipy.optimize import linprog, nnls
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import SVC, LinearSVC

NOT_SEPARABLE = "not separable"


def highs_arrays(z, norm):
    """The arguments of `linprog` for min ||w|| subject to Z w >= 1."""
    n, d = z.shape
    if norm == "1":
        # w = u - v, u and v >= 0.
        return {"c": np.ones(2 * d), "A_ub": np.hstack([-z, z]), "b_ub": -np.ones(n), "bounds": (0, None), "method": "highs-ds"}
    eye, ones = np.eye(d), np.ones((d, 1))
    rows = np.vstack([np.hstack([-z, np.zeros((n, 1))]), np.hstack([eye, -ones]), np.hstack([-eye, -ones])])
    right = np.concatenate([-np.ones(n), np.zeros(2 * d)])
    return {"c": np.append(np.zeros(d), 1.0), "A_ub": rows, "b_ub": right, "bounds": (None, None), "method": "highs-ds"}


def highs(z, norm):
    """SciPy's HiGHS, dual simplex."""
    d = z.shape[1]
    found = linprog(**highs_arrays(z, norm))
    if found.status == 0:
        return found.x[:d] - found.x[d:] if norm == "1" else found.x[:d]
    return {1: "no convergence", 2: NOT_SEPARABLE, 3: "unbounded"}.get(found.status, "failed")


def least_distance_arrays(z):
    """Lawson and Hanson's construction: min ||E u - f||, u >= 0, E = [Z^T; 1^T], f = e_(d+1)."""
    n, d = z.shape
    return np.vstack([z.T, np.ones(n)]), np.append(np.zeros(d), 1.0)


def least_distance(z, norm):
    """SciPy's NNLS."""
    e, f = least_distance_arrays(z)
    try:
        u, length = nnls(e, f)
    except RuntimeError:
        return "no convergence"
    if length < 1e-9:
        return NOT_SEPARABLE
    residual = e @ u - f
    return -residual[:-1] / residual[-1] if residual[-1] != 0 else "failed"


def mirrored(z):
    """Each signed row as a point of the one class, and its negative of the other: the best intercept is zero."""
    return np.vstack([z, -z]), np.repeat([1, -1], len(z))


def svc(z, norm):
    """scikit-learn's SVC (LIBSVM), linear kernel, C = 1e10, tolerance 1e-8; it always has an intercept, so the rows are mirrored."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            return SVC(kernel="linear", C=1e10, tol=1e-8, max_iter=10_000_000).fit(*mirrored(z)).coef_[0]
        except ConvergenceWarning:
            return "no convergence"


def linear_svc(z, norm):
    """scikit-learn's LinearSVC (LIBLINEAR), hinge loss, C = 1e10, tolerance 1e-8, no intercept."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            model = LinearSVC(loss="hinge", C=1e10, fit_intercept=False, tol=1e-8, max_iter=100_000, random_state=0)
            return model.fit(*mirrored(z)).coef_[0]
        except ConvergenceWarning:
            return "no convergence"


PEERS = {
    "SciPy HiGHS": (highs, ("1", "inf")),
    "SciPy NNLS": (least_distance, ("2",)),
    "SVC": (svc, ("2",)),
    "LinearSVC": (linear_svc, ("2",)),
}
