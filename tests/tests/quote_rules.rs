//! The rules by which a quote stands in a text, an example or two each, with a near miss.

use gainsay_sources::{Form, Found, LineEndHyphens, Nearest, Quote, Reading, Searchable, Side, TextOfRecord, Verdict};

fn text_of(text: &str, hyphens: LineEndHyphens) -> TextOfRecord {
    TextOfRecord { form: Form::PlainText, readings: vec![Reading { text: text.to_string(), hyphens }] }
}

fn find(text: &str, quote: &str) -> Option<Found> {
    let text = text_of(text, LineEndHyphens::MaySplitWords);
    let quote = Quote::parse(quote).unwrap_or_else(|| panic!("{quote:?} says nothing"));
    match Searchable::of(&text).find(&quote) {
        Verdict::Found(found) => Some(found),
        Verdict::NotFound => None,
        Verdict::GaveUp => panic!("gave up on {quote:?}"),
    }
}

/// Each line is a quote; those behind `+` stand in the text, those behind `-` do not.
fn check(text: &str, quotes: &str) {
    for line in quotes.lines().map(str::trim_start).filter(|line| !line.is_empty()) {
        let (wanted, quote) = line.split_at(1);
        let quote = quote.strip_prefix(' ').expect("a space behind the sign");
        assert_eq!(find(text, quote).is_some(), wanted == "+", "{quote:?} in {text:?}");
    }
}

#[test]
fn letters_are_folded_and_nothing_else() {
    check(
        "The oﬃce of the ﬁrst mayor",
        "+ The office of the first mayor\n- the office of the first mayor\n- The office of the fist mayor",
    );
    check("The office of the first mayor", "+ The oﬃce of the ﬁrst mayor");
    check("ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ", "+ السلام عليكم\n+ الســلام عليكم\n- السلم عليكم");
    check("un\u{ad}believ\u{200b}able caf\u{e9}", "+ unbelievable cafe\u{301}\n- unbelievable cafe");
    check("a b\u{a0} c\n\n d", "+ a b c d\n- ab c d");
    check(
        "It fell to −4 °C; 15 rather than 1.5 m²",
        "+ to -4 °C\n- to 4 °C\n- fell to -4 C\n- 15 rather than 15 m²\n- 1.5 m2",
    );
}

#[test]
fn quotation_marks_dashes_and_ellipses_are_read_as_the_plain_ones() {
    let text = "He said: «\u{a0}Well — „no“… ‚yes‘ or ''so''»";
    check(text, "+ said: \"Well - „no“... 'yes' or \"so\"\"\n+ Well – „no”...\n- Well „no“");
    check("「灯」 and ＂x＂", "+ \"灯\" and \"x\"");
}

#[test]
fn white_space_between_characters_of_scripts_without_spaces_is_of_no_account() {
    check(
        "守塔人 说：\n“灯从来没有\n熄灭过。”",
        "+ 守塔人说：“灯从来没有熄灭过。”\n+ 灯从来没有 熄灭过\n- 灯从来熄灭过",
    );
    check("ราคา ๑๕ บาท", "+ ราคา๑๕บาท\n- ๕ บาท");
    check("灯 and 火", "+ 灯 and 火\n- 灯and火");
}

#[test]
fn a_hyphen_at_a_lines_end_has_three_readings() {
    let text = "seven house-\nholders, North-\nSouth, 1914-\n18, soft\u{ad}\nware and a well-\r\n  known man";
    check(text, "+ house-holders\n+ house- holders\n+ householders\n- house holders\n- house -holders");
    check(
        text,
        "+ North-South\n+ North- South\n- NorthSouth\n+ 1914-18\n- 191418\n+ software and\n+ soft-ware\n- soft ware",
    );
    check(text, "+ a wellknown man\n+ holders, North\n+ seven house");
    let html = text_of("seven house-\nholders", LineEndHyphens::Kept);
    let quote = Quote::parse("seven householders").expect("a quote");
    assert_eq!(Searchable::of(&html).find(&quote), Verdict::NotFound);
}

#[test]
fn pieces_begin_and_end_at_the_edges_of_words_and_numbers() {
    check(
        "He can't pay 12,500 or 1.5 at 23:40",
        "- He can\n+ He can't\n- pay 12\n- 500 or 1\n- 5 at 23:40\n+ 1.5 at 23:40\n- 1.5 at 23\n- an't pay",
    );
    check(
        "between −3 and +4, 5-6, 2019–20 and —7",
        "- 3 and\n+ -3 and\n- 4, 5-6\n+ +4, 5-6\n+ 6, 2019-20\n+ 20 and\n+ 7",
    );
    check("l'été, the 1990's, rock 'n' roll, 'so'", "+ été\n- the 1990\n+ the 1990's\n+ rock 'n'\n+ 'so'\n+ so");
    check("40 m², 85%, x٫5 ۲٫۵", "- 40 m\n+ 85\n- ۵\n+ ۲٫۵");
    check("二十一天", "+ 十一\n+ 一天");
    check("the boys' own", "+ the boys\n+ the boys'");
    check("Es heißt: qu'il l'a", "+ qu'il l'\n- qu'il l");
}

#[test]
fn gaps_stand_for_anything_in_order() {
    let text = "He said that he would not pay, then that he would, and left.";
    check(
        text,
        "+ He said […] would not pay [...] left\n- left […] He said\n+ […] would not pay […].\n+ He said […] that he",
    );
    check(text, "+ un[…] […] left".replace("un", "th").as_str());
    check("It is impossible to pay", "+ im[…]ible to\n- […]possible\n+ It is im[…]possible\n- It […] possible");
    check("one two", "+ one […] two\n- two […] two\n- one […] one");
}

