//! The spectral and nuclear max margins of points in several classes, with a verified enclosure.

use super::dense::Dense;
use super::interior::Iterate;
use super::norm_bound::norm_bound;
use super::pairs::{Pairs, basis};
use super::real::Real;
use crate::certificate::{
    MatrixCertificate, MatrixMarginEnclosure, MatrixNorm, Refused, verify_margin_matrix,
};
use crate::data::KeslerRows;
use crate::reference::double_double::DoubleDouble;
use crate::reference::scaled_rows::{exponent_of, times_power_of_two};
use crate::reference::{MaxMargin, ReferenceError, Separability, max_margin_l2};

/// The max margin of points in K classes in the spectral or nuclear norm:
/// gamma = max over ||W|| <= 1 of min over points n and rivals k of (W_{y_n} - W_k) . x_n.
///
/// W is in general not unique, and which of several is given is not promised. In the spectral norm a matrix
/// (1, ..., 1) z^T of norm at most one may be added where some z is orthogonal to all rows of W: no margin changes, and
/// no singular value exceeds one. (The W given has rows that sum to zero over the classes, which any W may be brought
/// to without loss.) Beyond that, duality fixes W only on the range and the domain of sum a_i A_i; in the nuclear norm
/// it leaves a face of the ball. So two things alone are promised: the value lies in the enclosure, and the W of the
/// certificate reaches its lower end. `w` and `direction` are that W with each entry rounded to a double, which moves
/// a margin by up to about 2^-53 sum |A_ij W_ij|: by far more than the width of the enclosure where the entries of a
/// row are far larger than the margin.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixMaxMargin {
    /// The norm of W.
    pub norm: MatrixNorm,
    /// Number of classes, K.
    pub classes: usize,
    /// Number of features, d.
    pub d: usize,
    /// A W of least norm, up to the width of the enclosure, scaled to the least margin 1; K x d, row-major.
    pub w: Vec<f64>,
    /// The same W scaled to norm 1, K x d, row-major.
    pub direction: Vec<f64>,
    /// gamma lies between these.
    pub margin: (f64, f64),
    /// Kesler rows with a positive multiplier in the proof, ascending.
    pub support: Vec<usize>,
    /// Dual multipliers, one for each Kesler row, scaled to the sum 1/gamma: then ||sum a_i A_i|| = 1 in the dual
    /// norm, up to the width of the enclosure.
    pub multipliers: Vec<f64>,
    /// The proof.
    pub certificate: MatrixCertificate,
}

/// The widest relative enclosure that is given out.
const WIDEST: f64 = 1e-8;

/// A relative width that is not worth improving.
const NARROW: f64 = 1e-12;

/// The gap, relative to t, at which doubles hand over to sums of two.
const FIRST_GAP: f64 = 1e-5;

/// The gap, relative to t, at which sums of two doubles stop: below what the bounds of norms can show.
const LAST_GAP: f64 = 2e-16;

/// The most unknowns of Newton's equations: a factorisation in sums of two doubles takes about a second at 600.
const MOST_UNKNOWNS: usize = 1200;

/// A gap, relative to t, for which no other start need be tried.
const ENOUGH: f64 = 1e-13;

/// A gap, relative to t, from which on an iterate says which pairs matter.
const COARSE: f64 = 1e-3;

/// A pair with a weight below this share of its slack is off the margin.
const LIGHT: f64 = 1e-3;

/// The spectral or nuclear max margin of points in several classes: an interior method in doubles, then in sums of two
/// doubles, and an enclosure by the verifier in whole numbers.
///
/// # Errors
/// `NotSeparable` where no W separates the points (decided by [`max_margin_l2`]); `Undecided`, with the best
/// enclosure in words, where it is relatively wider than 1e-8, and for data beyond the size of a dense method.
pub fn max_margin_matrix(kesler: &KeslerRows, norm: MatrixNorm) -> Result<MatrixMaxMargin, ReferenceError> {
    let found = match max_margin_l2(&kesler.rows)? {
        Separability::Separable(found) => found,
        Separability::NotSeparable(witness) => {
            return Err(ReferenceError::NotSeparable { row: witness.weights[0].0 });
        }
    };
    let unknowns = (kesler.classes - 1) * kesler.d;
    if unknowns > MOST_UNKNOWNS {
        let why = format!("{unknowns} unknowns are beyond the dense method, which takes {MOST_UNKNOWNS}");
        return Err(ReferenceError::Undecided { why });
    }
    let shift = -exponent_of(found.gamma.0);
    let search = Search { kesler, norm, shift, start: centred(kesler, &found) };
    let all = Pairs::<DoubleDouble>::of(kesler, &(0..kesler.rows.n).collect::<Vec<_>>(), shift);
    let mut rows = search.near_the_margin(first_rows(&found, unknowns))?;
    loop {
        let paths = search.follow(&rows)?;
        let Some(outside) = outside(&all, &rows, &paths[0], 1e-14) else {
            return best(kesler, norm, &rows, &paths);
        };
        add(&mut rows, outside)?;
    }
}

