//! Up to eight small problems side by side, one a lane.
//!
//! Problems of different shapes are filled up with zero rows and columns. A filled-up row has margin +infinity and
//! so weight zero; adding exact zeros changes no bit, so a problem's iterates do not depend on its company.

use super::aligned::Aligned;
use super::descent::Task;
use super::interrupt::stop_requested;
use super::panel::{self, Margin};
use super::points::weigh_lanes;
use super::progress::{Progress, Shown};
use super::rule::Rule;
use super::schedule::Schedule;
use super::update::{RuleState, norm_squared, update};
use super::weigh::{Asked, Evaluated, Fused, Weigher};
use crate::case::Lane;
use crate::numbers::lanes::{Kernel, Wide};
use crate::problem::{LANE, LossKernel};

/// Whether a task runs in a bundle: by its shape, loss and rule alone.
pub(crate) fn takes(task: &Task<'_>, rule: &Rule) -> bool {
    task.rows.n <= LANE.0
        && task.rows.d <= LANE.1
        && task.loss.kernel() != LossKernel::Generic
        && (task.loss.rivals() == 1 || task.loss.kernel() == LossKernel::Logistic)
        && !matches!(rule, Rule::Custom(_))
}

/// What the tasks of a bundle have in common, in an order that keeps equal ones together.
pub(crate) fn company(task: &Task<'_>) -> (u8, u64, usize, Schedule) {
    let (loss, power) = match task.loss.kernel() {
        LossKernel::Exponential => (0, 0),
        LossKernel::Logistic => (1, 0),
        LossKernel::Polynomial { k } => (2, k.to_bits()),
        LossKernel::Generic => (3, 0),
    };
    (loss, power, task.loss.rivals(), task.schedule)
}

/// Up to eight tasks of one loss kernel and one schedule under one rule.
pub(crate) struct Bundle<'r, 'a> {
    pub(crate) members: Vec<&'r mut Progress<'a>>,
    pub(crate) rule: &'r Rule,
    pub(crate) grid: &'r [u64],
}

impl Kernel for Bundle<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let Bundle { mut members, rule, grid } = self;
        let n = members.iter().map(|m| m.task.rows.n).max().unwrap_or(0);
        let d = members.iter().map(|m| m.task.rows.d).max().unwrap_or(0);
        let Some(first) = members.first().map(|m| &m.task) else { return };
        let (weigher, schedule) = (Weigher::new(first.loss), first.schedule);

        let mut z = Aligned::zeros(8 * n * d);
        let mut offsets = Aligned::zeros(8 * n);
        let mut w = Aligned::zeros(8 * d);
        let mut steps = [0.0; 8];
        offsets.fill(f64::INFINITY);
        for (lane, member) in members.iter().enumerate() {
            let task = &member.task;
            steps[lane] = task.step;
            for (j, &start) in task.start.iter().enumerate() {
                // Adding zero makes a negative zero positive: filling up could turn it at any later step.
                w[8 * j + lane] = start + 0.0;
            }
            for (i, row) in task.rows.rows().enumerate() {
                offsets[8 * i + lane] = 0.0;
                for (j, &value) in row.iter().enumerate() {
                    z[8 * (i * d + j) + lane] = value;
                }
            }
        }
        let (z, offsets, w) = (&z[..], &offsets[..], &mut w[..]);
        let step = V::load(&steps);
        let mut u = Aligned::zeros(8 * n);
        let mut g = Aligned::zeros(8 * d);
        let (u, g) = (&mut u[..], &mut g[..]);
        let mut state = RuleState::new(rule, 8 * d);
        let watched = members.iter().any(|m| m.is_watched());
        let mut margins = Aligned::zeros(if watched { 8 * n } else { 0 });
        let asked = Asked::by(rule, &weigher, watched);
        let all_calm = members.iter().all(|m| is_calm(rule, &m.task));
        let mut calm = [0.0; 8];
        members
            .iter()
            .zip(&mut calm)
            .for_each(|(m, calm)| *calm = f64::from(u8::from(is_calm(rule, &m.task))));
        let calm = V::load(&calm).equal(V::splat(1.0));
        // The shift of the step before.
        let mut behind = V::splat(0.0);

        let mut due = 0;
        for t in 0..=grid[grid.len() - 1] {
            let (mut loss, mut shift) = (V::splat(0.0), behind);
            let at_once = if watched || asked.shifted && (t == 0 || !all_calm) {
                None
            } else {
                let shift = asked.shifted.then_some(shift);
                weigher.panel_weights::<V>(z, w, offsets, u, shift, asked.loss)
            };
            match at_once {
                Some(Fused { least, loss: sum }) if asked.shifted => {
                    behind = weigher.shift(finite(least));
                    loss = sum;
                }
                Some(_) => {}
                None => {
                    panel::margins::<V>(z, w, offsets, u, &mut Margin);
                    if watched {
                        margins.copy_from_slice(u);
                    }
                    if asked.shifted {
                        behind = weigher.shift(finite(least_margin(u)));
                        shift = if t == 0 { behind } else { V::select(calm, shift, behind) };
                    }
                    if weigher.rivals > 1 {
                        loss = weigh_lanes(weigher.rivals, shift, u, asked.loss);
                    } else if asked.shifted {
                        loss = if asked.loss {
                            weigher.weigh::<V, true>(Some(shift), u)
                        } else {
                            weigher.weigh::<V, false>(Some(shift), u)
                        };
                    } else {
                        if watched {
                            loss = weigher.losses(u, offsets);
                        }
                        weigher.weigh::<V, false>(None, u);
                    }
                }
            }
            panel::add_gradient::<V, false>(z, u, g, true);
            if watched {
                let seen = Seen { t, loss, shift, w, margins: &margins, g };
                show(&mut members, rule, &seen);
            }
            if t == grid[due] {
                record(&mut members, t, w);
                due += 1;
                if due == grid.len() || members.iter().all(|m| !m.is_alive()) {
                    return;
                }
                if stop_requested() {
                    members.iter_mut().for_each(|m| m.interrupt(t));
                    return;
                }
            }
            update(rule, step.mul(V::splat(schedule.at(t))), loss, g, &mut state, w);
        }
    }
}

