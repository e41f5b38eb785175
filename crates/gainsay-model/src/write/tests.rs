use super::*;
use crate::yaml;

fn written(text: &str) -> String {
    let reading = yaml::read(text);
    assert!(reading.faults.is_empty(), "{:?}", reading.faults);
    write_all(&reading.documents.iter().filter_map(Record::of).collect::<Vec<_>>())
}

#[test]
fn keys_stand_in_their_order_and_values_as_plainly_as_can_be() {
    let text = "claim: \"a-1\"\nsource: 's'\nquote: \"yes, and: no\"\nx-mine: 012\nby: no\nsaid: '2018-05'\nwhen:\nvia: b\ndenies: {subject: a, predicate: p, object: 12 %}\nrev: 3-9c41d07be2a5\nscope:\n  place: helmand\nbased-on:\n- x\n- 'y'\nlang: \"no\"\nretracted: {date: 2019}\n";
    let canonical = "claim: a-1\nrev: 3-9c41d07be2a5\nby: \"no\"\ndenies: a p 12 %\nsaid: 2018-05\nsource: s\nvia: [b]\nquote: \"yes, and: no\"\nlang: \"no\"\nscope: {place: helmand}\nbased-on: [x, \"y\"]\nretracted: 2019\nx-mine: \"012\"\n";
    assert_eq!(written(text), canonical);
    assert_eq!(written(canonical), canonical);
}

#[test]
fn long_texts_are_folded_and_texts_of_several_lines_are_not() {
    let words =
        "We did not turn these contacts into relations because we did not want to legitimize the Taliban, he said.";
    let lines = "one:\n  two\n\nthree # four";
    let text = format!("claim: a\nquote: {words}\ntranslation: {}\nnote: |\n  {}\n", quoted(lines), "x".repeat(120));
    let canonical = format!(
        "claim: a\nquote: >-\n  We did not turn these contacts into relations because we did not want to\n  legitimize the Taliban, he said.\n\
         translation: |-\n  one:\n    two\n\n  three # four\nnote: |\n  {}\n",
        "x".repeat(120)
    );
    assert_eq!(written(&text), canonical);
    assert_eq!(written(&canonical), canonical);
}

#[test]
fn lists_and_mappings_that_do_not_fit_have_a_line_for_each_part() {
    let url = format!("https://example.org/{}", "x".repeat(90));
    let because = "a reason that is told at some length, ".repeat(3) + "and ends";
    let text = format!(
        "predicate: p\nimplies: [{{to: q, because: \"{because}\"}}, {{to: r}}]\nlinks: {{a: \"{url}\", b: 036}}\n"
    );
    let canonical = format!(
        "predicate: p\nimplies:\n  - to: q\n    because: >-\n      a reason that is told at some length, a reason that is told at some\n      \
         length, a reason that is told at some length, and ends\n  - r\nlinks:\n  a: {url}\n  b: \"036\"\n"
    );
    assert_eq!(written(&text), canonical);
    assert_eq!(written(&canonical), canonical);
}
