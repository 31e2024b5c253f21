//! The cpu painter's pixels, held against pictures that a person has looked
//! at. `UPDATE_GOLDENS=1 cargo test -p wezterm-render` writes new ones.

mod common;

use common::{assert_same, golden, paint_by_cpu, read_png, scenes, write_png};

#[test]
fn pictures_are_as_before() {
    for (name, scene) in scenes() {
        let image = paint_by_cpu(&scene);
        let path = golden(name);
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            write_png(&path, &image);
        }
        let expected = read_png(&path)
            .unwrap_or_else(|| panic!("no picture {}: UPDATE_GOLDENS=1 makes it", path.display()));
        // Sines and roots may be rounded otherwise elsewhere.
        assert_same(name, &image, &expected, 1);
    }
}
