//! Measures reading: a file of a thousand records in the canonical layout and in a loose one, and a whole workspace.

// The macros make public functions.
#![allow(missing_docs)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use gainsay_bench::text::Layout;
use gainsay_bench::workload::Workload;
use gainsay_bench::write::{Files, collected, workspace};
use gainsay_model::{Input, Workspace};

fn inputs(claims: usize, layout: Layout) -> Vec<(String, String)> {
    collected(|take| workspace(&Workload::new(claims, 1), Files::Thousands, layout, take))
}

fn given(files: &[(String, String)]) -> Vec<Input> {
    files.iter().map(|(path, text)| Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) }).collect()
}

fn reading(criterion: &mut Criterion) {
    for (name, layout) in [("canonical", Layout::Canonical), ("loose", Layout::Loose)] {
        let all = inputs(10_000, layout);
        let one: Vec<_> = all.iter().filter(|(path, _)| path == "claims/00003.yaml").cloned().collect();
        for (what, files) in [("1,000 claims, one file", one), ("10,000 claims, all files", all)] {
            let mut group = criterion.benchmark_group(format!("read {name}"));
            group.sample_size(20).throughput(Throughput::Bytes(files.iter().map(|(_, text)| text.len() as u64).sum()));
            group.bench_function(what, |bencher| {
                bencher.iter_batched(|| given(&files), Workspace::read, BatchSize::LargeInput)
            });
            group.finish();
        }
    }
}

criterion_group!(benches, reading);
criterion_main!(benches);
