use super::planted::planted;
use crate::data::SignedRows;
use crate::reference::{Constants, MaxMargin, Separability, max_margin_l2};

fn answer(rows: &SignedRows) -> (MaxMargin, Constants) {
    let Separability::Separable(found) = max_margin_l2(rows).unwrap() else {
        panic!("separable by construction")
    };
    let constants = Constants::of(rows, &found).unwrap();
    (*found, constants)
}

#[test]
fn show() {
    for rows in [
        SignedRows::from_rows(&[[1.0, 0.0], [1.0, 1.0]]),
        SignedRows::from_rows(&[[0.5, 1.5], [1.5, 0.5], [0.5, 1.5], [1.5, 0.5]]),
        SignedRows::from_rows(&[[1.0, 1.0], [1.0, -3.0], [1.0, -3.0]]),
        planted(1, 7, 7, 20, 0.5).rows,
        planted(1, 7, 4, 20, 0.5).rows,
    ] {
        let start = std::time::Instant::now();
        let (m, c) = answer(&rows);
        eprintln!("{:?}\n {c:#?} {:?}", m.gamma, start.elapsed());
    }
    let p = planted(1, 7, 7, 20, 0.5);
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let Separability::Separable(found) = max_margin_l2(&p.rows).unwrap() else {
            panic!("separable by construction")
        };
        let one = start.elapsed();
        let constants = Constants::of(&p.rows, &found).unwrap();
        eprintln!("{one:?} {:?} {}", start.elapsed(), constants.k.value);
    }
    eprintln!("{:?} {:?}", p.direction, p.simplex);
    eprintln!("{:?}", p.gamma);
}
