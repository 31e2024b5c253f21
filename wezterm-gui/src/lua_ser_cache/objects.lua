-- Builds the objects that tab-bar callbacks receive.
--
-- A tab or pane object is an empty table whose metatable leads to the fields:
-- reads are noted while a run is recorded, writes reach __newindex and are
-- refused. Fields that a callback may change freely in the original (user_vars,
-- progress, panes) are copied at each read, so that no write can outlive it.
local provide, config_source = ...
local next, rawget, rawset, setmetatable = next, rawget, rawset, setmetatable
local type, tostring, error, unpack = type, tostring, error, table.unpack
local rawlen, move = rawlen, table.move

local VARS, PROGRESS, PANES, GENERATION = {}, {}, {}, {} -- keys no callback can name
local views = setmetatable({}, { __mode = "k" }) -- object -> { write, next }

local function sequence(master)
  local n = #master
  if n <= 200 then
    return { unpack(master, 1, n) }
  end
  return move(master, 1, n, 1, {})
end

local function copy(from)
  local to = {}
  for key, value in next, from do
    to[key] = value
  end
  return to
end

local function deep_copy(from)
  local to = {}
  for key, value in next, from do
    to[key] = type(value) == "table" and deep_copy(value) or value
  end
  return to
end

local function lazy_fields(lazy)
  return {
    __index = function(fields, key)
      local fill = lazy[key]
      if fill then
        return fill(fields)
      end
    end,
  }
end

local function fact(name)
  return function(fields)
    local value = provide(fields.pane_id, rawget(fields, GENERATION), name)
    if value ~= nil then
      rawset(fields, name, value)
    end
    return value
  end
end

local pane_fields = lazy_fields {
  user_vars = function(fields) return copy(rawget(fields, VARS)) end,
  progress = function(fields) return copy(rawget(fields, PROGRESS)) end,
  current_working_dir = fact("current_working_dir"),
  domain_name = fact("domain_name"),
  foreground_process_name = fact("foreground_process_name"),
  tty_name = fact("tty_name"),
}
local tab_fields = lazy_fields {
  panes = function(fields) return sequence(rawget(fields, PANES)) end,
}

-- What the running callback has read: the reference of an object (twice its
-- id, plus one for a tab) -> a bit for each of its fields.
local recording = false
local seen, order, count = {}, {}, 0

local function note(reference, bit)
  local bits = seen[reference]
  if not bits then
    count = count + 1
    order[count] = reference
    seen[reference] = bit
  elseif bits & bit == 0 then
    seen[reference] = bits | bit
  end
end

local function start_recording()
  recording = true
end

-- References and bits in turn, in the order of the first reads.
local function stop_recording()
  recording = false
  local out = {}
  for at = 1, count do
    local reference = order[at]
    out[2 * at - 1] = reference
    out[2 * at] = seen[reference]
    seen[reference] = nil
    order[at] = nil
  end
  count = 0
  return out
end

local PANE_NAMES = {
  "pane_id", "pane_index", "is_active", "is_zoomed", "has_unseen_output", "left", "top",
  "width", "height", "pixel_width", "pixel_height", "title", "user_vars", "progress",
  "current_working_dir", "domain_name", "foreground_process_name", "tty_name",
}
local TAB_NAMES = {
  "tab_id", "tab_index", "is_active", "tab_title", "window_id", "window_title",
  "active_pane", "panes", "is_last_active",
}

-- An iterator in the manner of next() over `names`, skipping absent values.
local function successor(names)
  local place = {}
  for index, name in next, names do
    place[name] = index
  end
  return function(object, key)
    local index = key == nil and 0 or place[key]
    if not index then
      error("invalid key to 'next'", 2)
    end
    repeat
      index = index + 1
      local name = names[index]
      if name == nil then
        return nil
      end
      local value = object[name]
      if value ~= nil then
        return name, value
      end
    until false
  end
end

