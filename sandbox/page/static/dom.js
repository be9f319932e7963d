// People's words only ever become text nodes: nothing here or elsewhere writes HTML.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function link(address, ...children) {
  // Only addresses that lead to a page or a letter; never a script.
  if (!/^(https?:|mailto:)/i.test(address)) return el("span", {}, ...children);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

// A line above the composer for what went wrong, gone after a while.
export function notice(words) {
  const line = document.getElementById("notice");
  line.textContent = words;
  line.hidden = false;
  clearTimeout(Number(line.dataset.timer));
  line.dataset.timer = setTimeout(() => { line.hidden = true; }, 6000);
}

const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", rotating_light: "🚨", fire: "🔥", pushpin: "📌", eyes: "👀", tada: "🎉",
  rocket: "🚀", memo: "📝", bell: "🔔", no_bell: "🔕", bulb: "💡", mag: "🔍", hourglass: "⌛", hourglass_flowing_sand: "⏳", lock: "🔒", key: "🔑",
  "+1": "👍", thumbsup: "👍", "-1": "👎", wave: "👋", pray: "🙏", heart: "❤️", point_right: "👉", raised_hands: "🙌", thinking_face: "🤔",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", moneybag: "💰", calendar: "📅", clock1: "🕐", ghost: "👻",
  robot_face: "🤖", construction: "🚧", bug: "🐛", hammer: "🔨", wrench: "🔧", package: "📦", link: "🔗", speech_balloon: "💬", zap: "⚡",
};

export function emoji(name) {
  return EMOJI[name] ?? `:${name}:`;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
}

export function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
