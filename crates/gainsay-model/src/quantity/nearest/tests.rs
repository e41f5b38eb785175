//! Holds two tables: texts with the form that is offered for them, which must mean the same; and texts for which no
//! form may be offered as their meaning.

use super::super::{Quantity, QuantityFault, unit_fault};

/// Returns the fault of a text where a number of this unit, or of none, is wanted.
fn fault(text: &str, unit: Option<&str>) -> Option<QuantityFault> {
    match Quantity::read(text) {
        Err(fault) => Some(fault.for_unit(text, unit)),
        Ok(quantity) => match &quantity.unit {
            Some(given) if Some(given.as_str()) != unit => Some(unit_fault(text, given, unit)),
            _ => None,
        },
    }
}

const SAME: &[(&str, Option<&str>, &str)] = &[
    ("1,000,000", None, "1_000_000"),
    ("1 000 000 km", Some("km"), "1_000_000 km"),
    ("1 000", None, "1_000"),
    ("1\u{a0}000", None, "1_000"),
    ("1\u{202f}000\u{202f}000", None, "1_000_000"),
    ("1'000", None, "1_000"),
    ("1’000’000", None, "1_000_000"),
    ("1.234.567", None, "1_234_567"),
    ("1,234.56", None, "1_234.56"),
    ("1.234,56", None, "1_234.56"),
    ("1 234,5", None, "1_234.5"),
    ("12,34,567", None, "12_34_567"),
    ("3,5", None, "3.5"),
    ("0,125", None, "0.125"),
    (".5", None, "0.5"),
    ("5.", None, "5"),
    ("½", None, "0.5"),
    ("2½", None, "2.5"),
    ("2 ¾", None, "2.75"),
    ("−3.5", None, "-3.5"),
    ("≥ 50", None, ">= 50"),
    ("≈50", None, "~50"),
    ("۵۰", None, "50"),
    ("٥٠٫٥", None, "50.5"),
    ("५०", None, "50"),
    ("５０", None, "50"),
    ("10k", None, "10_000"),
    ("10k people", Some("people"), "10_000 people"),
    ("2.5k", None, "2_500"),
    ("5bn", None, "5 billion"),
    ("5 Mio.", None, "5 million"),
    ("5 Mrd", None, "5 billion"),
    ("5 Millionen", None, "5 million"),
    ("12 Thousand", None, "12 thousand"),
    ("12thousand", None, "12 thousand"),
    ("3 lakh", None, "300_000"),
    ("2 crore", None, "20_000_000"),
    ("2 dozen", None, "24"),
    ("a dozen", None, "12"),
    ("fifty", None, "50"),
    ("ten thousand", None, "10 thousand"),
    ("5k–10k", None, "5_000..10_000"),
    ("50 to 60 million", None, "50..60 million"),
    ("45–55", None, "45..55"),
    ("5–10", None, "5..10"),
    ("45-55 %", Some("%"), "45..55 %"),
    ("45 to 55", None, "45..55"),
    ("between 45 and 55", None, "45..55"),
    ("45 %..55 %", Some("%"), "45..55 %"),
    ("45% – 55%", Some("%"), "45..55%"),
    ("about 50 %", Some("%"), "~50 %"),
    ("approx. 50", None, "~50"),
    ("c. 1,000,000", None, "~1_000_000"),
    ("50 ~", None, "~50"),
    ("50 or so", None, "~50"),
    ("more than 50", None, ">50"),
    ("over 5 million", None, ">5 million"),
    ("at least 50", None, ">=50"),
    ("no fewer than 50", None, ">=50"),
    ("up to 50", None, "<=50"),
    ("no more than 50", None, "<=50"),
    ("less than 50", None, "<50"),
    ("50+", None, ">=50"),
    ("50 or more", None, ">=50"),
    ("$50", Some("$"), "50 $"),
    ("EUR 50", Some("EUR"), "50 EUR"),
    ("50 percent", Some("%"), "50 %"),
    ("50 per cent", Some("%"), "50 %"),
    ("=50", None, "50"),
    ("1__000", None, "1_000"),
    ("50 people.", Some("people"), "50 people"),
    ("50\u{200b}", None, "50"),
    ("“50”", None, "50"),
];

const NONE: &[(&str, Option<&str>, &[&str])] = &[
    ("50,000", None, &["50_000", "50.000"]),
    ("1,000", None, &["1_000", "1.000"]),
    ("5.000-6.000", None, &["5_000..6_000", "5.000..6.000"]),
    ("5m", None, &["5_000_000"]),
    ("5M", None, &["5_000_000"]),
    ("10K", None, &["10_000"]),
    ("5 b", None, &["5_000_000_000"]),
    ("5 billions", None, &["5 billion"]),
    ("nearly 50", None, &["<50"]),
    ("5 or 6", None, &["5..6"]),
    ("55..45", None, &["45..55"]),
    ("~45..55", None, &["45..55"]),
    ("5 km", None, &[]),
    ("5 km", Some("m"), &[]),
    ("5 dozen eggs", None, &[]),
    ("50-60k", None, &[]),
    ("5 ± 1k", None, &[]),
    ("two thirds", None, &[]),
    ("two hundred", None, &[]),
    ("many", None, &[]),
    ("dozens", None, &[]),
    ("hundreds of thousands", None, &[]),
    ("not 50", None, &[]),
    ("1/3", None, &[]),
    ("50/60", None, &[]),
    ("⅓", None, &[]),
    ("(50)", None, &[]),
    ("12:30", None, &[]),
    ("$50", None, &[]),
    ("$50", Some("EUR"), &[]),
    ("12,3456,78", None, &[]),
    ("280 ± -5", None, &[]),
    (">280 ± 5", None, &[]),
];

fn offered(fault: &QuantityFault) -> Vec<&str> {
    fault.help.split('`').skip(1).step_by(2).collect()
}

#[test]
fn what_is_to_be_written_means_what_was_written() {
    let mut wrong = Vec::new();
    for (text, unit, form) in SAME {
        let found = fault(text, *unit);
        if found.as_ref().and_then(|fault| fault.fix.as_deref()) != Some(form) {
            wrong.push(format!("{text}: {form} expected: {found:?}"));
        }
        assert!(fault(form, *unit).is_none(), "{form}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_to_be_written_that_may_mean_something_else() {
    let mut wrong = Vec::new();
    for (text, unit, forms) in NONE {
        let Some(fault) = fault(text, *unit) else { panic!("{text} is read") };
        if fault.fix.is_some()
            || fault.help.contains("write `")
            || forms.iter().any(|form| !offered(&fault).contains(form))
        {
            wrong.push(format!("{text}: {fault:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
