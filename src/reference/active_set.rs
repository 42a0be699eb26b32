//! The dual active set method in doubles: min ||w||^2 subject to z_i.w >= bound_i.
//!
//! Goldfarb and Idnani, Mathematical Programming 27 (1983), with the identity for Hessian. The list of active rows
//! stays independent, w stays the least-norm point for that list, its norm grows at every full step, and a violated
//! row that depends on the list with no multiplier to give up proves that no w exists. Nothing found here is
//! believed: it names the rows for which an exact or refined solution is then computed and certified.

use super::linear::{Factor, add_scaled, dot};
use super::scaled_rows::ScaledRows;
use crate::numbers::Isa;
use crate::numbers::lanes::{Kernel, Wide};

/// How the method ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// No row is violated beyond rounding.
    Converged,
    /// This row depends on the active rows with no multiplier to give up: there seems to be no separator.
    Contradiction(usize),
    /// Rounding stopped the method.
    Stalled,
}

/// The state of the method in doubles.
pub(super) struct ActiveSet {
    /// Active rows, independent, in the order in which they came.
    pub(super) active: Vec<usize>,
    /// Their multipliers (of the scaled rows).
    pub(super) multipliers: Vec<f64>,
    /// sum of multipliers times scaled rows.
    pub(super) w: Vec<f64>,
    /// The rows as Q R.
    pub(super) factor: Factor,
    /// Number of rows added or removed.
    pub(super) steps: usize,
}

/// The method on the widest vectors of the machine; no operation changes its order by that.
struct Run<'a>(&'a ScaledRows);

impl Kernel for Run<'_> {
    type Output = (ActiveSet, Ending);

    #[inline(always)]
    fn run<V: Wide>(self) -> (ActiveSet, Ending) {
        ActiveSet::run_plain(self.0)
    }
}

/// A row whose part across the active rows is shorter than this share of it counts as depending on them.
const DEPENDENT: f64 = 1e-13;

impl ActiveSet {
    /// Runs from no active row.
    pub(super) fn run(rows: &ScaledRows) -> (ActiveSet, Ending) {
        Isa::detect().dispatch(Run(rows))
    }

    #[inline(always)]
    fn run_plain(rows: &ScaledRows) -> (ActiveSet, Ending) {
        let mut state = ActiveSet {
            active: Vec::new(),
            multipliers: Vec::new(),
            w: vec![0.0; rows.d],
            factor: Factor::default(),
            steps: 0,
        };
        let limit = 60 * (rows.d + 20).max(rows.n.min(10 * rows.d));
        let mut norm_squared = 0.0;
        let mut candidates: Vec<usize> = Vec::new();
        loop {
            // A few rows of the last look at all of them serve until none of these is violated any more: any violated
            // row may come next.
            let among = state.most_violated(rows, &candidates);
            let next = if among.is_some() {
                among
            } else {
                candidates = state.violated(rows);
                candidates.first().copied()
            };
            let Some(q) = next else { return (state, Ending::Converged) };
            if state.active.contains(&q) {
                return (state, Ending::Stalled);
            }
            if !state.take_in(rows, q) {
                return (state, Ending::Contradiction(q));
            }
            let now = dot(&state.w, &state.w);
            if now <= norm_squared || !now.is_finite() || state.steps > limit {
                return (state, Ending::Stalled);
            }
            norm_squared = now;
        }
    }

    /// By how much a row misses its bound, if by more than rounding explains; `size` from [`ActiveSet::rounding`].
    #[inline(always)]
    fn miss(&self, rows: &ScaledRows, i: usize, size: f64) -> Option<f64> {
        let bound = rows.bounds[i];
        let miss = bound - dot(rows.row(i), &self.w);
        (miss > size + 1e-13 * bound.abs()).then_some(miss)
    }

    #[inline(always)]
    fn rounding(&self, rows: &ScaledRows) -> f64 {
        16.0 * f64::EPSILON * dot(&self.w, &self.w).sqrt() * (rows.d as f64).sqrt()
    }

    /// The one of these scaled rows that misses its bound by most.
    #[inline(always)]
    fn most_violated(&self, rows: &ScaledRows, among: &[usize]) -> Option<usize> {
        let size = self.rounding(rows);
        let mut worst = (0.0, None);
        for &i in among {
            if let Some(miss) = self.miss(rows, i, size)
                && miss > worst.0
            {
                worst = (miss, Some(i));
            }
        }
        worst.1
    }

    /// The scaled rows that miss their bounds by most, worst first.
    #[inline(always)]
    fn violated(&self, rows: &ScaledRows) -> Vec<usize> {
        let size = self.rounding(rows);
        let mut found: Vec<(f64, usize)> = Vec::new();
        for i in 0..rows.n {
            if let Some(miss) = self.miss(rows, i, size) {
                found.push((miss, i));
            }
        }
        let worst_first = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let kept = 8 + rows.d / 4;
        if found.len() > kept {
            found.select_nth_unstable_by(kept, worst_first);
            found.truncate(kept);
        }
        found.sort_unstable_by(worst_first);
        found.into_iter().map(|(_, i)| i).collect()
    }

    /// Makes row q active, giving up others as needed; false when it contradicts the active rows.
    #[inline(always)]
    fn take_in(&mut self, rows: &ScaledRows, q: usize) -> bool {
        let z = rows.row(q);
        let whole = dot(z, z).sqrt();
        let mut own = 0.0;
        loop {
            let split = self.factor.split(z);
            let length = dot(&split.across, &split.across).sqrt();
            let dependent = self.active.len() >= rows.d || length <= DEPENDENT * whole;
            let towards = self.factor.solve_upper(split.along.clone());
            let mut blocking: Option<(f64, usize)> = None;
            for (i, (&u, &r)) in self.multipliers.iter().zip(&towards).enumerate() {
                if r > 0.0 && blocking.is_none_or(|(t, _)| u / r < t) {
                    blocking = Some((u / r, i));
                }
            }
            let full = if dependent {
                f64::INFINITY
            } else {
                (rows.bounds[q] - dot(z, &self.w)).max(0.0) / (length * length)
            };
            match blocking {
                None if dependent => return false,
                Some((partial, at)) if partial < full => {
                    for (u, r) in self.multipliers.iter_mut().zip(&towards) {
                        *u = (*u - partial * r).max(0.0);
                    }
                    own += partial;
                    if !dependent {
                        add_scaled(&mut self.w, partial, &split.across);
                    }
                    self.active.remove(at);
                    self.multipliers.remove(at);
                    self.factor.remove(at);
                    self.steps += 1;
                }
                _ => {
                    self.factor.push(split, length);
                    self.active.push(q);
                    self.multipliers.push(own);
                    self.steps += 1;
                    self.solve(rows);
                    return true;
                }
            }
        }
    }

    /// The least-norm w on the active rows, and its multipliers, afresh.
    #[inline(always)]
    fn solve(&mut self, rows: &ScaledRows) {
        let bounds: Vec<f64> = self.active.iter().map(|&i| rows.bounds[i]).collect();
        let y = self.factor.solve_lower(bounds);
        self.w = self.factor.expand(&y, rows.d);
        self.multipliers = self.factor.solve_upper(y);
        self.multipliers.iter_mut().for_each(|u| *u = u.max(0.0));
    }
}
