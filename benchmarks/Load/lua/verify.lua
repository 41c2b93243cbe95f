-- verify.lua FILE SKIP THREADS: each token of FILE once, from line SKIP on, dealt out to the threads.
function init(args)
  tokens, skip, stride = args[1], tonumber(args[2]), tonumber(args[3])
  lines = io.lines(tokens)
  for _ = 1, skip + number - 1 do lines() end
end

local function next_line()
  local line = lines()
  if not line then
    -- An iterator at its end can't be asked again.
    lines = io.lines(tokens)
    line = lines()
  end
  return line
end

function request()
  local token = next_line()
  for _ = 2, stride do next_line() end
  local body = '{"passport":"' .. token .. '"}'
  return "POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function setup(thread)
  threads = (threads or 0) + 1
  thread:set("number", threads)
end

-- Requests, microseconds, median and 99th percentile in microseconds, answers beyond 399, broken exchanges.
function done(summary, latency, requests)
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("FIGURES %d %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status, broken))
end
