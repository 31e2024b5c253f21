-- Tells the watchdog which coroutine runs, so that it can stop it.
local enter, leave = ...
local create, resume, error = coroutine.create, coroutine.resume, error

local function left(outer, ...)
  leave(outer)
  return ...
end

function coroutine.resume(thread, ...)
  return left(enter(thread), resume(thread, ...))
end

local function unwrap(ok, ...)
  if ok then
    return ...
  end
  error((...), 0)
end

function coroutine.wrap(body)
  local thread = create(body)
  return function(...)
    return unwrap(left(enter(thread), resume(thread, ...)))
  end
end
