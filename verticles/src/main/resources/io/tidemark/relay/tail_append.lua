-- KEYS head, tail; ARGV epoch, entries to keep, seconds to keep them, then for each folder change: from, to, its bytes.
-- The head is 'epoch:seq'. The tail is a sorted set of folder changes by the seq of their last entry, without a hole: what would leave
-- one (we were away, or another incarnation of the journal began) begins the tail anew.
local epoch = ARGV[1]
local seq = nil
local head = redis.call('GET', KEYS[1])
if head then
    local known, at = string.match(head, '^(%d+):(%d+)$')
    if known == epoch then
        seq = tonumber(at)
    end
end
for i = 4, #ARGV, 3 do
    local from, to = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
    if seq == nil or to > seq then
        if seq == nil or from > seq then
            redis.call('DEL', KEYS[2])
        end
        redis.call('ZADD', KEYS[2], to, ARGV[i + 2])
        seq = to
    end
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', seq - tonumber(ARGV[2])))
redis.call('SET', KEYS[1], epoch .. ':' .. string.format('%.0f', seq), 'EX', ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return redis.status_reply('OK')
