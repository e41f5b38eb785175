//! The arguments of `rule` and `seal`.

use clap::Args as Arguments;

use super::values::{KindWord, Today, read_id};

/// The arguments of `rule`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay rule claim-a claim-b --verdict open --because \"both sides stand by it\"
  gainsay rule claim-a claim-b --verdict changed-position --because \"after the visit\"
  gainsay rule claim-a claim-b --verdict \"prefers claim-b\" --because \"the transcript bears it out\" --dry-run

Verdicts: open (a real disagreement, seen), explained (no conflict, once understood), not-comparable, changed-position, report-error, prefers CLAIM.")]
pub struct Rule {
    /// The claims: two or more
    #[arg(value_name = "CLAIM", value_parser = read_id, required = true, num_args = 1..)]
    pub claims: Vec<String>,
    /// What was decided
    #[arg(long, value_name = "VERDICT")]
    pub verdict: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub because: String,
    /// Who decided
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub by: Option<String>,
    /// The id of the ruling [default: made of the first two claims]
    #[arg(long, value_name = "ID", value_parser = read_id)]
    pub id: Option<String>,
    /// Rule upon claims, too, that do not conflict
    #[arg(long)]
    pub anyway: bool,
    /// Print the ruling, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// The arguments of `seal`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay seal                            every new or changed record
  gainsay seal bahrami-denies-relations   only this one
  gainsay seal --staged                   only what the next commit would change
  gainsay seal --check                    only say which; exit status 1 if there is one")]
pub struct Seal {
    /// Only these records
    #[arg(value_name = "ID", value_parser = read_id)]
    pub ids: Vec<String>,
    /// Write nothing; list what is not sealed, and fail if there is anything
    #[arg(long)]
    pub check: bool,
    /// Only records of this kind
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
    /// Only records that the next commit would change
    #[arg(long)]
    pub staged: bool,
}