/// The most that a margin may move in a step of a run whose weights are shifted by the least margin of the step
/// before: the greatest of them then lies between e^-200 and e^200, as good as one, and the margins need not be gone
/// through twice.
const CALM: f64 = 200.0;

/// Whether no margin moves by more than that.
fn is_calm(rule: &Rule, task: &Task<'_>) -> bool {
    let most = |size: fn(&[f64]) -> f64| task.rows.rows().map(size).fold(0.0, f64::max);
    let longest = || most(|row| row.iter().map(|z| z * z).sum::<f64>().sqrt());
    let move_of_one = match rule {
        Rule::SignDescent => most(|row| row.iter().map(|z| z.abs()).sum()),
        Rule::CoordinateDescent => most(|row| row.iter().fold(0.0, |a, z| a.max(z.abs()))),
        Rule::GradientNormalized => longest(),
        // The losses that are shifted have -l'(u) <= l(u), so that ||g|| <= R L for the longest row R.
        Rule::LossNormalized => longest() * longest(),
        _ => f64::INFINITY,
    };
    task.step * move_of_one <= CALM
}

/// The least margin of each lane.
#[inline(always)]
fn least_margin<V: Wide>(u: &[f64]) -> V {
    let mut least = V::splat(f64::INFINITY);
    for u in u.as_chunks::<8>().0 {
        least = V::load(u).min(least);
    }
    least
}

/// Zero in an idle lane, where no margin is finite.
#[inline(always)]
fn finite<V: Wide>(least: V) -> V {
    V::select(least.less(V::splat(f64::INFINITY)), least, V::splat(0.0))
}

/// What the monitors of all lanes are shown.
struct Seen<'s, V> {
    t: u64,
    loss: V,
    shift: V,
    w: &'s [f64],
    margins: &'s [f64],
    g: &'s [f64],
}

#[inline(always)]
fn show<V: Wide>(members: &mut [&mut Progress<'_>], rule: &Rule, seen: &Seen<'_, V>) {
    let (mut losses, mut norms, mut shifts) = ([0.0; 8], [0.0; 8], [0.0; 8]);
    seen.loss.store(&mut losses);
    norm_squared::<V>(seen.g).store(&mut norms);
    seen.shift.store(&mut shifts);
    for (lane, member) in members.iter_mut().enumerate() {
        if member.is_watched() {
            let (n, d) = (member.task.rows.n, member.task.rows.d);
            let shown = Shown {
                t: seen.t,
                evaluated: Evaluated { loss: losses[lane], shift: shifts[lane] },
                norm_squared: norms[lane],
                w: Lane::strided(&seen.w[lane..], 8, d),
                margins: Lane::strided(&seen.margins[lane..], 8, n),
                direction: Lane::strided(&seen.g[lane..], 8, d),
            };
            member.show(rule, &shown);
        }
    }
}

#[inline(never)]
fn record(members: &mut [&mut Progress<'_>], t: u64, w: &[f64]) {
    for (lane, member) in members.iter_mut().enumerate() {
        let d = member.task.rows.d;
        member.record(t, (0..d).map(|j| w[8 * j + lane]));
    }
}
