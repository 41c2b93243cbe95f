-- known.lua FILE: asks for addresses whose ETags are known; each line of FILE is an address and its ETag.
function init(args)
  asks = {}
  for line in io.lines(args[1]) do
    local surface, etag = line:match("(%S+) (%S+)")
    asks[#asks + 1] = "GET /api/v1/whois?surface=" .. surface .. " HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " .. etag .. "\r\n\r\n"
  end
  math.randomseed(os.time() * 1000 + number * 7919)
end

function request() return asks[math.random(1, #asks)] end

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