/// What stays the same while pairs are taken in.
struct Search<'a> {
    kesler: &'a KeslerRows,
    norm: MatrixNorm,
    /// 2^shift brings the margin to about one.
    shift: i64,
    /// The Frobenius direction, centred.
    start: Dense<f64>,
}

impl Search<'_> {
    /// The pairs that may be on the margin, to the precision of a first search in doubles: pairs are taken in as long
    /// as some outside are below the margin of those inside, then those that clearly have no multiplier are left out.
    fn near_the_margin(&self, mut rows: Vec<usize>) -> Result<Vec<usize>, ReferenceError> {
        let every: Vec<usize> = (0..self.kesler.rows.n).collect();
        let all = Pairs::<f64>::of(self.kesler, &every, self.shift);
        loop {
            let pairs = Pairs::<f64>::of(self.kesler, &rows, self.shift);
            let path = descend(self.norm, Iterate::start(self.norm, &pairs, &self.start), &pairs, FIRST_GAP);
            if path[0].gap() > COARSE * path[0].t {
                // Doubles did not come near: what they say of pairs is worth nothing.
                return Ok(rows);
            }
            match outside(&all, &rows, &path[0], 1e-3) {
                Some(outside) => add(&mut rows, outside)?,
                None => {
                    // Weights sum to one and slacks are relative to a margin of about one; on the margin the quotient
                    // grows without bound as the gap closes, off it it vanishes. What is left out wrongly comes back.
                    let weighty = |k: &usize| path[0].weights[*k] >= LIGHT * path[0].slack[*k];
                    return Ok((0..rows.len()).filter(weighty).map(|k| rows[k]).collect());
                }
            }
        }
    }

    /// The last iterates of the interior method on some rows, the last first: from the last iterates in doubles, and
    /// where these were inside by rounding alone or too near to the boundary, from the beginning.
    fn follow(&self, rows: &[usize]) -> Result<Vec<Iterate<DoubleDouble>>, ReferenceError> {
        let pairs = Pairs::<f64>::of(self.kesler, rows, self.shift);
        let coarse = descend(self.norm, Iterate::start(self.norm, &pairs, &self.start), &pairs, FIRST_GAP);
        let pairs = Pairs::<DoubleDouble>::of(self.kesler, rows, self.shift);
        let exact = Dense {
            rows: self.start.rows,
            columns: self.start.columns,
            values: self.start.values.iter().map(|&v| v.into()).collect(),
        };
        let refined = coarse.iter().map(|at| at.refined(self.norm, &pairs));
        let starts = refined.chain(std::iter::once_with(|| Iterate::start(self.norm, &pairs, &exact)));
        let relative = |path: &[Iterate<DoubleDouble>]| (path[0].gap() / path[0].t).high;
        let mut best: Option<Vec<Iterate<DoubleDouble>>> = None;
        for path in
            starts.map(|start| descend(self.norm, start, &pairs, LAST_GAP)).filter(|path| path.len() > 1)
        {
            if best.as_ref().is_none_or(|best| relative(&path) < relative(best)) {
                best = Some(path);
            }
            if best.as_ref().is_some_and(|best| relative(best) <= ENOUGH) {
                break;
            }
        }
        best.ok_or_else(|| ReferenceError::Undecided {
            why: format!(
                "the interior method of the {} norm did not get under way on {} pairs",
                self.norm,
                rows.len()
            ),
        })
    }
}

