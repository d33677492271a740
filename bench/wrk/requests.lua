-- Asks for what a file says, in random order, and prints what came of it as JSON.
--   wrk … -s requests.lua URL -- FILE SEED CONNECTIONS
-- Each line of the file is: path, entity tag, body, with tabs between; the last two may be empty. Each thread reads it, and says READY on
-- standard error when it has.
-- BENCH_DELAY_MS: a connection waits so long on average (half to one and a half times it) before each request. Before its first one it
-- waits up to that long, so that the rate is there from the beginning. CONNECTIONS is how many a thread has.

local requests = {}
local count = 0
local fresh = 0

function init(args)
  math.randomseed(tonumber(args[2]))
  fresh = tonumber(args[3] or '0')
  -- wrk.format takes its time, and nearly all lines are a path alone
  local rest = ' HTTP/1.1\r\nHost: ' .. wrk.headers['Host'] .. '\r\n\r\n'
  for line in io.lines(args[1]) do
    count = count + 1
    local path = line:match('^(.*)\t\t$')
    requests[count] = path and 'GET ' .. path .. rest or special(line)
  end
  -- what comes from here on is load
  io.stderr:write('READY\n')
end

function special(line)
  local path, etag, body = line:match('^([^\t]*)\t([^\t]*)\t(.*)$')
  local headers = {}
  if etag ~= '' then headers['If-None-Match'] = etag end
  if body == '' then return wrk.format('GET', path, headers) end
  headers['Content-Type'] = 'application/json'
  return wrk.format('POST', path, headers, body)
end

function request()
  return requests[math.random(count)]
end

local delay_ms = tonumber(os.getenv('BENCH_DELAY_MS') or '')
if delay_ms then
  function delay()
    fresh = fresh - 1
    local part = fresh >= 0 and math.random() or 0.5 + math.random()
    -- whole milliseconds, right on average
    return math.floor(delay_ms * part + math.random())
  end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    'RESULT {"microseconds": %d, "requests": %d, "bytes": %d, "p50": %d, "p99": %d, "max": %d, ' ..
    '"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}',
    summary.duration, summary.requests, summary.bytes,
    latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect, errors.read, errors.write, errors.status, errors.timeout
  ))
end
