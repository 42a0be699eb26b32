//! One problem of any shape: each row is read once a step.
//!
//! Margins, weights and gradient of a block of rows that fits the first-level cache are computed in one go: with
//! points in the lanes where rows are short ([`ShortRows`]), with columns in the lanes where they are long
//! ([`LongRows`]).

use super::aligned::Aligned;
use super::interrupt::stop_requested;
use super::long::LongRows;
use super::progress::{Progress, Shown};
use super::rule::{Descending, Rule, Units};
use super::short::ShortRows;
use super::update::{RuleState, norm_squared, update};
use super::weigh::{Asked, Evaluated, Weigher};
use crate::case::Lane;
use crate::data::SignedRows;
use crate::numbers::lanes::{Kernel, Wide};
use crate::numbers::ln;

/// Up to this many columns, points lie in the lanes.
const SHORT: usize = 32;

/// A task to run alone.
pub(crate) struct RowRun<'r, 'a> {
    pub(crate) progress: &'r mut Progress<'a>,
    pub(crate) rule: &'r Rule,
    pub(crate) grid: &'r [u64],
}

/// The rows in the order that suits their length.
pub(crate) enum Layout {
    Short(ShortRows),
    Long(LongRows),
}

impl Layout {
    pub(crate) fn new(rows: &SignedRows, asked: Asked) -> Layout {
        if rows.d <= SHORT {
            Layout::Short(ShortRows::new(rows, asked))
        } else {
            Layout::Long(LongRows::new(rows, asked))
        }
    }

    /// The margins of the last evaluation, where they were asked for.
    pub(crate) fn margins(&self) -> &[f64] {
        match self {
            Layout::Short(rows) => rows.margins(),
            Layout::Long(rows) => rows.margins(),
        }
    }

    /// Writes the descent direction at `w` into `g`; both are as long as d rounded up to a multiple of eight.
    #[inline(always)]
    pub(crate) fn evaluate<V: Wide>(
        &mut self,
        weigher: &Weigher<'_>,
        w: &[f64],
        g: &mut [f64],
        asked: Asked,
    ) -> Evaluated {
        match self {
            Layout::Short(rows) => rows.evaluate::<V>(weigher, w, g, asked),
            Layout::Long(rows) => rows.evaluate::<V>(weigher, w, g, asked),
        }
    }
}

impl Kernel for RowRun<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let RowRun { progress, rule, grid } = self;
        let d = progress.task.rows.d;
        let weigher = Weigher::new(progress.task.loss);
        let watched = progress.is_watched();
        let asked = Asked::by(rule, &weigher, watched);
        let mut layout = Layout::new(progress.task.rows, asked);
        let (step, schedule) = (progress.task.step, progress.task.schedule);
        let mut w = Aligned::zeros(d);
        let mut g = Aligned::zeros(d);
        for (w, &start) in w.iter_mut().zip(progress.task.start) {
            *w = start + 0.0;
        }
        let mut state = RuleState::new(rule, d);
        let mut custom_state = match rule {
            Rule::Custom(own) => vec![0.0; own.state_len(d)],
            _ => Vec::new(),
        };

        let mut due = 0;
        for t in 0..=grid[grid.len() - 1] {
            let seen = layout.evaluate::<V>(&weigher, &w, &mut g, asked);
            if watched {
                let shown = Shown {
                    t,
                    evaluated: seen,
                    norm_squared: norm_squared(&g[..d]),
                    w: Lane::of(&w[..d]),
                    margins: Lane::of(layout.margins()),
                    direction: Lane::of(&g[..d]),
                };
                progress.show(rule, &shown);
            }
            if t == grid[due] {
                progress.record(t, w[..d].iter().copied());
                due += 1;
                if due == grid.len() || !progress.is_alive() {
                    return;
                }
                if stop_requested() {
                    progress.interrupt(t);
                    return;
                }
            }
            let step = step * schedule.at(t);
            match rule {
                Rule::Custom(own) => {
                    let mut log_loss = None;
                    if own.units() == Units::OverLoss {
                        let scale = 1.0 / seen.loss;
                        g[..d].iter_mut().for_each(|g| *g *= scale);
                        log_loss = Some(ln(seen.loss) - seen.shift);
                    }
                    let now = Descending { t, step, direction: &g[..d], log_loss };
                    own.update(&now, &mut custom_state, &mut w[..d]);
                }
                _ => update::<f64>(rule, step, seen.loss, &g[..d], &mut state, &mut w[..d]),
            }
        }
    }
}
