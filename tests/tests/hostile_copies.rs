//! Copies that were made, or have become, such that reading them could do harm: they are read in time that grows with
//! their length, or it is said why not.

use std::io::Write;
use std::time::Duration;

use gainsay_sources::{
    CouldNotLook, Extracted, Form, KeptCopy, LineEndHyphens, Metadata, Quote, Reading, Searchable, TextOfRecord,
    Verdict, text_beside_copy, text_of_record,
};
use gainsay_tests::cpu_time::of_this_thread;

/// The most work that any of these may take: far above what it takes, far below what the square of its length would.
const LONG: Duration = Duration::from_secs(60);

fn read(name: &str, bytes: &[u8]) -> Result<TextOfRecord, CouldNotLook> {
    let began = of_this_thread();
    let copy = KeptCopy { name, bytes, addresses: &["https://a.example/page"] };
    let text = text_of_record(&copy);
    let _ = Metadata::of(&copy);
    assert_is_done_in_time(name, began);
    match text? {
        Extracted::Text(text) => Ok(text),
        Extracted::Pdf(_) => panic!("{name} is taken for a PDF"),
    }
}

/// Holds the work of this thread since then against the most that it may be, where the system tells it.
fn assert_is_done_in_time(what: &str, began: Option<Duration>) {
    if let (Some(began), Some(now)) = (began, of_this_thread()) {
        assert!(now - began < LONG, "{what} took {:?}", now - began);
    }
}

fn stands(text: &TextOfRecord, quote: &str) -> bool {
    let began = of_this_thread();
    let quote = Quote::parse(quote).expect("a quote");
    let searchable = Searchable::of(text);
    let verdict = searchable.find(&quote);
    if verdict == Verdict::NotFound {
        let _ = searchable.nearest(&quote);
    }
    assert_is_done_in_time("looking", began);
    matches!(verdict, Verdict::Found(_))
}

fn page(body: &str) -> Vec<u8> {
    format!("<!doctype html><meta charset=utf-8><body>{body}").into_bytes()
}

#[test]
fn elements_nested_however_deep_are_read() {
    for element in ["div", "b", "p", "blockquote", "table", "svg", "a", "font"] {
        let deep = page(&format!(
            "{}The words in the depth{}",
            format!("<{element}>").repeat(50_000),
            format!("</{element}>").repeat(50_000)
        ));
        match read("deep.html", &deep) {
            Ok(text) => assert!(stands(&text, "The words in the depth"), "in {element}"),
            Err(why) => assert_eq!((element, why), ("svg", CouldNotLook::NoWords)),
        }
    }
    let fonts: String = (0..20_000).map(|n| format!("<p><font size={n}>")).collect();
    let _ = read("fonts.html", &page(&format!("{fonts}{}", "<p>x".repeat(20_000))));
    let _ = read("tables.html", &page(&"<table><td><b>x<div>".repeat(10_000)));
    let _ = read("links.html", &page(&"<a href=x><div>".repeat(20_000)));
}

#[test]
fn a_tag_may_have_any_number_of_attributes() {
    let attributes: String = (0..60_000).map(|n| format!(" a{n}=\"x > y\"")).collect();
    let text = read("attributes.html", &page(&format!("<p{attributes}>The words</p{attributes}> behind")));
    assert!(stands(&text.expect("a text"), "The words behind"));
}

#[test]
fn long_pages_are_read() {
    let text = read("long.html", &page(&"<p>The same words again. ".repeat(120_000))).expect("a text");
    assert!(stands(&text, "The same words again. The same words again."));
    assert!(!stands(&text, "The same words never"));
    let text = read("long.txt", "The same words again.\n".repeat(150_000).as_bytes()).expect("a text");
    assert!(stands(&text, "again. The same"));
    assert!(!stands(&text, "The same […] words [never] again […] no"));
}

#[test]
fn texts_that_repeat_themselves_do_not_cost_the_square() {
    let text =
        |text: String, hyphens| TextOfRecord { form: Form::PlainText, readings: vec![Reading { text, hyphens }] };
    for (part, quote) in [
        ("a", "a"),
        ("a-", "a-"),
        ("a-\n", "a-"),
        ("a ", "[a] a "),
        ("a ", "a […] "),
        ("“", "“"),
        ("- ", "- "),
        ("a\u{301}", "a\u{301}"),
    ] {
        let long = text(part.repeat(100_000), LineEndHyphens::MaySplitWords);
        let quote = format!("{}b", quote.repeat(2_000));
        let _ = stands(&long, &quote);
    }
    let _ = stands(&text("\u{ad}".repeat(500_000) + "a", LineEndHyphens::MaySplitWords), "b");
    let _ = stands(&text("\u{301}".repeat(500_000) + "a", LineEndHyphens::Kept), "b");
    let _ = stands(&text("灯“ ".repeat(200_000), LineEndHyphens::Kept), "灯火");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("packing in memory");
    encoder.finish().expect("packing in memory")
}

fn warc(target: &str, header: &str, body: &[u8]) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n").into_bytes();
    block.extend_from_slice(body);
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {target}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    record.extend(block);
    record.extend(b"\r\n\r\n");
    record
}

