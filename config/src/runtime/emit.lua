local handlers_of = ...
return function(event, ...)
  local handlers = handlers_of(event)
  for i = 1, #handlers do
    if handlers[i](...) == false then
      return false
    end
  end
  return true
end
