//! Looking at bytes, several at once.

use super::words::Key;
use crate::calendar::{Calendar, Day};

/// Zeros that stand behind every text, so that sixteen bytes can be looked at wherever a word begins.
pub const PADDING: usize = 16;

/// What is left of a text, with its [`PADDING`].
#[derive(Clone, Copy)]
pub struct Scan<'t> {
    rest: &'t [u8],
}

const ONES: u128 = u128::MAX / 255;

impl<'t> Scan<'t> {
    /// Returns all of a text that ends in its padding.
    pub fn new(padded: &'t [u8]) -> Scan<'t> {
        Scan { rest: padded }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.rest.len().saturating_sub(PADDING)
    }

    /// Passes by a few bytes if they are next.
    #[inline(always)]
    pub fn is<const N: usize>(&mut self, wanted: &[u8; N]) -> bool {
        match self.rest.split_first_chunk::<N>() {
            Some((next, rest)) if next == wanted => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Passes by a word, up to a space or a line's end.
    #[inline(always)]
    pub fn word(&mut self) -> Option<Key> {
        let bytes = Key::from_le_bytes(*self.rest.first_chunk::<16>()?);
        // A byte below 0x21 borrows from the high bit; the lowest that does is the first, and no other is asked for.
        let small = bytes.wrapping_sub(ONES * 0x21) & !bytes & (ONES * 0x80);
        let length = small.trailing_zeros() as usize / 8;
        let rest = self.rest.get(length..)?;
        if length == 0 || (length == 16 && rest.first().is_none_or(|byte| *byte > 0x20)) {
            return None;
        }
        self.rest = rest;
        Some(if length == 16 { bytes } else { bytes & ((1 << (length * 8)) - 1) })
    }

    /// Passes by a whole number of at most six digits.
    #[inline(always)]
    pub fn number(&mut self) -> Option<u32> {
        let length = self.rest.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        (1..=6).contains(&length).then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    /// Passes by a day such as `2019-06-10`.
    #[inline(always)]
    pub fn day(&mut self, calendar: &Calendar) -> Option<Day> {
        let (text, rest) = self.rest.split_first_chunk::<10>()?;
        let [y0, y1, y2, y3, m0, m1, d0, d1] = [text[0], text[1], text[2], text[3], text[5], text[6], text[8], text[9]];
        // The eight digits as one word, each its value: anything above nine shows in a high bit.
        let digits = u64::from_le_bytes([y0, y1, y2, y3, m0, m1, d0, d1]) ^ 0x3030_3030_3030_3030;
        let not_digits = (digits | digits.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080;
        if not_digits != 0 || text[4] != b'-' || text[7] != b'-' {
            return None;
        }
        // Two neighbours at a time: the tens in the even bytes, the ones in the odd.
        let twos = (digits & 0x00FF_00FF_00FF_00FF) * 10 + (digits >> 8 & 0x00FF_00FF_00FF_00FF);
        let two = |i: u32| (twos >> (16 * i)) as u32 & 0xFF;
        self.rest = rest;
        calendar.day(two(0) * 100 + two(1), two(2), two(3))
    }

    /// Passes by all up to the line's end, and that too.
    #[inline(always)]
    pub fn line(&mut self) -> bool {
        match memchr::memchr(b'\n', self.rest).and_then(|end| self.rest.get(end + 1..)) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Returns the line up to its end, passed by.
    pub fn text(&mut self) -> Option<&'t [u8]> {
        let (line, rest) = self.rest.split_at_checked(memchr::memchr(b'\n', self.rest)?)?;
        self.rest = rest.get(1..)?;
        Some(line)
    }

    /// At the end of a record: whether another follows; none if neither.
    #[inline(always)]
    pub fn another(&mut self) -> Option<bool> {
        if self.left() == 0 { Some(false) } else { self.is(b"---\n").then_some(true) }
    }
}
