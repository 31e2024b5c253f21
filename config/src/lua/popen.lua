-- io.popen for reading, os.execute, and the file handles that the former gives.
local start, next_part, finish = ...
local error, math_type, select, setmetatable, tonumber, type =
  error, math.type, select, setmetatable, tonumber, type
local find, format, match, sub = string.find, string.format, string.match, string.sub
local concat, pack, unpack = table.concat, table.pack, table.unpack
local popen, io_close, io_type = io.popen, io.close, io.type

local File = { __name = 'FILE*' }
File.__index = File
-- What a handle stands for: its program, what was read ahead, and whether
-- there is no more to come.
local state_of = setmetatable({}, { __mode = 'k' })

local function opened(file)
  local state = state_of[file]
  if not state then
    error('a file handle was expected', 3)
  end
  if state.closed then
    error('attempt to use a closed file', 3)
  end
  return state
end

-- Reads more; whether there was any.
local function more(state)
  if state.ended then
    return false
  end
  local part = next_part(state.program, false)
  state.ended = part == ''
  state.ahead = state.ahead .. part
  return not state.ended
end

local function take(state, count)
  local text = sub(state.ahead, 1, count)
  state.ahead = sub(state.ahead, count + 1)
  return text
end

local function read_all(state)
  local parts = { state.ahead }
  state.ahead = ''
  while not state.ended do
    local part = next_part(state.program, true)
    state.ended = part == ''
    parts[#parts + 1] = part
  end
  return concat(parts)
end

local function read_line(state, with_end)
  local from = 1
  while true do
    local at = find(state.ahead, '\n', from, true)
    if at then
      local line = take(state, at)
      return with_end and line or sub(line, 1, -2)
    end
    from = #state.ahead + 1
    if not more(state) then
      local line = take(state, #state.ahead)
      if line == '' then
        return nil
      end
      return line
    end
  end
end

local function read_count(state, count)
  while #state.ahead < count and more(state) do
  end
  if count == 0 then
    return (#state.ahead > 0 or more(state)) and '' or nil
  end
  if state.ahead == '' then
    return nil
  end
  return take(state, count)
end

-- The longest that may be a number, as Lua has it: 200 characters.
local function read_number(state)
  repeat
    state.ahead = match(state.ahead, '^%s*(.*)$')
  until state.ahead ~= '' or not more(state)
  while #state.ahead < 200 and not find(state.ahead, '[^%w.+-]') and more(state) do
  end
  local head = sub(state.ahead, 1, 200)
  local numeral = match(head, '^[+-]?0[xX]%x*%.?%x*[pP]?[+-]?%d*') or match(head, '^[+-]?%d*%.?%d*[eE]?[+-]?%d*')
  take(state, #numeral)
  return tonumber(numeral)
end

local function read_one(state, what)
  if math_type(what) == 'integer' then
    return read_count(state, what)
  end
  local kind = type(what) == 'string' and match(what, '^%*?([nlLa])')
  if kind == 'a' then
    return read_all(state)
  elseif kind == 'l' or kind == 'L' then
    return read_line(state, kind == 'L')
  elseif kind == 'n' then
    return read_number(state)
  end
  error("bad argument to 'read' (invalid format)", 3)
end

local function read(state, ...)
  local count = select('#', ...)
  if count == 0 then
    return read_line(state, false)
  end
  local wanted, got = { ... }, {}
  for at = 1, count do
    got[at] = read_one(state, wanted[at])
    if got[at] == nil then
      return unpack(got, 1, at)
    end
  end
  return unpack(got, 1, count)
end

function File:read(...)
  return read(opened(self), ...)
end

function File:lines(...)
  local state = opened(self)
  local formats = pack(...)
  return function()
    if state.closed then
      error('file is already closed', 2)
    end
    return read(state, unpack(formats, 1, formats.n))
  end
end

function File:close()
  local state = opened(self)
  state.closed = true
  return finish(state.program)
end

function File:write()
  opened(self)
  return nil, 'Bad file descriptor', 9
end

function File:flush()
  opened(self)
  return self
end

function File:setvbuf()
  opened(self)
  return true
end

function File:seek()
  opened(self)
  return nil, 'Illegal seek', 29
end

function File:__tostring()
  return state_of[self].closed and 'file (closed)' or format('file (%p)', self)
end

function File:__close()
  if not state_of[self].closed then
    self:close()
  end
end

function io.popen(command, mode)
  if mode == 'w' then
    return popen(command, mode)
  end
  if mode ~= nil and mode ~= 'r' then
    error("bad argument #2 to 'popen' (invalid mode)", 2)
  end
  local program, message = start(command, false)
  if not program then
    return nil, message, 2
  end
  local file = setmetatable({}, File)
  state_of[file] = { program = program, ahead = '', ended = false, closed = false }
  return file
end

function io.close(...)
  local file = ...
  if state_of[file] then
    return file:close()
  end
  return io_close(...)
end

function io.type(file)
  local state = state_of[file]
  if state then
    return state.closed and 'closed file' or 'file'
  end
  return io_type(file)
end

function os.execute(command)
  if command == nil then
    return true
  end
  local program = start(command, true)
  if not program then
    return nil, 'exit', 127
  end
  return finish(program)
end
