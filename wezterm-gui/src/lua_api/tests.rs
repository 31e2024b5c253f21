//! Every name of the Lua API is there.

use super::{GuiState, register, window_object};
use crate::position::WindowWish;
use config::stubs::api;
use config::{LuaRuntime, RuntimeContext};
use mlua::{IntoLua, Value};
use mux::lua::{LuaPane, LuaTab, LuaWindow};
use mux::{Mux, MuxOptions, MuxSettings};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// A VM with all modules, and an object of each kind.
fn runtime() -> (LuaRuntime, BTreeMap<&'static str, Value>) {
    let mux = Mux::new(MuxOptions {
        wake: Arc::new(|| ()),
        settings: MuxSettings::default(),
        socket_path: None,
    })
    .shared();
    let gui = Rc::<std::cell::RefCell<GuiState>>::default();
    let module: config::RuntimeModule =
        Rc::new(move |runtime: &LuaRuntime| register(runtime, mux.clone(), gui.clone()));
    let runtime = LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[module]).unwrap();
    let lua = runtime.lua();
    let eval = |code: &str| -> Value {
        lua.load(format!("local wezterm = require 'wezterm'; return {code}"))
            .eval()
            .unwrap()
    };
    let mut objects = BTreeMap::new();
    objects.insert("Pane", LuaPane(0).into_lua(lua).unwrap());
    objects.insert("MuxTab", LuaTab(0).into_lua(lua).unwrap());
    objects.insert("MuxWindow", LuaWindow(0).into_lua(lua).unwrap());
    objects.insert("MuxDomain", eval("wezterm.mux.get_domain()"));
    objects.insert("Window", Value::UserData(window_object(lua, 0).unwrap()));
    objects.insert("Color", eval("wezterm.color.parse('red')"));
    objects.insert("Time", eval("wezterm.time.now()"));
    objects.insert("ConfigBuilder", eval("wezterm.config_builder()"));
    objects.insert("Url", eval("wezterm.url.parse('https://u:p@h:1/a?q#f')"));
    objects.insert(
        "LocalProcessInfo",
        eval("wezterm.procinfo.get_info_for_pid(wezterm.procinfo.pid())"),
    );
    (runtime, objects)
}

#[test]
fn every_name_of_the_api_is_there() {
    let (runtime, objects) = runtime();
    let lua = runtime.lua();
    let get: mlua::Function = lua
        .load("return function(object, name) return object[name] end")
        .eval()
        .unwrap();
    let mut missing = Vec::new();
    let mut seen = 0;
    for row in api() {
        if !matches!(row.kind, "function" | "method" | "const" | "field") {
            continue;
        }
        let value: Value = if row.object == "(globals)" {
            // `os.getenv` is one row.
            lua.load(format!("return {}", row.member)).eval().unwrap()
        } else if row.object.starts_with("wezterm") {
            let code = format!(
                "local wezterm = require 'wezterm'; return {}.{}",
                row.object, row.member
            );
            lua.load(code).eval().unwrap_or(Value::Nil)
        } else if let Some(object) = objects.get(row.object) {
            get.call((object, row.member)).unwrap_or(Value::Nil)
        } else {
            // Fields of tables that options and functions take, which the
            // schema's own tests cover.
            continue;
        };
        seen += 1;
        let right = match row.kind {
            "function" | "method" => matches!(value, Value::Function(_)),
            _ => !value.is_nil(),
        };
        if !right {
            missing.push(format!("{}.{}", row.object, row.member));
        }
    }
    assert!(seen > 240, "{seen}");
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn screens_are_told_once_known() {
    let (runtime, _) = runtime();
    let lua = runtime.lua();
    let code = "local s = require('wezterm').gui.screens()
        return s.main.name, s.active.width, s.by_name.B.x, s.origin_x, s.virtual_width, s.virtual_height";
    let error = lua.load(code).exec().unwrap_err().to_string();
    assert!(error.contains("before the first window"), "{error}");
    let screen = |name: &str, x, width| window::Screen {
        name: name.to_owned(),
        x,
        y: 0,
        width,
        height: 100,
        scale: 2.0,
        max_fps: Some(60),
    };
    let state = super::window::state(lua).unwrap();
    state.borrow_mut().screens = vec![screen("A", 0, 300), screen("B", -200, 200)];
    let got: (String, u32, i32, i32, u32, u32) = lua.load(code).eval().unwrap();
    assert_eq!(got, ("A".to_owned(), 300, -200, -200, 500, 100));
    // The active one is where the window with the keyboard is.
    state.borrow_mut().active_screen = Some("B".to_owned());
    let got: (String, u32, i32, i32, u32, u32) = lua.load(code).eval().unwrap();
    assert_eq!((got.0.as_str(), got.1), ("A", 200));
    state.borrow_mut().active_screen = Some("unplugged".to_owned());
    let got: (String, u32, i32, i32, u32, u32) = lua.load(code).eval().unwrap();
    assert_eq!(got.1, 300);
}

#[test]
fn a_window_is_opened_as_the_handler_says() {
    let (runtime, _) = runtime();
    let spawn = |spec: &str| {
        let code = format!(
            "local _, pane, window = require('wezterm').mux.spawn_window {{ args = {{ 'true' }}, {spec} }}
            return window:window_id(), pane:pane_id()"
        );
        runtime
            .lua()
            .load(code)
            .eval::<(mux::WindowId, mux::PaneId)>()
    };
    let gui = super::window::state(runtime.lua()).unwrap();
    let wish_of = |(window, pane)| {
        let mut gui = gui.borrow_mut();
        gui.take_wish(window, |of| (of == pane).then_some(window))
    };
    assert_eq!(wish_of(spawn("").unwrap()), WindowWish::default());
    let made =
        spawn("width = 60, height = 1e6, position = { x = 3, y = '50%', origin = 'MainScreen' }");
    let wish = wish_of(made.unwrap());
    assert_eq!((wish.cols, wish.rows), (Some(60), Some(4096)));
    assert_eq!(wish.position, "main:3,50%".parse().ok());
    // What can not be read is said before anything is started.
    for spec in ["position = 'left'", "width = 'wide'", "height = -1"] {
        assert!(spawn(spec).is_err(), "{spec}");
    }
}
