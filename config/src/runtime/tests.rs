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
        "return ('a'):rep(200):find(('a*'):rep(50) .. 'b')",
        "while true do pcall(string.gsub, ('a'):rep(200), ('a-'):rep(50) .. 'b', '') end",
        "coroutine.wrap(function() while true do end end)()",
        "local c = coroutine.create(function() while true do pcall(function() while true do end end) end end)
         while true do coroutine.resume(c) end",
    ] {
        let runtime = runtime();
        let code = "local wezterm = require 'wezterm'
wezterm.on('format-tab-title', function()\n BODY\n end)"
            .replace("BODY", body);
        let chunk = runtime.lua().load(code);
        chunk.set_name("@/home/me/wezterm.lua").exec().unwrap();
        runtime.loaded(Arc::new(Config::default()));
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

/// Polls until nothing is left to do.
fn settle(runtime: &LuaRuntime) {
    let started = Instant::now();
    while runtime.has_tasks() {
        assert!(started.elapsed() < Duration::from_secs(20), "never settles");
        runtime.poll(Instant::now());
        std::thread::yield_now();
    }
}

fn global(runtime: &LuaRuntime, name: &str) -> String {
    let value: LuaValue = runtime.lua().globals().get(name).unwrap();
    value.to_string().unwrap()
}

#[test]
fn handlers_run_in_order_and_false_ends_them() {
    let runtime = loaded(
        "s = ''
        wezterm.on('e', function(x) s = s .. 'a' .. x end)
        wezterm.on('e', function(x) wezterm.sleep_ms(1) s = s .. 'b' .. x return false end)
        wezterm.on('e', function(x) s = s .. 'c' end)
        wezterm.on('outer', function() if wezterm.emit('e', 2) == false then s = s .. '!' end end)",
    );
    let epoch = runtime.epoch();
    runtime.emit_async("e", 1);
    assert_eq!(global(&runtime, "s"), "");
    settle(&runtime);
    assert_eq!(global(&runtime, "s"), "a1b1");
    assert!(runtime.epoch() > epoch);
    runtime.emit_async("outer", ());
    settle(&runtime);
    assert_eq!(global(&runtime, "s"), "a1b1a2b2!");
    let told = Rc::new(Cell::new(None));
    for (event, expected) in [("e", false), ("outer", true), ("none", true)] {
        let seen = Rc::clone(&told);
        runtime.emit_then(event, 0, move |_, ok| seen.set(ok.ok()));
        settle(&runtime);
        assert_eq!(told.take(), Some(expected), "{event}");
    }
    assert!(runtime.state().take_errors().is_empty());
}

#[test]
fn waiting_suspends_a_handler_and_is_refused_in_a_synchronous_one() {
    let runtime = loaded(
        "wezterm.on('a', function()
          local ok, out = wezterm.run_child_process{'printf', 'x'}
          s = tostring(ok) .. out
          local fine, why = pcall(wezterm.read_dir, '/no/such')
          s = s .. tostring(fine)
        end)
        wezterm.on('quick', function() t = (t or 0) + 1 end)
        wezterm.on('format-tab-title', function()
          wezterm.sleep_ms(1)
        end)
        wezterm.on('odd', function() coroutine.yield(1) end)
        wezterm.on('inner', function()
          coroutine.wrap(function() wezterm.sleep_ms(1) end)()
        end)",
    );
    runtime.emit_async("a", ());
    runtime.emit_async("quick", ());
    runtime.poll(Instant::now());
    assert_eq!(global(&runtime, "t"), "1");
    settle(&runtime);
    assert_eq!(global(&runtime, "s"), "truexfalse");

    let error = runtime
        .call_sync::<_, LuaValue>("format-tab-title", ())
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("format-tab-title: wezterm.lua:9: sleep_ms waits"),
        "{text}"
    );
    for (event, expected) in [
        ("odd", "coroutine.yield"),
        ("inner", "in the handler itself"),
    ] {
        runtime.emit_async(event, ());
        settle(&runtime);
        let errors = runtime.state().take_errors();
        let last = errors.last().unwrap();
        assert_eq!(last.event, event);
        assert!(last.fault.message.contains(expected), "{last}");
    }
}

#[test]
fn errors_are_told_once_with_their_place() {
    let runtime = loaded("wezterm.on('e', function()\n error('bad') end)");
    for _ in 0..3 {
        let error = runtime.call_sync::<_, LuaValue>("e", ()).unwrap_err();
        assert_eq!(error.to_string(), "e: wezterm.lua:2: bad");
        assert!(error.fault.traceback.contains("wezterm.lua:2"), "{error:?}");
    }
    assert_eq!(runtime.state().take_errors().len(), 1);
    assert!(runtime.state().take_errors().is_empty());
    assert!(
        runtime
            .call_sync::<_, LuaValue>("none", ())
            .unwrap()
            .is_none()
    );
    assert!(runtime.has_handlers("e") && !runtime.has_handlers("none"));
}

