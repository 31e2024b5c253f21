//! The tab bar's pixels, held against pictures that a person has looked at.
//! `UPDATE_GOLDENS=1 cargo test -p wezterm-gui --test tabbar_goldens` writes new
//! ones; a difference is painted into `target/render-differences`.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../../wezterm-render/tests/common/mod.rs"]
mod common;
mod tabbar_support;

use common::assert_golden;
use config::Config;
use config::structs::{IntegratedTitleButtonStyle, TabBarPosition, TabMarkRule};
use std::rc::Rc;
use std::time::Instant;
use tabbar_support::{Facts, tab};
use wezterm_font::{FontConfig, FontDirs, FontSet, FontSystem};
use wezterm_gui::callback_cache::CallbackCache;
use wezterm_gui::fancy_tab_bar::{FancyInput, FancyTabBar, fancy_bar_height};
use wezterm_gui::tab_bar_paint::{Proportional, fancy_quads, retro_quads};
use wezterm_gui::tab_information::{Progress, TabInformation, TabList, VersionCounter};
use wezterm_gui::tabbar::{
    BarView, Bells, Fit, Pointer, Rename, Scroll, TabBar, TabBarInput, TabBarItem, TabBarState,
    bar_position,
};
use wezterm_render::{
    CpuOffscreen, GlyphCache, Image, Painter, Quad, RectF, Scene, Strip, StripId,
};
use wezterm_types::Rgba;

/// One bar of a picture.
struct Bar {
    config: Config,
    tabs: Vec<TabInformation>,
    size: (f32, f32),
    /// A pixel from the bar's top left.
    pointer: Option<(f32, f32)>,
    status: (String, String),
    buttons: bool,
    scroll: Scroll,
    bells: Bells,
    rename: Option<Rename>,
}

impl Bar {
    fn new(titles: &[&str], fancy: bool) -> Self {
        let config = Config {
            use_fancy_tab_bar: fancy,
            ..Config::default()
        };
        let mut tabs: Vec<_> = (titles.iter().enumerate())
            .map(|(place, title)| tab(place, place, title))
            .collect();
        tabs[1].is_active = true;
        Self {
            config,
            tabs,
            size: (640.0, 0.0),
            pointer: None,
            status: Default::default(),
            buttons: false,
            scroll: Scroll::default(),
            bells: Bells::default(),
            rename: None,
        }
    }

