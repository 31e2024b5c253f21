//! Handlers written to deceive, and honest ones.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::{LuaRuntime, RuntimeContext};
use std::rc::Rc;
use std::sync::Arc;

const TAB: u32 = 0;
const PANE: u32 = 1;
const TABS: u32 = 2;
const DATA: u32 = 3;
const HOVER: u32 = 4;

const SIGNATURE: Signature = Signature {
    shapes: &[
        Shape {
            fields: &[
                ("title", SCALAR),
                ("index", SCALAR),
                ("pane", SCALAR | kind(PANE)),
            ],
            any: SCALAR | kind(PANE),
        },
        Shape {
            fields: &[("title", SCALAR), ("width", SCALAR), ("vars", kind(DATA))],
            any: SCALAR | kind(DATA),
        },
        Shape {
            fields: &[],
            any: SCALAR | kind(TAB),
        },
        Shape {
            fields: &[],
            any: SCALAR | kind(DATA),
        },
        Shape {
            fields: &[],
            any: SCALAR,
        },
    ],
    params: &[kind(TAB), kind(TABS), kind(DATA), SCALAR | kind(HOVER)],
    scalars: kind(HOVER),
    callable: kind(DATA),
    printable: 0,
};

fn runtime() -> LuaRuntime {
    LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[]).unwrap()
}

/// Registers what `code` returns and gives the verdict on it.
fn verdict(runtime: &LuaRuntime, code: &str) -> Result<Reads, String> {
    let code = format!("local wezterm = require 'wezterm'\n{code}");
    let handler: mlua::Function = runtime.lua().load(&code).set_name("@t.lua").eval().unwrap();
    runtime.state().add_handler("e", handler);
    let analysis = runtime.findings("e", SIGNATURE, 0).unwrap().analysis;
    analysis
        .verdict()
        .map(|reads| (**reads).clone())
        .map_err(str::to_owned)
}

