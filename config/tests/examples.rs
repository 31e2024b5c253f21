//! Every file of `assets/examples` loads without error or warning.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

#[test]
fn every_example_loads() {
    let dir = support::top().join("assets/examples");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        let file = if path.is_dir() {
            path.join("wezterm.lua")
        } else {
            path
        };
        assert!(
            file.extension().is_some_and(|extension| extension == "lua"),
            "{} is no example",
            file.display()
        );
        assert_eq!(
            support::complaints_of(&file),
            Vec::<String>::new(),
            "{file:?}"
        );
        names.push(file);
    }
    assert!(names.len() >= 12, "{names:?}");
}

#[test]
fn a_bad_example_would_be_noticed() {
    for bad in [
        "return { font_siz = 12 }",
        "return { font_size = 'large' }",
        "return {",
        "local config = {}",
    ] {
        assert_ne!(support::complaints(bad), Vec::<String>::new(), "{bad}");
    }
}