local function sealed(kind, fallback, names)
  local bit_of = {}
  for index, name in next, names do
    bit_of[name] = 1 << (index - 1)
  end
  local following = successor(names)
  local function refuse(_, key)
    error("cannot set '" .. tostring(key) .. "': a " .. kind
      .. " is read-only; keep values of your own in a table of your own", 2)
  end
  local view = { write = refuse, next = following }
  local function pairs_of(object)
    return following, object, nil
  end
  return function(fields, reference)
    setmetatable(fields, fallback)
    local object = setmetatable({}, {
      __index = function(_, key)
        local bit = bit_of[key]
        if bit then
          if recording then
            note(reference, bit)
          end
          return fields[key]
        end
      end,
      __newindex = refuse,
      __pairs = pairs_of,
      __name = kind,
      __metatable = kind,
    })
    views[object] = view
    return object
  end
end

local seal_pane = sealed("PaneInformation", pane_fields, PANE_NAMES)
local seal_tab = sealed("TabInformation", tab_fields, TAB_NAMES)

local function make_pane(fields, generation, user_vars, progress)
  fields[GENERATION] = generation
  fields[VARS] = user_vars
  if type(progress) == "table" then
    fields[PROGRESS] = progress
  else
    fields.progress = progress
  end
  return seal_pane(fields, 2 * fields.pane_id)
end

local function make_tab(fields, panes)
  fields[PANES] = panes
  return seal_tab(fields, 2 * fields.tab_id + 1)
end

-- The `config` argument: reads reach the shared table, writes stay in this view.
-- Nested maps become views when first read, nested lists become copies.
local GONE = {}
local function overlay(source)
  local own = {}
  local master
  local object
  local function read(_, key)
    local value = own[key]
    if value ~= nil then
      if value == GONE then
        return nil
      end
      return value
    end
    master = master or source()
    value = master[key]
    if type(value) == "table" then
      if rawlen(value) > 0 then
        value = deep_copy(value)
      else
        local nested = value
        value = overlay(function() return nested end)
      end
      own[key] = value
    end
    return value
  end
  local function write(_, key, value)
    if value == nil then
      value = GONE
    end
    own[key] = value
  end
  -- The master's keys in its order, then the keys only this view has.
  local function following(_, key)
    master = master or source()
    local at = key
    local in_own = key ~= nil and master[key] == nil
    while not in_own do
      at = next(master, at)
      if at == nil then
        break
      end
      local value = read(nil, at)
      if value ~= nil then
        return at, value
      end
    end
    if in_own then
      at = key
    else
      at = nil
    end
    repeat
      local value
      at, value = next(own, at)
      if at ~= nil and value ~= GONE and master[at] == nil then
        return at, value
      end
    until at == nil
    return nil
  end
  object = setmetatable({}, {
    __index = read,
    __newindex = write,
    __len = function()
      local n = 0
      while read(nil, n + 1) ~= nil do
        n = n + 1
      end
      return n
    end,
    __pairs = function(view)
      return following, view, nil
    end,
    __name = "Config",
    __metatable = "Config",
  })
  views[object] = { write = write, next = following }
  return object
end

-- The arguments that are the callback's own: made anew for every call, unless
-- it is known not to look at them.
local UNREAD = {}
local function own_arguments(window, tabs, panes, config)
  return tabs and sequence(tabs) or UNREAD, panes and sequence(panes) or UNREAD,
    config and overlay(function() return config_source(window) end) or UNREAD
end

-- next() and rawset() see only the empty table; these see what it stands for.
local function guarded_next(object, key)
  local view = views[object]
  if view then
    return view.next(object, key)
  end
  return next(object, key)
end

local function guarded_rawset(object, key, value)
  local view = views[object]
  if view then
    view.write(object, key, value)
    return object
  end
  return rawset(object, key, value)
end

return {
  make_pane = make_pane,
  make_tab = make_tab,
  sequence = sequence,
  own_arguments = own_arguments,
  start_recording = start_recording,
  stop_recording = stop_recording,
  next = guarded_next,
  rawset = guarded_rawset,
}
