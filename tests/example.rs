//! The example of a claim of one's own does what it shows.

#[allow(dead_code)] // its `main` is for those who run it
#[path = "../examples/own_claim.rs"]
mod own_claim;

use implicit_bias::claim::{Check, Size, section};
use implicit_bias::numbers::exp;
use implicit_bias::problem::{Loss, tight_exponential_tail};
use own_claim::Softened;

#[test]
fn the_claim_holds_and_each_falsehood_is_rejected() {
    let verdicts = own_claim::verdicts(Size::AtMost(6));
    let [verdict] = &verdicts[..] else { panic!("one claim, {} verdicts", verdicts.len()) };
    assert!(verdict.as_expected, "{:?}", verdict.why);
    assert_eq!(verdict.controls.len(), 2);
    for control in &verdict.controls {
        assert!(control.rejected && control.trials.violated > 0, "{control:?}");
    }
}

#[test]
fn the_header_of_its_file_is_its_text() {
    let claim = own_claim::claim();
    let said = section(&claim.card().text, "Controls").expect("a section");
    for arm in claim.card().arms.iter().skip(1) {
        assert!(said.contains(&arm.name), "{} is not among {said}", arm.name);
    }
}

#[test]
fn its_loss_is_a_smooth_loss_with_the_tail_that_it_states() {
    assert!(tight_exponential_tail(&Softened, f64::INFINITY, f64::INFINITY).holds());
    let h = 1e-4;
    for u in (-40..=40).map(|i| f64::from(i) / 8.0) {
        let value = |u| exp(Softened.log_value(u));
        let slope = -exp(Softened.log_slope(u));
        let bend = slope * Softened.log_slope_derivative(u);
        // Two logarithms of numbers up to 6, an exponential, a product.
        assert!(bend > 0.0 && bend <= 1.0 + 16.0 * f64::EPSILON, "l''({u}) = {bend}");
        // A central difference is off by h^2 |l'''| / 6 <= h^2 / 6 (h / 4 where l''' jumps by 1, at u = 0, times h),
        // and by two roundings of values of at most 18.5 over h.
        let allowed = h * h + 2.0 * 18.5 * f64::EPSILON / h;
        let difference = (value(u + h) - value(u - h)) / (2.0 * h);
        assert!((difference - slope).abs() <= allowed, "l'({u}) = {slope}, differences say {difference}");
    }
}

#[allow(dead_code)] // its `main` is for those who run it
#[path = "../examples/my_optimizer.rs"]
mod my_optimizer;

#[test]
fn the_optimizer_of_ones_own_has_a_profile_on_both_kinds_of_data() {
    let found = my_optimizer::found(10_000).expect("a profile");
    assert_eq!(found.optimizer, "root-descent");
    for part in [&found.vectors, &found.matrices] {
        assert_eq!(part.ending, implicit_bias::profile::Ending::Reached);
        assert!(part.held.iter().all(|held| held.ratio > 0.0 && held.ratio <= 1.0), "{part}");
    }
}
