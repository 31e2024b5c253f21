-- Patterns on long texts go to a matcher that the time budget can end.
-- Whatever is short enough stays with Lua's own, by a tail call, so that errors
-- name the place of the caller.
local fast_length, search = ...
local find, match, gmatch, gsub = string.find, string.match, string.gmatch, string.gsub
local sub, type, error, concat, tostring = string.sub, type, error, table.concat, tostring

-- pattern -> the longest text that Lua's own matcher is given
local limits, known = {}, 0

local function limit_of(pattern)
  if known == 1000 then
    limits, known = {}, 0
  end
  local limit = fast_length(pattern)
  limits[pattern], known = limit, known + 1
  return limit
end

local function is_slow(text, pattern)
  return type(text) == 'string' and type(pattern) == 'string'
    and #text > (limits[pattern] or limit_of(pattern))
end

-- The place, counted from 1, that `init` stands for; nil after the end.
local function start_of(text, init)
  init = init or 1
  if type(init) ~= 'number' or init % 1 ~= 0 then
    return nil
  end
  if init < 0 then
    init = #text + init + 1
  end
  if init < 1 then
    init = 1
  end
  return init
end

-- What `search` returns: nothing where there is no match; false and a message
-- where the pattern is wrong or the time is up; first and last place, whether
-- there are captures, and these. The functions below are its tail callers'
-- last step, so that level 2 is the user's place.
local function found(start, stop, has_captures, ...)
  if not start then
    if start == false then
      error(stop, 2)
    end
    return nil
  end
  if has_captures then
    return start, stop, ...
  end
  return start, stop
end

local function captures(start, stop, _, ...)
  if not start then
    if start == false then
      error(stop, 2)
    end
    return nil
  end
  return ...
end

function string.find(text, pattern, init, plain)
  if is_slow(text, pattern) and not plain then
    local start = start_of(text, init)
    if start then
      return found(search(text, pattern, start, true))
    end
  end
  return find(text, pattern, init, plain)
end

function string.match(text, pattern, init)
  if is_slow(text, pattern) then
    local start = start_of(text, init)
    if start then
      return captures(search(text, pattern, start, true))
    end
  end
  return match(text, pattern, init)
end

function string.gmatch(text, pattern, init)
  local at = is_slow(text, pattern) and start_of(text, init)
  if not at then
    return gmatch(text, pattern, init)
  end
  local last
  local function advance(start, stop, _, ...)
    if not start then
      if start == false then
        error(stop, 2)
      end
      at = #text + 2
      return nil
    end
    at, last = stop + 1, stop
    return ...
  end
  return function()
    return advance(search(text, pattern, at, false, last))
  end
end

-- What `replacement`, a string, becomes for one match.
local function expanded(replacement, whole, first, ...)
  local out, at = {}, 1
  while true do
    local percent = find(replacement, '%', at, true)
    if not percent then
      out[#out + 1] = sub(replacement, at)
      return concat(out)
    end
    out[#out + 1] = sub(replacement, at, percent - 1)
    local letter = sub(replacement, percent + 1, percent + 1)
    if letter == '%' then
      out[#out + 1] = '%'
    elseif letter == '0' then
      out[#out + 1] = whole
    elseif match(letter, '^%d$') then
      local values = { first, ... }
      local value = values[tonumber(letter)]
      if value == nil then
        error('invalid capture index %' .. letter, 5)
      end
      out[#out + 1] = tostring(value)
    else
      error("invalid use of '%' in replacement string", 5)
    end
    at = percent + 2
  end
end

local function value_for(replacement, whole, first, ...)
  local kind, value = type(replacement), nil
  if kind == 'function' then
    value = replacement(first, ...)
  elseif kind == 'table' then
    value = replacement[first]
  else
    return expanded(replacement, whole, first, ...)
  end
  if not value then
    return whole
  end
  kind = type(value)
  if kind ~= 'string' and kind ~= 'number' then
    error('invalid replacement value (a ' .. kind .. ')', 4)
  end
  return tostring(value)
end

function string.gsub(text, pattern, replacement, most)
  local kind = type(replacement)
  local known_kind = kind == 'string' or kind == 'number' or kind == 'table' or kind == 'function'
  local known_most = most == nil or type(most) == 'number'
  if not (is_slow(text, pattern) and known_kind and known_most) then
    return gsub(text, pattern, replacement, most)
  end
  if kind == 'number' then
    replacement = tostring(replacement)
  end
  local anchored = sub(pattern, 1, 1) == '^'
  local out, count, at, last = {}, 0, 1, nil
  local function replace(start, stop, _, ...)
    if not start then
      if start == false then
        error(stop, 3)
      end
      return false
    end
    out[#out + 1] = sub(text, at, start - 1)
    out[#out + 1] = value_for(replacement, sub(text, start, stop), ...)
    at, last, count = stop + 1, stop, count + 1
    return not anchored
  end
  while not most or count < most do
    if not replace(search(text, pattern, at, true, last)) then
      break
    end
  end
  out[#out + 1] = sub(text, at)
  return concat(out), count
end
