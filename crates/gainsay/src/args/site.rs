//! The arguments of the verbs that make pages.

use std::path::PathBuf;

use clap::{Args as Arguments, ValueEnum};
use gainsay_render::words::Words;

use super::values::Today;

/// The arguments of `site`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay site                                   into the folder `site` of the workspace
  gainsay site --out ../pages --base https://example.org/claims/
  gainsay site --only public --words short       nothing private, and of each quote its first 25 words

Open `site/index.html` in a browser.")]
pub struct Site {
    /// The folder of the pages; made if it is not there [default: `site` in the workspace]
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// The address under which the pages are published, for the feed and for search engines
    #[arg(long, value_name = "URL", value_parser = read_base)]
    pub base: Option<String>,
    /// How much of quotes is published: all, the first 25 words, or only where they are to be read
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    pub words: WordsAsked,
    /// Leave out what carries the tag `private`, and whatever would show it
    #[arg(long, value_name = "WHAT", value_enum)]
    pub only: Option<Only>,
    /// Show this many of the last commits; 0 shows none
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub commits: usize,
    /// The day on which rulings are judged.
    #[command(flatten)]
    pub today: Today,
}

/// The arguments of `serve`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay serve --open
  gainsay serve --edit --open         with forms that write the same files
  gainsay serve --port 8000

Ctrl-C ends it.")]
pub struct Serve {
    /// The port; 0 takes any that is free [default: 7780, or any that is free]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Open the pages in the browser
    #[arg(long)]
    pub open: bool,
    /// Have forms by which records can be added and edited
    #[arg(long)]
    pub edit: bool,
    /// Show this many of the last commits; 0 shows none
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub commits: usize,
    /// The day on which rulings are judged.
    #[command(flatten)]
    pub today: Today,
}

/// The part of quotes that is published.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum WordsAsked {
    /// All of them
    #[default]
    Full,
    /// The first 25 words of each
    Short,
    /// None of them
    None,
}

impl From<WordsAsked> for Words {
    fn from(asked: WordsAsked) -> Words {
        match asked {
            WordsAsked::Full => Words::Full,
            WordsAsked::Short => Words::Short,
            WordsAsked::None => Words::None,
        }
    }
}

/// The part of the workspace that is published.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Only {
    /// What does not carry the tag `private`
    Public,
}

/// Reads an address of the web.
fn read_base(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest.filter(|rest| !rest.is_empty() && !rest.chars().any(|c| c.is_whitespace() || c.is_control())) {
        Some(_) if !text.contains(['?', '#', '"', '<', '>']) => Ok(text.to_owned()),
        _ => Err("an address of the web is wanted, as https://example.org/claims/".to_owned()),
    }
}