#[test]
fn bombs_are_not_unpacked() {
    let bomb = gzip(&vec![b' '; 300 << 20]);
    let packed = warc("https://a.example/page", "Content-Type: text/html\r\nContent-Encoding: gzip", &bomb);
    assert_eq!(read("bomb.warc", &packed), Err(CouldNotLook::UnpacksTooLarge));
    let mut members = gzip(b"WARC/1.0\r\n\r\n");
    members.extend(&bomb);
    assert_eq!(read("bomb.warc.gz", &members), Err(CouldNotLook::UnpacksTooLarge));
    assert_eq!(read("bomb.html", &bomb), Err(CouldNotLook::UnknownForm));
    let many = warc(
        "https://a.example/x",
        "Content-Type: application/octet-stream\r\nContent-Encoding: gzip",
        &gzip(&vec![0; 100 << 20]),
    );
    assert_eq!(read("many.warc", &many.repeat(50)), Err(CouldNotLook::UnpacksTooLarge));
}

#[test]
fn of_several_pages_in_a_warc_file_the_one_of_the_source_is_read() {
    let html = |target: &str, words: &str| warc(target, "Content-Type: text/html", format!("<p>{words}").as_bytes());
    let redirect =
        String::from_utf8(html("https://a.example/page", "The moved words")).expect("text").replace("200 OK", "301 Mo");
    let all = [
        redirect.into_bytes(),
        html("https://b.example/", "The other words"),
        html("<https://a.example/page#part>", "The right words"),
    ]
    .concat();
    let text = read("several.warc", &all).expect("a text");
    assert!(stands(&text, "The right words") && !stands(&text, "The other words") && !stands(&text, "The moved words"));
    let strange = warc("https://a.example/page", "Content-Type: text/html\r\nContent-Encoding: br", b"xyz");
    assert_eq!(read("strange.warc", &strange), Err(CouldNotLook::UnknownCoding("br".to_string())));
    assert_eq!(
        read("none.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n"),
        Err(CouldNotLook::NoPage(Form::Warc))
    );
    let plain = warc("https://c.example/", "Content-Type: text/plain; charset=koi8-r", b"\xc6\xc1\xd2");
    assert!(stands(&read("plain.warc", &plain).expect("a text"), "фар"));
}

#[test]
fn encodings_are_told_in_their_order() {
    let text = |bytes: &[u8]| read("page.html", bytes).map(|text| text.readings[0].text.trim().to_string());
    assert_eq!(text(b"<p>caf\xe9").as_deref(), Ok("caf\u{e9}"), "windows-1252 if it is no UTF-8");
    assert_eq!(text("<p>café".as_bytes()).as_deref(), Ok("café"), "UTF-8 if it is");
    assert_eq!(text(b"<meta charset=koi8-r><p>\xc6\xc1\xd2").as_deref(), Ok("фар"));
    assert_eq!(
        text("\u{feff}<meta charset=koi8-r><p>фар".as_bytes()).as_deref(),
        Ok("фар"),
        "the mark goes before the declaration"
    );
    assert_eq!(text(b"<meta charset=utf-8><p>caf\xe9").as_deref(), Ok("caf\u{fffd}"));
    assert_eq!(text(b"<meta charset=nonesuch><p>caf\xe9").as_deref(), Ok("caf\u{e9}"));
    assert_eq!(text(b"<?xml version='1.0' encoding='koi8-r'?><html><p>\xc6\xc1\xd2").as_deref(), Ok("фар"));
    let utf16: Vec<u8> = "\u{feff}<p>фар".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text(&utf16).as_deref(), Ok("фар"));
    assert_eq!(read("page.txt", b"caf\xe9"), Err(CouldNotLook::UnknownEncoding));
    assert_eq!(text_beside_copy(b"caf\xe9"), Err(CouldNotLook::UnknownEncoding));
}

