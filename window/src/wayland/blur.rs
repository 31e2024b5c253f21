//! Blurring what is behind a window (the staging protocol
//! `ext-background-effect-v1`; KDE's older one is `winit`'s to speak).

use super::{State, Wayland};
use crate::RawWindow;
use wayland_client::protocol::wl_compositor::WlCompositor;
use wayland_client::protocol::wl_region::WlRegion;
use wayland_client::{Connection, Dispatch, QueueHandle, WEnum, delegate_noop};
use wayland_protocols::ext::background_effect::v1::client::ext_background_effect_manager_v1::{
    self as manager, ExtBackgroundEffectManagerV1,
};
use wayland_protocols::ext::background_effect::v1::client::ext_background_effect_surface_v1::ExtBackgroundEffectSurfaceV1;

/// Who blurs behind windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlurSupport {
    /// The compositor, by `ext-background-effect-v1`.
    Ext,
    /// The compositor, by KDE's protocol.
    Kde,
    /// Nobody.
    None,
}

/// A window's blur; goes with it.
#[derive(Debug)]
pub(crate) struct Blur(ExtBackgroundEffectSurfaceV1);

impl Drop for Blur {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

impl Wayland {
    /// What the compositor offers.
    pub(crate) fn blur_support(&self) -> BlurSupport {
        self.globals.contents().with_list(|globals| {
            let has = |name: &str| globals.iter().any(|global| global.interface == name);
            if has("ext_background_effect_manager_v1") {
                BlurSupport::Ext
            } else if has("org_kde_kwin_blur_manager") {
                BlurSupport::Kde
            } else {
                BlurSupport::None
            }
        })
    }

    /// Has all behind `window` blurred, from its next commit on and for as long
    /// as the result lives. `None` without `ext-background-effect-v1`. A window
    /// may have one at a time.
    pub(crate) fn blur(&self, window: &RawWindow) -> Option<Blur> {
        let surface = self.surface_of(window)?;
        let mut manager = self.effects.borrow_mut();
        if manager.is_none() {
            *manager = self.globals.bind(&self.handle, 1..=1, ()).ok();
        }
        let compositor: WlCompositor = self.globals.bind(&self.handle, 1..=4, ()).ok()?;
        let effect = manager
            .as_ref()?
            .get_background_effect(&surface, &self.handle, ());
        // The compositor cuts it off at the surface.
        let everything = compositor.create_region(&self.handle, ());
        everything.add(0, 0, i32::MAX, i32::MAX);
        effect.set_blur_region(Some(&everything));
        everything.destroy();
        Some(Blur(effect))
    }
}

impl Dispatch<ExtBackgroundEffectManagerV1, ()> for State {
    fn event(
        _: &mut Self,
        _: &ExtBackgroundEffectManagerV1,
        event: manager::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        if let manager::Event::Capabilities { flags } = event
            && !matches!(flags, WEnum::Value(flags) if flags.contains(manager::Capability::Blur))
        {
            log::debug!("the compositor blurs nothing at present");
        }
    }
}

delegate_noop!(State: ExtBackgroundEffectSurfaceV1);
delegate_noop!(State: WlCompositor);
delegate_noop!(State: WlRegion);
