//! An error budget as three stacked parts, with the miss marked.

use super::drawing::Drawing;
use crate::record::Worst;

const WIDTH: f64 = 240.0;
/// The budget's end: what is over it goes on to the right.
const FULL: f64 = 168.0;

/// The budget of a closest call. Its parts are drawn to scale; a miss of more than 1.4 budgets is an arrow.
pub(super) fn draw(worst: &Worst) -> Option<Drawing> {
    let budget = worst.budget;
    let total = budget.total();
    if !(total > 0.0 && total.is_finite()) {
        return None;
    }
    let brief = crate::report::brief;
    let about = format!(
        "Miss {}, allowed {}: remainder {}, reference {}, rounding {}.",
        brief(worst.miss),
        brief(total),
        brief(budget.remainder),
        brief(budget.reference),
        brief(budget.rounding)
    );
    let mut drawing = Drawing::new(WIDTH, 24.0, about);
    let mut from = 2.0;
    for (part, value) in
        [("remainder", budget.remainder), ("reference", budget.reference), ("rounding", budget.rounding)]
    {
        let to = from + (FULL - 2.0) * value / total;
        drawing.area(part, [(from, 7.0), (to, 7.0), (to, 17.0), (from, 17.0)]);
        from = to;
    }
    drawing.line("axis", [Some((FULL, 3.0)), Some((FULL, 21.0))]);
    let share = worst.miss / total;
    let x = 2.0 + (FULL - 2.0) * share.clamp(0.0, 1.4);
    let class = if share > 1.0 { "miss bad" } else { "miss" };
    drawing.line(class, [Some((x, 2.0)), Some((x, 22.0))]);
    if share > 1.4 {
        drawing.line(class, [Some((x - 30.0, 12.0)), Some((x, 12.0))]);
        drawing.line(class, [Some((x - 6.0, 7.0)), Some((x, 12.0)), Some((x - 6.0, 17.0))]);
    }
    Some(drawing)
}
