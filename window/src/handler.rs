use crate::app::{Application, EventLoop, Shared, Wake};
use crate::event::{ImeEvent, WindowEvent};
use crate::handle::WindowId;
use crate::keys::{Keyboard, RawKey, Translated};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use wezterm_types::{MouseButton, ScrollDelta};
use winit::application::ApplicationHandler;
use winit::event::{ElementState, Ime, MouseScrollDelta, WindowEvent as WinitEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow};
use winit::keyboard::ModifiersState;

/// Carries `winit`'s events to the application.
pub(crate) struct Handler<A> {
    application: A,
    shared: Shared,
    keyboard: Keyboard,
    wake_pending: Arc<AtomicBool>,
    resumed: bool,
}

impl<A: Application> Handler<A> {
    pub(crate) fn new(application: A, shared: Shared, wake_pending: Arc<AtomicBool>) -> Self {
        Self {
            application,
            shared,
            keyboard: Keyboard::default(),
            wake_pending,
            resumed: false,
        }
    }

    fn send(&mut self, active: &ActiveEventLoop, window: WindowId, event: WindowEvent) {
        let mut event_loop = EventLoop {
            active,
            shared: &self.shared,
        };
        self.application
            .window_event(&mut event_loop, window, event);
    }

    fn deliver_clipboard(&mut self, active: &ActiveEventLoop) {
        let answers = self.shared.clipboard.borrow_mut().answers(Instant::now());
        for answer in answers {
            let event = WindowEvent::ClipboardText {
                token: answer.token,
                kind: answer.kind,
                text: answer.text,
            };
            self.send(active, answer.window, event);
        }
    }

    fn deliver_outbox(&mut self, active: &ActiveEventLoop) {
        // What is put in meanwhile waits for the next round, so this ends.
        let events = std::mem::take(&mut *self.shared.outbox.borrow_mut());
        for (window, event) in events {
            if self.shared.window(window).is_some() {
                self.send(active, window, event);
            }
        }
    }

    fn key(&mut self, window: WindowId, event: &winit::event::KeyEvent) -> Option<WindowEvent> {
        let window = self.shared.window(window)?;
        let raw = RawKey::from(event);
        match self.keyboard.translate(&raw, window.use_dead_keys()) {
            Translated::Key(key) => Some(WindowEvent::Key(key)),
            Translated::DeadKeyTyped(key) => {
                window.reset_dead_keys();
                Some(WindowEvent::Key(key))
            }
            Translated::Composing => None,
            Translated::Unknown => {
                log::debug!("a key without a name was ignored: {raw:?}");
                None
            }
        }
    }

    fn modifiers(&mut self, state: ModifiersState) -> Option<WindowEvent> {
        self.keyboard
            .set_modifiers(state)
            .then(|| WindowEvent::ModifiersChanged {
                modifiers: self.keyboard.modifiers(),
                leds: self.keyboard.leds(),
            })
    }

    fn translate(&mut self, window: WindowId, event: WinitEvent) -> Option<WindowEvent> {
        Some(match event {
            WinitEvent::Resized(size) => WindowEvent::Resized {
                width: size.width.max(1),
                height: size.height.max(1),
            },
            WinitEvent::Moved(at) => WindowEvent::Moved { x: at.x, y: at.y },
            WinitEvent::ScaleFactorChanged { scale_factor, .. } => {
                WindowEvent::ScaleFactorChanged {
                    factor: scale_factor,
                }
            }
            WinitEvent::RedrawRequested => WindowEvent::RedrawRequested,
            WinitEvent::CloseRequested => WindowEvent::CloseRequested,
            WinitEvent::Focused(focused) => WindowEvent::Focused(focused),
            // Keys that were down when the focus came or went are nobody's.
            WinitEvent::KeyboardInput {
                is_synthetic: true, ..
            } => return None,
            WinitEvent::KeyboardInput { event, .. } => return self.key(window, &event),
            WinitEvent::ModifiersChanged(state) => return self.modifiers(state.state()),
            WinitEvent::Ime(ime) => WindowEvent::Ime(match ime {
                Ime::Enabled => ImeEvent::Enabled,
                Ime::Preedit(text, cursor) => {
                    let cursor = cursor.map(|(start, end)| start.min(end)..start.max(end));
                    ImeEvent::Preedit { text, cursor }
                }
                Ime::Commit(text) => ImeEvent::Commit(text),
                Ime::Disabled => ImeEvent::Disabled,
            }),
            WinitEvent::CursorMoved { position, .. } => WindowEvent::CursorMoved {
                x: position.x,
                y: position.y,
            },
            WinitEvent::CursorEntered { .. } => WindowEvent::CursorEntered,
            WinitEvent::CursorLeft { .. } => WindowEvent::CursorLeft,
            WinitEvent::MouseInput { state, button, .. } => WindowEvent::MouseButton {
                button: mouse_button(button)?,
                pressed: state == ElementState::Pressed,
            },
            WinitEvent::MouseWheel { delta, .. } => WindowEvent::Scroll {
                delta: scroll_delta(delta),
            },
            WinitEvent::Occluded(occluded) => WindowEvent::Occluded(occluded),
            WinitEvent::DroppedFile(path) => WindowEvent::DroppedFile(path),
            _ => return None,
        })
    }
}

