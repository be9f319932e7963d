import { el, emoji, link, unescaped, withEmoji } from "./dom.js";
import { channel, date, mrkdwn, person } from "./mrkdwn.js";

// Block Kit as nodes. `around` says who is looking; `press(element, block)` is called when something is pressed.

export function blocks(list, around, press) {
  return list.map((block) => el("div", { class: `block ${block.type}` }, (DRAWN[block.type] ?? unknown)(block, around, press)));
}

const DRAWN = {
  header: (block) => text(block.text),
  divider: () => el("hr"),
  section: (block, around, press) => [
    el("div", {}, block.text ? text(block.text, around) : null, block.fields ? fields(block.fields, around) : null),
    block.accessory ? element(block.accessory, block, around, press) : null,
  ],
  context: (block, around, press) => block.elements.map((one) => element(one, block, around, press)),
  actions: (block, around, press) => block.elements.map((one) => element(one, block, around, press)),
  context_actions: (block, around, press) => block.elements.map((one) => element(one, block, around, press)),
  markdown: (block, around) => markdown(block.text, around),
  image: (block) => [block.title ? el("b", {}, text(block.title)) : null, picture(block)],
  rich_text: (block, around) => rich(block.elements, around),
  table: (block, around) => el("table", {}, block.rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cellNodes(cell, around)))))),
  input: (block, around, press) => [el("b", {}, text(block.label)), element(block.element, block, around, press)],
};
DRAWN.data_table = DRAWN.table;

function unknown(block, around) {
  const words = [];
  (function walk(part) {
    if (Array.isArray(part)) part.forEach(walk);
    else if (part && typeof part === "object") Object.entries(part).forEach(([key, value]) => (key === "text" && typeof value === "string" ? words.push(value) : walk(value)));
  })(block);
  return el("div", { class: "unknown" }, `${block.type}: `, mrkdwn(words.join(" · "), around));
}

function text(object, around) {
  if (!object) return "";
  return object.type === "mrkdwn" ? el("span", {}, mrkdwn(object.text, around)) : el("span", {}, lines(withEmoji(unescaped(object.text))));
}

function lines(words) {
  return words.split("\n").flatMap((line, at) => (at ? [el("br"), line] : [line]));
}

function fields(list, around) {
  return el("div", { class: "fields" }, list.map((field) => el("div", {}, text(field, around))));
}

function picture(block) {
  // Pictures from elsewhere would leave this machine; their description and address do.
  return link(block.image_url ?? "", `🖼 ${block.alt_text ?? "image"}`);
}

function element(one, block, around, press) {
  if (one.type === "mrkdwn" || one.type === "plain_text") return text(one, around);
  if (one.type === "image") return picture(one);
  if (one.visible_to_user_ids && !one.visible_to_user_ids.includes(around.me.id)) return null;
  if (one.type === "button" || one.type === "icon_button") {
    const pressed = () => {
      if (one.url) window.open(one.url, "_blank", "noopener,noreferrer");
      press(one, block);
    };
    return el("button", { type: "button", class: `press ${one.style ?? ""}`, "aria-label": one.accessibility_label, onclick: pressed }, text(one.text));
  }
  // Menus and pickers are drawn, and come alive with the forms.
  const label = one.placeholder ?? one.initial_option?.text ?? { type: "plain_text", text: one.type.replaceAll("_", " ") };
  return el("button", { type: "button", class: "press", disabled: true }, text(label), " ▾");
}

function cellNodes(cell, around) {
  return cell.type === "rich_text" ? rich(cell.elements, around) : String(cell.text ?? cell.number ?? cell.value ?? "");
}

function rich(parts, around) {
  return parts.map((part) => {
    if (part.type === "rich_text_list") {
      const tag = part.style === "ordered" ? "ol" : "ul";
      const items = part.elements.map((item) => el("li", {}, rich([item], around)));
      return el(tag, { start: part.offset ? part.offset + 1 : null, style: null }, items);
    }
    const inside = part.elements.flatMap((one) => inline(one, around));
    if (part.type === "rich_text_quote") return el("blockquote", {}, inside);
    return part.type === "rich_text_preformatted" ? el("pre", {}, inside) : el("span", {}, inside);
  });
}

const INLINE = {
  text: (one) => lines(one.text),
  user: (one, around) => person(one.user_id, around),
  channel: (one, around) => channel(one.channel_id, around),
  broadcast: (one) => el("span", { class: "mention me" }, `@${one.range}`),
  usergroup: (one) => el("span", { class: "mention" }, `@${one.usergroup_id}`),
  emoji: (one) => emoji(one.name),
  link: (one) => link(one.url, one.text || one.url),
  date: (one, around) => el("time", {}, date(["", one.timestamp, one.format], one.fallback ?? "", around)),
  color: (one) => one.value,
};

function inline(one, around) {
  let node = (INLINE[one.type] ?? (() => one.text ?? ""))(one, around);
  for (const [style, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"]]) {
    if (one.style?.[style]) node = el(tag, {}, node);
  }
  return [node].flat();
}

// The little of Markdown that a card needs: headings, lists, bold, links; the rest as it is written.
function markdown(source, around) {
  return source.split("\n").map((line) => {
    const heading = /^#{1,6}\s+(.*)/.exec(line);
    const item = /^(\s*)[-*]\s+(.*)/.exec(line);
    const words = heading?.[1] ?? item?.[2] ?? line;
    const marked = words.replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
    return el("div", {}, item ? `${item[1]}• ` : "", heading ? el("b", {}, mrkdwn(marked, around)) : mrkdwn(marked, around));
  });
}
