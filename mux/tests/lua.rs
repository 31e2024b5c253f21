//! `wezterm.mux` as configurations use it.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

use mlua::Lua;
use mux::{Mux, MuxOptions, MuxSettings};
use std::sync::Arc;
use wezterm_types::TerminalSize;

#[test]
fn objects_answer_and_say_what_is_gone() {
    let mut mux = Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: MuxSettings::default(),
        socket_path: None,
    });
    mux.message_window("hello", TerminalSize::default(), None)
        .unwrap();
    let lua = Lua::new();
    let module = mux::lua::module(&lua).unwrap();
    lua.globals().set("mux", module).unwrap();
    let early = lua.load("mux.all_windows()").exec().unwrap_err();
    assert!(early.to_string().contains("being loaded"), "{early}");
    lua.set_app_data(mux.shared());
    lua.load(
        r#"
        local w = mux.all_windows()[1]
        w:set_title('title'); assert(w:get_title() == 'title')
        assert(w:get_workspace() == 'default' and mux.get_active_workspace() == 'default')
        local tab = w:active_tab()
        assert(tab:tab_id() == 0 and tab:window():window_id() == w:window_id())
        tab:set_title('t'); assert(mux.get_tab(0):get_title() == 't')
        local p = tab:active_pane()
        assert(p == mux.get_pane(0) and p:tab() == tab and p:get_domain_name() == 'local')
        assert(tab:panes_with_info()[1].width == 80 and tab:get_size().rows == 24)
        assert(p:get_lines_as_text():find('hello'))
        p:inject_output('\27]2;named\7'); assert(p:get_title() == 'named')
        assert(mux.get_domain('local'):name() == 'local' and mux.get_domain('x') == nil)
        assert(w:gui_window() == nil and p:get_progress() == 'None')
        local ok, err = pcall(mux.get_pane, 9)
        assert(not ok and tostring(err):find('pane 9 does not exist'), tostring(err))
        ok, err = pcall(mux.spawn_window, { args = { 'no-such-program-here' } })
        assert(not ok and tostring(err):find('no%-such%-program'), tostring(err))
        ok, err = pcall(tab.get_pane_direction, tab, 'sideways')
        assert(not ok and tostring(err):find('sideways'))
        "#,
    )
    .exec()
    .unwrap();
}
