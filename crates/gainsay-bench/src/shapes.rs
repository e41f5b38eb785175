//! Workspaces of difficult shapes: each makes one thing large that is small in ordinary workspaces. Each family of
//! shapes is a file.

mod conflicts;
mod contests;
mod hierarchies;
mod implications;
mod predicates;
mod references;
mod sets;
mod several_wholes;

/// A shape.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The name of the shape.
    pub name: &'static str,
    /// The sizes at which it is measured.
    pub sizes: &'static [usize],
    /// The function that draws its records in a size, from a seed.
    draw: fn(usize, u64) -> Vec<Records>,
}

/// Records of one kind, to be drawn one by one.
pub struct Records {
    /// The folder of the files.
    pub path: &'static str,
    /// The number of records.
    pub count: usize,
    /// The function that returns the record with a number.
    pub record: Box<dyn Fn(usize) -> String>,
}

fn records(path: &'static str, count: usize, record: impl Fn(usize) -> String + 'static) -> Records {
    Records { path, count, record: Box::new(record) }
}

/// Returns the line of an entity that names the wholes that it is part of; empty if there are none.
fn part_of(wholes: &[String]) -> String {
    if wholes.is_empty() { String::new() } else { format!("part-of: [{}]\n", wholes.join(", ")) }
}

/// Returns a day of its own for each number below three million.
fn day(number: usize) -> String {
    format!("{:04}-{:02}-{:02}", 1_000 + number / 336, 1 + number / 28 % 12, 1 + number % 28)
}

impl Shape {
    /// The families of large workspaces, which stand in the table of shapes.
    pub const LARGE: [&[Shape]; 2] = [contests::ALL, hierarchies::ALL];

    /// The families of small workspaces with which the growth of time and memory is measured.
    pub const SMALL: [&[Shape]; 6] =
        [conflicts::ALL, implications::ALL, references::ALL, sets::ALL, several_wholes::ALL, predicates::ALL];

    /// Iterates over all shapes.
    pub fn all() -> impl Iterator<Item = Shape> {
        Shape::LARGE.into_iter().chain(Shape::SMALL).flatten().copied()
    }

    /// Returns the shape with that name.
    pub fn named(name: &str) -> Option<Shape> {
        Shape::all().find(|shape| shape.name == name)
    }

    /// Returns the records of the shape in that size.
    pub fn records(self, size: usize, seed: u64) -> Vec<Records> {
        (self.draw)(size.max(20), seed)
    }
}
