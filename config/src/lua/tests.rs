//! Every group of functions, by small pieces of Lua, odd use among them.

use crate::runtime::{LuaFault, LuaRuntime, RuntimeContext};
use std::sync::Arc;

fn runtime() -> LuaRuntime {
    LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[]).unwrap()
}

/// What `code` returns, as text; errors as `error: ...`.
fn eval(code: &str) -> String {
    let runtime = runtime();
    let full = format!("local wezterm = require 'wezterm'\n{code}");
    match runtime
        .lua()
        .load(full)
        .set_name("@test.lua")
        .eval::<mlua::Value>()
    {
        Ok(value) => value.to_string().unwrap(),
        Err(error) => format!("error: {}", LuaFault::new(&error)),
    }
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (code, expected) in cases {
        let code = if code.contains("return") {
            (*code).to_owned()
        } else {
            format!("return {code}")
        };
        assert_eq!(eval(&code), *expected, "{code}");
    }
}

/// The error of each piece of code contains the text and the place.
#[track_caller]
fn check_errors(cases: &[(&str, &str)]) {
    for (code, expected) in cases {
        let text = eval(code);
        assert!(text.starts_with("error: test.lua:2: "), "{code}: {text}");
        assert!(text.contains(expected), "{code}: {text}");
    }
}

#[test]
fn programs_are_read_as_files() {
    let read = |formats: &str| {
        format!(
            "local f = io.popen([[printf '12 0x1F -2.5e1x\\nline\\n\\nlast']]) \
             local t = table.pack(f:read({formats})) \
             for i = 1, t.n do t[i] = tostring(t[i]) end return table.concat(t, '|')"
        )
    };
    let cases = [
        ("", "12 0x1F -2.5e1x"),
        (
            "'l', 'L', '*L', 'a', 'a', 'l'",
            "12 0x1F -2.5e1x|line\n|\n|last||nil",
        ),
        ("'n', '*n', 'n', 'n', 'l'", "12|31|-25.0|nil"),
        ("0, 3, 'l', 100, 1", "|12 |0x1F -2.5e1x|line\n\nlast|nil"),
    ];
    for (formats, expected) in cases {
        assert_eq!(eval(&read(formats)), expected, "{formats}");
    }
    check(&[
        ("select(2, io.popen('exit 3'):close())", "exit"),
        ("select(3, io.popen('exit 3'):close())", "3"),
        ("select(2, io.popen('kill $$'):close())", "signal"),
        (
            "select('#', os.execute()) .. tostring(os.execute())",
            "1true",
        ),
        (
            "tostring(os.execute('true')) .. tostring(os.execute('false'))",
            "truenil",
        ),
        (
            "local f = io.popen('echo a') local t = io.type(f) io.close(f) return t .. ', ' .. io.type(f) .. ', ' .. tostring(io.type(1))",
            "file, closed file, nil",
        ),
        (
            "local f <close> = io.popen('seq 3') local s = 0 for n in f:lines('n') do s = s + n end return s",
            "6",
        ),
        (
            "#io.popen('head -c 3000000 /dev/zero'):read('a')",
            "3000000",
        ),
    ]);
    check_errors(&[
        (
            "local f = io.popen('true') f:close() f:read()",
            "attempt to use a closed file",
        ),
        ("io.popen('true', 'x')", "invalid mode"),
        ("io.popen('echo'):read('q')", "invalid format"),
        ("os.exit(1)", "QuitApplication"),
    ]);
}

#[test]
fn finalizers_of_the_user_do_not_run() {
    check(&[(
        "local m = { __gc = function() while true do end end } \
         for _ = 1, 3 do local t = setmetatable({}, m) t = nil collectgarbage() end \
         return type(m.__gc)",
        "function",
    )]);
}

