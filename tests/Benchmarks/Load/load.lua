-- One load for wrk. LOAD is rename, verify or get; SAMPLES a file of "id token" lines; TOKEN the caller's; TARGET a path.
local load, target = os.getenv("LOAD"), os.getenv("TARGET")
local headers = { Authorization = "Bearer " .. os.getenv("TOKEN"), ["Content-Type"] = "application/json" }
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  ids, tokens, count = {}, {}, 0
  for line in io.lines(os.getenv("SAMPLES")) do
    ids[#ids + 1], tokens[#tokens + 1] = line:match("(%S+) (%S+)")
  end
  math.randomseed(number * 7919 + 1)
  run = os.getenv("RUN") .. "-" .. number .. "-"
end

local requests = {
  get = function()
    return wrk.format("GET", target, headers)
  end,
  rename = function()
    count = count + 1
    local body = '{"name":"Key ' .. run .. count .. '"}'
    return wrk.format("PATCH", "/v1/api-keys/" .. ids[math.random(#ids)], headers, body)
  end,
  verify = function()
    local body = '{"key":"' .. tokens[math.random(#tokens)] .. '","scopes":["read:chat"]}'
    return wrk.format("POST", "/v1/api-keys/verify", headers, body)
  end,
}

request = requests[load]

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
end
