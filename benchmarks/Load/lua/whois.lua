-- whois.lua KIND IDENTITIES HOT: whois by surface for random addresses of a seeded registry.
-- KIND: any (all bindings, hidden ones too), hot (handles of the first HOT identities), hidden, unknown
function init(args)
  kind, identities, hot = args[1], tonumber(args[2]), tonumber(args[3])
  math.randomseed(os.time() * 1000 + number * 7919)
end

local function ask(surface) return "GET /api/v1/whois?surface=" .. surface .. " HTTP/1.1\r\nHost: localhost\r\n\r\n" end
local function handle(n) return ask(string.format("wa:@agent%07d", n)) end
local function phone(n) return ask(string.format("wa:%%2B4479%08d", n)) end

local phones = { 0, 1, 2, 5, 6, 7 }
local pick = {
  -- Of the 16 bindings of ten identities, ten are handles and six phones.
  any = function()
    local n = math.random(0, identities / 10 * 16 - 1)
    local ten, of = math.floor(n / 16), n % 16
    if of < 10 then return handle(ten * 10 + of) end
    return phone(ten * 10 + phones[of - 9])
  end,
  hot = function() return handle(math.random(0, hot - 1)) end,
  hidden = function() return phone(math.random(0, identities / 10 - 1) * 10 + math.random(0, 2)) end,
  -- As long as a hidden one: only the digits are nobody's.
  unknown = function() return phone(50000000 + math.random(0, 9999999)) end,
}

function request() return pick[kind]() end

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
