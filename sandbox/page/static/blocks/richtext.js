import { html } from "../vendor/preact.js";
import { Emoji, Link, withEmoji } from "../drawing.js";
import { Channel, Moment, Person } from "./mrkdwn.js";

// Rich text: what Slack's composer makes of what people type, and what apps send.

const BULLETS = ["•", "◦", "▪︎"];
const COUNTS = ["decimal", "lower-alpha", "lower-roman"];

export function RichText({ elements }) {
  return elements.map((part) => {
    if (part.type === "rich_text_list") return html`<${List} part=${part} />`;
    const inside = part.elements.map((one) => html`<${Inline} one=${one} />`);
    if (part.type === "rich_text_quote") return html`<blockquote>${inside}</blockquote>`;
    if (part.type === "rich_text_preformatted") return html`<pre>${inside}</pre>`;
    return html`<div class="rich">${inside}</div>`;
  });
}

function List({ part }) {
  const ordered = part.style === "ordered";
  const indent = part.indent ?? 0;
  const items = part.elements.map((item) => html`<li>${item.elements.map((one) => html`<${Inline} one=${one} />`)}</li>`);
  const style = { marginLeft: `${indent * 28}px`, listStyleType: ordered ? COUNTS[indent % 3] : `"${BULLETS[indent % 3]}  "` };
  return ordered ? html`<ol start=${(part.offset ?? 0) + 1} style=${style}>${items}</ol>` : html`<ul style=${style}>${items}</ul>`;
}

const DRAWN = {
  text: (one) => one.text,
  user: (one) => html`<${Person} id=${one.user_id} />`,
  channel: (one) => html`<${Channel} id=${one.channel_id} />`,
  broadcast: (one) => html`<span class="mention to-me">@${one.range}</span>`,
  usergroup: (one) => html`<span class="mention">@${one.usergroup_id}</span>`,
  team: (one) => one.team_id,
  emoji: (one) => html`<${Emoji} name=${one.name} />`,
  link: (one) => html`<${Link} to=${one.url}>${one.text ? withEmoji(one.text) : one.url}<//>`,
  date: (one) => html`<${Moment} at=${one.timestamp} format=${one.format} fallback=${one.fallback ?? ""} address=${one.url} />`,
  color: (one) => html`<span class="colour"><i style=${{ background: /^#[0-9a-f]{3,8}$/i.test(one.value) ? one.value : "none" }}></i>
    ${one.value}</span>`,
};

function Inline({ one }) {
  const style = one.style ?? {};
  let node = (DRAWN[one.type] ?? (() => one.text ?? ""))(one);
  for (const [name, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"]]) {
    if (style[name]) node = html`<${tag}>${node}<//>`;
  }
  return style.highlight || style.client_highlight ? html`<mark class="highlight">${node}</mark>` : node;
}
