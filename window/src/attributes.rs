use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::platform::startup_notify::WindowAttributesExtStartupNotify;
use winit::platform::{wayland::WindowAttributesExtWayland, x11::WindowAttributesExtX11};

/// What a new window looks like. Sizes are physical pixels of the content,
/// without decorations.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowAttributes {
    /// The title.
    pub title: String,
    /// Wayland's app id, and class and instance of `WM_CLASS` on X11.
    pub app_id: String,
    /// Width and height.
    pub inner_size: (u32, u32),
    /// Smallest width and height the user may choose.
    pub min_inner_size: Option<(u32, u32)>,
    /// Whether a title bar and borders are drawn around the window.
    pub decorations: bool,
    /// Whether the user may change the size.
    pub resizable: bool,
    /// Whether pixels may let through what is behind the window.
    pub transparent: bool,
    /// Steps in which the size changes, for X11; Wayland has no such thing.
    pub resize_increments: Option<(u32, u32)>,
    /// Place on the desktop, for X11; Wayland does not let windows choose.
    pub position: Option<(i32, i32)>,
    /// Start maximized.
    pub maximized: bool,
    /// Start in full screen.
    pub fullscreen: bool,
    /// Whether input methods may compose text for this window.
    pub use_ime: bool,
    /// Whether dead keys compose; otherwise they type their own character.
    pub use_dead_keys: bool,
}

impl Default for WindowAttributes {
    fn default() -> Self {
        Self {
            title: String::new(),
            app_id: String::new(),
            inner_size: (640, 384),
            min_inner_size: None,
            decorations: true,
            resizable: true,
            transparent: false,
            resize_increments: None,
            position: None,
            maximized: false,
            fullscreen: false,
            use_ime: true,
            use_dead_keys: true,
        }
    }
}

impl WindowAttributes {
    /// The same in the words of `winit`. `token` is the start-up or activation
    /// token that whoever started the program left for its first window.
    pub(crate) fn to_winit(
        &self,
        wayland: bool,
        token: Option<winit::window::ActivationToken>,
    ) -> winit::window::WindowAttributes {
        let size = |(w, h): (u32, u32)| PhysicalSize::new(w.max(1), h.max(1));
        let mut out = winit::window::Window::default_attributes()
            .with_title(&self.title)
            .with_inner_size(size(self.inner_size))
            .with_decorations(self.decorations)
            .with_resizable(self.resizable)
            .with_transparent(self.transparent)
            .with_maximized(self.maximized)
            .with_fullscreen(
                self.fullscreen
                    .then_some(winit::window::Fullscreen::Borderless(None)),
            );
        if let Some(min) = self.min_inner_size {
            out = out.with_min_inner_size(size(min));
        }
        if let Some(step) = self.resize_increments {
            out = out.with_resize_increments(size(step));
        }
        if let Some((x, y)) = self.position {
            out = out.with_position(PhysicalPosition::new(x, y));
        }
        if let Some(token) = token {
            out = out.with_activation_token(token);
        }
        if wayland {
            WindowAttributesExtWayland::with_name(out, &self.app_id, &self.app_id)
        } else {
            WindowAttributesExtX11::with_name(out, &self.app_id, &self.app_id)
        }
    }
}
