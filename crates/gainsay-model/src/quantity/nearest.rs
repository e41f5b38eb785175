//! What was meant by a text that is no quantity: the form offered here has been read.

use crate::text::{is_obeyed, spaced};

use super::{EXAMPLES, QuantityFault, read_number, read_quantity, read_unit, shown};

pub(super) fn explain(text: &str) -> QuantityFault {
    let text = text.trim();
    let meant = [typed_signs, in_words, grouped, unit_first, unit_twice, after]
        .iter()
        .flat_map(|mend| mend(text))
        .map(|form| spaced(&form))
        .find(|form| form.len() <= 60 && form != text && !form.chars().any(is_obeyed) && read_quantity(form).is_ok());
    let message = match text {
        "" => "there is no quantity".to_string(),
        _ => format!("`{}` is not a quantity that can be read", shown(text)),
    };
    let help = meant.map_or(EXAMPLES.to_string(), |form| format!("write `{}`", shown(&form)));
    QuantityFault { message, help }
}

/// `≥ 50`, `−3.5`, `45–55`, `≈50`, `.5`
fn typed_signs(text: &str) -> Vec<String> {
    let plain = text.replace('≥', ">=").replace("=>", ">=").replace('≤', "<=").replace("=<", "<=");
    let plain = plain.replace(['≈', '∼', '≃', '≅'], "~").replace('−', "-").replace('…', "..").replace("...", "..");
    let zero = if plain.starts_with('.') { format!("0{plain}") } else { plain.clone() };
    let equal = plain.trim_start_matches('=').to_string();
    vec![plain.clone(), plain.replace(['–', '—'], ".."), zero, equal]
}

/// `about 50`, `more than 50 %`, `at least 50`, `between 45 and 55`, `from 45 to 55`
fn in_words(text: &str) -> Vec<String> {
    const WORDS: [(&str, &str); 17] = [
        ("about", "~"),
        ("around", "~"),
        ("approximately", "~"),
        ("circa", "~"),
        ("ca.", "~"),
        ("c.", "~"),
        ("some", "~"),
        ("more than", ">"),
        ("over", ">"),
        ("above", ">"),
        ("at least", ">="),
        ("less than", "<"),
        ("fewer than", "<"),
        ("under", "<"),
        ("below", "<"),
        ("at most", "<="),
        ("up to", "<="),
    ];
    let lower = text.to_lowercase();
    let mut forms = Vec::new();
    for (word, sign) in WORDS {
        // Folding case can move bytes; what follows the word is then not offered.
        if lower.starts_with(word)
            && let Some(rest) = text.get(word.len()..)
        {
            forms.push(format!("{sign}{}", rest.trim()));
        }
    }
    let ends = ["between ", "from "].iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower);
    let pairs = [" and ", " to ", " - ", "-"].iter().filter_map(|joint| ends.split_once(joint));
    forms.extend(pairs.map(|(low, high)| format!("{}..{}", low.trim(), high.trim())));
    forms
}

/// `1,000,000`, `1 000 000`, `1'000`, `3,5`, `5.`
fn grouped(text: &str) -> Vec<String> {
    // The mark between a digit and three more is one that groups.
    let thousands = |mark: char| {
        let mut parts = text.split(mark);
        let mut whole = parts.next()?.to_string();
        for part in parts {
            let groups = part.bytes().take_while(u8::is_ascii_digit).count() == 3;
            let after_digit = whole.ends_with(|c: char| c.is_ascii_digit());
            whole.push(if groups && after_digit { '_' } else { mark });
            whole.push_str(part);
        }
        Some(whole)
    };
    let mut forms: Vec<String> = [',', ' ', '\u{a0}', '\u{202f}', '\'', '’', '.'].into_iter().filter_map(thousands).collect();
    if text.matches(',').count() == 1 {
        forms.push(text.replace(',', "."));
    }
    forms.push(text.replace("__", "_"));
    forms.extend(text.strip_suffix('.').map(str::to_string));
    forms
}

/// `$50`, `EUR 50`
fn unit_first(text: &str) -> Vec<String> {
    let at = text.find(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+')).unwrap_or(0);
    let Some((unit, rest)) = text.split_at_checked(at).filter(|(unit, _)| !unit.trim().is_empty()) else {
        return Vec::new();
    };
    match (read_unit(unit), read_number(rest)) {
        (Ok(Some(unit)), Ok((_, ""))) => vec![format!("{rest} {unit}")],
        _ => Vec::new(),
    }
}

/// `45 %..55 %`
fn unit_twice(text: &str) -> Vec<String> {
    let Some((low, high)) = text.split_once("..") else {
        return Vec::new();
    };
    match (read_number(low), read_number(high.trim_start())) {
        (Ok((_, unit)), Ok((_, other))) if unit.trim() == other.trim() => {
            let number = low.strip_suffix(unit).unwrap_or(low);
            vec![format!("{}..{}", number.trim(), high.trim())]
        }
        _ => Vec::new(),
    }
}

/// `50+`, `50 ~`
fn after(text: &str) -> Vec<String> {
    let least = text.strip_suffix('+').map(|number| format!(">={}", number.trim()));
    let about = text.strip_suffix('~').map(|number| format!("~{}", number.trim()));
    least.into_iter().chain(about).collect()
}
