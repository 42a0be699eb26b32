//! What the registered claims can cost in false alarms.

use implicit_bias::papers;
use implicit_bias::record::Kind;
use implicit_bias::statistics::{Price, SUITE_BUDGET};

/// What is wrong with the prices: every test of a probability pays one, and every trial of a claim whose budgets leave
/// something to chance; nothing else does, and all of them together stay within the budget.
pub(crate) fn fault() -> Result<(), String> {
    let mut prices = Vec::new();
    for claim in papers::all() {
        let card = claim.card();
        if let Some(chance) = card.chance {
            prices.push(Price::new(card.price(chance.trials)).map_err(|e| format!("{}: {e}", card.id))?);
        }
        match (card.kind, &card.design) {
            (Kind::Distribution, None) => return Err(format!("{}: a probability without a price", card.id)),
            (Kind::Distribution, Some(design)) => {
                let price = Price::new(design.false_alarm).map_err(|e| format!("{}: {e}", card.id))?;
                prices.extend(design.cells.iter().map(|_| price));
            }
            (_, Some(_)) => return Err(format!("{}: a deterministic claim with a price", card.id)),
            (_, None) => {}
        }
    }
    if prices.is_empty() {
        return Ok(());
    }
    let sum = Price::sum(prices).map_err(|e| format!("all tests together: {e}"))?;
    assert!(sum.rate() <= SUITE_BUDGET, "a sum is refused above the budget");
    Ok(())
}
