local wait, object = ...
return function(id)
  return wait(id) and object(id) or nil
end
