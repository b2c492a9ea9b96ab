-- KEYS a device, its user's devices; ARGV seconds to keep them, devices of a user at most, what the keys of the user's devices begin with,
-- the device's name, how it was seen ('' says nothing of it), its transport, its session, then for each namespace: its UUID, epoch, joined,
-- seq. A watermark only goes up; one of another epoch or another membership takes the place of an earlier one.
local function is_later(known, epoch, joined, seq)
    local at_epoch, at_joined, at_seq = string.match(known or '', '^(%d+):(%d+):(%d+)$')
    if not at_epoch then
        return true
    elseif tonumber(at_epoch) ~= tonumber(epoch) then
        return tonumber(epoch) > tonumber(at_epoch)
    elseif tonumber(at_joined) ~= tonumber(joined) then
        return tonumber(joined) > tonumber(at_joined)
    end
    return tonumber(seq) > tonumber(at_seq)
end

for i = 8, #ARGV, 4 do
    if is_later(redis.call('HGET', KEYS[1], ARGV[i]), ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) then
        redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ':' .. ARGV[i + 2] .. ':' .. ARGV[i + 3])
    end
end

-- The field '~' says how the device was seen last. The end of one connection says nothing of the next.
local how = ARGV[5]
if how ~= '' then
    local text = how .. ':' .. ARGV[6] .. ':' .. ARGV[7]
    if how == 'CONNECTED' then
        redis.call('HSET', KEYS[1], '~', text)
    else
        local was, session = string.match(redis.call('HGET', KEYS[1], '~') or '', '^(%a+):.*:([^:]*)$')
        if was ~= 'CONNECTED' or (how == 'GONE' and session == ARGV[7]) then
            redis.call('HSET', KEYS[1], '~', text)
        end
    end
end
redis.call('EXPIRE', KEYS[1], ARGV[1])

local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', KEYS[2], now, ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[1]))
redis.call('EXPIRE', KEYS[2], ARGV[1])
local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[2])
if over > 0 then
    for _, name in ipairs(redis.call('ZRANGE', KEYS[2], 0, over - 1)) do
        redis.call('DEL', ARGV[3] .. name)
    end
    redis.call('ZREMRANGEBYRANK', KEYS[2], 0, over - 1)
end
return redis.status_reply('OK')