const HONEST: &[&str] = &[
    "return function(tab) return tab.title end",
    "return function(tab, tabs) return tab.index .. '/' .. #tabs end",
    "local function base(s) return (s:gsub('(.*[/\\\\])(.*)', '%2')) end
     return function(tab) return ' ' .. base(tab.pane.title) .. ' ' end",
    "local icons = { vim = 'V', sh = wezterm.nerdfonts.cod_terminal }
     return function(tab) return (icons[tab.pane.title] or '?') .. tab.title end",
    "return function(tab, tabs, config, hover)
       local bg = config.colors and config.colors.background or '#000'
       if hover then bg = '#111' elseif tab.index == 0 then bg = '#222' end
       return { { Background = { Color = bg } }, { Text = wezterm.truncate_right(tab.title, 10) } } end",
    "function helper(tab) if tab.title and #tab.title > 0 then return tab.title end return tab.pane.title end
     return function(tab) return helper(tab) end",
    "return function(tab) local t = {} for w in tab.title:gmatch('%a+') do table.insert(t, w) end
       table.sort(t, function(a, b) return a > b end) return table.concat(t, ' ') end",
    "return function(tab, tabs) local n = 0 for _, t in ipairs(tabs) do if t.pane.title == tab.pane.title then n = n + 1 end end
       return tostring(n) .. string.format('%d: %s', tab.index, tab.title) end",
    "return function(tab) local n = 0 local function up() n = n + 1 return n end up() return up() .. tab.title end",
    "local seps = { left = { char = '<' }, right = { char = '>' } }
     return function(tab) local out = {} for _, side in pairs(seps) do out[#out + 1] = { Text = side.char } end
       return wezterm.format(out) .. math.floor(tab.index / 2) end",
    "local M = setmetatable({}, { __index = { pad = function(s) return wezterm.pad_right(s, 9) end } })
     return function(tab) return M.pad(tab.title) end",
    "return function(tab) local ok, t = pcall(function() return tab.title:upper() end) return ok and t or 'x' end",
    "return function(tab) return wezterm.nerdfonts['cod_' .. tab.title] or '-' end",
    "local function fact(n) if n < 2 then return 1 end return n * fact(n - 1) end
     return function(tab) return fact(5) .. tab.title end",
    "return function(...) local tab = ... return tab.title .. select('#', ...) end",
];

/// Colours are objects that never change.
const COLOURS: &str = "local shades = wezterm.color.gradient({ colors = { 'red', 'blue' } }, 4)
     local accent = wezterm.color.parse('#123456')
     return function(tab) return { { Background = { Color = tostring(shades[tab.index]) } },
       { Text = string.format('%s %s', tab.title, accent) } } end";

const DECEIVERS: &[(&str, &str)] = &[
    (
        "upvalue",
        "local n = 0 return function(tab) n = n + 1 return n end",
    ),
    (
        "untaken branch",
        "local n = 0 return function(tab) if tab.title == 'never' then n = 1 end return n end",
    ),
    (
        "restored value",
        "local n = 0 return function(tab) local old = n n = n + 1 local s = n .. '' n = old return s end",
    ),
    (
        "global",
        "return function(tab) count = (count or 0) + 1 return count end",
    ),
    (
        "_ENV by name",
        "return function(tab) _ENV.count = 1 return 'x' end",
    ),
    (
        "_ENV as local",
        "return function(tab) local e = _ENV e['a' .. tab.title] = 1 return 'x' end",
    ),
    ("_G", "return function(tab) _G.count = 1 return 'x' end"),
    (
        "outer table",
        "local seen = {} return function(tab) seen[tab.index] = true return #seen end",
    ),
    (
        "outer table through a fresh one",
        "local seen = {} return function(tab) local t = { s = seen } t.s[1] = 1 return 'x' end",
    ),
    (
        "outer table through an argument",
        "local seen = {} return function(tab, tabs) tabs[1] = seen tabs[1].n = 1 return 'x' end",
    ),
    (
        "outer table through a loop",
        "local all = { {}, {} } return function(tab) for _, t in ipairs(all) do t.n = 1 end return 'x' end",
    ),
    (
        "outer table by insert",
        "local seen = {} return function(tab) table.insert(seen, tab.title) return #seen end",
    ),
    (
        "outer table by rawset",
        "local seen = {} return function(tab) rawset(seen, 1, 2) return 'x' end",
    ),
    (
        "outer table by sort",
        "local seen = { 2, 1 } return function(tab) table.sort(seen) return seen[1] end",
    ),
    (
        "outer table by remove",
        "local seen = { 2, 1 } return function(tab) return table.remove(seen) end",
    ),
    (
        "outer table by move",
        "local seen = {} return function(tab) table.move({ 1 }, 1, 1, 1, seen) return #seen end",
    ),
    (
        "outer table through select",
        "local seen = {} return function(tab) local t = select(2, 1, seen) t.n = 1 return 'x' end",
    ),
    (
        "outer table through varargs",
        "local seen = {} local function put(...) local t = ... t.n = 1 end return function(tab) put(seen) return 'x' end",
    ),
    (
        "outer table through unpack",
        "local seen = { {} } return function(tab) table.unpack(seen).n = 1 return 'x' end",
    ),
    (
        "outer table through pcall",
        "local seen = {} return function(tab) local _, t = pcall(function() return seen end) t.n = 1 return 'x' end",
    ),
    (
        "outer table through error",
        "local seen = {} return function(tab) local _, t = pcall(error, seen) t.n = 1 return 'x' end",
    ),
    (
        "outer table through a closure",
        "local seen = {} return function(tab) local t = seen local function f() t.n = 1 end f() return 'x' end",
    ),
    (
        "outer table through assert",
        "local seen = {} return function(tab) assert(seen).n = 1 return 'x' end",
    ),
    (
        "a helper that writes",
        "local n = 0 local function put() n = n + 1 end return function(tab) put() return 'x' end",
    ),
    (
        "a global helper that writes",
        "function put() total = 1 end return function(tab) put() return 'x' end",
    ),
    (
        "a method that writes",
        "local o = { n = 0 } function o:up() self.n = self.n + 1 return self.n end return function(tab) return o:up() end",
    ),
    (
        "a closure that outlives",
        "local n = 0 local f = function() n = n + 1 return n end return function(tab) return f() end",
    ),
    (
        "__index that memoises",
        "local m = setmetatable({}, { __index = function(t, k) rawset(t, k, 1) return k end }) return function(tab) return m[tab.title] end",
    ),
    (
        "__index by name",
        "local m = setmetatable({}, { __index = function(t, k) c = 1 return k end }) return function(tab) return m.x end",
    ),
    (
        "__eq",
        "local n = 0 local a = setmetatable({}, { __eq = function() n = n + 1 return true end }) local b = setmetatable({}, getmetatable(a)) return function(tab) return a == b and 'x' or 'y' end",
    ),
    (
        "__len",
        "local a = setmetatable({}, { __len = function() c = 1 return 1 end }) return function(tab) return #a .. '' end",
    ),
    (
        "__concat",
        "local a = setmetatable({}, { __concat = function() c = 1 return '' end }) return function(tab) return a .. 'x' end",
    ),
    (
        "__add",
        "local a = setmetatable({}, { __add = function() c = 1 return 1 end }) return function(tab) return a + 1 end",
    ),
    (
        "__unm",
        "local a = setmetatable({}, { __unm = function() c = 1 return 1 end }) return function(tab) return -a end",
    ),
    (
        "__lt",
        "local a = setmetatable({}, { __lt = function() c = 1 return true end }) return function(tab) return a < 1 and 'x' or 'y' end",
    ),
    (
        "__call",
        "local a = setmetatable({}, { __call = function() c = 1 return 1 end }) return function(tab) return a() end",
    ),
    (
        "__pairs",
        "local a = setmetatable({}, { __pairs = function() c = 1 return next, {} end }) return function(tab) for k in pairs(a) do end return 'x' end",
    ),
    (
        "__newindex",
        "local a = setmetatable({}, { __newindex = function() c = 1 end }) return function(tab) a.x = 1 return 'x' end",
    ),
    (
        "__close",
        "local a = setmetatable({}, { __close = function() c = 1 end }) return function(tab) local x <close> = a return 'x' end",
    ),
    (
        "__close of a loop",
        "local a = setmetatable({}, { __close = function() c = 1 end }) return function(tab) for k in next, {}, nil, a do end return 'x' end",
    ),
    (
        "metamethod in a returned table",
        "local a = setmetatable({}, { __index = function() c = 1 return 'x' end }) return function(tab) return { a } end",
    ),
    (
        "metamethod in formatted items",
        "local a = setmetatable({}, { __index = function() c = 1 return 'x' end }) return function(tab) return wezterm.format({ a }) end",
    ),
    (
        "setmetatable in the call",
        "return function(tab) local t = setmetatable({}, { __index = _G }) return t.x end",
    ),
    (
        "patched string metatable",
        "getmetatable('').__index = function(s, k) c = 1 return string[k] end return function(tab) return tab.title:upper() end",
    ),
    (
        "patched arithmetic",
        "getmetatable('').__add = function() c = 1 return 1 end return function(tab) return tab.title + 1 end",
    ),
    (
        "metatable of numbers",
        "debug.setmetatable(1, { __index = function() c = 1 return 1 end }) return function(tab) return (1).x end",
    ),
    (
        "patched library",
        "local old = string.upper string.upper = function(s) c = 1 return old(s) end return function(tab) return tab.title:upper() end",
    ),
    (
        "patched wezterm",
        "wezterm.format = function() c = 1 return '' end return function(tab) return wezterm.format({}) end",
    ),
    (
        "table address",
        "return function(tab) return tostring({}) end",
    ),
    (
        "address of an argument",
        "return function(tab) return tostring(tab) end",
    ),
    (
        "address by format",
        "return function(tab) return string.format('%s', {}) end",
    ),
    (
        "address of a string",
        "return function(tab) return string.format('%-10p', tab.title) end",
    ),
    (
        "address by a hidden format",
        "return function(tab) return string.format(tab.title, tab.title) end",
    ),
    ("clock", "return function(tab) return os.time() .. '' end"),
    (
        "clock behind pcall",
        "return function(tab) local _, t = pcall(os.time) return t .. '' end",
    ),
    (
        "clock kept in a local",
        "local time = os.time return function(tab) return time() .. '' end",
    ),
    (
        "random",
        "return function(tab) return math.random() .. '' end",
    ),
    (
        "GLOBAL",
        "return function(tab) return wezterm.GLOBAL.x or 'x' end",
    ),
    (
        "environment",
        "return function(tab) return os.getenv('HOME') end",
    ),
    (
        "file",
        "return function(tab) return io.open('/x') and 'x' or 'y' end",
    ),
    (
        "log",
        "return function(tab) wezterm.log_info('x') return 'x' end",
    ),
    (
        "coroutine",
        "local co = coroutine.wrap(function() while true do coroutine.yield('x') end end) return function(tab) return co() end",
    ),
    (
        "coroutine in the call",
        "return function(tab) return coroutine.wrap(function() return 'x' end)() end",
    ),
    (
        "outer gmatch state",
        "local words = string.gmatch('a b c', '%a') return function(tab) return words() end",
    ),
    ("load", "return function(tab) return load('return 1')() end"),
    (
        "require in the call",
        "return function(tab) return require('wezterm').version end",
    ),
    (
        "a weak table",
        "local w = setmetatable({ {} }, { __mode = 'v' }) return function(tab) return w[1] and 'x' or 'y' end",
    ),
    (
        "gsub's function",
        "local n = 0 return function(tab) return (tab.title:gsub('.', function() n = n + 1 end)) end",
    ),
    (
        "sort's function",
        "return function(tab) table.sort({ 2, 1 }, function(a, b) c = 1 return a < b end) return 'x' end",
    ),
    (
        "collectgarbage",
        "return function(tab) return collectgarbage('count') .. '' end",
    ),
    (
        "a method of an argument",
        "return function(tab) return tab.pane.vars.x() end",
    ),
    (
        "debug",
        "return function(tab) debug.setupvalue(print, 1, 2) return 'x' end",
    ),
    (
        "nerdfonts that lie",
        "rawset(wezterm.nerdfonts, 'x', {}) return function(tab) wezterm.nerdfonts[tab.title].n = 1 return 'x' end",
    ),
];

#[test]
fn honest_handlers_are_pure() {
    for code in HONEST {
        let found = verdict(&runtime(), code);
        assert!(found.is_ok(), "{code}\n{found:?}");
    }
}

#[test]
fn a_colour_may_be_printed_unless_its_printing_was_changed() {
    assert_eq!(verdict(&runtime(), COLOURS).map(|_| ()), Ok(()));
    let patched = "local n = 0
         debug.getmetatable(wezterm.color.parse('red')).__tostring = function() n = n + 1 return 'x' .. n end\n";
    assert!(verdict(&runtime(), &format!("{patched}{COLOURS}")).is_err());
    let indexed = "local c = wezterm.color.parse('red') return function() return c.n end";
    assert!(verdict(&runtime(), indexed).is_err());
}

#[test]
fn deceivers_are_volatile() {
    for (name, code) in DECEIVERS {
        assert!(verdict(&runtime(), code).is_err(), "{name}: {code}");
    }
}

#[test]
fn the_reason_names_variable_file_and_line() {
    let code = "local count = 0 return function(tab)\n count = count + 1\n return count end";
    assert_eq!(
        verdict(&runtime(), code).unwrap_err(),
        "writes upvalue `count` at t.lua:3"
    );
    assert_eq!(
        verdict(&runtime(), "return function() return os.time() end").unwrap_err(),
        "calls `time`, which is not known to be pure at t.lua:2"
    );
}

#[test]
fn only_what_a_path_reads_is_read() {
    let code = "return function(tab, tabs, _, hover) if tab.index > 1 then return tab.pane.title end return tab.title end";
    let reads = verdict(&runtime(), code).unwrap();
    assert_eq!(reads.fields(TAB), 0b111);
    assert_eq!(reads.fields(PANE), 0b001);
    assert!(!reads.touches(TABS) && !reads.touches(HOVER));
    let code = "return function(tab, tabs, _, hover) local k = 'wid' .. 'th' return #tabs .. tab.pane[k] .. tostring(hover) end";
    let reads = verdict(&runtime(), code).unwrap();
    assert_eq!(reads.fields(PANE), u64::MAX);
    assert!(reads.touches(TABS) && reads.touches(HOVER));
    let code = "return function(tab) local function f() return tab.pane.width end return f() end";
    assert_eq!(verdict(&runtime(), code).unwrap().fields(PANE), 0b010);
}

#[test]
fn a_late_change_is_noticed_when_the_stamp_moves() {
    let runtime = runtime();
    let code = "helper = function() return 'x' end return function(tab) return helper() end";
    assert!(verdict(&runtime, code).is_ok());
    let is_pure = |stamp| {
        runtime
            .findings("e", SIGNATURE, stamp)
            .unwrap()
            .analysis
            .verdict()
            .is_ok()
    };
    assert!(is_pure(1));
    runtime
        .lua()
        .load("function helper() n = (n or 0) + 1 return n end")
        .exec()
        .unwrap();
    assert!(!is_pure(2));
    runtime
        .lua()
        .load("function helper() return 'y' end")
        .exec()
        .unwrap();
    assert!(is_pure(3));
    runtime
        .lua()
        .load("getmetatable('').__index = {}")
        .exec()
        .unwrap();
    assert!(!is_pure(4));
}

#[test]
fn a_table_that_gets_a_metatable_is_noticed() {
    let runtime = runtime();
    let code =
        "icons = { a = 'A' } return function(tab) return icons[tab.title] or icons.b or '' end";
    assert!(verdict(&runtime, code).is_ok());
    runtime
        .lua()
        .load("setmetatable(icons, { __index = function() n = 1 end })")
        .exec()
        .unwrap();
    assert!(
        runtime
            .findings("e", SIGNATURE, 1)
            .unwrap()
            .analysis
            .verdict()
            .is_err()
    );
}

/// What moves the version of the outer state: `code` sets up `handler`, and
/// each change is run in turn.
#[track_caller]
fn outside_moves(code: &str, changes: &[(&str, bool)]) {
    let runtime = runtime();
    assert!(verdict(&runtime, code).is_ok(), "{code}");
    let findings = |stamp| runtime.findings("e", SIGNATURE, stamp).unwrap();
    let mut before = findings(1).outside;
    let first = findings(1).analysis;
    for (place, (change, moves)) in changes.iter().enumerate() {
        runtime.lua().load(*change).exec().unwrap();
        let now = findings(place as u64 + 2);
        assert!(Rc::ptr_eq(&first, &now.analysis), "analysed anew: {change}");
        assert_eq!(now.outside != before, *moves, "{change}");
        before = now.outside;
    }
}

#[test]
fn values_that_are_read_outside_move_the_version_and_others_do_not() {
    outside_moves(
        "state = { branch = 'main', other = 1 } colour = 'red' unread = 0
         return function(tab) return state.branch .. colour .. tab.title end",
        &[
            ("unread = 1", false),
            ("state.other = 2", false),
            ("state.branch = 'topic'", true),
            ("state.branch = 'topic'", false),
            ("colour = nil", true),
            ("local x = 1", false),
        ],
    );
}

#[test]
fn upvalues_move_the_version() {
    outside_moves(
        "local n = 0 function up() n = n + 1 end local m = 0 function other() m = m + 1 end
         return function(tab) return n .. tab.title end",
        &[("other()", false), ("up()", true)],
    );
}

#[test]
fn entries_order_and_length_of_tables_move_the_version() {
    outside_moves(
        "marked = {} return function(tab) return marked[tab.index] and '*' or '' end",
        &[
            ("marked[7] = true", true),
            ("marked[7] = true", false),
            ("marked[8] = 'x'", true),
            ("marked[7] = nil", true),
        ],
    );
    outside_moves(
        "list = { 1, 2 } return function(tab) return #list .. tab.title end",
        &[("list[1] = 5", false), ("list[3] = 1", true)],
    );
    outside_moves(
        "list = { 1, 2 } return function(tab) return rawlen(list) .. tab.title end",
        &[("list[1] = 5", false), ("list[3] = 1", true)],
    );
    // Removed and inserted again: the same entries in another order.
    outside_moves(
        "set = {} for i = 1, 20 do set[i * 16 + 5] = 1 end
         return function(tab) local out = '' for k in pairs(set) do out = out .. k end return out end",
        &[(
            "local function order() local out = {} for k in pairs(set) do out[#out + 1] = k end return out end
             local before = order()
             for _ = 1, 100 do
               local keys = order()
               for _, k in ipairs(keys) do set[k] = nil end
               for i = 1, 50 do set['fill' .. i] = 1 end
               for i = 1, 50 do set['fill' .. i] = nil end
               for i = 1, #keys, 2 do set[keys[i]] = 1 end
               for i = 2, #keys, 2 do set[keys[i]] = 1 end
               if table.concat(order(), ' ') ~= table.concat(before, ' ') then return end
             end
             error('the order has not changed')",
            true,
        )],
    );
}

#[test]
fn glyphs_that_are_looked_up_move_no_version() {
    outside_moves(
        "return function(tab) return wezterm.nerdfonts[tab.title] or '' end",
        &[
            ("local _ = require('wezterm').nerdfonts.cod_terminal", false),
            ("require('wezterm').nerdfonts.cod_terminal = 'T'", true),
        ],
    );
}
