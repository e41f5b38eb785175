//! Copies that are PDFs: `pdftotext` makes three readings of each, and a quote that stands in any of them is found.
//! Where it is not installed the quotes are not checked, and the check says so.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use gainsay_tests::program::program;
use gainsay_tests::skipped;
use gainsay_tests::workspaces::TODAY;

const RECORDS: &str = "\
entity: ada
name: Ada
---
entity: bob
name: Bob
---
predicate: knows
---
source: minutes
title: Minutes
file: minutes.pdf
---
claim: left
by: ada
affirms: ada knows bob
source: minutes
quote: The miller blamed the drought and not the wheel of the mill.
---
claim: right
by: ada
affirms: ada knows bob
source: minutes
quote: The clerk did not agree with him in anything.
---
claim: across
by: ada
affirms: ada knows bob
source: minutes
quote: The miller blamed the wheel.
";

/// Two columns; at the end of a line in the second a word is split.
const LEFT: [&str; 3] = ["The miller blamed the drought", "and not the wheel of the", "mill."];
const RIGHT: [&str; 3] = ["The clerk did not ag-", "ree with him in", "anything."];

/// A page with two columns of lines.
fn pdf() -> Vec<u8> {
    let column = |x: u32, lines: [&str; 3]| {
        let at = |(line, text): (usize, &&str)| format!("BT /F1 11 Tf {x} {} Td ({text}) Tj ET\n", 700 - 14 * line);
        lines.iter().enumerate().map(at).collect::<String>()
    };
    let page = column(72, LEFT) + &column(320, RIGHT);
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}endstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    places.iter().for_each(|place| file += &format!("{place:010} 00000 n \n"));
    file += &format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

/// Returns what a check prints for a workspace with this copy, with programs looked for in `path` if one is given.
fn check(copy: &[u8], path: Option<&Path>) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in
        [("gainsay.yaml", b"gainsay: 1\n".as_slice()), ("records.yaml", RECORDS.as_bytes()), ("minutes.pdf", copy)]
    {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    let mut command = Command::new(program());
    command.current_dir(folder.path()).args(["check", "--today", TODAY, "--output", "concise"]).stdin(Stdio::null());
    if let Some(path) = path {
        command.env("PATH", path);
    }
    let output = command.output().expect("the program runs");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn pdftotext_is_here() -> bool {
    let is_here = Command::new("pdftotext").arg("-v").stderr(Stdio::null()).status().is_ok();
    if !is_here {
        skipped::say("PDFs: there is no pdftotext (Debian package poppler-utils)");
    }
    is_here
}

#[test]
fn columns_and_split_words_are_read() {
    if pdftotext_is_here() {
        let told = check(&pdf(), None);
        assert!(told.ends_with("3 quotes: 2 found, 1 not found, 0 not checked\n"), "{told}");
        assert!(told.contains("quote-not-found]: the quote of `across`"), "{told}");
    }
}

#[test]
fn a_damaged_one_stops_nothing() {
    if pdftotext_is_here() {
        let mut damaged = pdf();
        damaged.truncate(40);
        let told = check(&damaged, None);
        assert!(told.contains("3 quotes: 3 not checked (3 whose copy "), "{told}");
    }
}

#[test]
fn without_the_program_the_check_says_what_is_missing() {
    let nothing = tempfile::tempdir().expect("a folder");
    let told = check(&pdf(), Some(nothing.path()));
    let why = "3 whose copy is a PDF: `pdftotext` is not installed (Debian package poppler-utils)";
    assert_eq!(told.lines().last(), Some(format!("3 quotes: 3 not checked ({why})").as_str()));
}