/// Our name of a button; `None` for those that terminals have no code for.
fn mouse_button(button: winit::event::MouseButton) -> Option<MouseButton> {
    use winit::event::MouseButton as Winit;
    Some(match button {
        Winit::Left => MouseButton::Left,
        Winit::Middle => MouseButton::Middle,
        Winit::Right => MouseButton::Right,
        Winit::Back => MouseButton::Back,
        Winit::Forward => MouseButton::Forward,
        Winit::Other(_) => return None,
    })
}

/// `winit` counts content moving right as positive, we count steps to the
/// right, which move it left.
#[allow(clippy::cast_possible_truncation, reason = "screens have few pixels")]
fn scroll_delta(delta: MouseScrollDelta) -> ScrollDelta {
    match delta {
        MouseScrollDelta::LineDelta(x, y) => ScrollDelta::Lines { x: -x, y },
        MouseScrollDelta::PixelDelta(by) => ScrollDelta::Pixels {
            x: -by.x as f32,
            y: by.y as f32,
        },
    }
}

impl<A: Application> ApplicationHandler<Wake> for Handler<A> {
    fn resumed(&mut self, active: &ActiveEventLoop) {
        if !std::mem::replace(&mut self.resumed, true) {
            self.application.resumed(&mut EventLoop {
                active,
                shared: &self.shared,
            });
        }
    }

    fn user_event(&mut self, active: &ActiveEventLoop, wake: Wake) {
        match wake {
            Wake::Application => {
                // Cleared first: what is announced from now on needs a new call.
                self.wake_pending.store(false, Ordering::Release);
                self.application.woken(&mut EventLoop {
                    active,
                    shared: &self.shared,
                });
            }
            Wake::Clipboard => self.deliver_clipboard(active),
            Wake::Appearance(appearance) => {
                if self.shared.appearance.replace(appearance) != appearance {
                    for window in self.shared.open_windows() {
                        self.send(active, window, WindowEvent::AppearanceChanged(appearance));
                    }
                }
            }
        }
    }

    fn window_event(
        &mut self,
        active: &ActiveEventLoop,
        window: winit::window::WindowId,
        event: WinitEvent,
    ) {
        let window = WindowId::from(window);
        let lost_focus = matches!(event, WinitEvent::Focused(false));
        if let Some(event) = self.translate(window, event) {
            self.send(active, window, event);
        }
        // Releases outside the window are never seen.
        if lost_focus && let Some(event) = self.modifiers(ModifiersState::empty()) {
            self.send(active, window, event);
        }
    }

    fn about_to_wait(&mut self, active: &ActiveEventLoop) {
        let late = self.shared.clipboard.borrow().deadline();
        if late.is_some_and(|deadline| deadline <= Instant::now()) {
            self.deliver_clipboard(active);
        }
        if let Some(wayland) = &self.shared.wayland {
            wayland.dispatch();
        }
        self.deliver_outbox(active);
        let timer = self.application.about_to_wait(&mut EventLoop {
            active,
            shared: &self.shared,
        });
        let answers = self.shared.clipboard.borrow().deadline();
        let more = (!self.shared.outbox.borrow().is_empty()).then(Instant::now);
        let next = [timer, answers, more].into_iter().flatten().min();
        active.set_control_flow(next.map_or(ControlFlow::Wait, ControlFlow::WaitUntil));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use winit::dpi::PhysicalPosition;

    #[test]
    fn scrolling_points_as_our_vocabulary_says() {
        let lines = scroll_delta(MouseScrollDelta::LineDelta(1.0, 2.0));
        assert_eq!(lines, ScrollDelta::Lines { x: -1.0, y: 2.0 });
        let pixels = scroll_delta(MouseScrollDelta::PixelDelta(PhysicalPosition::new(
            -3.0, -4.5,
        )));
        assert_eq!(pixels, ScrollDelta::Pixels { x: 3.0, y: -4.5 });
    }

    #[test]
    fn unknown_buttons_are_dropped() {
        use winit::event::MouseButton as Winit;
        assert_eq!(mouse_button(Winit::Back), Some(MouseButton::Back));
        assert_eq!(mouse_button(Winit::Other(12)), None);
    }
}
