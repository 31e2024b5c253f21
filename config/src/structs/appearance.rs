//! Colours, backgrounds, gradients, the bell, the window's frame and margins.

use super::*;
use crate::convert::{ConfigError, Convert, Cx};
use mlua::{Lua, Value};
use std::path::PathBuf;
use wezterm_types::Rgba;

lua_defaults! {
    /// Factors that colours are multiplied by.
    #[derive(Copy)]
    pub struct HsbTransform {
        /// Hue.
        hue: f64 = 1.0,
        /// Saturation.
        saturation: f64 = 1.0,
        /// Brightness.
        brightness: f64 = 1.0,
    }
}

lua_tagged! {
    /// Whether a background layer moves when the terminal scrolls.
    #[derive(Default)]
    pub enum BackgroundAttachment ("background attachment") {
        words { #[default] Fixed, Scroll }
        values { Parallax(f64) }
    }
}

/// How large a background layer is in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BackgroundSize {
    /// As large as fits without being cut.
    Contain,
    /// As small as leaves no gap.
    Cover,
    /// A length.
    Dimension(Dimension),
}

impl Convert for BackgroundSize {
    fn type_text() -> String {
        "enum{Contain|Cover}|number|string(dimension)".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        match value {
            Value::String(text) if text == "Contain" => Ok(Self::Contain),
            Value::String(text) if text == "Cover" => Ok(Self::Cover),
            other => Dimension::from_lua(other, cx).map(Self::Dimension),
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        match self {
            Self::Contain => "Contain".to_owned().to_lua(lua),
            Self::Cover => "Cover".to_owned().to_lua(lua),
            Self::Dimension(length) => length.to_lua(lua),
        }
    }
}

/// An image file of a background layer; `"path"` in Lua is `{path="path"}`.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageFileSource {
    /// The file.
    pub path: PathBuf,
    /// How fast an animation runs; 1.0 is as its frames say.
    pub speed: f64,
}

lua_struct! {
    /// The table form of [`ImageFileSource`].
    pub struct ImageFileTable {
        /// The file.
        path: String,
        /// How fast an animation runs.
        speed: f64 = 1.0,
    }
}

impl Convert for ImageFileSource {
    fn type_text() -> String {
        "string|table<ImageFileSource>".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let table = match value {
            Value::Table(_) => ImageFileTable::from_lua(value, cx)?,
            other => ImageFileTable {
                path: String::from_lua(other, cx)?,
                speed: 1.0,
            },
        };
        Ok(Self {
            path: table.path.into(),
            speed: table.speed,
        })
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        ImageFileTable {
            path: self.path.to_string_lossy().into_owned(),
            speed: self.speed,
        }
        .to_lua(lua)
    }
}

lua_tagged! {
    /// What a background layer shows.
    pub enum BackgroundSource ("background source") {
        words {}
        values { Gradient(Gradient), File(ImageFileSource), Color(Rgba) }
    }
}

lua_struct! {
    /// One layer of the window's background.
    pub struct BackgroundLayer {
        /// What is shown.
        source: BackgroundSource,
        /// The box the layer is placed in.
        origin: BackgroundOrigin = BackgroundOrigin::default(),
        /// Whether it moves when the terminal scrolls.
        attachment: BackgroundAttachment = BackgroundAttachment::default(),
        /// How it repeats horizontally.
        repeat_x: BackgroundRepeat = BackgroundRepeat::default(),
        /// The distance between its copies, if not its width.
        repeat_x_size: Option<Dimension> = None,
        /// How it repeats vertically.
        repeat_y: BackgroundRepeat = BackgroundRepeat::default(),
        /// The distance between its copies, if not its height.
        repeat_y_size: Option<Dimension> = None,
        /// Where it sits vertically.
        vertical_align: BackgroundVerticalAlignment = BackgroundVerticalAlignment::default(),
        /// How far it is moved down from there.
        vertical_offset: Option<Dimension> = None,
        /// Where it sits horizontally.
        horizontal_align: BackgroundHorizontalAlignment = BackgroundHorizontalAlignment::default(),
        /// How far it is moved to the right from there.
        horizontal_offset: Option<Dimension> = None,
        /// Opacity, 0 to 1.
        opacity: f64 = 1.0,
        /// Factors that its colours are multiplied by.
        hsb: HsbTransform = HsbTransform::default(),
        /// Its width.
        width: BackgroundSize = BackgroundSize::Dimension(Dimension::Percent(1.0)),
        /// Its height.
        height: BackgroundSize = BackgroundSize::Dimension(Dimension::Percent(1.0)),
    }
}