#[test]
fn the_form_is_told_by_content_and_only_then_by_the_ending() {
    let form = |name: &str, bytes: &[u8]| Form::of(name, bytes);
    assert_eq!(form("a.txt", b"\n<!-- x --> <!DOCTYPE HTML><p>x"), Ok(Form::Html));
    assert_eq!(form("a", b"<?xml version='1.0'?>\n<html>"), Ok(Form::Html));
    assert_eq!(form("a.md", b"<p>x"), Ok(Form::Markdown));
    assert_eq!(form("a.html", b"words"), Ok(Form::Html));
    assert_eq!(form("a", b"words"), Ok(Form::PlainText));
    assert_eq!(form("a.txt", b"<place of birth>"), Ok(Form::PlainText));
    assert_eq!(form("a.txt", b"%PDF-1.7"), Ok(Form::Pdf));
    assert_eq!(form("a.dat", b"WARC/1.0\r\n"), Ok(Form::Warc));
    assert_eq!(
        form("a.txt", b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"),
        Ok(Form::Mhtml)
    );
    for (name, bytes) in [
        ("a.docx", &b"PK\x03\x04\xff"[..]),
        ("a.png", b"\x89PNG\r\n"),
        ("a.xml", b"<?xml version='1.0'?><rss>"),
        ("a", b"a\0b"),
    ] {
        assert_eq!(form(name, bytes), Err(CouldNotLook::UnknownForm), "{name}");
    }
    assert_eq!(read("a.txt", b" \n"), Err(CouldNotLook::NoWords));
    assert_eq!(read("a.html", b"<script>words</script>"), Err(CouldNotLook::NoWords));
}

#[test]
fn what_a_reader_does_not_see_is_no_text() {
    let text = read(
        "page.html",
        &page(
            "<p hidden>The hidden words</p><p style='Display: none'>The styled words</p><svg><text>The drawn words</text></svg>\
        <select><option>The chosen words</select><ruby>漢<rp>(</rp><rt>かん</rt></ruby>字 <math><mi>x</mi></math><object>The words of an object</object>\
        <template><p>The templated words</template><p>The seen words<sup>2</sup>",
        ),
    );
    let text = text.expect("a text");
    assert!(stands(&text, "The seen words2") && stands(&text, "漢字"));
    for quote in [
        "The hidden words",
        "The styled words",
        "The drawn words",
        "The chosen words",
        "The words of an object",
        "The templated words",
    ] {
        assert!(!stands(&text, quote), "{quote}");
    }
}

#[test]
fn markdown_is_read_as_it_stands_and_without_its_marks() {
    let source = "# Head\n\nThe *very* `first` [words](http://a.example/x) were **not** said.\n\n> The quoted\n> words\n> > deeper\n\n```rust\nlet x = 1;\n```\n5 * 3 * 2 and snake_case_name\n\n- one\n- two\n";
    let text = read("page.md", source.as_bytes()).expect("a text");
    for quote in [
        "The very first words were not said",
        "The *very* `first` [words](http://a.example/x) were **not** said.",
        "The quoted words deeper",
        "> The quoted > words",
        "let x = 1; 5 * 3 * 2 and snake_case_name",
        "- one - two",
        "# Head",
    ] {
        assert!(stands(&text, quote), "{quote}\n{text:?}");
    }
    assert!(!stands(&text, "were said"));
    for hostile in [
        "> ".repeat(100_000),
        "*a ".repeat(100_000),
        "[".repeat(100_000),
        "`a".repeat(100_000),
        "- ".repeat(50_000),
        "![x](".repeat(50_000),
    ] {
        let _ = read("page.md", format!("{hostile} words").as_bytes());
    }
}

#[test]
fn messages_of_many_kinds_are_read_or_refused() {
    let message = |rest: &str| format!("From: x\r\nMIME-Version: 1.0\r\n{rest}").into_bytes();
    let nested = message(
        "Content-Type: multipart/related; boundary=\"o\"; start=\"<second>\"\r\n\r\n--o\r\nContent-Type: text/html\r\n\r\n<p>The first words\r\n\
         --o\r\nContent-Type: multipart/alternative; boundary=i\r\nContent-ID: <second>\r\n\r\n--i\r\nContent-Type: text/plain\r\n\r\nplain\r\n\
         --i\r\nContent-Type: text/html; charset=windows-1251\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+8ODs\r\n--i--\r\n--o--\r\n",
    );
    assert!(stands(&read("nested.mht", &nested).expect("a text"), "рам"));
    let unclosed = message(
        "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>The last words",
    );
    assert!(stands(&read("unclosed.mht", &unclosed).expect("a text"), "The last words"));
    let empty = message("Content-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n");
    assert_eq!(read("empty.mht", &empty), Err(CouldNotLook::NoPage(Form::Mhtml)));
    let mut deep = String::new();
    for n in 0..10_000 {
        deep += &format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n");
    }
    assert_eq!(read("deep.mht", &message(&deep)), Err(CouldNotLook::NoPage(Form::Mhtml)));
    let many = message(&format!(
        "Content-Type: multipart/related; boundary=b\r\n\r\n{}",
        "--b\r\nContent-Type: text/html\r\n\r\nx\r\n".repeat(200_000)
    ));
    assert!(read("many.mht", &many).is_ok());
}

#[test]
fn copies_say_what_they_know_of_their_source() {
    let page = page(
        "<head><title>A  title\n here</title><link rel=canonical href='https://a.example/c'><meta property=og:site_name content='The Courier'>\
         <script type='application/ld+json'>{\"@graph\": [{\"@type\": \"NewsArticle\", \"datePublished\": \"2026-03-01T08:00:00Z\"}]}</script><body>x",
    );
    let metadata = Metadata::of(&KeptCopy { name: "a.html", bytes: &page, addresses: &[] });
    assert_eq!(metadata.title.as_deref(), Some("A title here"));
    assert_eq!(metadata.url.as_deref(), Some("https://a.example/c"));
    assert_eq!(metadata.published.as_deref(), Some("2026-03-01"));
    assert_eq!(metadata.publisher.as_deref(), Some("The Courier"));
    assert_eq!((metadata.accessed, metadata.lang), (None, None));
}