#[test]
fn strings_and_shell_words() {
    check(&[
        (
            "table.concat(wezterm.split_by_newlines('a\\nb\\r\\n\\nc'), '|')",
            "a|b||c",
        ),
        (
            "wezterm.shell_join_args{'ls', '-l', 'a b', ''}",
            "ls -l 'a b' ''",
        ),
        ("wezterm.shell_quote_arg('$x')", "'$x'"),
        (
            "table.concat(wezterm.shell_split([[a 'b c' \"d\"\\ e]]), '|')",
            "a|b c|d e",
        ),
        ("wezterm.utf16_to_utf8('h\\0i\\0')", "hi"),
        ("wezterm.utf16_to_utf8('\\xfe\\xff\\0h')", "h"),
        (
            "wezterm.to_string{1, 'a', x = true}",
            "{1, \"a\", \"x\": true}",
        ),
        (
            "local t = {} t.t = t return wezterm.to_string(t)",
            "{\"t\": {...}}",
        ),
        ("wezterm.column_width('日本a')", "5"),
        (
            "wezterm.truncate_right('hello', 3) .. wezterm.truncate_left('hello', 2)",
            "hello",
        ),
        ("wezterm.truncate_right('hello', -1)", ""),
        (
            "wezterm.pad_left('a', 3) .. wezterm.pad_right('b', 3) .. '.'",
            "  ab  .",
        ),
    ]);
    check_errors(&[
        ("wezterm.shell_split('a \\'b')", "quote is not closed"),
        ("wezterm.utf16_to_utf8('abc')", "even number"),
        ("wezterm.pad_left('a', 1e12)", "too many"),
    ]);
}

#[test]
fn formats_go_there_and_back() {
    check(&[
        (
            "wezterm.json_encode{1, {a = 'b'}, true, 1.5}",
            "[1,{\"a\":\"b\"},true,1.5]",
        ),
        ("wezterm.json_parse('{\"a\": [1, null, 2]}').a[3]", "2"),
        (
            "wezterm.serde.json_decode(wezterm.serde.json_encode_pretty{x = {1}}).x[1]",
            "1",
        ),
        ("wezterm.serde.yaml_decode('a: [1, two]').a[2]", "two"),
        (
            "wezterm.serde.yaml_decode(wezterm.serde.yaml_encode{a = {b = 1}}).a.b",
            "1",
        ),
        (
            "wezterm.serde.toml_decode('[a]\\nb = 1979-05-27').a.b",
            "1979-05-27",
        ),
        (
            "wezterm.serde.toml_decode(wezterm.serde.toml_encode_pretty{a = {b = 'x'}}).a.b",
            "x",
        ),
        (
            "wezterm.json_encode(wezterm.url.parse('http://a/'))",
            "\"http://a/\"",
        ),
    ]);
    check_errors(&[
        ("wezterm.json_parse('{')", "cannot read as JSON"),
        ("wezterm.json_encode(print)", "a function cannot be stored"),
        (
            "local t = {} t.t = t; wezterm.json_encode(t)",
            "contain itself",
        ),
        ("wezterm.serde.toml_decode('=')", "cannot read as TOML"),
        ("wezterm.serde.yaml_decode('[')", "cannot read as YAML"),
    ]);
}

#[test]
fn global_refuses_what_cannot_survive() {
    check(&[
        (
            "wezterm.GLOBAL.n = (wezterm.GLOBAL.n or 0) + 1 return wezterm.GLOBAL.n",
            "1",
        ),
        (
            "wezterm.GLOBAL.t = {1, 2} table.insert(wezterm.GLOBAL.t, 3) return #wezterm.GLOBAL.t",
            "3",
        ),
        (
            "wezterm.GLOBAL.t = {a = {}} wezterm.GLOBAL.t.a.x = 1 wezterm.GLOBAL.t.a.x = nil return wezterm.GLOBAL.t.a.x",
            "nil",
        ),
        (
            "wezterm.GLOBAL.a = {1} wezterm.GLOBAL.a[1] = wezterm.GLOBAL.a return wezterm.json_encode(wezterm.GLOBAL)",
            "{\"a\":[[1]]}",
        ),
        ("return wezterm.GLOBAL[{}]", "nil"),
    ]);
    check_errors(&[
        ("wezterm.GLOBAL.f = print", "wezterm.GLOBAL"),
        (
            "wezterm.GLOBAL.t = {f = {print}}",
            "a function cannot be stored",
        ),
        ("wezterm.GLOBAL[true] = 1", "must be a string or an integer"),
    ]);
}

