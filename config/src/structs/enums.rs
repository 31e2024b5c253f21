//! Options and fields that are one word of a list, or words joined by `|`.

use wezterm_types::{Intensity, Underline};

lua_enum! {
    /// When a square glyph may be wider than its cell.
    pub enum AllowSquareGlyphOverflow { Never, Always, WhenFollowedBySpace }
}
lua_enum! {
    /// One of the first sixteen colours of the palette, by its xterm name.
    pub enum AnsiColor {
        Black, Maroon, Green, Olive, Navy, Purple, Teal, Silver,
        Grey, Red, Lime, Yellow, Blue, Fuchsia, Aqua, White,
    }
}

impl AnsiColor {
    /// The colour's index in the palette, 0..=15.
    #[must_use]
    pub const fn index(self) -> u8 {
        self as u8
    }
}

lua_enum! {
    /// What BEL does to the ear.
    pub enum AudibleBell { SystemBeep, Disabled }
}
lua_enum! {
    /// Where a background layer sits horizontally.
    #[derive(Default)]
    pub enum BackgroundHorizontalAlignment { #[default] Left, Center, Right }
}
lua_enum! {
    /// Where a background layer sits vertically.
    #[derive(Default)]
    pub enum BackgroundVerticalAlignment { #[default] Top, Middle, Bottom }
}
lua_enum! {
    /// The box a background layer is placed in.
    #[derive(Default)]
    pub enum BackgroundOrigin { #[default] BorderBox, PaddingBox }
}
lua_enum! {
    /// How a background image fills the area beyond its size.
    #[derive(Default)]
    pub enum BackgroundRepeat { #[default] Repeat, Mirror, NoRepeat }
}
lua_enum! {
    /// The colour space that gradients are blended in.
    #[derive(Default)]
    pub enum BlendMode { #[default] Rgb, LinearRgb, Hsv, Oklab }
}
lua_enum! {
    /// Blinking text.
    pub enum Blink { None, Slow, Rapid }
}
lua_enum! {
    /// What bold does to the first eight colours.
    pub enum BoldBrightening { No, BrightAndBold, BrightOnly }
    bools { true = BrightAndBold, false = No }
}
lua_enum! {
    /// A page of the character selector.
    pub enum CharSelectGroup {
        RecentlyUsed, SmileysAndEmotion, PeopleAndBody, AnimalsAndNature, FoodAndDrink,
        TravelAndPlaces, Activities, Objects, Symbols, Flags, NerdFonts, UnicodeNames, ShortCodes,
    }
}
lua_enum! {
    /// Where copied text goes.
    #[derive(Default)]
    pub enum ClipboardCopyDestination {
        Clipboard, PrimarySelection, #[default] ClipboardAndPrimarySelection,
    }
}
lua_enum! {
    /// Where pasted text comes from.
    #[derive(Default)]
    pub enum ClipboardPasteSource { #[default] Clipboard, PrimarySelection }
}
lua_enum! {
    /// The cursor's shape, and whether it blinks.
    pub enum DefaultCursorStyle {
        BlinkingBlock, SteadyBlock, BlinkingUnderline, SteadyUnderline, BlinkingBar, SteadyBar,
    }
}
lua_enum! {
    /// The order of subpixels on the screen.
    pub enum DisplayPixelGeometry { RGB, BGR }
}
lua_enum! {
    /// How the name of a dropped file is quoted.
    pub enum DroppedFileQuoting { None, SpacesOnly, Posix, Windows, WindowsAlwaysQuoted }
}
lua_enum! {
    /// What happens to a pane when its program has ended.
    pub enum ExitBehavior { Close, CloseOnCleanExit, Hold }
}
lua_enum! {
    /// How much a held pane says about how its program ended.
    pub enum ExitBehaviorMessaging { Verbose, Brief, Terse, None }
}
lua_enum! {
    /// How fonts are found.
    pub enum FontLocatorSelection { FontConfig, Gdi, CoreText, ConfigDirsOnly }
}
lua_enum! {
    /// What draws glyphs.
    pub enum FontRasterizerSelection { FreeType, Harfbuzz }
}
lua_enum! {
    /// What turns text into glyphs.
    pub enum FontShaperSelection { Allsorts, Harfbuzz }
}
lua_enum! {
    /// How wide a font's letters are.
    #[derive(Default)]
    pub enum FontStretch {
        UltraCondensed, ExtraCondensed, Condensed, SemiCondensed, #[default] Normal,
        SemiExpanded, Expanded, ExtraExpanded, UltraExpanded,
    }
}

impl FontStretch {
    /// The class of OpenType's `usWidthClass`, 1..=9; 5 is normal.
    #[must_use]
    pub const fn width_class(self) -> u16 {
        self as u16 + 1
    }
}

lua_enum! {
    /// Whether a font is slanted, and how.
    #[derive(Default)]
    pub enum FontStyle { #[default] Normal, Italic, Oblique }
}
lua_enum! {
    /// How outlines are fitted to pixels.
    pub enum FreeTypeLoadTarget { Normal, Light, Mono, HorizontalLcd, VerticalLcd }
}
lua_enum! {
    /// What paints.
    pub enum FrontEndSelection { OpenGL, WebGpu, Software }
}
lua_enum! {
    /// A named list of gradient colours.
    pub enum GradientPreset {
        Blues, BrBg, BuGn, BuPu, Cividis, Cool, CubeHelixDefault, GnBu, Greens, Greys, Inferno,
        Magma, OrRd, Oranges, PiYg, Plasma, PrGn, PuBu, PuBuGn, PuOr, PuRd, Purples, Rainbow,
        RdBu, RdGy, RdPu, RdYlBu, RdYlGn, Reds, Sinebow, Spectral, Turbo, Viridis, Warm, YlGn,
        YlGnBu, YlOrBr, YlOrRd,
    }
}
lua_enum! {
    /// Where the grid sits in a window that is wider than it.
    #[derive(Default)]
    pub enum HorizontalWindowContentAlignment { #[default] Left, Center, Right }
}
lua_enum! {
    /// Where the grid sits in a window that is higher than it.
    #[derive(Default)]
    pub enum VerticalWindowContentAlignment { #[default] Top, Center, Bottom }
}
lua_enum! {
    /// Who draws text while an input method composes it.
    pub enum ImePreeditRendering { Builtin, System }
}
lua_enum! {
    /// A window button drawn in the tab bar.
    pub enum IntegratedTitleButton { Hide, Maximize, Close }
}
lua_enum! {
    /// The side of the window that the tab bar is at.
    pub enum TabBarPosition { Top, Bottom, Left, Right }
}

impl TabBarPosition {
    /// Whether tabs are below each other.
    #[must_use]
    pub const fn is_vertical(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }
}

lua_enum! {
    /// Which tabs are marked for unseen output and bells.
    pub enum TabMarkRule { Always, DefaultTitles, Never }
}
lua_enum! {
    /// The side of the tab bar that window buttons are on.
    pub enum IntegratedTitleButtonAlignment { Right, Left }
}
lua_enum! {
    /// What window buttons look like.
    pub enum IntegratedTitleButtonStyle { Windows, Gnome, MacOsNative }
}
lua_enum! {
    /// How colours between those of a gradient are computed.
    #[derive(Default)]
    pub enum Interpolation { #[default] Linear, Basis, CatmullRom }
}
lua_enum! {
    /// Whether key bindings without prefix name characters or positions.
    pub enum KeyMapPreference { Physical, Mapped }
}
lua_enum! {
    /// What line ends become in pasted text.
    pub enum NewlineCanon { None, LineFeed, CarriageReturn, CarriageReturnAndLineFeed }
    bools { true = CarriageReturnAndLineFeed, false = None }
}
lua_enum! {
    /// Which notifications of programs are shown.
    pub enum NotificationHandling {
        AlwaysShow, NeverShow, SuppressFromFocusedPane, SuppressFromFocusedTab,
        SuppressFromFocusedWindow,
    }
}
lua_enum! {
    /// A direction between panes; `Next` and `Prev` follow their order.
    pub enum PaneDirection { Up, Down, Left, Right, Next, Prev }
}
lua_enum! {
    /// What choosing a pane does with it.
    #[derive(Default)]
    pub enum PaneSelectMode {
        #[default] Activate, SwapWithActive, SwapWithActiveKeepFocus, MoveToNewTab,
        MoveToNewWindow,
    }
}
lua_enum! {
    /// The direction that paragraphs of text are written in.
    pub enum ParagraphDirectionHint {
        LeftToRight, RightToLeft, AutoLeftToRight, AutoRightToLeft,
    }
}
lua_enum! {
    /// The direction in which panes change places.
    pub enum RotationDirection { Clockwise, CounterClockwise }
}
lua_enum! {
    /// What clearing removes.
    #[derive(Default)]
    pub enum ScrollbackEraseMode { #[default] ScrollbackOnly, ScrollbackAndViewport }
}
lua_enum! {
    /// The unit that a selection grows by.
    #[derive(Default)]
    pub enum SelectionMode { #[default] Cell, Word, Line, SemanticZone, Block }
}
lua_enum! {
    /// What shell integration (OSC 133) says a zone of text is.
    #[derive(Default)]
    pub enum SemanticType { #[default] Output, Input, Prompt }
}
lua_enum! {
    /// The shell that a remote host is assumed to have.
    #[derive(Default)]
    pub enum Shell { #[default] Unknown, Posix }
}
lua_enum! {
    /// What speaks the ssh protocol.
    pub enum SshBackend { Ssh2, LibSsh }
}
lua_enum! {
    /// Whether the end of a command that took long is notified of.
    #[derive(Default)]
    #[allow(non_camel_case_types, reason = "the words of wezterm.lua")]
    pub enum NotifyOnCommandFinish { always, unfocused, #[default] never }
}
lua_enum! {
    /// Whether the windows of the last run are opened again.
    #[derive(Default)]
    #[allow(non_camel_case_types, reason = "the words of wezterm.lua")]
    pub enum RestoreSession { always, ask, #[default] never }
}
lua_enum! {
    /// Whether panes of a remote host live on there.
    #[derive(Default)]
    pub enum SshMultiplexing { #[default] WezTerm, None }
}
lua_enum! {
    /// What Windows shows behind a window.
    pub enum SystemBackdrop { Auto, Disable, Acrylic, Mica, Tabbed }
}
lua_enum! {
    /// How key names are shown to the user.
    pub enum UIKeyCapRendering { UnixLong, Emacs, AppleSymbols, WindowsLong, WindowsSymbols }
}
lua_enum! {
    /// What flashes at BEL.
    #[derive(Default)]
    pub enum VisualBellTarget { #[default] BackgroundColor, CursorColor }
}
lua_enum! {
    /// Which GPU is preferred.
    pub enum WebGpuPowerPreference { LowPower, HighPerformance }
}
lua_enum! {
    /// Whether closing a window asks first.
    pub enum WindowCloseConfirmation { AlwaysPrompt, NeverPrompt }
}
lua_enum! {
    /// The order of a window among others.
    #[derive(Default)]
    pub enum WindowLevel { AlwaysOnBottom, #[default] Normal, AlwaysOnTop }
}

lua_flags! {
    /// What a window has around its content.
    pub struct WindowDecorations: u8 {
        /// Nothing.
        NONE = 0;
        /// A title bar.
        TITLE = 1;
        /// A border that resizes.
        RESIZE = 2;
        /// Window buttons in the tab bar.
        INTEGRATED_BUTTONS = 4;
        /// No shadow (macOS).
        MACOS_FORCE_DISABLE_SHADOW = 8;
        /// A shadow (macOS).
        MACOS_FORCE_ENABLE_SHADOW = 16;
        /// Square corners (macOS).
        MACOS_FORCE_SQUARE_CORNERS = 32;
    }
}
lua_flags! {
    /// How FreeType loads glyphs.
    pub struct FreeTypeLoadFlags: u8 {
        /// Nothing special.
        DEFAULT = 0;
        /// Outlines as they are, not fitted to pixels.
        NO_HINTING = 1;
        /// No embedded bitmaps.
        NO_BITMAP = 2;
        /// FreeType's own hinter, not the font's.
        FORCE_AUTOHINT = 4;
        /// One bit a pixel.
        MONOCHROME = 8;
        /// Never FreeType's own hinter.
        NO_AUTOHINT = 16;
        /// No SVG glyphs.
        NO_SVG = 32;
        /// Only SVG glyphs.
        SVG_ONLY = 64;
    }
}
lua_flags! {
    /// What the launcher lists.
    pub struct LauncherFlags: u8 {
        /// Opens with the fuzzy search.
        FUZZY = 1;
        /// Tabs of the window.
        TABS = 2;
        /// `launch_menu`.
        LAUNCH_MENU_ITEMS = 4;
        /// Domains.
        DOMAINS = 8;
        /// Key assignments.
        KEY_ASSIGNMENTS = 16;
        /// Workspaces.
        WORKSPACES = 32;
        /// Commands of the command palette.
        COMMANDS = 64;
    }
}

/// The words of enums that live in `wezterm-types`.
macro_rules! foreign_enum {
    ($name:ident { $($variant:ident),+ }) => {
        impl crate::convert::Convert for $name {
            fn type_text() -> String {
                format!("enum{{{}}}", [$(stringify!($variant)),+].join("|"))
            }

            fn from_lua(
                value: &mlua::Value,
                cx: &mut crate::convert::Cx<'_>,
            ) -> Result<Self, crate::convert::ConfigError> {
                let known = [$(stringify!($variant)),+];
                let mlua::Value::String(text) = value else {
                    let expected = format!("one of the strings {}", known.join(", "));
                    return Err(cx.wrong_type(expected, value));
                };
                match &*text.to_string_lossy() {
                    $(stringify!($variant) => Ok(Self::$variant),)+
                    text => Err(cx.unknown_name(stringify!($name), text, &known)),
                }
            }

            fn to_lua(&self, lua: &mlua::Lua) -> mlua::Result<mlua::Value> {
                let name = match self { $(Self::$variant => stringify!($variant)),+ };
                lua.create_string(name).map(mlua::Value::String)
            }
        }
    };
}

foreign_enum!(Intensity { Normal, Bold, Half });
foreign_enum!(Underline {
    None,
    Single,
    Double,
    Curly,
    Dotted,
    Dashed
});
