//! The growth of time and memory with small files of difficult shape.

use gainsay_bench::shapes::Shape;

use super::asked;
use crate::Done;
use crate::args::Table;
use crate::data::shaped;
use crate::figures::{grouped, median, time};
use crate::program::{Program, forget};
use crate::run::{Limits, Measured, Row, Use, rounds};

/// The number of claims of a workspace whose check shows what a check needs in any case.
const SMALLEST: usize = 20;

/// Measures a check of every shape at all of its sizes, by each program, and prints the exponents by which they grow
/// beyond what a check of a few claims needs.
pub fn growth(programs: &[&Program], args: &Table) -> Done {
    let limits = Limits { seconds: args.patience, memory: args.memory };
    println!("| how it grows | smallest | middle | largest | time exponent | memory exponent |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for shape in asked(&Shape::SMALL, args) {
        let sizes = shape.sizes.iter().copied().chain([SMALLEST]);
        let workspaces: Vec<_> = sizes.map(|size| shaped(shape, size)).collect::<Done<_>>()?;
        for workspace in &workspaces {
            forget(workspace)?;
        }
        for program in programs {
            let run = |workspace| Row::new("", program.cold(workspace, "concise").within(limits));
            let measured = rounds(workspaces.iter().map(|workspace| run(workspace)).collect(), args.rounds.min(3));
            print_row(shape, measured.into_iter().map(|(_, measured)| measured).collect());
        }
    }
    println!();
    Ok(())
}

/// Prints the measurements at the sizes of a shape; the last is what a check needs in any case.
fn print_row(shape: Shape, mut measured: Vec<Measured>) {
    let least = measured.pop().and_then(Result::ok).unwrap_or_default();
    let cells: Vec<String> = shape
        .sizes
        .iter()
        .zip(&measured)
        .map(|(size, measured)| format!("{}: {}", grouped(*size as u64), cell(measured)))
        .collect();
    let known: Vec<(usize, &Vec<Use>)> =
        shape.sizes.iter().zip(&measured).filter_map(|(size, used)| Some((*size, used.as_ref().ok()?))).collect();
    let exponent = |of: &dyn Fn(&[Use]) -> f64| match known[..] {
        [.., (small, few), (large, many)] => {
            let above = |uses: &[Use]| (of(uses) - of(&least)).max(f64::MIN_POSITIVE);
            format!("{:.2}", (above(many) / above(few)).ln() / (large as f64 / small as f64).ln())
        }
        _ => "unknown".into(),
    };
    let seconds = |uses: &[Use]| median(uses, |used| used.cpu).as_secs_f64();
    println!(
        "| `{}` | {} | {} | {} |",
        shape.name,
        cells.join(" | "),
        exponent(&seconds),
        exponent(&|uses| peak(uses) as f64)
    );
}

fn cell(measured: &Measured) -> String {
    match measured {
        Ok(uses) => format!("{}, {} MiB", time(median(uses, |used| used.cpu)), peak(uses).div_ceil(1 << 20)),
        Err(why) => why.clone(),
    }
}

fn peak(uses: &[Use]) -> u64 {
    uses.iter().map(|used| used.peak).max().unwrap_or_default()
}
