//! Which instruction set runs a kernel.

use std::sync::OnceLock;

use super::Wide;
use super::portable::Portable;
#[cfg(target_arch = "x86_64")]
use super::x86::{with_avx2, with_avx512};

/// An implementation of the vector kernels. All of them give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Isa {
    /// Plain Rust, any machine.
    Portable,
    /// x86-64 with AVX2 and FMA.
    Avx2,
    /// x86-64 with AVX-512F.
    Avx512,
}

/// A computation over vectors of any implementation.
///
/// `run` must be `#[inline(always)]` and so must all it calls in its inner loops: otherwise they are compiled
/// without the instruction set.
pub(crate) trait Kernel {
    /// What it returns.
    type Output;
    /// Computes.
    fn run<V: Wide>(self) -> Self::Output;
}

impl Isa {
    /// The fastest one this machine has.
    pub fn detect() -> Isa {
        static DETECTED: OnceLock<Isa> = OnceLock::new();
        *DETECTED.get_or_init(|| *Isa::available().last().expect("the portable one is always there"))
    }

    /// All that this machine has, slowest first.
    pub fn available() -> Vec<Isa> {
        [Isa::Portable, Isa::Avx2, Isa::Avx512].into_iter().filter(|isa| isa.is_available()).collect()
    }

    #[cfg(target_arch = "x86_64")]
    fn is_available(self) -> bool {
        let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        match self {
            Isa::Portable => true,
            Isa::Avx2 => avx2,
            Isa::Avx512 => avx2 && is_x86_feature_detected!("avx512f"),
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn is_available(self) -> bool {
        self == Isa::Portable
    }

    /// Runs a kernel with this instruction set.
    ///
    /// # Panics
    /// When the machine does not have it.
    pub(crate) fn dispatch<K: Kernel>(self, kernel: K) -> K::Output {
        assert!(self.is_available(), "this machine has no {self:?}");
        match self {
            Isa::Portable => kernel.run::<Portable>(),
            // SAFETY: the features were just found to be there.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => unsafe { with_avx2(kernel) },
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => unsafe { with_avx512(kernel) },
            #[cfg(not(target_arch = "x86_64"))]
            _ => unreachable!("only the portable one is available"),
        }
    }
}
