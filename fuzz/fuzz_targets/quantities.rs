//! Any two texts are read as quantities or refused in words; what is read is compared by consistent laws.
#![no_main]

use gainsay_model::quantity::{Quantity, Tolerance};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    let _ = Tolerance::read(texts.0);
    let (Ok(a), Ok(b)) = (Quantity::read(texts.0), Quantity::read(texts.1)) else { return };
    assert!(a.within(&a) && a.meets(&a) && !a.disjoint(&a) && a.same_bounds(&a));
    assert_eq!(a.meets(&b), b.meets(&a));
    assert_eq!(a.disjoint(&b), b.disjoint(&a));
    assert_ne!(a.meets(&b), a.disjoint(&b));
    assert!(!a.within(&b) || a.meets(&b));
    if let Ok(tolerance) = Tolerance::read(texts.1) {
        let _ = tolerance.exceeded_by(&a, &b);
    }
});
