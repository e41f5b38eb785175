//! Measures the engine: the closure of a vocabulary, the stream of pairs, and a whole check with all its texts.

// The macros make public functions.
#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use gainsay_bench::shapes::Shape;
use gainsay_bench::text::Layout;
use gainsay_bench::workload::Workload;
use gainsay_bench::write::{Files, Take, collected, shape, workspace};
use gainsay_diff::ledger::Ledger;
use gainsay_model::date::{Day, day_of};
use gainsay_model::{Input, Workspace};

fn read(write: impl FnOnce(&mut Take) -> std::io::Result<()>) -> Workspace {
    let files = collected(write).into_iter();
    Workspace::read(files.map(|(path, text)| Input { path, bytes: Ok(text.into_bytes()) }).collect())
}

fn ordinary(claims: usize) -> Workspace {
    read(|take| workspace(&Workload::new(claims, 1), Files::Thousands, Layout::Canonical, take))
}

fn today() -> Day {
    day_of(2026, 11, 23).unwrap_or_default()
}

/// Measures the closure of two vocabularies: 200 predicates seven levels deep, and 2,000 in chains of 200. A workload
/// of few claims consists almost entirely of vocabulary.
fn closure(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ledger");
    group.sample_size(20);
    let Some(deep) = Shape::named("vocabulary") else { return };
    let (ordinary, deep) = (ordinary(1), read(|take| shape(deep, 2_000, 1, take)));
    group.bench_function("200 predicates", |bencher| bencher.iter(|| Ledger::new(&ordinary)));
    group.bench_function("2,000 predicates", |bencher| bencher.iter(|| Ledger::new(&deep)));
    group.finish();
}

fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("10,000 claims");
    group.sample_size(20);
    let read = ordinary(10_000);
    group.bench_function("ledger", |bencher| bencher.iter(|| Ledger::new(&read)));
    group.bench_function("pairs", |bencher| bencher.iter(|| gainsay_diff::pairs(&read, today())));
    group.bench_function("check", |bencher| bencher.iter(|| gainsay_diff::check(&read, today())));
    group.finish();
}

fn hurt(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("shapes");
    group.sample_size(10);
    for which in Shape::all() {
        let workspace = read(|take| shape(which, 1_000, 1, take));
        group.bench_function(which.name, |bencher| bencher.iter(|| gainsay_diff::check(&workspace, today())));
    }
    group.finish();
}

criterion_group!(benches, closure, engine, hurt);
criterion_main!(benches);
