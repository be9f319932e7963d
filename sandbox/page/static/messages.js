import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { el, emoji, notice } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { tell } from "./server.js";

const QUICK = ["pushpin", "white_check_mark", "eyes"];
const COLOURS = ["#7b5ea7", "#2d7d9a", "#b0603a", "#3b8254", "#a04668", "#5b6abf"];
const open = new Map(); // threads being replied in, each with its composer: redrawing must not take what is typed

export function drawMessages(list, around, { channel, found, changed }) {
  const low = list.scrollHeight - list.scrollTop - list.clientHeight < 80 || list.dataset.channel !== channel.id;
  const draw = (message) => messageNode(message, around, channel, found, changed);
  const focused = document.activeElement;
  list.replaceChildren(...(around.messages.length ? around.messages.map(draw) : [el("li", { class: "empty" }, "Nothing was said here yet.")]));
  if (focused?.isConnected) focused.focus();
  list.dataset.channel = channel.id;
  const target = list.querySelector(".found");
  if (target) target.scrollIntoView({ block: "center" });
  else if (low) list.scrollTop = list.scrollHeight;
}

function messageNode(message, around, channel, found, changed, inside = false) {
  const shapes = ["message", message.only_you ? "only-you" : "", message.subtype && !message.broadcast ? "system" : "", message.ts === found ? "found" : ""];
  const acting = { as: around.me.id, channel: channel.id, ts: message.ts };
  return el(
    inside ? "div" : "li",
    { class: shapes.filter(Boolean).join(" ") },
    avatar(message.user, around),
    el(
      "div",
      { class: "body" },
      who(message, around),
      content(message, around, acting),
      reactions(message, around, acting),
      inside ? null : thread(message, around, channel, found, changed),
    ),
    message.only_you || message.subtype === "tombstone" ? null : menu(message, around, channel, acting, changed, inside),
  );
}

function avatar(user, around) {
  const name = around.users[user] ?? "?";
  const colour = COLOURS[[...user].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS.length];
  const face = el("span", { class: "avatar", "aria-hidden": "true" }, name.slice(0, 1));
  face.style.background = colour;
  return face;
}

function who(message, around) {
  const moment = new Date(Number(message.ts) * 1000);
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", timeZone: around.me.tz }).format(moment);
  return el(
    "div",
    { class: "who" },
    el("b", {}, around.users[message.user] ?? message.user),
    message.user === around.app.user ? el("span", { class: "badge" }, "APP") : null,
    el("a", { href: message.link, title: "Link to this message" }, time),
    message.edited ? el("span", { class: "edited" }, "(edited)") : null,
    message.only_you ? el("span", { class: "note" }, "Only visible to you") : null,
    message.broadcast ? el("span", { class: "note" }, "also sent to the channel") : null,
  );
}

function content(message, around, acting) {
  const press = async (element, block) => {
    const answer = await tell("click", { ...acting, button: element.action_id ?? element.text.text, block: block.block_id ?? null });
    if (answer.error) notice(answer.shown || answer.error);
  };
  const attached = message.attachments.flatMap((one) => [one.text ? el("blockquote", {}, mrkdwn(one.text, around)) : null, ...blocks(one.blocks ?? [], around, press)]);
  const words = message.blocks.length ? blocks(message.blocks, around, press) : el("div", {}, mrkdwn(message.text, around));
  return [words, attached].flat();
}

function reactions(message, around, acting) {
  if (!message.reactions.length) return null;
  const one = (reaction) =>
    el(
      "button",
      {
        type: "button",
        title: `${reaction.users.map((id) => around.users[id]).join(", ")} with :${reaction.name}:`,
        "aria-pressed": String(reaction.users.includes(around.me.id)),
        onclick: () => tell("react", { ...acting, name: reaction.name }),
      },
      `${emoji(reaction.name)} ${reaction.count}`,
    );
  return el("div", { class: "reactions" }, message.reactions.map(one));
}

function thread(message, around, channel, found, changed) {
  const replies = message.thread.map((reply) => messageNode(reply, around, channel, found, changed, true));
  const key = `${around.me.id} ${channel.id} ${message.ts}`;
  if (!replies.length && !open.has(key)) return null;
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return el("details", { class: "thread", open: true }, el("summary", {}, replies.length ? count : "Thread"), replies, open.get(key) ?? answerButton(message, around, channel, changed));
}

function answerButton(message, around, channel, changed) {
  return el("button", { type: "button", class: "press", onclick: () => answer(message, around, channel, changed) }, "Reply in thread");
}

function answer(message, around, channel, changed) {
  const root = message.root ?? message.ts;
  const key = `${around.me.id} ${channel.id} ${root}`;
  const place = { me: around.me.id, channel: channel.id };
  if (!open.has(key)) open.set(key, composer({ place, around: () => around, name: channel.name, thread: root }));
  Promise.resolve(changed()).then(() => open.get(key).querySelector("textarea").focus());
}

function menu(message, around, channel, acting, changed, inside) {
  if (!channel.member) return null;
  const quick = QUICK.map((name) => el("button", { type: "button", title: `:${name}:`, onclick: () => tell("react", { ...acting, name }) }, emoji(name)));
  const reply = inside ? null : el("button", { type: "button", onclick: () => answer(message, around, channel, changed) }, "Reply in thread");
  const use = async (event) => {
    const shortcut = event.target.value;
    event.target.value = "";
    const answer = await tell("use", { ...acting, shortcut });
    if (answer.error) notice(answer.shown || answer.error);
  };
  const more = around.shortcuts.map((one) => el("option", { value: one.callback_id }, one.name));
  const shortcuts = more.length ? el("select", { "aria-label": "More actions", onchange: use }, el("option", { value: "" }, "⋯"), more) : null;
  return el("div", { class: "menu" }, quick, reply, shortcuts);
}
