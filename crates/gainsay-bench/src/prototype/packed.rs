//! Answers from packed records, which show what a cache of plain numbers allows. Numbers are little-endian, as most
//! machines have them in memory.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use super::{Base, Claim, Refusal};

const MARK: &[u8; 8] = b"packed 1";
/// The size of a claim in bytes, including its id.
const CLAIM: usize = 6 * 4 + 4 + 16;

/// Writes packed records.
///
/// # Errors
/// Returns the errors of the file.
pub fn save(base: &Base, path: &Path) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all(MARK)?;
    for count in [base.claims.len() as u64, u64::from(base.things), base.predicates as u64] {
        out.write_all(&count.to_le_bytes())?;
    }
    out.write_all(&base.relations)?;
    for functional in &base.functional {
        out.write_all(&(functional.len() as u16).to_le_bytes())?;
        functional.iter().try_for_each(|p| out.write_all(&p.to_le_bytes()))?;
    }
    for (claim, id) in base.claims.iter().zip(&base.ids) {
        for number in [claim.subject, claim.object, claim.speaker] {
            out.write_all(&number.to_le_bytes())?;
        }
        for day in [claim.from, claim.outer, claim.said] {
            out.write_all(&day.to_le_bytes())?;
        }
        out.write_all(&claim.predicate.to_le_bytes())?;
        out.write_all(&[u8::from(claim.affirms), u8::from(claim.open)])?;
        out.write_all(&id.to_le_bytes())?;
    }
    out.flush()
}

/// Reads packed records.
///
/// # Errors
/// Returns an error if the file cannot be read, or contains no packed records.
pub fn load(path: &Path) -> Result<Base, Refusal> {
    let refused = |why: &str| format!("{}: {why}", path.display());
    let mut file = File::open(path).map_err(|error| refused(&error.to_string()))?;
    read(&mut file).ok_or_else(|| refused("no packed records"))
}

fn read(file: &mut File) -> Option<Base> {
    (take::<8>(file)? == *MARK).then_some(())?;
    let mut count = || take(file).map(u64::from_le_bytes);
    let (claims, things, predicates) = (count()? as usize, count()? as u32, count()? as usize);
    let mut base = Base {
        claims: Vec::with_capacity(claims),
        ids: Vec::with_capacity(claims),
        things,
        predicates,
        relations: vec![0; predicates * predicates * 2],
        functional: Vec::with_capacity(predicates),
    };
    file.read_exact(&mut base.relations).ok()?;
    for _ in 0..predicates {
        let members = (0..u16::from_le_bytes(take(file)?)).map(|_| take(file).map(u16::from_le_bytes));
        base.functional.push(members.collect::<Option<_>>()?);
    }
    let mut block = vec![0; CLAIM * 8_192];
    while base.claims.len() < claims {
        let some = &mut block[..CLAIM * (claims - base.claims.len()).min(8_192)];
        file.read_exact(some).ok()?;
        for bytes in some.as_chunks::<CLAIM>().0 {
            let word = |i: usize| bytes[i * 4..].first_chunk().map_or(0, |word| u32::from_le_bytes(*word));
            base.claims.push(Claim {
                subject: word(0),
                object: word(1),
                speaker: word(2),
                from: word(3) as i32,
                outer: word(4) as i32,
                said: word(5) as i32,
                predicate: word(6) as u16,
                affirms: bytes[26] != 0,
                open: bytes[27] != 0,
            });
            base.ids.push(bytes[28..].first_chunk().map_or(0, |id| u128::from_le_bytes(*id)));
        }
    }
    Some(base)
}

fn take<const N: usize>(file: &mut File) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}
