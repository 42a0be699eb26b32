//! Functions of every number of a slice, eight at a time: the same bits as one by one.

use super::super::lanes::{Isa, Kernel, Wide};
use super::exponential::exp_lanes;
use super::logarithm::softplus_lanes;

/// A function of slices from one of lanes.
macro_rules! each {
    ($(#[$doc:meta])* $name:ident by $kernel:ident = $lanes:ident) => {
        $(#[$doc])*
        pub fn $name(values: &mut [f64]) {
            Isa::detect().dispatch($kernel(values));
        }

        struct $kernel<'a>(&'a mut [f64]);

        impl Kernel for $kernel<'_> {
            type Output = ();

            #[inline(always)]
            fn run<V: Wide>(self) {
                let (eights, rest) = self.0.as_chunks_mut::<8>();
                for eight in eights {
                    $lanes(V::load(eight)).store(eight);
                }
                last::<V>(rest, |x| $lanes(x));
            }
        }
    };
}

each! {
    /// Replaces each x by e^x, as [`exp`](super::exp) does.
    exp_each by Exponentials = exp_lanes
}
each! {
    /// Replaces each u by ln(1 + e^u), as [`softplus`](super::softplus) does.
    softplus_each by Softpluses = softplus_lanes
}

/// The last numbers, fewer than eight.
#[inline(always)]
fn last<V: Wide>(rest: &mut [f64], function: impl Fn(V) -> V) {
    if !rest.is_empty() {
        let mut eight = [0.0; 8];
        eight[..rest.len()].copy_from_slice(rest);
        function(V::load(&eight)).store(&mut eight);
        rest.copy_from_slice(&eight[..rest.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{exp, softplus};
    use super::*;

    #[test]
    fn slices_of_every_length_have_the_bits_of_their_numbers() {
        let ends = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e300, -1e300];
        for length in 0..40 {
            let values: Vec<f64> = (0..length)
                .map(|i| if i % 5 == 4 { ends[i / 5 % 7] } else { (i as f64 - 11.3) * 7.1 })
                .collect();
            let mut found = values.clone();
            exp_each(&mut found);
            assert!(found.iter().zip(&values).all(|(f, x)| f.to_bits() == exp(*x).to_bits()), "{found:?}");
            let mut found = values.clone();
            softplus_each(&mut found);
            assert!(
                found.iter().zip(&values).all(|(f, u)| f.to_bits() == softplus(*u).to_bits()),
                "{found:?}"
            );
        }
    }
}