#[test]
fn timers_fire_once_in_order() {
    let runtime = loaded(
        "s = ''
        wezterm.time.call_after(0.02, function() s = s .. 'b' end)
        wezterm.time.call_after(0, function() s = s .. 'a' wezterm.sleep_ms(1) end)
        wezterm.time.call_after(3000, function() s = s .. 'never' end)",
    );
    let now = Instant::now();
    let report = runtime.poll(now + Duration::from_secs(1));
    assert_eq!((report.ran, global(&runtime, "s").as_str()), (2, "ab"));
    assert!(report.next.is_some());
    runtime.poll(now + Duration::from_secs(2));
    assert_eq!(global(&runtime, "s"), "ab");
}

#[test]
fn what_looks_outside_is_counted() {
    let runtime = loaded(
        "wezterm.on('pure', function() return wezterm.format{{Text = wezterm.nerdfonts.cod_add}} end)
        wezterm.on('clock', function() return os.time() end)
        wezterm.on('random', function() return math.random() end)
        wezterm.on('global', function() return wezterm.GLOBAL.x end)
        wezterm.on('strftime', function() return wezterm.strftime('%H') end)",
    );
    for (event, expected) in [
        ("pure", false),
        ("clock", true),
        ("random", true),
        ("global", true),
        ("strftime", true),
    ] {
        let before = runtime.outside_reads();
        runtime.call_sync::<_, LuaValue>(event, ()).unwrap();
        assert_eq!(runtime.outside_reads() != before, expected, "{event}");
    }
}

#[test]
fn the_config_table_is_made_once_and_memory_is_counted() {
    let runtime = loaded("");
    let table = runtime.config_table().unwrap();
    assert_eq!(table, runtime.config_table().unwrap());
    assert!(table.get::<LuaTable>("resolved_palette").is_ok());
    runtime.set_config(Arc::new(Config::default()));
    assert_ne!(table, runtime.config_table().unwrap());
    assert!(runtime.memory_bytes() > 10_000);
    runtime.gc_step().unwrap();
}

#[test]
fn each_handler_has_a_budget_of_its_own_and_a_stuck_one_is_named() {
    let mut context = RuntimeContext::new(Arc::new(|| ()));
    context.task_budget = Duration::from_millis(50);
    context.memory_cap = 8 << 20;
    let runtime = LuaRuntime::new(context, &[]).unwrap();
    runtime
        .lua()
        .load(
            "local w = require 'wezterm'
            order = ''
            w.on('bell', function() order = order .. 'a' while true do end end)
            w.on('bell', function() order = order .. 'b' local s = 'x' while true do s = s .. s end end)
            w.on('bell', function() order = order .. 'c' error('mine') end)
            w.on('bell', function() w.sleep_ms(1) order = order .. 'd' return false end)
            w.on('bell', function() order = order .. 'e' end)",
        )
        .set_name("@/config.lua")
        .exec()
        .unwrap();
    runtime.loaded(Arc::new(Config::default()));
    let verdict = Rc::new(Cell::new(None));
    let told = Rc::clone(&verdict);
    runtime.emit_then("bell", (), move |_, result| told.set(Some(result.unwrap())));
    let started = Instant::now();
    while verdict.get().is_none() {
        assert!(started.elapsed() < Duration::from_secs(20));
        runtime.poll(Instant::now());
    }
    assert_eq!(verdict.get(), Some(false));
    assert_eq!(
        runtime.lua().globals().get::<String>("order").unwrap(),
        "abcd"
    );
    let errors: Vec<String> = runtime
        .state()
        .take_errors()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    for (error, part) in errors.iter().zip([
        "bell: /config.lua:3: stopped because it ran longer",
        "bell: /config.lua:4: stopped because it would need more memory",
        "bell: /config.lua:5: mine",
    ]) {
        assert!(error.starts_with(part), "{error}");
    }
    let stats = runtime.event_stats();
    assert!(stats["bell"].calls >= 5, "{stats:?}");
    assert!(stats["bell"].time >= Duration::from_millis(40), "{stats:?}");
}

#[test]
fn an_overrun_is_told_beside_the_verdict() {
    let runtime = loaded(
        "wezterm.on('update-status', function() while true do end end)
        wezterm.on('update-status', function() return false end)",
    );
    let told = Rc::new(RefCell::new(None));
    let sink = Rc::clone(&told);
    let budget = Some(Duration::from_millis(20));
    runtime.emit_within("update-status", (), budget, move |_, result, overran| {
        *sink.borrow_mut() = Some((result.unwrap(), overran));
    });
    settle(&runtime);
    assert_eq!(*told.borrow(), Some((false, true)));
}