/// Takes pairs in.
fn add(rows: &mut Vec<usize>, outside: Vec<usize>) -> Result<(), ReferenceError> {
    rows.extend(outside);
    rows.sort_unstable();
    if rows.len() > MOST_UNKNOWNS {
        let why = format!("more than {MOST_UNKNOWNS} pairs are near the margin, beyond the dense method");
        return Err(ReferenceError::Undecided { why });
    }
    Ok(())
}

/// Q^T W for the Frobenius direction W, of Frobenius norm one: its margins are positive.
fn centred(kesler: &KeslerRows, found: &MaxMargin) -> Dense<f64> {
    let w = Dense { rows: kesler.classes, columns: kesler.d, values: found.direction.clone() };
    let v = basis::<f64>(kesler.classes).transposed().product(&w);
    v.scaled(1.0 / v.inner(&v).sqrt())
}

/// All pairs, or those nearest to the margin of the Frobenius direction: in general no more than the unknowns of W have
/// multipliers.
fn first_rows(found: &MaxMargin, unknowns: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..found.n).collect();
    rows.sort_by(|&a, &b| found.excess[a].total_cmp(&found.excess[b]));
    rows.truncate(unknowns + 40);
    rows.sort_unstable();
    rows
}

/// Rows left out whose margin is below that of the rows taken in by more than `share` of it, the lowest of them; `None`
/// where there are none.
fn outside<T: Real>(all: &Pairs<T>, rows: &[usize], at: &Iterate<T>, share: f64) -> Option<Vec<usize>> {
    let margins: Vec<f64> = all.margins(&at.v(all)).into_iter().map(Real::nearest).collect();
    let least = rows.iter().fold(f64::INFINITY, |m, &i| m.min(margins[i]));
    // Of an iterate far from the end the least margin may be negative.
    let level = least - share * least.abs();
    let mut below: Vec<usize> = (0..margins.len()).filter(|&i| margins[i] < level).collect();
    below.sort_by(|&a, &b| margins[a].total_cmp(&margins[b]));
    below.truncate(20 + rows.len() / 4);
    (!below.is_empty()).then_some(below)
}

/// Steps until the gap is below `until` t or the arithmetic gives out: at most four of the last iterates, the last first.
fn descend<T: Real>(norm: MatrixNorm, start: Iterate<T>, pairs: &Pairs<T>, until: f64) -> Vec<Iterate<T>> {
    let mut path = vec![start];
    let mut stalled = 0;
    for _ in 0..100 {
        let (t, gap) = (path[0].t.nearest(), path[0].gap().nearest());
        if gap <= until * t || stalled == 8 {
            break;
        }
        let mut next = path[0].clone();
        if next.advance(norm, pairs).is_none() {
            // The check is of the iterate that was to be left: it is not inside.
            if path.len() > 1 {
                path.remove(0);
            }
            break;
        }
        stalled = if next.gap().nearest() > 0.95 * gap { stalled + 1 } else { 0 };
        path.insert(0, next);
        path.truncate(4);
    }
    path
}

/// The narrowest verified enclosure from the last iterates, with as few multipliers as it takes.
fn best(
    kesler: &KeslerRows,
    norm: MatrixNorm,
    rows: &[usize],
    paths: &[Iterate<DoubleDouble>],
) -> Result<MatrixMaxMargin, ReferenceError> {
    let mut best: Option<(MatrixMarginEnclosure, MatrixCertificate)> = None;
    let mut refused = None;
    let width = |e: &MatrixMarginEnclosure| (e.upper - e.lower) / e.lower;
    let candidates = paths.iter().flat_map(|at| [1e-14, 1e-24].map(|light| (at, light)));
    for (at, light) in candidates {
        match certified(kesler, norm, rows, at, light) {
            Ok(found) if best.as_ref().is_none_or(|(b, _)| width(&found.0) < width(b)) => best = Some(found),
            Ok(_) => {}
            Err(why) => refused = Some(why),
        }
        if best.as_ref().is_some_and(|(b, _)| width(b) <= NARROW) {
            break;
        }
    }
    let Some((proved, certificate)) = best else {
        let why = refused.map_or_else(|| "no bound of a norm".to_string(), |why| why.to_string());
        return Err(ReferenceError::Undecided { why });
    };
    if width(&proved) > WIDEST {
        let MatrixMarginEnclosure { lower, upper, .. } = proved;
        let why =
            format!("the {norm} margin lies in [{lower:e}, {upper:e}], relatively wider than {WIDEST:e}");
        return Err(ReferenceError::Undecided { why });
    }
    if !(1.0 / proved.lower).is_finite() {
        let why = format!("a W with margin 1 has norm 1 / {:e}, beyond doubles", proved.lower);
        return Err(ReferenceError::Undecided { why });
    }
    Ok(assemble(kesler, proved, certificate))
}

