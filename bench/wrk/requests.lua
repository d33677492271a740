-- Sends the requests of a file in random order, and prints the result as JSON.
--
--   wrk … -s requests.lua URL -- FILE SEED CONNECTIONS
--
-- Each line of the file is: path, entity tag, body, separated by tabs. The last two may be empty. Each thread reads the
-- file, and then prints READY to standard error. CONNECTIONS is the number of a thread's connections.
--
-- BENCH_DELAY_MS: a connection waits before each request, this long on average (half to one and a half times it).
-- Before its first request it waits up to that long, so that the rate is right from the start.

local requests = {}
local count = 0
-- connections of this thread that have not sent a request yet
local unused = 0

function init(args)
  math.randomseed(tonumber(args[2]))
  unused = tonumber(args[3] or '0')
  -- wrk.format is slow, and nearly all lines are a path alone
  local rest = ' HTTP/1.1\r\nHost: ' .. wrk.headers['Host'] .. '\r\n\r\n'
  for line in io.lines(args[1]) do
    count = count + 1
    local path = line:match('^(.*)\t\t$')
    requests[count] = path and 'GET ' .. path .. rest or format(line)
  end
  -- the load starts after this line
  io.stderr:write('READY\n')
end

function format(line)
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
    unused = unused - 1
    local factor = unused >= 0 and math.random() or 0.5 + math.random()
    -- random rounding to whole milliseconds keeps the average
    return math.floor(delay_ms * factor + math.random())
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