#[test]
fn time_is_read_and_written() {
    check(&[
        (
            "wezterm.time.parse_rfc3339('2024-02-29T12:00:00Z'):format_utc('%Y/%j %H')",
            "2024/060 12",
        ),
        ("#wezterm.strftime('%H:%M')", "5"),
        ("wezterm.strftime_utc('%%')", "%"),
        (
            "wezterm.time.parse_rfc3339('2024-06-20T12:00:00Z'):sun_times(51.5, 0).up",
            "true",
        ),
        (
            "wezterm.time.parse('2024-01-02 03:04', '%Y-%m-%d %H:%M'):format('%d %H:%M')",
            "02 03:04",
        ),
        (
            "wezterm.time.now() >= wezterm.time.parse_rfc3339('2020-01-01T00:00:00Z')",
            "true",
        ),
    ]);
    check_errors(&[
        ("wezterm.strftime('%Q')", "unknown % sequence"),
        ("wezterm.time.parse_rfc3339('yesterday')", "RFC 3339"),
        ("wezterm.time.parse('x', '%Y')", "cannot read \"x\""),
        ("wezterm.time.call_after(-1, print)", "no number of seconds"),
        ("wezterm.time.now():sun_times(1000, 0)", "latitude"),
    ]);
}

#[test]
fn addresses_have_parts_and_are_strings_too() {
    check(&[
        ("wezterm.url.parse('file://host/a%20b').file_path", "/a b"),
        ("wezterm.url.parse('file://host/a%20b').path", "/a%20b"),
        ("wezterm.url.parse('https://u:p@h:8080/x?q#f').port", "8080"),
        ("'at ' .. wezterm.url.parse('http://h/')", "at http://h/"),
        (
            "wezterm.url.parse('file:///home/me/x'):gsub('.*/', '')",
            "x",
        ),
        (
            "tostring(wezterm.url.parse('http://h')) .. #wezterm.url.parse('http://h')",
            "http://h/9",
        ),
        ("wezterm.url.parse('http://h').nothing", "nil"),
    ]);
    check_errors(&[("wezterm.url.parse('nowhere')", "is not a URL")]);
}

#[test]
fn colours_compute() {
    check(&[
        (
            "tostring(wezterm.color.parse('red'):complement())",
            "#00ffff",
        ),
        (
            "tostring(wezterm.color.parse('red'):complement_ryb())",
            "#00ff4c",
        ),
        (
            "tostring(wezterm.color.parse('black'):lighten(0.5))",
            "#808080",
        ),
        (
            "wezterm.color.parse('white'):contrast_ratio(wezterm.color.parse('black'))",
            "21",
        ),
        (
            "wezterm.color.parse('#fff') == wezterm.color.parse('white')",
            "true",
        ),
        (
            "tostring(wezterm.color.from_hsla(120, 1, 0.5, 1))",
            "#00ff00",
        ),
        ("select(2, wezterm.color.parse('#010203'):srgba_u8())", "2"),
        (
            "tostring(wezterm.color.gradient({colors = {'black', 'white'}}, 3)[2])",
            "#808080",
        ),
        (
            "tostring(wezterm.color.gradient({colors = {'red', 'blue'}, blend = 'Hsv'}, 3)[2])",
            "#ff00ff",
        ),
        ("#wezterm.gradient_colors({preset = 'Viridis'}, 7)", "7"),
        ("#wezterm.gradient_colors({colors = {'red'}}, 1)", "1"),
        (
            "wezterm.color.get_default_colors().foreground ~= nil",
            "true",
        ),
    ]);
    check_errors(&[
        ("wezterm.color.parse('reddish')", "reddish"),
        ("wezterm.color.gradient({preset = 'Mauve'}, 2)", "Mauve"),
        ("wezterm.color.gradient({}, 2)", "needs `colors`"),
        (
            "wezterm.color.gradient({preset = 'Reds'}, -1)",
            "0 to 65536",
        ),
        ("wezterm.color.load_scheme('/no/such')", "cannot read"),
    ]);
}

