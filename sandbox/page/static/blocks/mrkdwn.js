import { html } from "../vendor/preact.js";
import { fromToken } from "../dates.js";
import { Link, unescaped, useAround, withEmoji } from "../drawing.js";

// Slack's mrkdwn and its text objects, drawn.

export function Text({ text }) {
  if (!text) return null;
  return text.type === "mrkdwn" ? html`<${Mrkdwn} text=${text.text} verbatim=${text.verbatim} />` : withEmoji(text.text ?? "");
}

export const draw = (text) => html`<${Text} text=${text} />`;

const PIECES = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*_~])([*_~])(?=\S)((?:(?!\4)[^\n])*?\S)\4(?![\w*_~])/g;
const MARKS = { "*": "b", _: "i", "~": "s" };

export function Mrkdwn({ text, verbatim = false }) {
  return quoted(text).map((part) => (part.quote ? html`<blockquote>${inline(part.text, verbatim)}
    </blockquote>` : inline(part.text, verbatim)));
}

// Neighbouring lines that begin with > are one quotation; after >>> everything is.
function quoted(text) {
  const parts = [];
  let rest = false;
  for (const line of text.split("\n")) {
    // Apps may send the mark as it is, or as an entity.
    rest ||= /^(&gt;|>){3}/.test(line);
    const quote = rest || /^(&gt;|>)/.test(line);
    const words = quote ? line.replace(/^(&gt;|>)+ ?/, "") : line;
    const last = parts.at(-1);
    if (last?.quote === quote) last.text += `\n${words}`;
    else parts.push({ quote, text: words });
  }
  return parts;
}

function inline(text, verbatim) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    const [whole, block, code, token, mark, marked] = match;
    nodes.push(plain(text.slice(end, match.index), verbatim));
    if (block) nodes.push(html`<pre>${codeLines(block)}</pre>`);
    else if (code) nodes.push(html`<code>${inCode(code)}</code>`);
    else if (token) nodes.push(html`<${Token} inside=${token} />`);
    else nodes.push(html`<${MARKS[mark]}>${inline(marked, verbatim)}<//>`);
    end = match.index + whole.length;
  }
  nodes.push(plain(text.slice(end), verbatim));
  return nodes;
}

const ADDRESS = /(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"\]])/;

// Slack makes links of bare addresses, unless the app asks it to leave the text alone.
function plain(text, verbatim) {
  if (verbatim || !ADDRESS.test(text)) return withEmoji(unescaped(text));
  return text.split(ADDRESS).map((part, at) => (at % 2 ? html`<${Link} to=${unescaped(part)}>${unescaped(part)}
    <//>` : withEmoji(unescaped(part))));
}

const codeLines = (text) => inCode(text.replace(/^\n|\n$/g, ""));

// In code a token is drawn as what it leads to, without being pressed.
const inCode = (text) => unescaped(text.replace(/<([^<>\n]+)>/g, (_, token) => token.split("|").at(-1)));

function Token({ inside }) {
  const cut = inside.indexOf("|");
  const target = cut < 0 ? inside : inside.slice(0, cut);
  const label = cut < 0 ? "" : unescaped(inside.slice(cut + 1));
  if (target.startsWith("@")) return html`<${Person} id=${target.slice(1)} label=${label} />`;
  if (target.startsWith("#")) return html`<${Channel} id=${target.slice(1)} label=${label} />`;
  if (target.startsWith("!date^")) {
    const [, at, format, address] = target.split("^");
    return html`<${Moment} at=${Number(at)} format=${unescaped(format ?? "")} fallback=${label} address=${address} />`;
  }
  if (target.startsWith("!subteam^")) return html`<span class="mention">${label || "@group"}</span>`;
  if (target.startsWith("!")) return html`<span class="mention to-me">@${target.slice(1)}</span>`;
  return html`<${Link} to=${unescaped(target)}>${label ? withEmoji(label) : unescaped(target).replace(/^mailto:/, "")}<//>`;
}

export function Person({ id, label = "" }) {
  const around = useAround();
  return html`<span class="mention ${id === around.me.id ? "to-me" : ""}">@${around.users[id]?.name ?? (label || id)}</span>`;
}

export function Channel({ id, label = "" }) {
  const around = useAround();
  const name = around.names[id] ?? label;
  if (!name) return html`<span class="mention">🔒 private channel</span>`;
  return html`<a class="mention" href="/?as=${around.me.id}&channel=${id}" data-channel=${id}>#${name}</a>`;
}

export function Moment({ at, format, fallback, address }) {
  const around = useAround();
  if (!format || Number.isNaN(at)) return fallback;
  const drawn = fromToken(at, format, around.me.tz, around.minute);
  return address ? html`<${Link} to=${unescaped(address)}>${drawn}<//>` : html`<time datetime=${new Date(at * 1000).toISOString()}>${drawn}
    </time>`;
}
