-- KEYS a user's devices; ARGV what the keys of those devices begin with, a namespace. The keys have one hash tag, so they are in one place.
for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    redis.call('HDEL', ARGV[1] .. name, ARGV[2])
end
return redis.status_reply('OK')
