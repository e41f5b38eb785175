//! Mechanisms: the ways in which claims can clash.

/// The way in which claims clash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mechanism {
    /// A statement and its mirror: both ways round, where only one can be.
    Asymmetry,
    /// A statement that is affirmed and denied.
    Denial,
    /// Three or more claims: statements that lead from one thing to another, and a denial of that.
    DeniedChain,
    /// Two statements that exclude each other.
    Exclusion,
    /// Two values, where there can be only one.
    Functional,
    /// Two subjects, where there can be only one.
    InverseFunctional,
    /// Three or more claims: a statement is affirmed for some time, and several claims together deny all of that time.
    JointlyDenied,
    /// Two times of an event or state that happens or holds once.
    Once,
    /// Three or more claims: statements that lead round in a cycle, where nothing leads back.
    OrderCycle,
    /// The values of two or more claims add up to more than a total.
    OverTotal,
}

impl Mechanism {
    /// All mechanisms, by name.
    pub const ALL: [Mechanism; 10] = [
        Mechanism::Asymmetry,
        Mechanism::Denial,
        Mechanism::DeniedChain,
        Mechanism::Exclusion,
        Mechanism::Functional,
        Mechanism::InverseFunctional,
        Mechanism::JointlyDenied,
        Mechanism::Once,
        Mechanism::OrderCycle,
        Mechanism::OverTotal,
    ];

    /// Returns true if the mechanism is one of sets of claims, not of two.
    pub fn is_of_sets(self) -> bool {
        matches!(self, Mechanism::DeniedChain | Mechanism::JointlyDenied | Mechanism::OrderCycle | Mechanism::OverTotal)
    }

    /// Returns the name of the mechanism.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Asymmetry => "asymmetry",
            Mechanism::Denial => "denial",
            Mechanism::DeniedChain => "denied-chain",
            Mechanism::Exclusion => "exclusion",
            Mechanism::Functional => "functional",
            Mechanism::InverseFunctional => "inverse-functional",
            Mechanism::JointlyDenied => "jointly-denied",
            Mechanism::Once => "once",
            Mechanism::OrderCycle => "order-cycle",
            Mechanism::OverTotal => "over-total",
        }
    }
}
