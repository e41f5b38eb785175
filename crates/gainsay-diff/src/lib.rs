//! What clashes: conflicts between claims, the rules they fall under, and what each of them rests on.
pub mod clash;
pub mod closure;
pub mod entities;
pub mod graph;
pub mod guards;
pub mod ledger;
pub mod meetings;
pub mod origins;
pub mod pairs;
pub mod rules;
pub mod rulings;
pub mod speakers;
pub mod time;
pub mod values;
pub mod vocabulary;
pub mod words;
