//! The example workspace that comes with the program: what Iran and the Taliban were said to have to do with each other, in 2018.

/// A file that the program can write: its path in a workspace, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// From the workspace's root, with `/` between folders.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! files_of_the_example {
    ($($path:literal)*) => {
        /// Every file of the example, the manifest included. A test tells which are missing here.
        pub static EXAMPLE: &[File] =
            &[$(File { path: $path, text: include_str!(concat!("../../../data/examples/iran-taliban/", $path)) }),*];
    };
}

files_of_the_example! {
    "claims/al-monitor/al-monitor-stories.yaml"
    "claims/bahrami/bahrami-confirms-contacts.yaml"
    "claims/bahrami/bahrami-denies-relations.yaml"
    "claims/qassemi/qassemi-diplomat.yaml"
    "claims/qassemi/qassemi-facilitate.yaml"
    "claims/qassemi/qassemi-half-of-territory.yaml"
    "claims/qassemi/qassemi-help.yaml"
    "claims/qassemi/qassemi-instability.yaml"
    "claims/qassemi/qassemi-kabul-knew.yaml"
    "claims/qassemi/qassemi-negotiations-with-kabul.yaml"
    "claims/qassemi/qassemi-negotiations.yaml"
    "claims/qassemi/qassemi-neighbour.yaml"
    "claims/qassemi/qassemi-not-identical.yaml"
    "claims/qassemi/qassemi-not-the-only.yaml"
    "claims/qassemi/qassemi-purpose-probe.yaml"
    "claims/qassemi/qassemi-purpose.yaml"
    "claims/qassemi/qassemi-stability.yaml"
    "claims/qassemi/qassemi-visit.yaml"
    "claims/reports-of-2016/reports-mansoor-returning.yaml"
    "claims/shamkhani/shamkhani-channels.yaml"
    "claims/shamkhani/shamkhani-kabul-knew.yaml"
    "claims/shamkhani/shamkhani-purpose.yaml"
    "claims/shamkhani/shamkhani-talks-continue.yaml"
    "claims/shamkhani/shamkhani-talks.yaml"
    "claims/tabnak/tabnak-delegation.yaml"
    "claims/tabnak/tabnak-different-actors.yaml"
    "claims/tabnak/tabnak-drone-strike.yaml"
    "claims/tabnak/tabnak-mansoor-leader.yaml"
    "claims/tabnak/tabnak-near-the-border.yaml"
    "claims/tabnak/tabnak-purpose-of-visit.yaml"
    "claims/tabnak/tabnak-shamkhani-in-kabul.yaml"
    "claims/united-states/us-accuses-funding.yaml"
    "claims/united-states/us-accuses-relations.yaml"
    "entities/afghan-government.yaml"
    "entities/afghanistan.yaml"
    "entities/al-monitor.yaml"
    "entities/bahrami.yaml"
    "entities/different-actors.yaml"
    "entities/intra-afghan-talks.yaml"
    "entities/iran-mfa.yaml"
    "entities/iran-taliban-talks.yaml"
    "entities/iran.yaml"
    "entities/iranian-border.yaml"
    "entities/iranian-diplomat.yaml"
    "entities/kabul.yaml"
    "entities/mansoor.yaml"
    "entities/other-country.yaml"
    "entities/qassemi.yaml"
    "entities/reports-of-2016.yaml"
    "entities/shamkhani-visit.yaml"
    "entities/shamkhani.yaml"
    "entities/snsc.yaml"
    "entities/tabnak.yaml"
    "entities/taliban.yaml"
    "entities/tehran.yaml"
    "entities/united-states.yaml"
    "gainsay.yaml"
    "sources/al-monitor-2018-12.yaml"
    "sources/tabnak-2018-12-31.yaml"
    "vocabulary/controls-share-of-afghanistan.yaml"
    "vocabulary/has-identical-stances-with.yaml"
    "vocabulary/has-purpose.yaml"
    "vocabulary/helps.yaml"
    "vocabulary/is-neighbour-of.yaml"
    "vocabulary/is-willing-to-help-stabilise.yaml"
    "vocabulary/killed-near.yaml"
    "vocabulary/reaches-out-to.yaml"
    "vocabulary/suffers-from.yaml"
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() { collect(&entry.path(), &format!("{path}/"), found) } else { found.push(path) }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_in_the_table() {
        let mut found = Vec::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/examples/iran-taliban"), "", &mut found);
        found.sort();
        let table: Vec<&str> = EXAMPLE.iter().map(|file| file.path).collect();
        let missing: Vec<&String> = found.iter().filter(|path| !table.contains(&path.as_str())).collect();
        assert!(missing.is_empty(), "add these to the table in example.rs: {missing:#?}");
        // What is in the table but not in the folder does not compile.
        assert_eq!(found, table, "the table is in the order of the paths, each once");
    }
}