lua_defaults! {
    /// A gradient along a line.
    #[derive(Copy)]
    pub struct LinearGradient {
        /// The line's angle in degrees, counter-clockwise from the right.
        angle: Option<f64> = None,
    }
}
lua_defaults! {
    /// A gradient around a point; all fields are fractions of the window.
    #[derive(Copy)]
    pub struct RadialGradient {
        /// Where the last colour is reached.
        radius: Option<f64> = None,
        /// The centre, from the left.
        cx: Option<f64> = None,
        /// The centre, from the top.
        cy: Option<f64> = None,
    }
}
lua_tagged! {
    /// The direction of a gradient.
    #[derive(Default)]
    pub enum GradientOrientation ("gradient orientation") {
        words { #[default] Horizontal, Vertical }
        values { Linear(LinearGradient), Radial(RadialGradient) }
    }
}
lua_tagged_convert!(BackgroundAttachment, BackgroundSource, GradientOrientation);

lua_defaults! {
    /// Colours that flow into each other.
    pub struct Gradient {
        /// The direction.
        orientation: GradientOrientation = GradientOrientation::default(),
        /// The colours, evenly spaced, as text.
        colors: Vec<String> = Vec::new(),
        /// A named list of colours, used instead of `colors`.
        preset: Option<GradientPreset> = None,
        /// How colours between those of the list are computed.
        interpolation: Interpolation = Interpolation::default(),
        /// The colour space they are blended in.
        blend: BlendMode = BlendMode::default(),
        /// The number of flat segments, if not smooth.
        segment_size: Option<usize> = None,
        /// How smooth the edges between segments are, 0 to 1.
        segment_smoothness: Option<f64> = None,
        /// How much noise hides banding; 64 when absent.
        noise: Option<usize> = None,
    }
}

lua_tagged! {
    /// A number from 0 to 1 for each moment of a change, as in CSS; the
    /// numbers of `CubicBezier` are x1, y1, x2, y2 of its inner points.
    #[derive(Copy)]
    pub enum EasingFunction ("easing function") {
        words { Linear, Ease, EaseIn, EaseInOut, EaseOut, Constant }
        values { CubicBezier([f64; 4]) }
    }
}
lua_tagged_convert!(EasingFunction);

lua_defaults! {
    /// A flash at BEL; off while both durations are 0.
    pub struct VisualBell {
        /// How long the flash comes up, in milliseconds.
        fade_in_duration_ms: u64 = 0,
        /// How it comes up.
        fade_in_function: EasingFunction = EasingFunction::Ease,
        /// How long it goes away, in milliseconds.
        fade_out_duration_ms: u64 = 0,
        /// How it goes away.
        fade_out_function: EasingFunction = EasingFunction::Ease,
        /// What flashes.
        target: VisualBellTarget = VisualBellTarget::default(),
    }
}

lua_defaults! {
    /// The margin between the window's edge and the terminal.
    #[derive(Copy)]
    pub struct WindowPadding {
        /// Left margin.
        left: Dimension = Dimension::Cells(1.0),
        /// Right margin.
        right: Dimension = Dimension::Cells(1.0),
        /// Top margin.
        top: Dimension = Dimension::Cells(0.5),
        /// Bottom margin.
        bottom: Dimension = Dimension::Cells(0.5),
    }
}

lua_struct! {
    /// Where the grid sits in a window that is larger than it.
    #[derive(Copy, Default)]
    pub struct WindowContentAlignment {
        /// Horizontally.
        horizontal: HorizontalWindowContentAlignment,
        /// Vertically.
        vertical: VerticalWindowContentAlignment,
    }
}

lua_defaults! {
    /// The title bar, the fancy tab bar and the window's border.
    pub struct WindowFrameConfig {
        /// Background without focus.
        inactive_titlebar_bg: Rgba = Rgba::hex(0x33_33_33),
        /// Background with focus.
        active_titlebar_bg: Rgba = Rgba::hex(0x33_33_33),
        /// Text without focus.
        inactive_titlebar_fg: Rgba = Rgba::hex(0xcc_cc_cc),
        /// Text with focus.
        active_titlebar_fg: Rgba = Rgba::hex(0xff_ff_ff),
        /// Line below, without focus.
        inactive_titlebar_border_bottom: Rgba = Rgba::hex(0x2b_20_42),
        /// Line below, with focus.
        active_titlebar_border_bottom: Rgba = Rgba::hex(0x2b_20_42),
        /// Buttons.
        button_fg: Rgba = Rgba::hex(0xcc_cc_cc),
        /// Background of buttons.
        button_bg: Rgba = Rgba::hex(0x33_33_33),
        /// Buttons under the pointer.
        button_hover_fg: Rgba = Rgba::hex(0xff_ff_ff),
        /// Background of buttons under the pointer.
        button_hover_bg: Rgba = Rgba::hex(0x1f_1f_1f),
        /// The font of tab titles; bold Roboto when absent.
        font: Option<TextStyle> = None,
        /// Its size in points; 12 when absent.
        font_size: Option<f64> = None,
        /// Width of the left border.
        border_left_width: Dimension = Dimension::Pixels(0.0),
        /// Width of the right border.
        border_right_width: Dimension = Dimension::Pixels(0.0),
        /// Height of the top border.
        border_top_height: Dimension = Dimension::Pixels(0.0),
        /// Height of the bottom border.
        border_bottom_height: Dimension = Dimension::Pixels(0.0),
        /// Colour of the left border.
        border_left_color: Option<Rgba> = None,
        /// Colour of the right border.
        border_right_color: Option<Rgba> = None,
        /// Colour of the top border.
        border_top_color: Option<Rgba> = None,
        /// Colour of the bottom border.
        border_bottom_color: Option<Rgba> = None,
    }
}

/// The colour of window buttons drawn in the tab bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegratedTitleButtonColor {
    /// That of the tab bar.
    Auto,
    /// One of the user's.
    Custom(Rgba),
}

