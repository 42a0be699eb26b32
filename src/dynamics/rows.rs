//! One problem of any shape: each row is read once a step.
//!
//! Short rows lie eight at a time in the lanes ([`panel`]); long rows lie one after the other with their columns in
//! the lanes ([`tile`]). Margins, weights and gradient of a block of rows that fits the first-level cache are
//! computed in one go.

use super::aligned::Aligned;
use super::interrupt::stop_requested;
use super::panel;
use super::progress::Progress;
use super::rule::Rule;
use super::tile;
use super::update::{RuleState, norm_squared, update};
use super::weigh::Weigher;
use crate::data::SignedRows;
use crate::numbers::exp;
use crate::numbers::lanes::{Kernel, Wide};

/// Up to this many columns, points lie in the lanes.
const SHORT: usize = 32;
/// Numbers of a block of short rows that stay in the first-level cache between margins and gradient.
const BLOCK: usize = 2048;

/// A task to run alone.
pub(crate) struct RowRun<'r, 'a> {
    pub(crate) progress: &'r mut Progress<'a>,
    pub(crate) rule: &'r Rule,
    pub(crate) grid: &'r [u64],
}

/// The rows as the kernel wants them, and its scratch space.
struct Layout {
    /// Panel (m blocks x d x 8) for short rows, else 8 m rows x `width`.
    z: Aligned,
    /// 0 for a row, +infinity for one that fills up the last block: m x 8.
    offsets: Aligned,
    /// Margins, then weights: m x 8.
    u: Aligned,
    /// Short rows: the entries of w repeated over the lanes, and lane-wise gradients, both d x 8.
    repeated: Aligned,
    lanewise: Aligned,
    n: usize,
    d: usize,
    /// d rounded up to a multiple of eight.
    width: usize,
    short: bool,
}

/// What an evaluation at w_t gives besides the gradient.
struct Evaluated {
    loss: f64,
    shift: f64,
}

impl Layout {
    fn new(rows: &SignedRows) -> Layout {
        let (n, d) = (rows.n, rows.d);
        let (m, width, short) = (n.div_ceil(8), d.next_multiple_of(8), d <= SHORT);
        let mut z = Aligned::zeros(8 * m * if short { d } else { width });
        for (i, row) in rows.rows().enumerate() {
            for (j, &value) in row.iter().enumerate() {
                let at = if short { 8 * (i / 8 * d + j) + i % 8 } else { i * width + j };
                z[at] = value;
            }
        }
        let mut offsets = Aligned::zeros(8 * m);
        offsets[n..].fill(f64::INFINITY);
        let lanewise = if short { 8 * width } else { 0 };
        Layout {
            z,
            offsets,
            u: Aligned::zeros(8 * m),
            repeated: Aligned::zeros(if short { 8 * d } else { 0 }),
            lanewise: Aligned::zeros(lanewise),
            n,
            d,
            width,
            short,
        }
    }

