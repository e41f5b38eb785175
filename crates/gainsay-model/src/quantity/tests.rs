//! Tests the quantities that are read of texts, and the answers to texts that are not read.

use super::*;

fn quantity(text: &str) -> Quantity {
    Quantity::read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn decimal(text: &str) -> Decimal {
    match quantity(text).low {
        Bound::Closed(number) => number,
        low => panic!("{text}: {low:?}"),
    }
}

/// Numbers of every size and shape, in rising order.
const RISING: [&str; 21] = [
    "-1e400",
    "-123456789012345678901234567890123456789012345",
    "-1000000",
    "-3.5",
    "-1e-400",
    "0",
    "1e-400",
    "1e-39",
    "0.1",
    "0.99999999999999999999999999999999999999999",
    "1",
    "1.00000000000000000000000000000000000000001",
    "3.5",
    "9.999",
    "1e6",
    "99999999999999999999999999999999999999",
    "1e38",
    "100000000000000000000000000000000000001",
    "123456789012345678901234567890123456789012345",
    "1e100",
    "1e400",
];

#[test]
fn every_form_is_read() {
    let closed = |text| Bound::Closed(decimal(text));
    let open = |text| Bound::Open(decimal(text));
    let free = || Bound::Unbounded;
    for (text, low, high, approximate, unit) in [
        ("50", closed("50"), closed("50"), false, None),
        ("50 %", closed("50"), closed("50"), false, Some("%")),
        ("50%", closed("50"), closed("50"), false, Some("%")),
        ("-3.5", closed("-3.5"), closed("-3.5"), false, None),
        ("~50", closed("45"), closed("55"), true, None),
        ("~-50", closed("-55"), closed("-45"), true, None),
        ("~0", closed("0"), closed("0"), true, None),
        ("> 50", open("50"), free(), false, None),
        (">=50 km", closed("50"), free(), false, Some("km")),
        ("< 50", free(), open("50"), false, None),
        ("<= 5e1", free(), closed("50"), false, None),
        (" 45 .. 55   US \t dollars ", closed("45"), closed("55"), false, Some("US dollars")),
        ("45..45", closed("45"), closed("45"), false, None),
        ("1.5..2.5", closed("1.5"), closed("2.5"), false, None),
        ("5eggs", closed("5"), closed("5"), false, Some("eggs")),
        ("5 e3", closed("5"), closed("5"), false, Some("e3")),
        ("12 m²", closed("12"), closed("12"), false, Some("m²")),
        ("20 °C", closed("20"), closed("20"), false, Some("°C")),
        ("50€", closed("50"), closed("50"), false, Some("€")),
        ("280 ± 5", closed("275"), closed("285"), false, None),
        ("280±5 km", closed("275"), closed("285"), false, Some("km")),
        ("-3.5 +/- 0.5 %", closed("-4"), closed("-3"), false, Some("%")),
        ("280+/-+5", closed("275"), closed("285"), false, None),
        ("5 ± 0", closed("5"), closed("5"), false, None),
        ("1.5 million people", closed("1500000"), closed("1500000"), false, Some("people")),
        ("~2 billion", closed("1800000000"), closed("2200000000"), true, None),
        (">= 3\tthousand  t", closed("3000"), free(), false, Some("t")),
        ("5..6 million", closed("5000000"), closed("6000000"), false, None),
        ("5 million..6 million", closed("5000000"), closed("6000000"), false, None),
        ("5 thousand .. 6 million", closed("5000"), closed("6000000"), false, None),
        ("1 ± 0.5 trillion", closed("5e11"), closed("1.5e12"), false, None),
        ("1 million±5 thousand", closed("995000"), closed("1005000"), false, None),
        (
            "1e400 trillion",
            Bound::Closed(&decimal("1e400") * &decimal("1e12")),
            Bound::Closed(&decimal("1e400") * &decimal("1e12")),
            false,
            None,
        ),
        ("5 millionaires", closed("5"), closed("5"), false, Some("millionaires")),
    ] {
        assert_eq!(quantity(text), Quantity { low, high, approximate, unit: unit.map(str::to_string) }, "{text}");
    }
}

#[test]
fn what_is_no_form_is_refused() {
    for text in [
        "5million",
        "5 thousand million",
        "5 million million people",
        "5 thousand..6",
        "5 million..6",
        "~280 ± 5",
        ">280 ± 5",
        "280 ± -5",
        "280 ± ~5",
        "280 ±",
        "280 ± 5 ± 5",
        "1..2 ± 5",
        "280 + / - 5",
        "1.5 million..",
    ] {
        assert!(Quantity::read(text).is_err(), "{text}");
    }
}

#[test]
fn grouped_thousands_are_suspected() {
    for text in [
        "50.000",
        "1.234",
        "~-1.234 %",
        "+999.999",
        "1..2.500",
        "0..1.500",
        "5 ± 1.250",
        "010.000",
        "1.234 million",
        "1.500e3",
    ] {
        assert!(is_ambiguous(text) && Quantity::read(text).is_ok(), "{text}");
    }
    for text in
        ["0.500", "000.500", "50.00", "50.0000", "1234.500", "50000", "1.50e3", "45..555", "1..234", "5 ± 0.125"]
    {
        assert!(!is_ambiguous(text), "{text}");
    }
}

#[test]
fn an_approximate_quantity_can_be_read_otherwise() {
    for (text, unwidened, far) in
        [("~50", "50", "25..75"), ("~-20 %", "-20", "-30..-10"), ("~0", "0", "0"), ("50", "50", "50")]
    {
        let bounds = |quantity: Quantity| (quantity.low, quantity.high);
        assert_eq!(bounds(quantity(text).unwidened()), bounds(quantity(unwidened)), "{text}");
        assert_eq!(bounds(quantity(text).far_widened()), bounds(quantity(far)), "{text}");
    }
    assert!(!quantity("~1500").far_widened().meets(&quantity("~20").far_widened()));
    assert!(quantity("~100").far_widened().meets(&quantity("~40").far_widened()));
}

#[test]
fn one_exact_number_has_neither_sign_nor_second_number() {
    assert_eq!(read_exact(" 1.5 million t "), Ok(Some((decimal("1500000"), Some("t".to_string())))));
    for text in ["~5", ">=5", "5..5", "5 ± 0", "5 +/- 0"] {
        assert_eq!(read_exact(text), Ok(None), "{text}");
    }
    assert!(read_exact("five").is_err());
}

#[test]
fn one_number_has_one_form() {
    for (a, b) in [
        ("1e6", "1_000_000"),
        ("1E+6", "1000000.000"),
        ("+0.50", "5e-1"),
        ("-0", "0"),
        ("0e-7", "0"),
        ("0012", "12"),
        ("1_0.0_1e0_1", "100.1"),
        ("1e0000400", "1e400"),
    ] {
        assert_eq!(decimal(a), decimal(b), "{a} and {b}");
        assert_eq!(decimal(a).to_string(), decimal(b).to_string());
    }
    for text in RISING {
        assert_eq!(decimal(&decimal(text).to_string()), decimal(text), "{text}");
    }
    assert_eq!(decimal("1e6").to_string(), "1000000");
    assert_eq!(decimal("-0.0035").to_string(), "-0.0035");
    assert_eq!(decimal("12.50").to_string(), "12.5");
    assert_eq!(decimal("1e400").to_string(), "1e400");
}

#[test]
fn decimals_are_ordered_exactly() {
    for (i, a) in RISING.iter().enumerate() {
        for (j, b) in RISING.iter().enumerate() {
            assert_eq!(decimal(a).cmp(&decimal(b)), i.cmp(&j), "{a} and {b}");
        }
    }
}

#[test]
fn sums_and_products_keep_the_laws() {
    let numbers: Vec<Decimal> = RISING.iter().map(|text| decimal(text)).collect();
    for a in &numbers {
        assert!((a - a).is_zero() && !(a - a).is_negative());
        assert_eq!(a * &decimal("1"), *a);
        assert!((a * &Decimal::zero()).is_zero());
        for b in &numbers {
            assert_eq!(a + b, b + a);
            assert_eq!(a * b, b * a);
            assert_eq!(&(&(a + b) - b), a, "{a} + {b} - {b}");
            assert_eq!((a - b).is_negative(), a < b, "{a} - {b}");
            let third = decimal("-70000000000000000000000000000000000.3");
            assert_eq!(&(a + b) * &third, &(a * &third) + &(b * &third), "({a} + {b}) * {third}");
        }
    }
    // The library has another path for numbers that fit the machine: sums must be the same there.
    for a in -60_i128..60 {
        for b in -60_i128..60 {
            let (x, y) = (decimal(&a.to_string()), decimal(&b.to_string()));
            assert_eq!((&x + &y).to_string(), (a + b).to_string());
            assert_eq!((&x - &y).to_string(), (a - b).to_string());
            assert_eq!((&x * &y).to_string(), (a * b).to_string());
        }
    }
    assert_eq!((&decimal("1e38") - &decimal("1")).to_string(), "9".repeat(38));
    assert_eq!((&decimal(&"9".repeat(38)) + &decimal("1")), decimal("1e38"));
    let nines = decimal(&"9".repeat(40));
    assert_eq!((&nines * &nines).to_string(), format!("{}8{}1", "9".repeat(39), "0".repeat(39)));
}

#[test]
fn intervals_are_compared_with_their_ends() {
    // (a, b, a within b, b within a, meet)
    for (a, b, in_b, in_a, meet) in [
        ("50", "50 %", true, true, true),
        (">50", "50", false, false, false),
        (">=50", "50", false, true, true),
        (">50", ">=50", true, false, true),
        ("<50", "<=50", true, false, true),
        ("<50", ">50", false, false, false),
        ("<50", ">=50", false, false, false),
        ("<=50", ">=50", false, false, true),
        ("45..55", "~50", true, true, true),
        ("45..50", "50..55", false, false, true),
        ("45..49.9", "50..55", false, false, false),
        ("45..55", ">40", true, false, true),
        (">40", "<60", false, false, true),
    ] {
        let (a, b) = (quantity(a), quantity(b));
        assert_eq!((a.within(&b), b.within(&a), a.meets(&b), b.meets(&a)), (in_b, in_a, meet, meet), "{a:?} {b:?}");
        assert_eq!((a.disjoint(&b), a.gap(&b).is_none()), (!meet, meet));
        assert_eq!(a.gap(&b), b.gap(&a));
    }
    assert_eq!(quantity(">50").gap(&quantity("50")), Some(Decimal::zero()));
    assert_eq!(quantity("40..45.5").gap(&quantity(">50")), Some(decimal("4.5")));
    let bounds = |text| {
        let q = quantity(text);
        (q.low, q.high, q.approximate)
    };
    let same = |a, b| bounds(a) == bounds(b);
    assert!(same("~50", "~50 %"));
    assert!(!same("~50", "45..55"));
    assert!(!same(">50", ">=50"));
}

#[test]
fn a_gap_equal_to_the_tolerance_is_no_difference() {
    for (tolerance, a, b, exceeded) in [
        ("5%", "95", "100", false),
        ("5 %", "94.99", "100", true),
        ("5%", "-95", "-100", false),
        ("5%", "-94.99", "-100", true),
        ("5%", "1..95", "100..1000", false),
        ("5", "95", "100", false),
        ("5 km", "94", "100", true),
        ("0", "50", ">50", false),
        ("0", "50", "50.0000000001", true),
        ("1e400", "50", "60", false),
        ("0%", "50", "50", false),
    ] {
        let tolerance = Tolerance::read(tolerance).unwrap();
        let (a, b) = (quantity(a), quantity(b));
        assert_eq!(
            (tolerance.exceeded_by(&a, &b), tolerance.exceeded_by(&b, &a)),
            (exceeded, exceeded),
            "{tolerance:?} {a:?} {b:?}"
        );
    }
    assert_eq!(Tolerance::read("5 %"), Tolerance::read("5%"));
    assert_eq!(Tolerance::read("5%"), Ok(Tolerance::Relative(decimal("0.05"))));
    assert_eq!(Tolerance::read("0.5 km"), Ok(Tolerance::Absolute(decimal("0.5"), Some("km".to_string()))));
    assert_eq!(Tolerance::read("5 thousand km"), Tolerance::read("5000 km"));
    for bad in ["", "-5%", "~5%", ">5", "4..5", "5..5", "5 ± 0", "five"] {
        assert!(Tolerance::read(bad).is_err(), "{bad}");
    }
}

#[test]
fn hostile_texts_are_refused_at_once() {
    let long = |count: usize| "9".repeat(count);
    for (text, message) in [
        (long(1_000_000), "too long"),
        (long(1_001), "1000 digits"),
        (format!("0.{}", long(1_000)), "1000 digits"),
        ("1e401".to_string(), "exponent"),
        ("1e-401".to_string(), "exponent"),
        ("1e999999999".to_string(), "exponent"),
        (format!("1e{}", long(900)), "exponent"),
        ("0e401".to_string(), "exponent"),
        (format!("5 {}", "k".repeat(101)), "unit"),
        ("5 ".repeat(2_000), "not a quantity"),
        (" to 5".repeat(900), "not a quantity"),
    ] {
        let fault = Quantity::read(&text).unwrap_err();
        assert!(fault.message.contains(message) && fault.message.len() < 300 && fault.help.len() < 300, "{fault:?}");
    }
    let (large, small) = (format!("{}e400", long(1_000)), format!("0.{}e-400", long(999)));
    let (a, b) = (decimal(&large), decimal(&small));
    assert!(a > b && &(&a + &b) - &a == b && (&a * &b) < a);
    assert!(quantity(&format!("~{large}")).disjoint(&quantity(&small)));
    assert!(quantity(&format!("5 {}", "k".repeat(100))).unit.is_some());
}

/// A remedy never runs digits together that stood apart, and takes no sign for a unit.
#[test]
fn what_stands_around_a_fraction_is_not_lost() {
    for text in ["5½5", "10½105", "1,5k5", "±10½%", "–5½ km", "5½ -"] {
        let fault = Quantity::read(text).expect_err(text);
        assert_eq!(fault.fix, None, "{text}: {fault:?}");
    }
    for (text, form) in
        [("5½ km", "5.5 km"), ("about 3½", "~3.5"), ("12thousand", "12 thousand"), ("−5½ km", "-5.5 km")]
    {
        let fault = Quantity::read(text).expect_err(text);
        assert_eq!(fault.fix.as_deref(), Some(form), "{text}");
    }
}