impl Convert for IntegratedTitleButtonColor {
    fn type_text() -> String {
        "string(\"auto\" or color)".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        match value {
            Value::String(text) if text.to_string_lossy().eq_ignore_ascii_case("auto") => {
                Ok(Self::Auto)
            }
            other => Rgba::from_lua(other, cx).map(Self::Custom),
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        match self {
            Self::Auto => "auto".to_owned().to_lua(lua),
            Self::Custom(color) => color.to_lua(lua),
        }
    }
}

lua_struct! {
    /// Text that is a link: what matches `regex` leads to `format`.
    pub struct HyperlinkRule {
        /// The pattern.
        regex: String,
        /// The address, in which `$0` is the match, `$1` its first group.
        format: String,
        /// The group that is underlined; 0 is the whole match.
        highlight: usize = 0,
    }
}

/// The rules in force unless the user sets others: addresses in brackets,
/// bare addresses, and mail addresses.
#[must_use]
pub fn default_hyperlink_rules() -> Vec<HyperlinkRule> {
    let rule = |regex: &str, format: &str, highlight| HyperlinkRule {
        regex: regex.to_owned(),
        format: format.to_owned(),
        highlight,
    };
    vec![
        rule(r"\((\w+://\S+)\)", "$1", 1),
        rule(r"\[(\w+://\S+)\]", "$1", 1),
        rule(r"\{(\w+://\S+)\}", "$1", 1),
        rule(r"<(\w+://\S+)>", "$1", 1),
        rule(r"\b\w+://\S+[)/a-zA-Z0-9-]+", "$0", 0),
        rule(r"\b\w+@[\w-]+(\.[\w-]+)+\b", "mailto:$0", 0),
    ]
}

lua_struct! {
    /// A GPU, as `wezterm.gui.enumerate_gpus` lists them.
    pub struct GpuInfo {
        /// Its name.
        name: String,
        /// `DiscreteGpu`, `IntegratedGpu`, `Cpu` and so on.
        device_type: String,
        /// `Vulkan`, `Gl` and so on.
        backend: String,
        /// The driver's name.
        driver: Option<String> = None,
        /// The driver's version.
        driver_info: Option<String> = None,
        /// PCI vendor id.
        vendor: Option<u32> = None,
        /// PCI device id.
        device: Option<u32> = None,
    }
}

lua_defaults! {
    /// Formatted text of the buttons of the tab bar.
    pub struct TabBarStyle {
        /// The new-tab button.
        new_tab: String = " + ".to_owned(),
        /// The new-tab button under the pointer.
        new_tab_hover: String = " + ".to_owned(),
        /// The hide button.
        window_hide: String = " . ".to_owned(),
        /// The hide button under the pointer.
        window_hide_hover: String = " . ".to_owned(),
        /// The maximize button.
        window_maximize: String = " - ".to_owned(),
        /// The maximize button under the pointer.
        window_maximize_hover: String = " - ".to_owned(),
        /// The close button.
        window_close: String = " X ".to_owned(),
        /// The close button under the pointer.
        window_close_hover: String = " X ".to_owned(),
    }
}
