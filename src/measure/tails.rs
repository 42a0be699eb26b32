//! Descent on losses whose tail is not exponential, carried on by their own flows: the margin's clock for stretched tails, the
//! growing frame for polynomial ones.

use super::letters::Letters;
use super::relay::{distance, dot, stalled};
use crate::case::{Case, Run, Stopped};
use crate::dynamics::{MarginClock, PowerFrame, Reached, reached};
use crate::problem::{Linear, Loss, Tail};
use crate::record::Stop;
use std::rc::Rc;

/// y = L^nu to which a stretched tail is followed; what is left of a limit falls like 1/y.
const FAR_MARGIN: f64 = 1e6;
/// y from which on it is drawn.
const FIRST_DRAWN: f64 = 50.0;
/// Local error of that flow.
const MARGIN_TOLERANCE: f64 = 1e-9;
/// Log time, in units of k + 2, to which a polynomial tail is followed: what 1 + u leaves beside u is e^-100 there.
const FAR_POWER: f64 = 100.0;
/// Local error of that flow.
const POWER_TOLERANCE: f64 = 1e-11;

/// The flow of a stretched tail at one y = L^nu, from a run's last iterate.
#[derive(Clone, Debug)]
pub struct StretchedPoint {
    /// y = L^nu.
    pub y: f64,
    /// ln t.
    pub log_time: f64,
    /// sigma = ln t - y - (1/nu - 1) ln y.
    pub sigma: f64,
    /// q = nu L^(nu-1) P, length d.
    pub q: Vec<f64>,
    /// w/||w||, length d.
    pub direction: Vec<f64>,
    /// gamma - min_i z_i.w/||w||.
    pub gap: f64,
    /// Error of q and of sigma: of the integration and of rounding.
    pub error: f64,
}

/// The flow of a stretched tail at a quarter of its last y, at half of it and at it.
#[derive(Clone, Debug)]
pub struct StretchedFar {
    /// nu.
    pub nu: f64,
    /// At y/4, y/2 and y.
    pub at: [StretchedPoint; 3],
}

impl StretchedFar {
    /// The last point.
    pub fn end(&self) -> &StretchedPoint {
        &self.at[2]
    }

    /// How far a reading may still be from its limit: R(y) = (A ln y + B)/y + ..., of which the reading's move from y/2 to y
    /// is R(y) - 2 ln 2 A/y; twice the move and twice that are allowed. `logarithmic` is |A|, and `noise` what rounding and
    /// the integration leave in a reading.
    ///
    /// # Errors
    /// Undecided where the reading does not move like that: then its move between y/4 and y/2 is not about twice the last.
    pub fn still_missing(
        &self,
        logarithmic: f64,
        reading: impl Fn(&StretchedPoint) -> Stopped<Vec<f64>>,
        noise: f64,
    ) -> Stopped<f64> {
        let [quarter, half, end] = &self.at;
        let seen = [reading(quarter)?, reading(half)?, reading(end)?];
        let (before, last) = (distance(&seen[0], &seen[1]), distance(&seen[1], &seen[2]));
        let log_term = 2.0 * std::f64::consts::LN_2 * logarithmic / end.y;
        if last > 0.6 * before + log_term + 2.0 * noise {
            let why = format!(
                "the flow has not come near its limit by y = {:e}: it moves by {last:.1e} after {:e}, by {before:.1e} \
                 just before",
                end.y, half.y
            );
            return Err(Stop::Undecided { why });
        }
        Ok(2.0 * (last + log_term))
    }
}

/// nu of a loss: one for the exponential tails.
pub fn stretch_of(loss: &dyn Loss) -> Stopped<f64> {
    match loss.tail() {
        Tail::StretchedExponential { nu } => Ok(nu),
        Tail::TightExponential { mu_minus, mu_plus } if mu_minus.min(mu_plus) == f64::INFINITY => Ok(1.0),
        _ => Err(Stop::Outside {
            hypothesis: "a tail e^(-u^nu)".to_string(),
            found: format!("{} loss", loss.key()),
        }),
    }
}

/// The run's last iterate carried on by the flow of the tail e^(-u^nu) to y = 10^6, made once.
pub fn stretched_far(case: &Case<Linear>, run: &Run<Linear>, nu: f64) -> Stopped<Rc<StretchedFar>> {
    let key = format!("stretched flow {nu} of {} until {}", run.path_key(), run.until);
    case.once(&key, || {
        let at = stretched(case, run, nu, &[0.25 * FAR_MARGIN, 0.5 * FAR_MARGIN, FAR_MARGIN])?;
        let at = <[StretchedPoint; 3]>::try_from(at).expect("three outputs");
        Ok(StretchedFar { nu, at })
    })
}

