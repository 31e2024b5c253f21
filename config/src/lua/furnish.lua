-- What the standard libraries do differently here.
local touch, record, log = ...
local select, tostring, type, concat = select, tostring, type, table.concat
local error, rawget, rawset = error, rawget, rawset

function print(...)
  local parts = {}
  for i = 1, select('#', ...) do
    parts[i] = tostring((select(i, ...)))
  end
  touch()
  log(concat(parts, ' '))
end

-- Modules that require one another would do so for ever.
local loading = {}
local ending = { __close = function() loading[#loading] = nil end }
local plain_require = require
function require(name)
  if package.loaded[name] == nil then
    for _, other in ipairs(loading) do
      if other == name then
        error('modules require one another: ' .. concat(loading, ' requires ') .. ' requires ' .. name, 2)
      end
    end
    loading[#loading + 1] = name
    local _ <close> = setmetatable({}, ending)
    -- Not a tail call: the module ends before this does.
    local value, where = plain_require(name)
    return value, where
  end
  return plain_require(name)
end

-- Nothing can stop a finalizer that does not end, so none of the user's runs:
-- Lua looks for it when the metatable is set.
local told_of_gc = false
local function without_finalizer(original)
  return function(value, metatable)
    local gc = type(metatable) == 'table' and rawget(metatable, '__gc')
    if not gc then
      return original(value, metatable)
    end
    if not told_of_gc then
      told_of_gc = true
      log('__gc of a metatable is left out: nothing could stop a finalizer that does not end')
    end
    rawset(metatable, '__gc', nil)
    local result = original(value, metatable)
    rawset(metatable, '__gc', gc)
    return result
  end
end
setmetatable = without_finalizer(setmetatable)
debug.setmetatable = without_finalizer(debug.setmetatable)

-- A terminal ends when its programs do, or when the user says so.
function os.exit()
  error('os.exit would end every program in every window: use the action QuitApplication', 2)
end

-- Functions that look or act outside: their callers' results are not kept.
local function outside(library, names)
  for _, name in ipairs(names) do
    local original = library[name]
    if original then
      library[name] = function(...)
        touch()
        return original(...)
      end
    end
  end
end
outside(os, { 'clock', 'date', 'getenv', 'remove', 'rename', 'setlocale', 'time', 'tmpname' })
outside(io, { 'close', 'input', 'lines', 'open', 'output', 'popen', 'read', 'tmpfile', 'type', 'write' })
outside(math, { 'random', 'randomseed' })
outside(_G, { 'collectgarbage', 'load', 'require' })
outside(debug, { 'sethook', 'setlocal', 'setmetatable', 'setupvalue', 'setuservalue', 'upvaluejoin', 'getinfo', 'traceback' })

-- Files that were loaded are watched.
local function recording(name)
  local original = _G[name]
  _G[name] = function(path, ...)
    touch()
    if type(path) == 'string' then
      record(path)
    end
    return original(path, ...)
  end
end
recording('dofile')
recording('loadfile')

local search = package.searchers[2]
package.searchers[2] = function(name)
  local loader, path = search(name)
  if type(loader) == 'function' and type(path) == 'string' then
    record(path)
  end
  return loader, path
end
