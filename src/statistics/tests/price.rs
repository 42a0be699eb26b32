//! Prices.

use super::*;
use dashu_int::UBig;

/// A positive double below 1 as a whole number of 2^-1074.
fn whole(x: f64) -> UBig {
    let (exponent, mantissa) = (x.to_bits() >> 52, x.to_bits() & ((1 << 52) - 1));
    if exponent == 0 {
        UBig::from(mantissa)
    } else {
        UBig::from(mantissa | 1 << 52) << (exponent as usize - 1)
    }
}

#[test]
fn a_price_is_a_rate_within_the_budget() {
    for bad in [f64::NAN, 0.0, -1e-9, f64::INFINITY] {
        assert!(matches!(Price::new(bad), Err(PriceRefused::NotARate { .. })), "{bad}");
    }
    assert_eq!(Price::new(2e-6), Err(PriceRefused::OverBudget { found: 2e-6 }));
    assert_eq!(Price::new(SUITE_BUDGET).expect("the budget").rate(), 1e-6);
    assert_eq!(
        Price::new(2e-6).unwrap_err().to_string(),
        "found a price of 2e-6, expected at most the 1e-6 of the suite"
    );
    assert_eq!(Price::sum([]), Err(PriceRefused::Nothing));
}

#[test]
fn sums_are_rounded_upward_by_two_units_at_most() {
    for count in [1u64, 2, 3, 7, 1000] {
        let prices: Vec<Price> =
            (1..=count).map(|i| Price::new(1e-7 / (count as f64 * (i as f64).sqrt())).unwrap()).collect();
        let exact: UBig = prices.iter().map(|price| whole(price.rate())).fold(UBig::ZERO, |a, b| a + b);
        let sum = Price::sum(prices).expect("within the budget").rate();
        assert!(whole(sum) >= exact, "{count}");
        assert!(whole(sum.next_down().next_down()) < exact, "{count}");
    }
    // A price that a plain sum would lose.
    let tiny = Price::sum([Price::new(1e-7).unwrap(), Price::new(1e-30).unwrap()]).unwrap();
    assert_eq!(tiny.rate(), 1e-7f64.next_up());
    let over = Price::sum([Price::new(SUITE_BUDGET).unwrap(), Price::new(1e-300).unwrap()]);
    assert_eq!(over, Err(PriceRefused::OverBudget { found: 1e-6f64.next_up() }));
}

#[test]
fn parts_cost_no_more_than_the_whole() {
    let whole_price = Price::new(SUITE_BUDGET).unwrap();
    for parts in [1u64, 3, 7, 10, 49, 1000] {
        let part = whole_price.part(parts).expect("a part");
        assert!(whole(part.rate()) * UBig::from(parts) <= whole(SUITE_BUDGET), "{parts}");
        assert!(whole(part.rate().next_up().next_up()) * UBig::from(parts) > whole(SUITE_BUDGET), "{parts}");
        assert!(Price::sum(vec![part; parts as usize]).is_ok(), "{parts}");
    }
    assert_eq!(whole_price.part(0), Err(PriceRefused::Nothing));
}
