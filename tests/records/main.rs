//! Record files: the written format, what is refused and how, files of older schemas.

mod document;
mod older;
mod refused;
mod sample;
