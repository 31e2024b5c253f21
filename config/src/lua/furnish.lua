-- What the standard libraries do differently here.
local touch, record, log = ...
local select, tostring, type, concat = select, tostring, type, table.concat

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
outside(os, { 'clock', 'date', 'execute', 'exit', 'getenv', 'remove', 'rename', 'setlocale', 'time', 'tmpname' })
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