    fn many(count: usize, fancy: bool) -> Self {
        let titles: Vec<String> = (1..=count).map(|n| format!("title of {n}")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        Self::new(&titles, fancy)
    }

    fn at(mut self, side: TabBarPosition, size: (f32, f32)) -> Self {
        self.config.tab_bar_position = Some(side);
        self.size = size;
        self
    }

    fn statuses(mut self) -> Self {
        let left = "\x1b[48;2;60;90;160m\x1b[38;2;255;255;255m left \x1b[0m";
        self.status = (left.into(), "12:34 ".into());
        self
    }

    /// The bar's state, as a frame after some rest has it.
    fn state(&self, fonts: &FontSet, pointer: Pointer) -> (TabBarState, Fit) {
        let mut list = TabList::new(1, &VersionCounter::default());
        list.update(self.tabs.clone());
        let palette = self.config.palette();
        let cell = fonts.metrics();
        let row = if self.config.use_fancy_tab_bar {
            fancy_bar_height(cell.cell_height as f32)
        } else {
            cell.cell_height as f32
        };
        let mut bar = TabBar::default();
        let mut cache = CallbackCache::new(Rc::new(Facts::default()));
        let mut fit = Fit::default();
        for _ in 0..3 {
            let input = TabBarInput {
                list: &list,
                config: &self.config,
                palette: &palette,
                look: 1,
                width: self.size.0 as usize / cell.cell_width as usize,
                pointer,
                left_status: &self.status.0,
                right_status: &self.status.1,
                window_buttons: self.buttons,
                refresh: 0,
                view: BarView {
                    rows: (self.size.1 / row) as usize,
                    scroll: self.scroll,
                    fit,
                    rename: self.rename.as_ref(),
                    bells: Some(&self.bells),
                },
            };
            bar.update(&input, &mut cache, None, Instant::now());
            fit = bar.state().fit();
        }
        (TabBarState::clone(bar.state()), fit)
    }

    fn quads(&self, fonts: &mut FontSet) -> (Vec<Quad>, f32) {
        let palette = self.config.palette();
        let cell = fonts.metrics();
        let (cw, ch) = (cell.cell_width as f32, cell.cell_height as f32);
        let vertical = bar_position(&self.config).is_vertical();
        if !self.config.use_fancy_tab_bar {
            let pointer = match self.pointer {
                None => Pointer::Away,
                Some((x, y)) if vertical => Pointer::Cell {
                    column: (x / cw) as usize,
                    row: (y / ch) as usize,
                },
                Some((x, _)) => Pointer::Column((x / cw) as usize),
            };
            let (state, _) = self.state(fonts, pointer);
            let height = if vertical { self.size.1 } else { ch };
            return (
                retro_quads(&state, (self.size.0, height), &palette, fonts),
                height,
            );
        }
        let mut hovered = TabBarItem::None;
        let mut fancy = FancyTabBar::default();
        for _ in 0..2 {
            let (state, _) = self.state(fonts, Pointer::Over(hovered));
            let input = FancyInput {
                state: &state,
                config: &self.config,
                palette: &palette,
                width: self.size.0,
                height: self.size.1,
                scroll: self.scroll,
                focused: true,
                window_buttons: self.buttons,
                maximized: false,
                hovered,
            };
            fancy = FancyTabBar::new(&input, &mut Proportional(fonts));
            if let Some((x, y)) = self.pointer {
                hovered = fancy.hit_test(x, y);
            }
        }
        (fancy_quads(&fancy, fonts), fancy.height)
    }
}

/// Bars below each other, or beside each other where they are vertical, on a
/// ground that tells where they end.
fn picture(bars: &[Bar]) -> Image {
    let mut fonts = FontSystem::new(FontDirs::embedded_only())
        .load(&FontConfig::default())
        .unwrap();
    let (mut x, mut y, mut size) = (0.0, 0.0f32, (0.0f32, 0.0f32));
    let mut strips = Vec::new();
    for (index, bar) in bars.iter().enumerate() {
        let (quads, height) = bar.quads(&mut fonts);
        let rect = RectF::new(x, y, bar.size.0, height);
        strips.push(Strip {
            id: StripId::other(0, index as i64),
            revision: 1,
            origin: (x, y),
            clip: rect,
            quads: quads.into(),
        });
        size = (
            size.0.max(rect.x + rect.width),
            size.1.max(rect.y + rect.height),
        );
        if bar_position(&bar.config).is_vertical() {
            x += rect.width + 8.0;
        } else {
            y += rect.height + 8.0;
        }
    }
    let size = (size.0 as u32, size.1 as u32);
    let mut scene = Scene::new(size, Rgba::hex(0x10_1020));
    scene.strips = strips;
    let mut painter = CpuOffscreen::new(size);
    let mut glyphs = GlyphCache::new(4 << 20);
    painter
        .paint(&scene, &mut glyphs.source(&mut fonts), &mut || {})
        .unwrap();
    painter.read_back()
}

fn check(name: &str, bars: &[Bar]) {
    assert_golden(name, &picture(bars));
}

const TITLES: [&str; 3] = ["zsh", "vim notes.txt", "top"];

#[test]
fn retro() {
    let mut buttons = Bar::new(&TITLES, false).statuses();
    buttons.buttons = true;
    check("tab-bar-retro", &[Bar::new(&TITLES, false), buttons]);
}

#[test]
fn fancy() {
    let plain = Bar::new(&TITLES, true);
    let mut buttons = Bar::new(&TITLES, true).statuses();
    buttons.buttons = true;
    let mut gnome = Bar::new(&TITLES, true).statuses();
    gnome.buttons = true;
    gnome.config.integrated_title_button_style = IntegratedTitleButtonStyle::Gnome;
    gnome.config.show_close_tab_button_in_tabs = false;
    check("tab-bar-fancy", &[plain, buttons, gnome]);
}

#[test]
fn bottom() {
    let mut bars = [Bar::new(&TITLES, false), Bar::new(&TITLES, true)];
    for bar in &mut bars {
        bar.config.tab_bar_at_bottom = true;
    }
    check("tab-bar-bottom", &bars);
}

#[test]
fn left_and_right() {
    let bars = [TabBarPosition::Left, TabBarPosition::Right].map(|side| {
        [false, true].map(|fancy| {
            let mut bar = Bar::many(5, fancy).statuses().at(side, (240.0, 300.0));
            bar.buttons = side == TabBarPosition::Right;
            bar.pointer = Some((60.0, 150.0));
            bar
        })
    });
    check("tab-bar-left", bars.as_flattened());
}

#[test]
fn overflow() {
    let mut bars = Vec::new();
    for fancy in [false, true] {
        bars.push(Bar::many(30, fancy).statuses());
        let mut middle = Bar::many(30, fancy);
        middle.scroll = Scroll {
            first: 12,
            follow: false,
        };
        middle.pointer = Some((3.0, 5.0));
        bars.push(middle);
        let mut end = Bar::many(30, fancy);
        end.scroll = Scroll {
            first: 99,
            follow: false,
        };
        bars.push(end);
    }
    check("tab-bar-overflow", &bars);
}

#[test]
fn overflow_at_the_side() {
    let bars = [false, true].map(|fancy| {
        let mut bar = Bar::many(30, fancy).at(TabBarPosition::Left, (200.0, 260.0));
        bar.scroll = Scroll {
            first: 9,
            follow: false,
        };
        bar
    });
    check("tab-bar-overflow-left", &bars);
}

#[test]
fn hover() {
    let mut bars = Vec::new();
    for fancy in [false, true] {
        // Over a tab, over its close button, over the plus button.
        for x in if fancy {
            [20.0, 79.0, 420.0]
        } else {
            [20.0, 62.0, 335.0]
        } {
            let mut bar = Bar::new(&TITLES, fancy);
            bar.config.show_close_tab_button_on_hover = x == 62.0;
            bar.pointer = Some((x, 12.0));
            bars.push(bar);
        }
    }
    check("tab-bar-hover", &bars);
}

#[test]
fn progress_and_marks() {
    let bar = |fancy| {
        let mut bar = Bar::many(6, fancy);
        bar.size.0 = 900.0;
        let progress = [
            Progress::Percentage(70),
            Progress::Percentage(25),
            Progress::Error(50),
            Progress::Indeterminate,
        ];
        for (tab, progress) in bar.tabs.iter_mut().zip(progress) {
            tab.panes[0].progress = progress;
        }
        bar.tabs[4].panes[0].has_unseen_output = true;
        bar.tabs[0].panes[0].has_unseen_output = true;
        bar.bells.ring(5);
        bar
    };
    let mut off = bar(false);
    off.config.show_tab_progress = false;
    off.config.show_tab_marks = TabMarkRule::Never;
    let side = |fancy| bar(fancy).at(TabBarPosition::Left, (240.0, 220.0));
    check("tab-bar-progress", &[bar(false), bar(true), off]);
    check("tab-bar-progress-left", &[side(false), side(true)]);
}

#[test]
fn rename() {
    let bars = [false, true].map(|fancy| {
        let mut bar = Bar::new(&TITLES, fancy);
        bar.rename = Some(Rename::new(1, "vim notes"));
        bar
    });
    check("tab-bar-rename", &bars);
}
