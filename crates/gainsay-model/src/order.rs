//! Sorts texts in their byte order. Great numbers of texts that begin alike, as paths and ids do, are sorted by eight
//! bytes at a time: their common beginning is not compared again and again.

/// The depth, in steps of eight bytes, to which texts are sorted by parts; beyond it they are compared whole.
const DEEPEST: usize = 64;

/// Returns the numbers of `count` texts, in the byte order of the texts; equal ones in the order of their numbers.
pub(crate) fn by_text<'t>(count: u32, text: impl Fn(u32) -> &'t str) -> Vec<u32> {
    let text = |number: u32| text(number).as_bytes();
    let mut sorted: Vec<(u64, u32)> = (0..count).map(|number| (window(text(number), 0), number)).collect();
    sort(&mut sorted, 0, &text);
    sorted.into_iter().map(|(_, number)| number).collect()
}

/// Sorts texts that are equal up to `depth`, each given with its next bytes.
fn sort<'t>(texts: &mut [(u64, u32)], depth: usize, text: &impl Fn(u32) -> &'t [u8]) {
    texts.sort_unstable();
    let deeper = depth + size_of::<u64>();
    for alike in texts.chunk_by_mut(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let ended = alike.iter().all(|(_, number)| text(*number).len() <= deeper);
        if ended || deeper >= DEEPEST {
            alike.sort_unstable_by(|(_, a), (_, b)| text(*a).cmp(text(*b)).then(a.cmp(b)));
            continue;
        }
        for (next, number) in &mut *alike {
            *next = window(text(*number), deeper);
        }
        sort(alike, deeper, text);
    }
}

/// Returns the eight bytes of a text from a place on; zeros behind its end.
fn window(text: &[u8], from: usize) -> u64 {
    let rest = text.get(from..).unwrap_or_default();
    match rest.first_chunk() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => rest.iter().enumerate().fold(0, |window, (i, byte)| window | u64::from(*byte) << (56 - 8 * i)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_in_byte_order_however_alike_they_are() {
        let ends = ["", "\0", "\0\0", "a", "a\0", "a.yaml", "a/b.yaml", "ab", "é", "z"];
        let long = |n: usize| "claims/00049/".repeat(n);
        let mut texts: Vec<String> = (0..8).flat_map(|n| ends.map(|end| long(n) + end)).collect();
        texts.extend((0..200).map(|n| format!("c{:05}", n * 7919 % 1000)));
        texts.extend(["same", "same", "same"].map(str::to_owned));
        for turn in [0, 1, 57] {
            texts.rotate_left(turn);
            let mut expected: Vec<u32> = (0..texts.len() as u32).collect();
            expected.sort_by_key(|number| &texts[*number as usize]);
            assert_eq!(by_text(texts.len() as u32, |number| &texts[number as usize]), expected);
        }
    }
}