    /// Writes the descent direction at `w` into `g`, both of length `width`.
    #[inline(always)]
    fn evaluate<V: Wide>(
        &mut self,
        weigher: &Weigher<'_>,
        w: &[f64],
        g: &mut [f64],
        shifted: bool,
        watched: bool,
    ) -> Evaluated {
        let rows_of_block = match (shifted, self.short) {
            // The greatest weight has to be known before the first one: all margins, then all weights.
            (true, _) => self.u.len(),
            (_, true) => 8 * (BLOCK / (8 * self.d)).max(8),
            (_, false) => 8,
        };
        let mut loss = V::splat(0.0);
        g.fill(0.0);
        if self.short {
            for (slot, &w) in self.repeated.as_chunks_mut::<8>().0.iter_mut().zip(w) {
                V::splat(w).store(slot);
            }
        }
        let (mut first, mut shift) = (0, 0.0);
        while first < self.u.len() {
            let last = (first + rows_of_block).min(self.u.len());
            self.margins::<V>(first, last, w);
            let u = &mut self.u[first..last];
            if watched {
                loss = weigher.add_losses(loss, u, first, self.n);
            }
            weigher.prepare(u, first, self.n);
            if shifted {
                let least = u[..self.n].iter().fold(f64::INFINITY, |a, &b| if b < a { b } else { a });
                shift = weigher.shift(if least < f64::INFINITY { least } else { 0.0 });
                weigher.weigh(Some(V::splat(shift)), u);
            } else {
                weigher.weigh::<V>(None, u);
            }
            self.add_gradient::<V>(first, last, g);
            first = last;
        }
        if self.short {
            for (slot, eight) in g.as_chunks_mut::<8>().0.iter_mut().zip(self.lanewise.as_chunks::<64>().0) {
                let (eight, _) = eight.as_chunks::<8>();
                let mut vectors = [V::splat(0.0); 8];
                for k in 0..8 {
                    vectors[k] = V::load(&eight[k]);
                }
                V::sum_each(vectors).store(slot);
            }
        }
        Evaluated { loss: loss.sum(), shift }
    }

    /// Margins of the rows `first..last`, whole blocks of eight.
    #[inline(always)]
    fn margins<V: Wide>(&mut self, first: usize, last: usize, w: &[f64]) {
        let (u, offsets) = (&mut self.u[first..last], &self.offsets[first..last]);
        if self.short {
            let z = &self.z[first * self.d..last * self.d];
            panel::margins::<V>(z, &self.repeated, offsets, u);
        } else {
            let blocks = self.z[first * self.width..last * self.width].chunks_exact(8 * self.width);
            let slots = u.as_chunks_mut::<8>().0.iter_mut().zip(offsets.as_chunks::<8>().0);
            for (z, (u, offset)) in blocks.zip(slots) {
                tile::margins_of_eight::<V>(z, w).add(V::load(offset)).store(u);
            }
        }
    }

    /// Adds the weighted rows `first..last`.
    #[inline(always)]
    fn add_gradient<V: Wide>(&mut self, first: usize, last: usize, g: &mut [f64]) {
        let u = &self.u[first..last];
        if self.short {
            let z = &self.z[first * self.d..last * self.d];
            panel::add_gradient::<V>(z, u, &mut self.lanewise[..8 * self.d], first == 0);
        } else {
            let blocks = self.z[first * self.width..last * self.width].chunks_exact(8 * self.width);
            for (z, u) in blocks.zip(u.as_chunks::<8>().0) {
                tile::add_gradient_of_eight::<V>(z, u, g);
            }
        }
    }
}

impl Kernel for RowRun<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let RowRun { progress, rule, grid } = self;
        let d = progress.task.rows.d;
        let mut layout = Layout::new(progress.task.rows);
        let weigher = Weigher::new(progress.task.loss);
        let step = progress.task.step;
        let mut w = Aligned::zeros(layout.width);
        let mut g = Aligned::zeros(layout.width);
        for (w, &start) in w.iter_mut().zip(progress.task.start) {
            *w = start + 0.0;
        }
        let mut state = RuleState::new(rule, d);
        let mut custom_state = match rule {
            Rule::Custom(own) => vec![0.0; own.state_len(d)],
            _ => Vec::new(),
        };
        let (watched, shifted) = (progress.is_watched(), rule.is_scale_invariant());

        let mut due = 0;
        for t in 0..=grid[grid.len() - 1] {
            let seen = layout.evaluate::<V>(&weigher, &w, &mut g, shifted, watched);
            if watched {
                let scale = if seen.shift == 0.0 { 1.0 } else { exp(-seen.shift) };
                progress.show(t, seen.loss, scale * scale * norm_squared::<f64>(&g[..d]));
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
            match rule {
                Rule::Custom(own) => own.update(t, step, &g[..d], &mut custom_state, &mut w[..d]),
                _ => update::<f64>(rule, step, &g[..d], &mut state, &mut w[..d]),
            }
        }
    }
}
