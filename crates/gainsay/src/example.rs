//! The example workspaces that come with the program.

/// A file that the program can write: its path in a workspace, and its text.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// The path from the workspace's root, with `/` between folders.
    pub path: &'static str,
    /// The text of the file.
    pub text: &'static str,
}

/// An example workspace that the program can write.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The name, which is also that of its folder.
    pub name: &'static str,
    /// A description in one line.
    pub about: &'static str,
    /// The id of a claim to begin with.
    pub first_claim: &'static str,
    /// The files, by path.
    pub files: &'static [File],
}

impl Example {
    /// Returns the example with that name, if there is one.
    pub fn named(name: &str) -> Option<&'static Example> {
        EXAMPLES.iter().find(|example| example.name == name)
    }

    /// Returns the text of its manifest.
    pub fn manifest(&self) -> Option<&'static str> {
        self.files.iter().find(|file| file.path == gainsay_model::workspace::MANIFEST).map(|file| file.text)
    }
}

macro_rules! examples {
    ($($name:literal, $about:literal, $first_claim:literal: { $($path:literal)* })*) => {
        /// Every example, the first one being that of `init --example`. A test reports files that are missing here.
        pub static EXAMPLES: &[Example] = &[$(Example {
            name: $name,
            about: $about,
            first_claim: $first_claim,
            files: &[$(File {
                path: $path,
                text: include_str!(concat!("../../../data/examples/", $name, "/", $path)),
            }),*],
        }),*];
    };
}

examples! {
    "iran-taliban", "what Iran and the Taliban were said to have to do with each other", "bahrami-denies-relations": {
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
        "sources/copies/tabnak-2018-12-31.txt"
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
    "iran-taliban-2015-2021", "relations denied, contacts affirmed: public reports in five languages", "bahrami-no-relations": {
        "README.md"
        "claims/bahrami.yaml"
        "claims/iran.yaml"
        "claims/others.yaml"
        "entities/bodies.yaml"
        "entities/people.yaml"
        "entities/states.yaml"
        "gainsay.yaml"
        "sources/copies/arabs-today-2016-10.txt"
        "sources/copies/ariana-2016-12-09.txt"
        "sources/copies/iran-briefing.txt"
        "sources/copies/wire-2016-12-10.txt"
        "sources/sources.yaml"
        "vocabulary/more.yaml"
        "vocabulary/travel.yaml"
    }
    "flood", "numbers, and when they differ", "holt-displaced-courier": {
        "README.md"
        "claims.yaml"
        "entities.yaml"
        "gainsay.yaml"
        "sources.yaml"
        "vocabulary.yaml"
    }
    "harbour", "who said what for whom, and when", "quill-denies-negotiations": {
        "README.md"
        "claims.yaml"
        "entities.yaml"
        "gainsay.yaml"
        "sources.yaml"
        "vocabulary.yaml"
    }
    "museum", "old dates, old owners, and two rulings", "museum-vehl": {
        "README.md"
        "claims.yaml"
        "entities.yaml"
        "gainsay.yaml"
        "rulings.yaml"
        "sources.yaml"
        "vocabulary.yaml"
    }
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
    fn every_file_of_the_folders_is_in_the_table() {
        for example in EXAMPLES {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/examples").join(example.name);
            let mut found = Vec::new();
            collect(&folder, "", &mut found);
            found.sort();
            let table: Vec<&str> = example.files.iter().map(|file| file.path).collect();
            let missing: Vec<&String> = found.iter().filter(|path| !table.contains(&path.as_str())).collect();
            assert!(missing.is_empty(), "add these to the table in example.rs: {missing:#?}");
            // A file that is in the table but not in the folder does not compile.
            assert_eq!(found, table, "the table is in the order of the paths, each once");
            assert!(example.manifest().is_some(), "{}", example.name);
            let first_claim = format!("claim: {}\n", example.first_claim);
            assert!(example.files.iter().any(|file| file.text.contains(&first_claim)), "{first_claim}");
        }
    }

    #[test]
    fn every_folder_of_examples_is_in_the_table() {
        let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/examples")).unwrap();
        for folder in folders {
            let name = folder.unwrap().file_name().to_string_lossy().into_owned();
            assert!(Example::named(&name).is_some(), "add {name} to the table in example.rs");
        }
    }
}
