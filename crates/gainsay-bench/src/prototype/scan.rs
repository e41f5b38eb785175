//! A scanner that compares several bytes at once.

use super::words::Key;
use crate::calendar::{Calendar, Day};

/// The number of zeros after every text, so that sixteen bytes can be read wherever a word begins.
pub const PADDING: usize = 16;

/// The rest of a text, with its [`PADDING`].
#[derive(Clone, Copy)]
pub struct Scan<'t> {
    rest: &'t [u8],
}

const ONES: u128 = u128::MAX / 255;

impl<'t> Scan<'t> {
    /// Makes a scanner of a text that ends in its padding.
    pub fn new(padded: &'t [u8]) -> Scan<'t> {
        Scan { rest: padded }
    }

    /// Returns the number of bytes left.
    pub fn left(&self) -> usize {
        self.rest.len().saturating_sub(PADDING)
    }

    /// Skips a few bytes if they are next, and returns whether they were.
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

    /// Reads a word, up to a space or the end of the line.
    #[inline(always)]
    pub fn word(&mut self) -> Option<Key> {
        let bytes = Key::from_le_bytes(*self.rest.first_chunk::<16>()?);
        // A byte below 0x21 borrows from the high bit; the lowest that does is the first, and no other is needed.
        let small = bytes.wrapping_sub(ONES * 0x21) & !bytes & (ONES * 0x80);
        let length = small.trailing_zeros() as usize / 8;
        let rest = self.rest.get(length..)?;
        if length == 0 || (length == 16 && rest.first().is_none_or(|byte| *byte > 0x20)) {
            return None;
        }
        self.rest = rest;
        Some(if length == 16 { bytes } else { bytes & ((1 << (length * 8)) - 1) })
    }

    /// Reads a whole number of at most six digits.
    #[inline(always)]
    pub fn number(&mut self) -> Option<u32> {
        let length = self.rest.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        (1..=6).contains(&length).then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    /// Reads a day such as `2019-06-10`.
    #[inline(always)]
    pub fn day(&mut self, calendar: &Calendar) -> Option<Day> {
        let (text, rest) = self.rest.split_first_chunk::<10>()?;
        let [y0, y1, y2, y3, m0, m1, d0, d1] = [text[0], text[1], text[2], text[3], text[5], text[6], text[8], text[9]];
        // The eight digits form one word, each with its value: a digit above nine shows in a high bit.
        let digits = u64::from_le_bytes([y0, y1, y2, y3, m0, m1, d0, d1]) ^ 0x3030_3030_3030_3030;
        let not_digits = (digits | digits.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080;
        if not_digits != 0 || text[4] != b'-' || text[7] != b'-' {
            return None;
        }
        // Two neighbours are combined at a time: the tens in the even bytes, the ones in the odd.
        let twos = (digits & 0x00FF_00FF_00FF_00FF) * 10 + (digits >> 8 & 0x00FF_00FF_00FF_00FF);
        let two = |i: u32| (twos >> (16 * i)) as u32 & 0xFF;
        self.rest = rest;
        calendar.day(two(0) * 100 + two(1), two(2), two(3))
    }

    /// Skips the rest of the line with its end, and returns whether there was one.
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

    /// Reads the rest of the line, and skips its end.
    pub fn text(&mut self) -> Option<&'t [u8]> {
        let (line, rest) = self.rest.split_at_checked(memchr::memchr(b'\n', self.rest)?)?;
        self.rest = rest.get(1..)?;
        Some(line)
    }

    /// Returns at the end of a record whether another follows; none if this is not the end.
    #[inline(always)]
    pub fn another(&mut self) -> Option<bool> {
        if self.left() == 0 { Some(false) } else { self.is(b"---\n").then_some(true) }
    }
}
