use super::*;

fn words(text: &str) -> Vec<Value> {
    text.split_whitespace().map(|word| Value::Text(word.into())).collect()
}

/// Returns the merged list in words; none if it is in conflict.
fn merged(base: &str, ours: &str, theirs: &str, ordered: bool) -> Option<String> {
    let (base, ours, theirs) = (words(base), words(ours), words(theirs));
    let word = |pick: &Pick| match pick {
        Pick::Ours(at) => ours[*at].clone(),
        Pick::Theirs(at) => theirs[*at].clone(),
        Pick::Merged { .. } => unreachable!("words have no keys"),
    };
    let text = |value: Value| if let Value::Text(text) = value { text } else { String::new() };
    let kind = Kind { ordered, main: None };
    plan(&base, &ours, &theirs, kind)
        .map(|plan| plan.picks.iter().map(|pick| text(word(pick))).collect::<Vec<_>>().join(" "))
}

#[test]
fn what_either_side_has_done_is_done() {
    for (base, ours, theirs, result) in [
        ("a b", "a b x", "a b y", "a b x y"),
        ("a b", "x a b", "y a b", "x y a b"),
        ("a b c", "a c", "a b", "a"),
        ("a b c", "b c", "a b c y", "b c y"),
        ("a b", "a", "a y b", "a y"),
        ("a", "x a", "x", "x"),
        ("a b", "c d", "c b", "c d"),
        ("a b", "x b", "a y", "x y"),
        ("a a b", "a b", "a a b c", "a b c"),
        ("a a b", "a b", "a b", "a b"),
        ("", "x", "y", "x y"),
        ("", "x y", "y x", "x y"),
        ("a b", "", "a b c", "c"),
        ("a b", "b a", "a b c", "b c a"),
    ] {
        assert_eq!(merged(base, ours, theirs, false).as_deref(), Some(result), "{base} | {ours} | {theirs}");
    }
}

#[test]
fn one_member_made_into_two_is_a_conflict() {
    for (base, ours, theirs) in [
        ("a", "x", "y"),
        ("a b", "a x", "a y"),
        ("a", "x w", "y z"),
        ("a", "x", "y z"),
        ("a", "c x", "c y"),
        ("ann bob", "ann", "ann bobby"),
        ("a b c", "a x", "a y c"),
    ] {
        assert_eq!(merged(base, ours, theirs, false), None, "{base} | {ours} | {theirs}");
        assert_eq!(merged(base, theirs, ours, false), None, "{base} | {theirs} | {ours}");
    }
}

#[test]
fn where_order_counts_changes_must_lie_apart() {
    for (base, ours, theirs, result) in [
        ("a b c", "x b c", "a b y", Some("x b y")),
        ("a b c", "a b y", "x b c", Some("x b y")),
        ("a b c", "a b", "x a b c", Some("x a b")),
        ("a b c", "a x c", "a x c", Some("a x c")),
        ("a b c", "a x b c", "a y b c", None),
        ("a b c", "x b c", "a y c", None),
        ("", "x", "y", None),
    ] {
        assert_eq!(merged(base, ours, theirs, true).as_deref(), result, "{base} | {ours} | {theirs}");
    }
}