/// The certificate of an iterate, multipliers below `light` of the largest left out, and what it proves.
fn certified(
    kesler: &KeslerRows,
    norm: MatrixNorm,
    rows: &[usize],
    at: &Iterate<DoubleDouble>,
    light: f64,
) -> Result<(MatrixMarginEnclosure, MatrixCertificate), Refused> {
    let (classes, d) = (kesler.classes, kesler.d);
    let v = at.z.block((0, classes - 1), classes - 1, d);
    let w = basis::<DoubleDouble>(classes).product(&v);
    let heaviest = at.weights.iter().fold(0.0f64, |m, a| m.max(a.high));
    let kept = rows.iter().zip(&at.weights).filter(|(_, a)| a.high > light * heaviest);
    let multipliers: Vec<(usize, Vec<f64>)> = kept.map(|(&row, a)| (row, vec![a.high, a.low])).collect();
    let mut combined = vec![DoubleDouble::default(); kesler.rows.d];
    for (row, a) in &multipliers {
        for (sum, &z) in combined.iter_mut().zip(kesler.rows.row(*row)).filter(|(_, z)| **z != 0.0) {
            *sum = sum.plus_product(a[0], z);
        }
    }
    let nearest = |values: &[DoubleDouble]| values.iter().map(|x| x.high).collect::<Vec<_>>();
    let bound = |norm, values: &[DoubleDouble]| {
        norm_bound(norm, &nearest(values), d)
            .ok_or(Refused::FactorNotDefinite { what: "a matrix of norm zero" })
    };
    let certificate = MatrixCertificate {
        norm,
        separator: w.values.iter().map(|x| vec![x.high, x.low]).collect(),
        multipliers,
        separator_bound: bound(norm, &w.values)?,
        dual_bound: bound(norm.dual(), &combined)?,
    };
    Ok((verify_margin_matrix(&kesler.rows, d, &certificate)?, certificate))
}

fn assemble(
    kesler: &KeslerRows,
    proved: MatrixMarginEnclosure,
    certificate: MatrixCertificate,
) -> MatrixMaxMargin {
    let exact = |terms: &Vec<f64>| terms.iter().fold(DoubleDouble::default(), |sum, &x| sum.plus(x));
    let separator: Vec<DoubleDouble> = certificate.separator.iter().map(exact).collect();
    // All margins times 2^shift: the least is about one.
    let shift = -exponent_of(proved.lower);
    let margins = kesler.rows.rows().map(|row| {
        let terms = row.iter().zip(&separator).filter(|(z, _)| **z != 0.0);
        terms.fold(DoubleDouble::default(), |m, (&z, &w)| m.plus_scaled(times_power_of_two(z, shift), w))
    });
    let least = margins.map(|m| m.high).fold(f64::INFINITY, f64::min);
    let lower = times_power_of_two(proved.lower, shift);
    let mut multipliers = vec![0.0; kesler.rows.n];
    certificate.multipliers.iter().for_each(|(row, terms)| multipliers[*row] = terms.iter().sum());
    let total: f64 = multipliers.iter().sum();
    multipliers.iter_mut().for_each(|a| *a /= total * proved.lower);
    MatrixMaxMargin {
        norm: proved.norm,
        classes: kesler.classes,
        d: kesler.d,
        // ||W|| = 1/gamma when the least margin is 1.
        direction: separator.iter().map(|x| x.high * lower / least).collect(),
        w: separator.iter().map(|x| times_power_of_two(x.high / least, shift)).collect(),
        margin: (proved.lower, proved.upper),
        support: certificate.multipliers.iter().map(|m| m.0).collect(),
        multipliers,
        certificate,
    }
}
