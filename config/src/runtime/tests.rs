use super::*;
use std::time::Instant;

fn runtime() -> LuaRuntime {
    LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[]).unwrap()
}

/// A runtime whose config was `code`, from the file `wezterm.lua`.
fn loaded(code: &str) -> LuaRuntime {
    let runtime = runtime();
    let prelude = "local wezterm = require 'wezterm'; ";
    runtime
        .lua()
        .load(format!("{prelude}{code}"))
        .set_name("@wezterm.lua")
        .exec()
        .unwrap();
    runtime.loaded(Arc::new(Config::default()));
    runtime
}

#[test]
fn global_survives() {
    let context = RuntimeContext::new(Arc::new(|| ()));
    let one = LuaRuntime::new(context.clone(), &[]).unwrap();
    one.lua()
        .load("local w = require 'wezterm'; w.GLOBAL.a = {b = {1, 2}}; w.GLOBAL.a.b[3] = 'x'")
        .exec()
        .unwrap();
    drop(one);
    let two = LuaRuntime::new(context, &[]).unwrap();
    let text: String = two
        .lua()
        .load(
            "local w = require 'wezterm'; local t = {}
            for k, v in pairs(w.GLOBAL.a) do t[#t+1] = k end
            for i, v in ipairs(w.GLOBAL.a.b) do t[#t+1] = v end
            return table.concat(t, ' ') .. #w.GLOBAL.a.b",
        )
        .eval()
        .unwrap();
    assert_eq!(text, "b 1 2 x3");
}

#[test]
fn an_endless_callback_is_stopped_and_named() {
    for body in [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "coroutine.wrap(function() while true do end end)()",
        "local c = coroutine.create(function() while true do pcall(function() while true do end end) end end)
         while true do coroutine.resume(c) end",
    ] {
        let runtime = runtime();
        runtime
            .lua()
            .load("on('format-tab-title', function()\n BODY\n end)".replace("BODY", body))
            .set_name("@/home/me/wezterm.lua")
            .set_environment({
                let env = runtime.lua().globals();
                let state = Rc::clone(runtime.state());
                env.set(
                    "on",
                    runtime
                        .lua()
                        .create_function(move |_, (event, handler): (String, LuaFunction)| {
                            state.add_handler(&event, handler);
                            Ok(())
                        })
                        .unwrap(),
                )
                .unwrap();
                env
            })
            .exec()
            .unwrap();
        let started = Instant::now();
        let error = runtime
            .call_sync::<_, LuaValue>("format-tab-title", ())
            .unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(5));
        assert!(error.fault.is_overrun(), "{error}");
        let text = error.to_string();
        assert!(text.starts_with("format-tab-title: /home/me/wezterm.lua:"), "{text}");
        // The next call has a budget of its own.
        let sum: i64 = runtime
            .lua()
            .load("local s = 0 for i = 1, 100000 do s = s + 1 end return s")
            .eval()
            .unwrap();
        assert_eq!(sum, 100_000);
    }
}
