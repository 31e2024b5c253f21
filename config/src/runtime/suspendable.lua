-- A function that suspends the coroutine it is called in, if it has to wait.
local start, mark, yield, isyieldable = ...
local function unwrap(ok, ...)
  if ok then
    return ...
  end
  error((...), 3)
end
local function finish(done, ...)
  if done then
    return ...
  end
  return unwrap(yield(mark, (...)))
end
return function(...)
  return finish(start(isyieldable(), ...))
end