#[test]
fn a_program_that_is_waited_for_holds_up_nobody() {
    let runtime = loaded(
        "got = ''
        wezterm.on('slow', function()
          local file = io.popen('read x; sleep 0.1; echo out')
          for line in file:lines() do got = got .. line end
          got = got .. select(3, file:close()) .. select(3, os.execute('exit 3'))
        end)
        wezterm.on('quick', function() got = got .. 'quick ' end)",
    );
    runtime.emit_async("slow", ());
    runtime.emit_async("quick", ());
    settle(&runtime);
    assert_eq!(global(&runtime, "got"), "quick out03");
}

#[test]
fn a_program_is_ended_with_the_time_budget_of_a_callback() {
    for wait in ["io.popen(command):read()", "os.execute(command)"] {
        let dir = tempfile::tempdir().unwrap();
        let pid = dir.path().join("pid");
        let runtime = loaded(&format!(
            "local command = 'echo $$ > {}; exec sleep 1000'
            wezterm.on('format-tab-title', function() pcall(function() {wait} end) return 'x' end)
            wezterm.on('quick', function() return io.popen('echo quick'):read() end)",
            pid.display()
        ));
        let budget = Duration::from_millis(500);
        let error = runtime
            .call_sync_within::<_, LuaValue>("format-tab-title", (), budget)
            .unwrap_err();
        assert!(error.fault.is_overrun(), "{error}");
        assert!(
            error.fault.message.starts_with("wezterm.lua:2: "),
            "{error}"
        );
        let pid: i32 = std::fs::read_to_string(pid)
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        let process = rustix::process::Pid::from_raw(pid).unwrap();
        let started = Instant::now();
        // Ended, and nobody's zombie once nothing refers to it.
        runtime.lua().gc_collect().unwrap();
        while rustix::process::test_kill_process(process).is_ok() {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "{wait} lives on"
            );
            runtime.lua().gc_collect().unwrap();
            std::thread::yield_now();
        }
        let quick = runtime.call_sync::<_, String>("quick", ()).unwrap();
        assert_eq!(quick.as_deref(), Some("quick"));
    }
}

#[test]
fn garbage_waits_for_the_time_between_frames() {
    let runtime = LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[]).unwrap();
    runtime
        .lua()
        // Lua frees what is dead before the newest live object in one go.
        .load(
            "kept = {}
            require('wezterm').on('format-x', function()
              local t
              for i = 1, 3e4 do
                t = {i}
                if i % 50 == 0 then kept[i] = t end
              end
              return 'x'
            end)",
        )
        .exec()
        .unwrap();
    runtime.loaded(Arc::new(Config::default()));
    while runtime.collect(Duration::from_millis(1)) {}
    let cycles = runtime.gc_stats().cycles;
    let before = runtime.memory_bytes();
    for _ in 0..3 {
        let got: Option<String> = runtime
            .call_sync_within("format-x", (), Duration::from_secs(20))
            .unwrap();
        assert_eq!(got.as_deref(), Some("x"));
    }
    // All of it is still there: nothing was collected inside the calls.
    let grown = runtime.memory_bytes() - before;
    assert!(grown > 3 * 30_000 * 50, "{grown}");
    assert!(runtime.event_stats()["format-x"].allocated as usize >= grown * 9 / 10);
    let mut turns = 0;
    while runtime.collect(Duration::from_micros(100)) {
        turns += 1;
    }
    assert!(runtime.memory_bytes() < before + grown / 10);
    let stats = runtime.gc_stats();
    assert_eq!(stats.cycles, cycles + 1);
    assert!(turns > 0 && stats.steps > turns, "{turns} {stats:?}");
    // And then there is rest.
    assert!(!runtime.collect(Duration::from_millis(1)));
    assert_eq!(runtime.gc_stats().steps, stats.steps);
}

#[test]
fn a_heap_of_nothing_but_garbage_is_freed_in_small_steps() {
    let runtime = LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[]).unwrap();
    let make: LuaFunction = runtime
        .lua()
        .load(
            "kept = ('x'):rep(1 << 23) return function() local t for i = 1, 1e3 do t = {i} end end",
        )
        .eval()
        .unwrap();
    runtime.loaded(Arc::new(Config::default()));
    while runtime.collect(Duration::from_secs(1)) {}
    // As frames make it: a little, then the time between two frames.
    let mut frames = 0;
    while !runtime.collect(Duration::ZERO) {
        make.call::<()>(()).unwrap();
        frames += 1;
        assert!(frames < 1_000);
    }
    let mut steps = 1;
    while runtime.collect(Duration::ZERO) {
        steps += 1;
    }
    // One step would do without live objects in between.
    assert!(
        frames > 10 && steps > 5,
        "{steps} steps for {frames} frames"
    );
}
