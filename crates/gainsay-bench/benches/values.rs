//! Measures the reading of dates and quantities, each in its usual form and in an unusual one.

// The macros make public functions.
#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use gainsay_model::date::Date;
use gainsay_model::quantity::Quantity;
use std::hint::black_box;

fn values(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("date");
    for text in
        ["2019-06-10", "2019-06-10/..", "2001-01-01/2019-06-10", "201X", "1984-06-02?/2004-08-08~", "2018-02-30"]
    {
        group.bench_function(text, |bencher| bencher.iter(|| Date::read(black_box(text))));
    }
    group.finish();
    let mut group = criterion.benchmark_group("quantity");
    for text in ["4711", "50 %", "~ 1_200.5 km", "1.2e3..1.4e3 people", ">= 40", "forty"] {
        group.bench_function(text, |bencher| bencher.iter(|| Quantity::read(black_box(text))));
    }
    group.finish();
}

criterion_group!(benches, values);
criterion_main!(benches);