/// The flow of a stretched tail from a run's last iterate at y that grow by half powers of two up to the last of [`stretched_far`], made
/// once: for a drawing.
pub fn drawn_stretched(case: &Case<Linear>, run: &Run<Linear>, nu: f64) -> Stopped<Rc<Vec<StretchedPoint>>> {
    let key = format!("drawn stretched flow {nu} of {} until {}", run.path_key(), run.until);
    case.once(&key, || {
        let mut outputs: Vec<f64> =
            std::iter::successors(Some(FAR_MARGIN), |y| Some(y * std::f64::consts::FRAC_1_SQRT_2))
                .take_while(|y| *y > FIRST_DRAWN)
                .collect();
        outputs.reverse();
        stretched(case, run, nu, &outputs)
    })
}

/// The run's last iterate carried on by the flow of the tail to these y.
fn stretched(
    case: &Case<Linear>,
    run: &Run<Linear>,
    nu: f64,
    outputs: &[f64],
) -> Stopped<Vec<StretchedPoint>> {
    let path = case.run(run)?;
    reached(&path)?;
    let last = path.recorded(run.until)?;
    let frame = case.frame()?;
    let softest = case.constants()?.lambda_min();
    let clock = MarginClock::new(&case.problem.rows, &frame, nu, case.log_eta(), softest);
    let start = clock.enter(last.log_time, &last.w).ok_or_else(|| Stop::Undecided {
        why: format!("at step {} some margin is not in the tail yet", run.until),
    })?;
    // The covariance of the rows tends to M, and is within half of it from there on; the early part is short.
    let rate = if case.constants()?.support_spans { 0.5 * softest } else { 0.0 };
    let found = clock.follow(&start, outputs, MARGIN_TOLERANCE, rate).map_err(stalled)?;
    found.iter().map(|at| point(case, &clock, at)).collect()
}

/// What a state of the flow says. With w = L w^ + P, gamma - min z_i.w/||w|| = (K + gamma ||w|| - L)/||w||, K = max_i -(L e_i +
/// z_i.P), and gamma ||w|| - L = gamma^2 |P|^2/(gamma ||w|| + L).
fn point(case: &Case<Linear>, clock: &MarginClock, at: &Reached) -> Stopped<StretchedPoint> {
    let (found, gamma) = (case.max_margin()?, case.gamma()?.value);
    let rows = &case.problem.rows;
    let (along, p) = clock.place(at);
    let length = dot(&p, &p).sqrt();
    let norm = (along / gamma).hypot(length);
    let short = |(row, excess): (&[f64], &f64)| -(along * excess + dot(row, &p));
    let k = rows.rows().zip(&found.excess).map(short).fold(f64::NEG_INFINITY, f64::max);
    let longer = (gamma * length) * (gamma * length) / gamma.mul_add(norm, along);
    let direction = found.w_hat.iter().zip(&p).map(|(w, p)| along.mul_add(*w, *p) / norm).collect();
    let (q, sigma) = at.z.split_at(rows.d);
    // w^ as it is known turns the parts of the rows across it.
    let drift = found.w_hat_error * case.problem.radius() / gamma;
    Ok(StretchedPoint {
        y: at.s,
        log_time: clock.log_time(at),
        sigma: sigma[0],
        q: q.to_vec(),
        direction,
        gap: (k + longer) / norm,
        error: at.error + clock.rounding(&at.z) + drift,
    })
}

/// The run's last iterate carried on by the flow of a polynomial tail: t^(-1/(k+2)) w at its end.
pub fn polynomial_far(case: &Case<Linear>, run: &Run<Linear>, k: f64) -> Stopped<Rc<Reached>> {
    let key = format!("polynomial flow {k} of {} until {}", run.path_key(), run.until);
    case.once(&key, || {
        let path = case.run(run)?;
        reached(&path)?;
        let last = path.recorded(run.until)?;
        let flow = PowerFrame { rows: &case.problem.rows, k, log_step: case.log_eta() };
        let start = flow.enter(last.log_time, &last.w).ok_or_else(|| Stop::Undecided {
            why: format!("at step {} some margin is not positive yet", run.until),
        })?;
        let found = flow.follow(&start, &[FAR_POWER * (k + 2.0)], POWER_TOLERANCE).map_err(stalled)?;
        Ok(found.into_iter().next().expect("one output"))
    })
}
