import { html } from "./vendor/preact.js";
import { IconButton } from "./drawing.js";

// The buttons that format: they put Slack's marks around or before what is selected.

const AROUND = { bold: "*", italic: "_", strike: "~", code: "`", codeblock: "```\n" };
const BEFORE = { ordered: (at) => `${at + 1}. `, list: () => "• ", quote: () => "> " };
const BUTTONS = [
  ["bold", "Bold"], ["italic", "Italic"], ["strike", "Strikethrough"], null,
  ["link", "Link"], ["ordered", "Ordered list"], ["list", "Bulleted list"], ["quote", "Blockquote"], ["code", "Code"], ["codeblock", "Code block"],
];

// The text with the format, and where the caret goes.
export function formatted(format, text, from, to) {
  const chosen = text.slice(from, to);
  if (BEFORE[format]) {
    const start = text.lastIndexOf("\n", from - 1) + 1;
    const lines = text.slice(start, to).split("\n").map((line, at) => BEFORE[format](at) + line).join("\n");
    return { text: text.slice(0, start) + lines + text.slice(to), at: start + lines.length };
  }
  const open = format === "link" ? "https://" : AROUND[format];
  const close = format === "link" ? "" : [...open].reverse().join("");
  const made = format === "link" && chosen ? chosen : open + chosen + close;
  return { text: text.slice(0, from) + made + text.slice(to), at: from + (chosen ? made.length : open.length) };
}

export function FormatBar({ onFormat }) {
  return html`<div class="format-bar" role="toolbar" aria-label="Formatting">
    ${BUTTONS.map((one) => (one ? html`<${IconButton} name=${one[0]} size=${16} label=${one[1]}
    onClick=${() => onFormat(one[0])} />` : html`<span class="bar"></span>`))}</div>`;
}
