//! What is proved of separable potentials: their parameters, and their derivatives enclosed.

use super::Refused;
use super::real::Real;
use crate::numbers::Potential;

impl Potential {
    /// Refuses parameters for which this is no strictly convex potential.
    pub(super) fn check(&self) -> Result<(), Refused> {
        let (what, found, good) = match *self {
            Potential::Hypentropy { scale } => ("the scale", scale, scale.is_finite() && scale > 0.0),
            Potential::Power { exponent } => {
                ("the exponent less one", exponent - 1.0, exponent.is_finite() && exponent > 1.0)
            }
            _ => return Ok(()),
        };
        if good { Ok(()) } else { Err(Refused::NotPositive { what, index: 0, value: found }) }
    }

    /// psi_1' at every point of an interval; `None` where the interval leaves the domain or the result the range.
    pub(super) fn derivative_over(&self, w: &Real) -> Option<Real> {
        match *self {
            Potential::Quadratic => Some(w.clone()),
            Potential::Entropy => w.ln(),
            Potential::Hypentropy { scale } => Some(w.over(&Real::double(scale))?.asinh()),
            Potential::Power { exponent } => {
                let power = Real::double(exponent).minus(&Real::whole(1));
                // Increasing in w: the value at both ends encloses the rest.
                let at = |x: Real| {
                    let size = x.abs().pow(&power)?;
                    Some(if x.is_negative() { size.negate() } else { size })
                };
                Some(at(w.lower())?.hull(&at(w.upper())?))
            }
        }
    }

    /// A lower bound, not negative, on psi_1'' over all w with least <= |w| <= most (for the entropy 0 < w <= most).
    ///
    /// 1, 1/w, 1/sqrt(w^2 + scale^2) and (p - 1) |w|^(p - 2): all but the last for p > 2 fall as |w| grows.
    pub(super) fn least_curvature(&self, least: &Real, most: &Real) -> Option<Real> {
        match *self {
            Potential::Quadratic => Some(Real::whole(1)),
            Potential::Entropy => Real::whole(1).over(most),
            Potential::Hypentropy { scale } => {
                Real::whole(1).over(&most.square().plus(&Real::double(scale).square()).root()?)
            }
            Potential::Power { exponent } => {
                let exponent = Real::double(exponent);
                let power = exponent.minus(&Real::whole(2));
                let at = if power.is_negative() { most } else { least };
                Some(exponent.minus(&Real::whole(1)).times(&at.pow(&power)?))
            }
        }
        .map(|curvature| curvature.lower())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_and_curvatures_are_those_of_the_formulas() {
        let one = |x: f64| Real::double(x);
        let all = [
            (Potential::Quadratic, 0.75, 0.75, 1.0),
            (Potential::Entropy, 0.75, 0.75f64.ln(), 1.0 / 0.75),
            (Potential::Hypentropy { scale: 0.5 }, -0.75, -(1.5f64.asinh()), 1.0 / 0.8125f64.sqrt()),
            (Potential::Power { exponent: 1.5 }, -0.75, -(0.75f64.sqrt()), 0.5 / 0.75f64.sqrt()),
            (Potential::Power { exponent: 3.0 }, -0.75, -0.5625, 1.5),
        ];
        for (potential, w, derivative, curvature) in all {
            let found = potential.derivative_over(&one(w)).unwrap();
            assert!((found.below() - derivative).abs() < 4e-16 && found.above() - found.below() < 4e-16);
            let size = one(w.abs());
            let least = potential.least_curvature(&size, &size).unwrap().below();
            assert!((least - curvature).abs() < 1e-15, "{potential}: {least} against {curvature}");
            // Over a wider range the bound falls, or stays where it is constant.
            let wide = potential.least_curvature(&one(0.25), &one(2.0)).unwrap().below();
            assert!(wide <= least, "{potential}");
        }
        assert!(Potential::Entropy.derivative_over(&one(-1.0)).is_none());
        let around = Real::whole(-1).hull(&Real::whole(2));
        let over = Potential::Power { exponent: 1.5 }.derivative_over(&around).unwrap();
        assert!(over.below() <= -1.0 && over.above() >= 2f64.sqrt() && over.above() < 1.5);
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Potential::Hypentropy { scale: bad }.check().is_err(), "{bad}");
            assert!(Potential::Power { exponent: bad }.check().is_err(), "{bad}");
        }
        let refused = Potential::Power { exponent: 1.0 }.check().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the exponent less one is 0e0 at entry 0, expected a positive number"
        );
    }
}