#[test]
fn a_wide_gap_is_told_if_no_narrower_one_will_do() {
    let text = format!("alpha {} alpha {} omega {}", "x ".repeat(1_500), "y ".repeat(10), "z ".repeat(1_500));
    assert!(!find(&text, "alpha […] omega").expect("found").far_apart);
    let text = format!("alpha {} omega", "é".repeat(1_998));
    assert!(!find(&text, "alpha […] omega").expect("found").far_apart, "exactly 2,000 characters");
    let text = format!("alpha {} omega", "é".repeat(1_999));
    assert!(find(&text, "alpha […] omega").expect("found").far_apart);
}

#[test]
fn brackets_are_the_authors_own_words() {
    check(
        "He walked home and the mayor said no",
        "+ He walk[s] home\n+ He walk[] home\n- He wal[k] hom\n+ [T]he mayor\n+ [t]he mayor",
    );
    check(
        "He walked home and the mayor said no",
        "- [s]he mayor\n+ and [he] said no\n+ [The mayor] said no\n+ the [new] mayor\n+ the mayor [sic] said",
    );
    check(
        "the US Army and 12 men said no",
        "+ the [American] Army\n- the US [few] men\n+ the US Army [...] men\n- US [and] said no",
    );
    check("one a b c d e two, one a b c d e f three", "+ one [x] two\n- one [x] three");
    check("walk[ed] as written [sic]", "+ walk[ed] as written [sic]\n+ as written [sic]\n+ as written [!]");
    check(
        "She did say 15 metres",
        "- She did not say\n+ She did [not] say\n- 1[!] metres\n+ 1[5] metres\n+ 15 [m]etres",
    );
    check("市长先生在会上说不", "+ 市长[在昨天的会上]说不\n+ 市[长]先生\n+ [他]在会上说不");
    check("市长先生在昨天下午的会上又说不", "- 市长[他]不");
}

#[test]
fn replaced_words_are_listed() {
    let replaced = |text: &str, quote: &str| -> Vec<(String, String)> {
        let found = find(text, quote).expect("found");
        found.replaced.into_iter().map(|replaced| (replaced.bracket, replaced.words)).collect()
    };
    let pair = |bracket: &str, words: &str| vec![(bracket.to_string(), words.to_string())];
    assert_eq!(replaced("that he did\nnot pay", "that he [did] pay"), pair("did", "did not"));
    assert_eq!(replaced("that he did pay", "that he [did] pay"), []);
    assert_eq!(replaced("that he did pay", "that he did [not] pay"), pair("not", ""));
    assert_eq!(replaced("He walks. He walked home", "He walk[ed]"), []);
    assert_eq!(replaced("He walks home", "He walk[ed] home"), pair("ed", "s"));
    assert_eq!(replaced("The end", "[t]he end"), []);
}

#[test]
fn end_marks_may_be_missing_from_the_text() {
    check(
        "We shall raise her? \"Yes\"",
        "+ We shall raise her.\n+ “We shall raise her,”\n- We shall raise her!\n+ We shall raise her?\n+ \"Yes.\"",
    );
    check("said he; and", "+ said he;\n+ 'said he'\n- said he: and\n+ said […], and");
    check("灯灭了", "+ 灯灭了。\n+ 、灯灭了…");
}

#[test]
fn quotes_without_words_say_nothing() {
    for quote in ["", " ", "…", "[…]", "[The mayor]", "!", "words […] ! […] words", "[a] […] words", "\u{ad}"]
    {
        assert_eq!(Quote::parse(quote), None, "{quote:?}");
    }
    for quote in ["a", "5", "words […].", "\"[…] words", "words […], […] words"] {
        assert!(Quote::parse(quote).is_some(), "{quote:?}");
    }
}

fn nearest(text: &str, quote: &str) -> Option<Nearest> {
    let text = text_of(text, LineEndHyphens::MaySplitWords);
    Searchable::of(&text).nearest(&Quote::parse(quote).expect("a quote"))
}

#[test]
fn the_nearest_passage_shows_what_differs_and_where() {
    let text = "The well was dug.\nThe miller blamed the drought and not\nthe wheel. The clerk did not agree.\nThe miller left.";
    let found = nearest(text, "The miller blamed the draught and the wheel").expect("a passage");
    assert_eq!((found.line, found.text.as_str()), (2, "The miller blamed the drought and not the wheel"));
    let only = |side: Side| {
        found.diff.iter().filter(|part| part.side == side).map(|part| part.words.trim()).collect::<Vec<&str>>()
    };
    assert_eq!((only(Side::Quote), only(Side::Text)), (vec!["draught"], vec!["drought", "not"]));
    assert!(!found.out_of_order);
    assert_eq!(nearest(text, "Nothing of the sort was ever said by anybody here"), None);
}

#[test]
fn the_nearest_passage_is_that_of_the_piece_that_is_missing() {
    let text = "He came at nine and sat down. Then he said that nobody had paid him.";
    let found = nearest(text, "He came at nine […] said that somebody had paid him").expect("a passage");
    assert_eq!((found.piece, found.text.as_str()), (1, "said that nobody had paid him"));
    let found = nearest(text, "nobody had paid him […] He came at nine").expect("a passage");
    assert!(found.out_of_order);
    let found = nearest("守塔人说：灯从来没有熄灭过。", "灯从来没熄灭过").expect("a passage");
    assert_eq!(found.text, "灯从来没有熄灭过");
}
