-- KEYS a user's devices; ARGV what the keys of those devices begin with, a namespace. Answers the time, then for each device: its name, when
-- and how it was seen last, its watermark in the namespace; '' where something is not known.
local found = { redis.call('TIME')[1] }
local devices = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #devices, 2 do
    local known = redis.call('HMGET', ARGV[1] .. devices[i], '~', ARGV[2])
    found[#found + 1] = devices[i]
    found[#found + 1] = devices[i + 1]
    found[#found + 1] = known[1] or ''
    found[#found + 1] = known[2] or ''
end
return found
