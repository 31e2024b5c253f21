//! The cpu painter's pixels, held against pictures that a person has looked
//! at. `UPDATE_GOLDENS=1 cargo test -p wezterm-render` writes new ones.

mod common;

use common::{assert_golden, paint_by_cpu, scenes};

#[test]
fn pictures_are_as_before() {
    for (name, scene) in scenes() {
        assert_golden(name, &paint_by_cpu(&scene));
    }
}
