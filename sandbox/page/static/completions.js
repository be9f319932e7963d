import { html, useEffect, useId, useState } from "./vendor/preact.js";
import { Avatar, Icon, shapes } from "./drawing.js";
import { found } from "./emojipicker.js";

// What the composer offers while one types: commands after /, people after @, channels after #, emoji after a colon.

const MOST = 8;
const BUILT_IN = [
  { name: "/invite", usage_hint: "@someone", description: "Bring someone, or the app, into this channel" },
  { name: "/leave", usage_hint: "", description: "Leave this channel" },
];
const BROADCASTS = [["channel", "Notify everyone in this channel"], ["here", "Notify every active member of this channel"]];

const commands = (words, around) => [
  ...around.commands.map((one) => ({ ...one, app: around.app.name })),
  ...BUILT_IN.map((one) => ({ ...one, app: "Slack" })),
].filter((one) => one.name.startsWith(words)).map((one) => ({ words: `${one.name} `, command: one }));

function people(words, around) {
  const wanted = words.toLowerCase();
  const all = Object.entries(around.users).filter(([id, one]) => id !== "USLACKBOT" && !one.deactivated && (one.name.toLowerCase().startsWith(wanted) || one.handle.startsWith(wanted) || one.name.toLowerCase().split(" ").some((part) => part.startsWith(wanted))));
  return [...all.map(([id, one]) => ({ words: `@${one.name} `, label: one.name, detail: one.bot ? "App" : `@${one.handle}`, avatar: id })), ...BROADCASTS.filter(([name]) => name.startsWith(wanted)).map(([name, detail]) => ({ words: `@${name} `, label: `@${name}`, detail, icon: "bell" }))];
}

const rooms = (words, around) => around.conversations.filter((one) => one.kind !== "im" && one.name.startsWith(words.toLowerCase())).map((one) => ({ words: `#${one.name} `, label: one.name, icon: one.kind === "group" ? "lock" : "hash" }));

// What is being typed at the caret and what it may become: {from, kind, list}, or nothing.
export function completing(text, caret, around, thread) {
  const before = text.slice(0, caret);
  if (/^\/\S*$/.test(before)) return { from: 0, kind: "Commands", list: thread ? [] : commands(before, around) };
  const match = /(^|[\s(])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(before);
  if (!match) return null;
  const [, , mark, words] = match;
  const from = caret - words.length - 1;
  if (mark === "@") return { from, kind: "People", list: people(words, around).slice(0, MOST) };
  if (mark === "#") return { from, kind: "Channels", list: rooms(words, around).slice(0, MOST) };
  return words.length > 1 ? { from, kind: "Emoji", list: found(words).slice(0, MOST).map((one) => ({ words: `:${one.name}: `, label: `:${one.name}:`, drawn: one.drawn })) } : null;
}

// The list above the composer; it takes the composer's keys while it is open. What is offered may be drawn later than a key comes, so
// that a key asks anew.
export function Completions({ offered, offer, box, onTake, onKey }) {
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState(null);
  const id = useId();
  const key = offered && `${offered.kind} ${offered.from}`;
  const listed = (what) => (what && closed !== `${what.kind} ${what.from}` ? what.list : []);
  const list = listed(offered);
  const chosen = Math.max(0, Math.min(at, list.length - 1));
  useEffect(() => setAt(0), [key, list.length]);
  const pressed = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const now = offer();
    const there = listed(now);
    const one = there[Math.min(chosen, there.length - 1)];
    if (!one || event.isComposing) return onKey(event);
    if (step) setAt((chosen + step + there.length) % there.length);
    else if (event.key === "Escape") setClosed(`${now.kind} ${now.from}`);
    // A command that is typed whole is sent, not completed.
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && one.words.trim() !== box.current.value)) onTake(one, now.from);
    else return onKey(event);
    event.preventDefault();
    return event.stopPropagation();
  };
  useEffect(() => {
    const area = box.current;
    area.addEventListener("keydown", pressed);
    for (const [name, value] of [["aria-controls", id], ["aria-activedescendant", `${id}-${chosen}`]]) {
      if (list.length) area.setAttribute(name, value);
      else area.removeAttribute(name);
    }
    return () => area.removeEventListener("keydown", pressed);
  });
  useEffect(() => document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: "nearest" }), [chosen]);
  if (!list.length) return null;
  return html`<div class="completions" role="listbox" id=${id} aria-label=${offered.kind}>
    <header>${offered.kind}<small>↑↓ to choose · Tab or Enter to take · Esc to close</small></header>
    ${list.map((one, index) => html`<div role="option" id="${id}-${index}" key=${one.words} class=${shapes(index === chosen && "active")} aria-selected=${index === chosen} onPointerDown=${(event) => event.preventDefault()} onMouseMove=${() => setAt(index)} onClick=${() => onTake(one, offered.from)}>
      ${one.command ? html`<span class="command"><b>${one.command.name}</b> <span class="usage">${one.command.usage_hint}</span><small>${one.command.description}</small></span><small class="of">${one.command.app}</small>` : html`${one.avatar && html`<${Avatar} user=${one.avatar} size=${20} />`}${one.icon && html`<${Icon} name=${one.icon} size=${16} />`}${one.drawn && html`<span class="emoji">${one.drawn}</span>`}<span>${one.label}</span>${one.detail && html`<small>${one.detail}</small>`}`}
    </div>`)}
  </div>`;
}
