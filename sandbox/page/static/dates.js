// Dates as Slack writes them, in the reader's own zone. Moments are in seconds; now is the sandbox's.

const HOURS12 = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12 ?? true;
const DAY = 86_400;

// Making one takes longer than all it writes in its life, and a channel asks for hundreds each time it is drawn.
const FORMATTERS = new Map();

export function formatter(locale, options) {
  const key = `${locale} ${JSON.stringify(options)}`;
  if (!FORMATTERS.has(key)) FORMATTERS.set(key, new Intl.DateTimeFormat(locale, options));
  return FORMATTERS.get(key);
}

function parts(at, zone, options) {
  const found = formatter("en-US", { ...options, timeZone: zone }).formatToParts(new Date(at * 1000));
  return Object.fromEntries(found.map((part) => [part.type, part.value]));
}

function ordinal(number) {
  const tens = number % 100;
  return `${number}${tens > 10 && tens < 14 ? "th" : ["th", "st", "nd", "rd"][number % 10] ?? "th"}`;
}

const isoDay = (at, zone) => formatter("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date(at * 1000));

export function time(at, zone, seconds = false) {
  const options = { hour: "numeric", minute: "2-digit", hour12: HOURS12, ...(seconds ? { second: "2-digit" } : {}) };
  return formatter("en-US", { ...options, timeZone: zone }).format(new Date(at * 1000)).replace(" ", " ");
}

function date(at, zone, { weekday = false, year = true, month = "long" } = {}) {
  const found = parts(at, zone, { weekday: "long", month, day: "numeric", year: "numeric" });
  const day = month === "long" ? ordinal(Number(found.day)) : found.day;
  return `${weekday ? `${found.weekday}, ` : ""}${found.month} ${day}${year ? `, ${found.year}` : ""}`;
}

function nearDay(at, zone, now) {
  const near = { [isoDay(now, zone)]: "Today", [isoDay(now - DAY, zone)]: "Yesterday", [isoDay(now + DAY, zone)]: "Tomorrow" };
  return near[isoDay(at, zone)];
}

// The words of a divider between days.
export function day(at, zone, now) {
  const year = (moment) => parts(moment, zone, { year: "numeric" }).year;
  return nearDay(at, zone, now) ?? date(at, zone, { weekday: true, year: year(at) !== year(now) });
}

export const sameDay = (one, other, zone) => isoDay(one, zone) === isoDay(other, zone);

export const exact = (at, zone, now) => `${day(at, zone, now)} at ${time(at, zone, true)}`;

export function moment(at, zone, now) {
  const near = nearDay(at, zone, now);
  return near === "Today" ? time(at, zone) : `${near ?? date(at, zone, { month: "short", year: false })} at ${time(at, zone)}`;
}

export function ago(at, now) {
  const apart = Math.abs(now - at);
  const [size, unit] = [[31_536_000, "year"], [2_592_000, "month"], [DAY, "day"], [3600, "hour"], [60, "minute"]].find(([one]) => apart >= one) ?? [1, ""];
  if (!unit) return at > now ? "in a moment" : "just now";
  const count = `${Math.floor(apart / size)} ${unit}${Math.floor(apart / size) === 1 ? "" : "s"}`;
  return at > now ? `in ${count}` : `${count} ago`;
}

const FORMATS = {
  date_num: isoDay,
  date_slash: (at, zone) => isoDay(at, zone).replaceAll("-", "/"),
  date: (at, zone) => date(at, zone),
  date_short: (at, zone) => date(at, zone, { month: "short" }),
  date_long: (at, zone) => date(at, zone, { weekday: true }),
  day_divider_pretty: day,
  time,
  time_secs: (at, zone) => time(at, zone, true),
  ago: (at, _zone, now) => ago(at, now),
};

// A date token: its braces become dates, near days their words, the first of the text with a capital letter.
export function fromToken(at, format, zone, now) {
  return format.replace(/\{(\w+?)(_pretty)?\}/g, (whole, name, pretty, offset) => {
    const draw = FORMATS[name] ?? FORMATS[`${name}${pretty ?? ""}`];
    if (!draw) return whole;
    const near = pretty && nearDay(at, zone, now);
    if (!near) return name === "time" || name === "time_secs" ? draw(at, zone) : draw(at, zone, now);
    return offset ? near.toLowerCase() : near;
  });
}
