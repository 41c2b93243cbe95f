-- issue.lua FILE: issues Passports; each line of FILE is an API key and an identity of its account.
function init(args)
  asks = {}
  for line in io.lines(args[1]) do
    local key, identity = line:match("(%S+) (%S+)")
    asks[#asks + 1] = "POST /api/v1/identities/" .. identity .. "/passports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " .. key
      .. "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
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
