import { el, link, unescaped, withEmoji } from "./dom.js";

// Slack's mrkdwn as nodes. `around` says who is looking and which names stand behind ids.

const PIECES = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*_~])([*_~])(?=\S)((?:(?!\4)[^\n])*?\S)\4(?![\w*_~])/g;
const MARKS = { "*": "b", _: "i", "~": "s" };

export function mrkdwn(text, around) {
  const nodes = [];
  for (const [index, line] of quoted(text).entries()) {
    if (index && !line.quote && !nodes.at(-1)?.matches?.("blockquote, pre")) nodes.push("\n");
    nodes.push(line.quote ? el("blockquote", {}, lines(inline(line.text, around))) : inline(line.text, around));
  }
  return lines(nodes.flat());
}

// Neighbouring lines that begin with > are one quotation.
function quoted(text) {
  const parts = [];
  for (const line of text.split("\n")) {
    const quote = /^&gt; ?/.test(line);
    const last = parts.at(-1);
    const words = quote ? line.replace(/^&gt; ?/, "") : line;
    if (last && last.quote === quote) last.text += `\n${words}`;
    else parts.push({ quote, text: words });
  }
  return parts;
}

function inline(text, around) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    nodes.push(plain(text.slice(end, match.index)));
    const [whole, block, code, token, mark, marked] = match;
    if (block) nodes.push(el("pre", {}, unescaped(block)));
    else if (code) nodes.push(el("code", {}, unescaped(code)));
    else if (token) nodes.push(tokenNode(token, around));
    else nodes.push(el(MARKS[mark], {}, inline(marked, around)));
    end = match.index + whole.length;
  }
  nodes.push(plain(text.slice(end)));
  return nodes;
}

function plain(text) {
  return withEmoji(unescaped(text));
}

function lines(nodes) {
  return nodes.flatMap((node) => (typeof node === "string" ? node.split("\n").flatMap((line, at) => (at ? [el("br"), line] : [line])) : [node]));
}

function tokenNode(inside, around) {
  const cut = inside.indexOf("|");
  const target = cut < 0 ? inside : inside.slice(0, cut);
  const label = cut < 0 ? "" : unescaped(inside.slice(cut + 1));
  if (target.startsWith("@")) return person(target.slice(1), around, label);
  if (target.startsWith("#")) return channel(target.slice(1), around, label);
  if (target.startsWith("!date^")) return el("time", {}, date(target.split("^"), label, around));
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return el("span", { class: "mention me" }, `@${target.slice(1)}`);
  return link(unescaped(target), label || unescaped(target).replace(/^mailto:/, ""));
}

export function person(id, around, label = "") {
  return el("span", { class: id === around.me.id ? "mention me" : "mention" }, `@${around.users[id] ?? (label || id)}`);
}

export function channel(id, around, label = "") {
  const name = around.names[id] ?? label;
  return el("span", { class: "mention" }, name ? `#${name}` : "🔒 a private channel");
}

// Slack draws dates in the reader's own zone.
const FORMATS = {
  date: { dateStyle: "long" }, date_long: { dateStyle: "full" }, date_short: { dateStyle: "medium" }, date_num: { dateStyle: "short" },
  date_pretty: { dateStyle: "long" }, date_long_pretty: { dateStyle: "full" }, date_short_pretty: { dateStyle: "medium" },
  time: { timeStyle: "short" }, time_secs: { timeStyle: "medium" }, ago: { dateStyle: "medium", timeStyle: "short" },
};

export function date([, seconds, format], fallback, around) {
  const moment = new Date(Number(seconds) * 1000);
  if (!format || Number.isNaN(moment.getTime())) return fallback;
  return unescaped(format).replace(/\{(\w+)\}/g, (whole, name) =>
    FORMATS[name] ? new Intl.DateTimeFormat(undefined, { ...FORMATS[name], timeZone: around.me.tz }).format(moment) : whole,
  );
}