#[test]
fn glyphs_bindings_and_actions() {
    check(&[
        ("wezterm.nerdfonts.cod_add", "\u{ea60}"),
        ("wezterm.nerdfonts.no_such", "nil"),
        (
            "local n = 0 for _ in pairs(wezterm.nerdfonts) do n = n + 1 end return n >= 10751",
            "true",
        ),
        ("#wezterm.permute_any_mods{key = 'a'}", "15"),
        ("wezterm.permute_any_or_no_mods{key = 'a'}[1].mods", "NONE"),
        ("wezterm.permute_any_mods{key = 'a'}[5].mods", "SHIFT|CTRL"),
        ("wezterm.has_action('SpawnTab')", "true"),
        ("wezterm.has_action('MakeCoffee')", "false"),
        ("wezterm.action_callback(print).EmitEvent", "user-defined-1"),
        (
            "wezterm.font('Fira Code', {weight = 'Bold'}).font[1].family",
            "Fira Code",
        ),
        (
            "#wezterm.font_with_fallback{'A', {family = 'B'}}.font >= 2",
            "true",
        ),
        ("wezterm.format{{Text = 'x'}}:find('x') ~= nil", "true"),
        ("#wezterm.default_hyperlink_rules() > 0", "true"),
    ]);
    check_errors(&[("wezterm.nerdfonts.x = 1", "cannot be changed")]);
}

#[test]
fn processes_files_and_host() {
    check(&[
        (
            "select(2, wezterm.run_child_process{'printf', 'a%s', 'b'})",
            "ab",
        ),
        ("tostring((wezterm.run_child_process{'false'}))", "false"),
        (
            "wezterm.procinfo.get_info_for_pid(wezterm.procinfo.pid()).pid == wezterm.procinfo.pid()",
            "true",
        ),
        ("wezterm.procinfo.get_info_for_pid(-5)", "nil"),
        ("type(wezterm.hostname())", "string"),
        ("wezterm.target_triple:find('linux') ~= nil", "true"),
        ("wezterm.sleep_ms(1)", "nil"),
        ("type(wezterm.battery_info())", "table"),
        ("require('wezterm.color') == wezterm.color", "true"),
    ]);
    check_errors(&[
        (
            "wezterm.run_child_process{'/no/such/program'}",
            "cannot run \"/no/such/program\"",
        ),
        ("wezterm.run_child_process{}", "at least the program"),
        (
            "wezterm.read_dir('/no/such')",
            "cannot list the folder /no/such",
        ),
        ("wezterm.glob('a**b')", "glob"),
        ("wezterm.sleep_ms(-1)", "no time to sleep"),
        (
            "wezterm.plugin.require('nonsense')",
            "no address of a git repository",
        ),
    ]);
    let dir = tempfile::tempdir().unwrap();
    for name in ["b.x", "a.x", "c.y"] {
        std::fs::write(dir.path().join(name), "").unwrap();
    }
    let dir = dir.path().display();
    check(&[
        (
            &format!("wezterm.read_dir('{dir}')[1]"),
            &format!("{dir}/a.x"),
        ),
        (
            &format!("table.concat(wezterm.glob('*.x', '{dir}'), ' ')"),
            "a.x b.x",
        ),
        (&format!("#wezterm.glob('{dir}/*')"), "3"),
    ]);
}

#[test]
fn a_config_builder_checks_and_reads_back() {
    check(&[
        (
            "local c = wezterm.config_builder() c.keys = {} table.insert(c.keys, 1) return #c.keys",
            "1",
        ),
        (
            "local c = wezterm.config_builder() c.font_size = 12 local s = '' for k, v in pairs(c) do s = s .. k .. v end return s",
            "font_size12",
        ),
        (
            "local c = wezterm.config_builder() c:set_strict_mode(false) c.nonsense = 1 return c.nonsense",
            "nil",
        ),
        (
            "local c = wezterm.config_builder() return c.font_size",
            "nil",
        ),
    ]);
    check_errors(&[
        ("wezterm.config_builder().font_sise = 1", "font_size"),
        ("wezterm.config_builder().font_size = 'big'", "font_size"),
    ]);
}

#[test]
fn a_local_plugin_is_loaded_once() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("plugin")).unwrap();
    std::fs::write(
        dir.path().join("plugin/init.lua"),
        "count = (count or 0) + 1 return {help = require('helper')}",
    )
    .unwrap();
    std::fs::write(dir.path().join("plugin/helper.lua"), "return 'found'").unwrap();
    let url = format!("file://{}", dir.path().display());
    check(&[(
        &format!(
            "local p = wezterm.plugin.require('{url}') wezterm.plugin.require('{url}') return p.help .. count"
        ),
        "found1",
    )]);
}
