//! Sums of products m 2^shift w, m the mantissa of a double and w a whole number, without a number to allocate per term.

use dashu_int::{DoubleWord, IBig, Sign, UBig, Word};

/// What was added with a plus sign and what with a minus sign, as magnitudes of words, least first.
#[derive(Default)]
pub(super) struct SumOfProducts {
    positive: Vec<Word>,
    negative: Vec<Word>,
}

impl SumOfProducts {
    /// Adds m 2^shift w.
    pub(super) fn add(&mut self, m: i64, shift: u64, w: &IBig) {
        let (sign, words) = w.as_sign_words();
        let side = if (m < 0) == (sign == Sign::Negative) { &mut self.positive } else { &mut self.negative };
        let bits = u64::from(Word::BITS);
        let first = (shift / bits) as usize;
        // The mantissa moved by less than a word, cut into words: a mantissa of 53 bits and the move fit into 128.
        let mut rest = u128::from(m.unsigned_abs()) << (shift % bits);
        for at in first.. {
            if rest == 0 {
                return;
            }
            add_multiple(side, at, words, rest as Word);
            rest >>= Word::BITS;
        }
    }

    /// The sum; the accumulator begins anew at zero, and keeps its room.
    pub(super) fn take(&mut self) -> IBig {
        let magnitude = |side: &Vec<Word>| IBig::from(UBig::from_words(side));
        let sum = match (self.positive.is_empty(), self.negative.is_empty()) {
            (_, true) => magnitude(&self.positive),
            (true, false) => -magnitude(&self.negative),
            (false, false) => magnitude(&self.positive) - magnitude(&self.negative),
        };
        self.positive.clear();
        self.negative.clear();
        sum
    }
}

/// side += factor * words * 2^(bits of a word * at).
fn add_multiple(side: &mut Vec<Word>, at: usize, words: &[Word], factor: Word) {
    if side.len() < at + words.len() {
        side.resize(at + words.len(), 0);
    }
    let mut carry: Word = 0;
    for (sum, &word) in side[at..].iter_mut().zip(words) {
        // (2^b - 1)^2 + 2 (2^b - 1) = 2^(2b) - 1: no overflow.
        let all = DoubleWord::from(word) * DoubleWord::from(factor)
            + DoubleWord::from(*sum)
            + DoubleWord::from(carry);
        *sum = all as Word;
        carry = (all >> Word::BITS) as Word;
    }
    let mut next = at + words.len();
    while carry != 0 {
        if next == side.len() {
            side.push(0);
        }
        let (sum, over) = side[next].overflowing_add(carry);
        side[next] = sum;
        carry = Word::from(over);
        next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Seed;
    use rand::RngExt;

    #[test]
    fn agrees_with_plain_whole_numbers_whatever_the_signs_lengths_and_shifts() {
        let mut rng = Seed(9).rng();
        let mut sum = SumOfProducts::default();
        for _ in 0..300 {
            let mut plain = IBig::ZERO;
            for _ in 0..rng.random_range(0..9usize) {
                let words = rng.random_range(0..5u32);
                // Words of ones give the longest carries.
                let w = (0..words).fold(IBig::ZERO, |w, _| {
                    (w << 64) + if rng.random::<bool>() { u64::MAX } else { rng.random::<u64>() }
                });
                let w = if rng.random::<bool>() { -w } else { w };
                let m = rng.random::<i64>() >> rng.random_range(0..64u32);
                let shift = rng.random_range(0..300u64);
                sum.add(m, shift, &w);
                plain += (w * m) << shift as usize;
            }
            assert_eq!(sum.take(), plain);
        }
    }

    #[test]
    fn a_carry_runs_through_words_of_ones() {
        let mut sum = SumOfProducts::default();
        let ones = (IBig::ONE << 320) - IBig::ONE;
        sum.add(1, 0, &ones);
        sum.add(1, 0, &IBig::ONE);
        assert_eq!(sum.take(), IBig::ONE << 320);
        assert_eq!(sum.take(), IBig::ZERO, "it begins anew");
        sum.add(i64::MIN, 63, &ones);
        assert_eq!(sum.take(), -(ones << 126));
    }
}
