import { html } from "../vendor/preact.js";
import { Link, withEmoji } from "../drawing.js";

// The Markdown of markdown blocks: headings, lists, tasks, quotations, code, tables, rules, and what stands within a line.

const PIECES = /`([^`\n]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|!?\[([^\]]*)\]\(([^)\s]+)\)|<(https?:[^>\s]+)>|(https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"\]])|(?<![\w*])\*([^*\n]+)\*(?!\w)|(?<!\w)_([^_\n]+)_(?!\w)/g;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    const [whole, code, bold, strong, struck, label, target, bracketed, bare, star, underscore] = match;
    nodes.push(withEmoji(text.slice(end, match.index)));
    if (code) nodes.push(html`<code>${code}</code>`);
    else if (bold ?? strong) nodes.push(html`<b>${inline(bold ?? strong)}</b>`);
    else if (struck) nodes.push(html`<s>${inline(struck)}</s>`);
    else if (target) nodes.push(html`<${Link} to=${target}>${label || target}<//>`);
    else if (bracketed ?? bare) nodes.push(html`<${Link} to=${bracketed ?? bare}>${bracketed ?? bare}<//>`);
    else nodes.push(html`<i>${inline(star ?? underscore)}</i>`);
    end = match.index + whole.length;
  }
  nodes.push(withEmoji(text.slice(end)));
  return nodes;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
const ITEM = /^(\s*)([-*+]|(\d+)[.)])\s+(?:\[([ xX])\]\s+)?(.*)/;
const RULE = /^\s*(-{3,}|\*{3,}|_{3,})\s*$/;

// Each reader takes the lines it knows from the front and returns what it draws, or nothing.
const READERS = [
  (lines) => {
    const fence = /^\s*(```+|~~~+)/.exec(lines[0]);
    if (!fence) return null;
    lines.shift();
    const code = [];
    while (lines.length && !lines[0].trim().startsWith(fence[1])) code.push(lines.shift());
    lines.shift();
    return html`<pre>${code.join("\n")}</pre>`;
  },
  (lines) => {
    const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0]);
    return heading && lines.shift() !== undefined ? html`<div class="heading level-${Math.min(heading[1].length, 3)}" role="heading"
      aria-level=${heading[1].length}>${inline(heading[2])}</div>` : null;
  },
  (lines) => (RULE.test(lines[0]) ? (lines.shift(), html`<hr />`) : null),
  (lines) => {
    if (!lines[0].includes("|") || !/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[1] ?? "") || !lines[1].includes("-")) return null;
    const head = cells(lines.shift());
    lines.shift();
    const rows = [];
    while (lines.length && lines[0].includes("|")) rows.push(cells(lines.shift()));
    const row = (all, tag) => html`<tr>${all.map((cell) => html`<${tag}>${inline(cell)}<//>`)}</tr>`;
    return html`<table class="grid" aria-label="Table"><thead>${row(head, "th")}</thead><tbody>${rows.map((one) => row(one, "td"))}</tbody></table>`;
  },
  (lines) => {
    if (!/^\s*>/.test(lines[0])) return null;
    const inside = [];
    while (lines.length && /^\s*>/.test(lines[0])) inside.push(lines.shift().replace(/^\s*> ?/, ""));
    return html`<blockquote>${parts(inside)}</blockquote>`;
  },
  (lines) => {
    const first = ITEM.exec(lines[0]);
    if (!first) return null;
    const items = [];
    for (let item = first; item; item = lines.length ? ITEM.exec(lines[0]) : null) {
      lines.shift();
      items.push(item);
    }
    return html`<div class="items" role="list">
      ${items.map(([, indent, , number, task, words]) => html`<div class="item" role="listitem"
        style=${{ paddingLeft: `${Math.floor(indent.length / 2) * 24}px` }}>
        <span class="bullet">${task ? (task === " " ? "☐" : "☑") : number ? `${number}.` : "•"}</span><span>${inline(words)}</span>
      </div>`)}
    </div>`;
  },
  (lines) => {
    const words = [lines.shift()];
    while (lines.length && lines[0].trim() && !READERS.slice(0, -1).some((reader) => reader([...lines]))) words.push(lines.shift());
    return html`<p>${words.map((line, at) => (at ? [html`<br />`, inline(line)] : inline(line)))}</p>`;
  },
];

function parts(lines) {
  const drawn = [];
  while (lines.length) {
    if (!lines[0].trim()) lines.shift();
    else drawn.push(READERS.reduce((found, reader) => found ?? reader(lines), null));
  }
  return drawn;
}

export function Markdown({ text }) {
  return parts(text.split("\n"));
}
