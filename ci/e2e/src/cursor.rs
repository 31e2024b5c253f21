use anyhow::Result;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// The theme's name.
pub(crate) const THEME: &str = "blank";
/// The only size it has.
pub(crate) const SIZE: u32 = 24;

/// Makes a cursor theme of one invisible cursor in `dir`: headless sway paints
/// the pointer into screenshots even when asked not to.
pub(crate) fn write_theme(dir: &Path) -> Result<()> {
    let cursors = dir.join("icons").join(THEME).join("cursors");
    fs::create_dir_all(&cursors)?;
    for name in ["left_ptr", "default", "text", "xterm"] {
        fs::write(cursors.join(name), invisible())?;
    }
    for dir in cursors.ancestors().take(3) {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Lets `command` use the theme that [`write_theme`] made in `dir`.
pub(crate) fn use_theme(command: &mut Command, dir: &Path) {
    command
        .env("XCURSOR_PATH", dir.join("icons"))
        .env("XCURSOR_THEME", THEME)
        .env("XCURSOR_SIZE", SIZE.to_string());
}

/// One transparent pixel in the format of Xcursor(3).
fn invisible() -> Vec<u8> {
    const IMAGE: u32 = 0xfffd_0002;
    let file_header = [u32::from_le_bytes(*b"Xcur"), 16, 0x1_0000, 1];
    let contents = [IMAGE, SIZE, 28];
    let image_header = [36, IMAGE, SIZE, 1];
    let (width, height, hot_x, hot_y, delay) = (1, 1, 0, 0, 0);
    let image = [width, height, hot_x, hot_y, delay, 0];
    [&file_header[..], &contents, &image_header, &image]
        .concat()
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect()
}
