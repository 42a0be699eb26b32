//! Answers kept by key, so that claims which ask the same thing share one computation.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// A cache of values of any type by key. It belongs to one case and dies with it; one thread uses it at a time.
#[derive(Default)]
pub struct Memo {
    kept: RefCell<HashMap<String, Rc<dyn Any>>>,
}

impl Memo {
    /// The value under `key`, computed by `make` the first time.
    ///
    /// # Panics
    /// When two values of different type are kept under one key: a key names one thing.
    pub fn get_or<T: 'static>(&self, key: &str, make: impl FnOnce() -> T) -> Rc<T> {
        if let Some(found) = self.peek(key) {
            return found;
        }
        let made = Rc::new(make());
        self.kept.borrow_mut().insert(key.to_string(), made.clone());
        made
    }

    /// The value under `key`, if there is one.
    pub fn peek<T: 'static>(&self, key: &str) -> Option<Rc<T>> {
        let found = self.kept.borrow().get(key).cloned()?;
        Some(found.downcast::<T>().unwrap_or_else(|_| panic!("two types are kept under the key {key}")))
    }

    /// Keeps a value made elsewhere.
    pub fn keep<T: 'static>(&self, key: &str, value: T) {
        self.kept.borrow_mut().insert(key.to_string(), Rc::new(value));
    }
}
