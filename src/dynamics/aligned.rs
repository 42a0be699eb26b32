//! A buffer of doubles that starts on a cache line.

use std::ops::{Deref, DerefMut};

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([f64; 8]);

/// Zeros at first; the length is a multiple of eight.
pub(crate) struct Aligned(Vec<Line>);

impl Aligned {
    /// At least `length` zeros.
    pub(crate) fn zeros(length: usize) -> Aligned {
        Aligned(vec![Line([0.0; 8]); length.div_ceil(8)])
    }
}

impl Deref for Aligned {
    type Target = [f64];

    #[inline(always)]
    fn deref(&self) -> &[f64] {
        // SAFETY: a line is eight doubles without padding.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast(), 8 * self.0.len()) }
    }
}

impl DerefMut for Aligned {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64] {
        // SAFETY: a line is eight doubles without padding.
        unsafe { std::slice::from_raw_parts_mut(self.0.as_mut_ptr().cast(), 8 * self.0.len()) }
    }
}
